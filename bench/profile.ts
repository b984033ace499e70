import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type BenchRow, buildGo, bundle, inFolder, median, megabytes, printed } from './setup';

interface Measured {
  readonly times: readonly number[];
  readonly maxRssBytes: number;
}

/**
 * pprof profiles of 300 000 samples × 30 frames (30 MB raw): decoding beside google/pprof's profile.ParseUncompressed on one thread, file to top
 * table beside `go tool pprof -top`. Every measurement is a process of its own, alternating ours and theirs.
 */
export async function profileBench(rounds = 5): Promise<BenchRow[]> {
  return inFolder(async (folder) => {
    await bundle(folder, ['profile-entry']);
    buildGo(folder, ['pprofgen', 'pprofparse']);
    const [entry, parse] = ['profile-entry.mjs', 'pprofparse'].map((name) => join(folder, name));
    const profile = join(folder, 'bench');
    execFileSync(join(folder, 'pprofgen'), [profile]);
    const pprof = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();

    const ours: Measured[] = [];
    const theirs: { minMs: number; medianMs: number; maxRssBytes: number }[] = [];
    const ourTop: Measured[] = [];
    const theirTop: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(printed('node', [entry, 'decode', `${profile}.pb`, '5']));
      theirs.push(printed(parse, ['-runs', '5', `${profile}.pb`]));
      ourTop.push(timed('node', [entry, 'top', `${profile}.pb.gz`]));
    }
    for (let round = 0; round < Math.min(rounds, 3); round++) theirTop.push(timed(pprof, ['-top', '-symbolize=none', `${profile}.pb.gz`]));
    const decodeOnce = printed<Measured>('node', [entry, 'decode', `${profile}.pb`, '1']);
    const parseOnce = printed<{ maxRssBytes: number }>(parse, ['-runs', '1', `${profile}.pb`]);
    return [
      {
        work: 'pprof, 31 MB raw: decode, median of runs',
        ours: median(ours.flatMap(({ times }) => times)),
        peer: median(theirs.map(({ medianMs }) => medianMs)),
        unit: 'ms',
        peerName: 'profile.ParseUncompressed',
      },
      {
        work: 'the same: first decode of a process',
        ours: median(ours.map(({ times }) => times[0])),
        peer: median(theirs.map(({ medianMs }) => medianMs)),
        unit: 'ms',
        peerName: 'profile.ParseUncompressed',
      },
      {
        work: 'the same: peak memory of one decode',
        ours: megabytes(decodeOnce.maxRssBytes),
        peer: megabytes(parseOnce.maxRssBytes),
        unit: 'MB',
        peerName: 'profile.ParseUncompressed',
      },
      {
        work: 'gzip file to top table, process start included',
        ours: median(ourTop.map(({ times }) => times[0])),
        peer: median(theirTop.map(({ times }) => times[0])),
        unit: 'ms',
        peerName: 'go tool pprof -top',
        target: 800,
      },
      {
        work: 'the same: peak memory',
        ours: megabytes(median(ourTop.map(({ maxRssBytes }) => maxRssBytes))),
        peer: megabytes(median(theirTop.map(({ maxRssBytes }) => maxRssBytes))),
        unit: 'MB',
        peerName: 'go tool pprof -top',
        target: 350,
      },
    ];
  });
}

/** Wall time and peak memory of a command, as GNU time's %e and %M give them. */
function timed(command: string, args: readonly string[]): Measured {
  const start = performance.now();
  const run = spawnSync('/usr/bin/env', ['time', '-f', 'rss %M', command, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const wall = performance.now() - start;
  const rss = /rss (\d+)\s*$/.exec(run.stderr ?? '');
  if (run.status === 0 && rss !== null) return { times: [wall], maxRssBytes: Number(rss[1]) * 1024 };
  const again = performance.now();
  const plain = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (plain.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${plain.stderr}`);
  return { times: [performance.now() - again], maxRssBytes: ownRss(plain.stdout) };
}

/** Our own process reports its memory; without GNU time a peer's stays unknown. */
function ownRss(stdout: string): number {
  const match = /"maxRssBytes":(\d+)/.exec(stdout);
  return match === null ? Number.NaN : Number(match[1]);
}
