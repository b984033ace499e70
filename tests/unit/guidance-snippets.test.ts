import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guidanceCatalogue } from '../../lib/guidance';

/**
 * The Go of every entry is given to Go's own tools: gofmt finds nothing to change, the compiler accepts it for Go 1.22, and vet has nothing
 * to say against the mended form. Hashes of what passed are recorded, so that a machine without Go still notices an unchecked snippet.
 * After a change to a snippet: `UPDATE_GOLDEN=1 npx vitest run tests/unit/guidance-snippets.test.ts` where Go is installed.
 */
const golden = fileURLToPath(new URL('./guidance-snippets.json', import.meta.url));
const snippets = guidanceCatalogue.flatMap((entry) => [
  { name: `${entry.id}/before`, source: entry.change.before },
  { name: `${entry.id}/after`, source: entry.change.after },
]);
const hashes = Object.fromEntries(snippets.map(({ name, source }) => [name, createHash('sha256').update(source).digest('hex')]));
const hasGo = spawnSync('go', ['version'], { encoding: 'utf8' }).status === 0;

/** Packages that the snippets may use without saying so; the name is the last part of the path. */
const packages = [
  'bytes',
  'context',
  'encoding/json',
  'errors',
  'fmt',
  'io',
  'log',
  'maps',
  'net/http',
  'os',
  'runtime',
  'runtime/debug',
  'runtime/metrics',
  'strconv',
  'strings',
  'sync',
  'sync/atomic',
  'testing',
  'time',
];

/** A whole Go file of a snippet: package clause and the imports that its qualified names need. */
function wrap(source: string): string {
  const bare = source.replace(/\/\/.*$/gm, '').replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
  const used = packages.filter((path) => new RegExp(`(?<![\\w.])${path.split('/').pop()}\\.[A-Z]`).test(bare));
  const imports = used.length === 0 ? '' : `import (\n${used.map((path) => `\t"${path}"\n`).join('')})\n\n`;
  return `package ${/^func main\(\)/m.test(source) ? 'main' : 'snippet'}\n\n${imports}${source}\n`;
}

describe('snippets', () => {
  it('are what was checked with Go last', () => {
    if (process.env.UPDATE_GOLDEN === '1' && hasGo) return;
    expect(hashes).toEqual(JSON.parse(readFileSync(golden, 'utf8')).snippets);
  });

  it('are indented by tabs and carry no stray white space', () => {
    for (const { name, source } of snippets) {
      expect(source, name).not.toMatch(/^ +/m);
      expect(source, name).not.toMatch(/[ \t]$/m);
      expect(
        source.split('\n').filter((line) => line.length > 110),
        name,
      ).toEqual([]);
    }
  });
});

if (hasGo) {
  describe('with Go at hand, snippets', () => {
    let root = '';
    const go = (...args: string[]) =>
      spawnSync('go', args, { cwd: root, encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' } });

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'gotriage-snippets-'));
      writeFileSync(join(root, 'go.mod'), 'module snippets\n\ngo 1.22\n');
      for (const { name, source } of snippets) {
        mkdirSync(join(root, name), { recursive: true });
        writeFileSync(join(root, name, 'snippet.go'), wrap(source));
      }
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    it('are formatted as gofmt does', () => {
      const changed = execFileSync('gofmt', ['-l', '.'], { cwd: root, encoding: 'utf8' });
      expect(changed).toBe('');
    });

    it('leave vet nothing to say against the mended forms', () => {
      const run = go('vet', ...snippets.filter(({ name }) => name.endsWith('/after')).map(({ name }) => `./${name}`));
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
    });

    it('type-check', () => {
      const run = go('build', './...');
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      if (process.env.UPDATE_GOLDEN === '1') {
        const goVersion = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
        writeFileSync(golden, `${JSON.stringify({ goVersion, snippets: hashes }, null, 2)}\n`);
      }
    });
  });
}
