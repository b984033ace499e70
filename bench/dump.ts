import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BenchRow } from './profile';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Goroutines of the dump: 108 MB of text with the generator's 6 frames each. */
const goroutines = 100_000;
const targetMs = 2000;

interface Ours {
  readonly groupedMs: number;
  readonly findingsMs: number;
  readonly maxRssBytes: number;
}

/**
 * A 108 MB debug=2 dump of 100 000 goroutines, from the file to its groups, beside panicparse's (stack.ScanSnapshot and
 * Aggregate). Each measurement is a process of its own; the peer takes over a minute and runs once.
 */
export async function dumpBench(rounds = 3, withPeer = true): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gotriage-bench-'));
  try {
    const entry = join(folder, 'dump-entry.mjs');
    await build({
      entryPoints: [join(root, 'bench/dump-entry.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: entry,
      logLevel: 'warning',
      absWorkingDir: root,
    });
    const dump = join(folder, 'dump.txt');
    execFileSync('go', ['build', '-o', folder, './dump'], { cwd: join(root, 'bench/go'), stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync(join(folder, 'dump'), ['-goroutines', String(goroutines), '-o', dump]);
    const ours: Ours[] = [];
    for (let round = 0; round < rounds; round++) ours.push(JSON.parse(execFileSync('node', [entry, dump], { encoding: 'utf8' })));
    const peer = withPeer ? panicparse(folder, dump) : undefined;
    const best = ours.map(({ groupedMs }) => groupedMs).sort((a, b) => a - b)[ours.length >> 1];
    const found = ours.map(({ findingsMs }) => findingsMs).sort((a, b) => a - b)[ours.length >> 1];
    return [
      {
        work: 'debug=2 dump, 108 MB, 100 000 goroutines: file to groups',
        ours: best,
        peer: peer?.ms,
        unit: 'ms',
        peerName: 'panicparse',
        target: targetMs,
      },
      { work: 'the same to its findings', ours: found, peer: undefined, unit: 'ms', peerName: 'panicparse', target: targetMs },
      {
        work: 'the same: peak memory',
        ours: Math.max(...ours.map(({ maxRssBytes }) => maxRssBytes)) / 2 ** 20,
        peer: peer && peer.maxRssBytes / 2 ** 20,
        unit: 'MB',
        peerName: 'panicparse',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function panicparse(folder: string, dump: string): { ms: number; maxRssBytes: number } {
  execFileSync('go', ['build', '-o', folder, './panicparse'], { cwd: join(root, 'bench/go'), stdio: ['ignore', 'ignore', 'inherit'] });
  return JSON.parse(execFileSync(join(folder, 'panicparse'), [dump], { encoding: 'utf8' }));
}
