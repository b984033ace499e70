import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleTrace } from '../../../lib/formats/trace/warm-up';
import { buildCompare, cacheDir, goRoot, goVersion } from './build';
import { comparable, type Digest, digest, eventLines } from './digest';

// Go's own reader of the same files, built over a copy of GOROOT's internal/trace. Goldens of it stand in tests/golden for where
// Go is absent.
const go = goVersion();
const captures = resolve(__dirname, '../../../fixtures/captures');

function traceFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.trace'))
    .map((name) => join(dir, name));
}

function goDigest(file: string): Digest {
  return JSON.parse(execFileSync(buildCompare(), ['digest', file], { encoding: 'utf8', maxBuffer: 1 << 30 }));
}

function goEvents(file: string): { lines: string[]; error: string } {
  const run = spawnSync(buildCompare(), ['events', file], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return { lines: run.stdout.split('\n').slice(0, -1), error: run.stderr };
}

function isV1(file: string): boolean {
  return /^go 1\.(11|19|21) /.test(readFileSync(file).subarray(0, 16).toString('latin1'));
}

/**
 * Go's conversion of old traces walks a map: goroutines that nothing tells of before tracing starts come in random order, and so do
 * events of several Ps at one time. Such runs are sorted on both sides.
 */
function sortedRuns(lines: readonly string[]): string[] {
  const out: string[] = [];
  let run: string[] = [];
  let last = Number.NaN;
  const flush = () => {
    const times = run.map((line) => line.slice(0, line.indexOf(',')));
    const rest = run.map((line) => line.slice(line.indexOf(','))).sort();
    times.forEach((time, i) => {
      out.push(time + rest[i]);
    });
    run = [];
  };
  for (const line of lines) {
    const time = Number(line.slice(5, line.indexOf(',')));
    // Events at one time are set 1 ns apart.
    if (time !== last + 1) flush();
    run.push(line);
    last = time;
  }
  flush();
  return out;
}

/** A trace of a small standard package, made once and kept. */
function made(toolchain: string): string {
  const dir = join(cacheDir, 'traces');
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `context-${toolchain}.trace`);
  if (!existsSync(file)) {
    const env = toolchain === 'local' ? process.env : { ...process.env, GOTOOLCHAIN: toolchain };
    execFileSync('go', ['test', '-count=1', '-trace', file, '-o', join(dir, 'context.test'), 'context'], { cwd: dir, env, stdio: 'pipe' });
  }
  return file;
}

describe.runIf(go !== undefined)("events, order and summary equal those of Go's reader", () => {
  it.each(traceFiles(captures).map((file) => [file.slice(captures.length + 1), file]))('%s', async (_, file) => {
    if (isV1(file)) {
      expect(sortedRuns((await eventLines(file)).lines)).toEqual(sortedRuns(goEvents(file).lines));
      return;
    }
    expect(comparable(await digest(file))).toEqual(comparable(goDigest(file)));
  });
});

describe.runIf(go !== undefined)('traces of the standard library under this toolchain', () => {
  it('local', async () => {
    const file = made('local');
    expect(comparable(await digest(file))).toEqual(comparable(goDigest(file)));
  });
});

describe.runIf(go !== undefined)('a made-up trace, the machine up for so many ns', () => {
  it.each([0n, 1n << 52n, (1n << 53n) + 7n, (1n << 61n) + 12345n])('%s', async (offset) => {
    mkdirSync(cacheDir, { recursive: true });
    const file = join(cacheDir, `up-${offset}.trace`);
    writeFileSync(file, sampleTrace(60, offset));
    expect((await eventLines(file)).lines).toEqual(goEvents(file).lines);
  });
});

const tests = go === undefined ? '' : join(goRoot(), 'src/internal/trace/testdata/tests');
const fuzz = go === undefined ? '' : join(goRoot(), 'src/internal/trace/testdata/fuzz/FuzzReader');
const old = go === undefined ? '' : join(goRoot(), 'src/internal/trace/internal/tracev1/testdata');
const list = (dir: string) => (existsSync(dir) ? readdirSync(dir) : []);

describe.runIf(existsSync(tests))("Go's conformance tests, made binary", () => {
  it.each(list(tests))('%s', async (name) => {
    const dir = join(cacheDir, 'conformance');
    mkdirSync(dir, { recursive: true });
    const file = join(dir, `${basename(name, '.test')}.trace`);
    const expected = execFileSync(buildCompare(), ['binary', join(tests, name), file], { encoding: 'utf8' });
    const theirs = goEvents(file);
    const ours = await eventLines(file);
    expect(ours.error === undefined).toBe(expected.startsWith('SUCCESS'));
    expect(ours.lines).toEqual(theirs.lines);
  });
});

describe.runIf(existsSync(fuzz))("Go's fuzz corpus", () => {
  it.each(list(fuzz))('%s', async (name) => {
    const dir = join(cacheDir, 'fuzz');
    mkdirSync(dir, { recursive: true });
    const file = join(dir, name);
    execFileSync(buildCompare(), ['fuzz', join(fuzz, name), file]);
    const theirs = goEvents(file);
    const ours = await eventLines(file);
    expect(ours.error === undefined).toBe(theirs.error === '');
    // Where not even one generation can be read, Go still gives a sync event before its error.
    const onlySync = theirs.error !== '' && theirs.lines.length <= 1;
    if (!onlySync) expect(ours.lines).toEqual(theirs.lines);
  });
});

describe.runIf(existsSync(old))("Go's traces of old releases", () => {
  it.each(list(old))('%s', async (name) => {
    const file = join(old, name);
    expect(sortedRuns((await eventLines(file)).lines)).toEqual(sortedRuns(goEvents(file).lines));
  });
});
