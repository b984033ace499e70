import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BenchRow } from './profile';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Goroutines of the dump: 109 MB of text with the generator's 6 frames each; and of one that the peer finishes in seconds. */
const goroutines = 100_000;
const fewer = 10_000;
const targetMs = 2000;
/** The peer is stopped after this many seconds: its time grows faster than the dump. */
const peerSeconds = Number(process.env.GOTRIAGE_BENCH_PEER_SECONDS ?? 120);

interface Ours {
  readonly groupedMs: number;
  readonly findingsMs: number;
  readonly maxRssBytes: number;
}

/**
 * A 109 MB debug=2 dump of 100 000 goroutines, and one of a tenth of it, from the file to its groups, beside panicparse's (stack.ScanSnapshot and
 * Aggregate). Each measurement is a process of its own; the peer runs once.
 */
export async function dumpBench(rounds = 3): Promise<BenchRow[]> {
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
    execFileSync('go', ['build', '-o', folder, './dump', './panicparse'], {
      cwd: join(root, 'bench/go'),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return [fewer, goroutines].flatMap((count) => measure(folder, entry, count, rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, entry: string, count: number, rounds: number): BenchRow[] {
  const dump = join(folder, `dump-${count}.txt`);
  execFileSync(join(folder, 'dump'), ['-goroutines', String(count), '-o', dump]);
  const ours: Ours[] = [];
  for (let round = 0; round < rounds; round++) ours.push(JSON.parse(execFileSync('node', [entry, dump], { encoding: 'utf8' })));
  const peer = panicparse(folder, dump);
  const median = (of: (one: Ours) => number) => ours.map(of).sort((a, b) => a - b)[ours.length >> 1];
  const target = count === goroutines ? targetMs : undefined;
  return [
    {
      work: `debug=2 dump, ${Math.round(statSync(dump).size / 1e6)} MB, ${count} goroutines: to groups`,
      ours: median(({ groupedMs }) => groupedMs),
      peer: peer.ms,
      peerStopped: peer.stopped,
      unit: 'ms',
      peerName: 'panicparse',
      target,
    },
    { work: 'the same to its findings', ours: median(({ findingsMs }) => findingsMs), peer: undefined, unit: 'ms', peerName: '', target },
    {
      work: 'the same: peak memory',
      ours: Math.max(...ours.map(({ maxRssBytes }) => maxRssBytes)) / 2 ** 20,
      peer: peer.maxRssBytes === undefined ? undefined : peer.maxRssBytes / 2 ** 20,
      unit: 'MB',
      peerName: 'panicparse',
    },
  ];
}

function panicparse(
  folder: string,
  dump: string,
): { readonly ms: number; readonly maxRssBytes: number | undefined; readonly stopped: boolean } {
  const run = spawnSync(join(folder, 'panicparse'), [dump], { encoding: 'utf8', timeout: peerSeconds * 1000 });
  if (run.signal !== null) return { ms: peerSeconds * 1000, maxRssBytes: undefined, stopped: true };
  if (run.status !== 0) throw new Error(`panicparse: ${run.stderr}`);
  const { ms, maxRssBytes } = JSON.parse(run.stdout) as { ms: number; maxRssBytes: number };
  return { ms, maxRssBytes, stopped: false };
}
