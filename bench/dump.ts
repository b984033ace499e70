import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRow, buildGo, bundle, inFolder, median, megabytes, printed } from './setup';

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
  return inFolder(async (folder) => {
    await bundle(folder, ['dump-entry']);
    buildGo(folder, ['dump', 'panicparse']);
    return [fewer, goroutines].flatMap((count) => measure(folder, count, rounds));
  });
}

function measure(folder: string, count: number, rounds: number): BenchRow[] {
  const dump = join(folder, `dump-${count}.txt`);
  execFileSync(join(folder, 'dump'), ['-goroutines', String(count), '-o', dump]);
  const ours = Array.from({ length: rounds }, () => printed<Ours>('node', [join(folder, 'dump-entry.mjs'), dump]));
  const peer = panicparse(folder, dump);
  const target = count === goroutines ? targetMs : undefined;
  return [
    {
      work: `debug=2 dump, ${Math.round(statSync(dump).size / 1e6)} MB, ${count} goroutines: to groups`,
      ours: median(ours.map(({ groupedMs }) => groupedMs)),
      peer: peer.ms,
      peerStopped: peer.stopped,
      unit: 'ms',
      peerName: 'panicparse',
      target,
    },
    {
      work: 'the same to its findings',
      ours: median(ours.map(({ findingsMs }) => findingsMs)),
      peer: undefined,
      unit: 'ms',
      peerName: '',
      target,
    },
    {
      work: 'the same: peak memory',
      ours: megabytes(Math.max(...ours.map(({ maxRssBytes }) => maxRssBytes))),
      peer: peer.maxRssBytes && megabytes(peer.maxRssBytes),
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
