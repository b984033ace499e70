import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRow, buildGo, bundle, inFolder, median, megabytes, printed, root } from './setup';

const data = join(root, 'bench/.data');

interface Measured {
  readonly times: readonly number[];
  /** Processor time of the measured thread by run; of the whole process for the peer. */
  readonly cpu: readonly number[];
  readonly events: number;
  readonly maxRssBytes?: number;
}

/** The trace of net/http's own benchmarks, made once: about 1 MB at one iteration, 11 MB at 60 ms, 62 MB at 0.4 s, 279 MB at 2 s. */
export function trace(benchtime: string): string {
  mkdirSync(data, { recursive: true });
  const file = join(data, `client-server-${benchtime}.trace`);
  if (!existsSync(file)) {
    const args = [
      'test',
      '-run',
      'xxx',
      '-bench',
      'ClientServer',
      '-benchtime',
      benchtime,
      '-trace',
      `${file}.part`,
      '-o',
      join(data, 'http.test'),
      'net/http',
    ];
    execFileSync('go', args, { cwd: data, stdio: 'ignore' });
    renameSync(`${file}.part`, file);
  }
  return file;
}

/**
 * Execution traces: ordered events with all statistics beside golang.org/x/exp/trace's reader, which reads and does nothing more. Every
 * measurement is a process of its own, ours and theirs in turn.
 */
export async function traceBench(rounds: number, benchtimes: readonly string[]): Promise<BenchRow[]> {
  return inFolder(async (folder) => {
    await bundle(folder, ['trace-entry', 'trace-worker']);
    buildGo(folder, ['traceread']);
    const ours = (...args: string[]) => printed<Measured>('node', [join(folder, 'trace-entry.mjs'), ...args]);
    return benchtimes.flatMap((benchtime) => measure(trace(benchtime), rounds, ours, join(folder, 'traceread')));
  });
}

function measure(file: string, rounds: number, ours: (...args: string[]) => Measured, reader: string): BenchRow[] {
  const peers: Measured[] = [];
  const cold: Measured[] = [];
  const warm: Measured[] = [];
  const two: Measured[] = [];
  const three: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    peers.push(printed(reader, ['-runs', '1', file]));
    cold.push(ours('decode', file, '1'));
  }
  two.push(ours('workers', file, '4', '1'));
  three.push(ours('workers', file, '4', '2'));
  warm.push(ours('decode', file, '4'));
  const window = ours('window', file, '1');
  const events = cold[0].events;
  if (peers[0].events !== events) throw new Error(`the peer reads ${peers[0].events} events, ours ${events}`);
  const name = `trace, ${Math.round(statSync(file).size / 1e6)} MB, ${(events / 1e6).toFixed(1)} M events`;
  const peer = median(peers.map(({ times }) => times[0]));
  const beside = { peer, unit: 'ms' as const, peerName: 'x/exp/trace, reading alone' };
  const processor = { ...beside, peer: median(peers.map(({ cpu }) => cpu[0])), peerName: 'x/exp/trace, processor time' };
  return [
    { work: `${name}: order and statistics, first of a process`, ours: median(cold.map(({ times }) => times[0])), ...beside },
    { work: 'the same, later in a process', ours: median(warm[0].times.slice(1)), ...beside },
    { work: 'the same on two threads', ours: median(two[0].times.slice(1)), ...beside },
    // Beside other load the time says little: what the thread that joins uses of a processor says more.
    { work: 'the same: processor time, first of a process', ours: median(cold.map(({ cpu }) => cpu[0])), ...processor },
    { work: 'the same: processor time, later', ours: median(warm[0].cpu.slice(1)), ...processor },
    { work: 'the same, of the joining thread beside one worker', ours: median(two[0].cpu.slice(1)), ...processor },
    { work: 'the same, of the joining thread beside two', ours: median(three[0].cpu.slice(1)), ...processor },
    {
      work: 'the same: peak memory, one thread',
      ours: megabytes(median(cold.map(({ maxRssBytes }) => maxRssBytes ?? Number.NaN))),
      peer: undefined,
      unit: 'MB',
      peerName: '',
    },
    {
      work: 'any second of it again, 20 000 longest spans',
      ours: median(window.times),
      peer: undefined,
      unit: 'ms',
      peerName: '',
      target: 200,
    },
  ];
}
