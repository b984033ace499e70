import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One line of the bench's table: ours beside the peer's, measured in the same run. */
export interface BenchRow {
  readonly work: string;
  readonly ours: number;
  /** Undefined where Go is not installed. */
  readonly peer: number | undefined;
  readonly unit: 'ms' | 'MB';
  readonly peerName: string;
  /** The peer was stopped after `peer`: it takes longer than that. */
  readonly peerStopped?: boolean;
  /** Fixed target from the product's table, in `unit`. */
  readonly target?: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

interface Measured {
  readonly times: readonly number[];
  readonly maxRssBytes: number;
}

/**
 * pprof profiles of 300 000 samples × 30 frames (30 MB raw): decoding beside google/pprof's profile.ParseUncompressed on one thread, file to top
 * table beside `go tool pprof -top`. Every measurement is a process of its own, alternating ours and theirs.
 */
export async function profileBench(rounds = 5): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gotriage-bench-'));
  try {
    const entry = join(folder, 'profile-entry.mjs');
    await build({
      entryPoints: [join(root, 'bench/profile-entry.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: entry,
      logLevel: 'warning',
      absWorkingDir: root,
    });
    const go = (args: readonly string[]): void => {
      execFileSync('go', args, { cwd: join(root, 'bench/go'), stdio: ['ignore', 'ignore', 'inherit'] });
    };
    go(['build', '-o', folder, './pprofgen', './pprofparse']);
    const profile = join(folder, 'bench');
    execFileSync(join(folder, 'pprofgen'), [profile]);
    const pprof = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();

    const ours: Measured[] = [];
    const theirs: { minMs: number; medianMs: number; maxRssBytes: number }[] = [];
    const ourTop: Measured[] = [];
    const theirTop: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(JSON.parse(execFileSync('node', [entry, 'decode', `${profile}.pb`, '5'], { encoding: 'utf8' })));
      theirs.push(JSON.parse(execFileSync(join(folder, 'pprofparse'), ['-runs', '5', `${profile}.pb`], { encoding: 'utf8' })));
      ourTop.push(timed('node', [entry, 'top', `${profile}.pb.gz`]));
    }
    for (let round = 0; round < Math.min(rounds, 3); round++) theirTop.push(timed(pprof, ['-top', '-symbolize=none', `${profile}.pb.gz`]));
    const decodeOnce: Measured = JSON.parse(execFileSync('node', [entry, 'decode', `${profile}.pb`, '1'], { encoding: 'utf8' }));
    const parseOnce: { maxRssBytes: number } = JSON.parse(
      execFileSync(join(folder, 'pprofparse'), ['-runs', '1', `${profile}.pb`], { encoding: 'utf8' }),
    );
    const megabytes = (bytes: number): number => bytes / 2 ** 20;
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { work, ours, peer, unit, peerName, target } of await profileBench()) {
    const beside = peer === undefined || Number.isNaN(peer) ? '' : `, ${peerName} ${peer.toFixed(0)} ${unit}: ${(ours / peer).toFixed(2)}×`;
    process.stdout.write(`${work}: ${ours.toFixed(0)} ${unit}${beside}${target === undefined ? '' : `, target ${target} ${unit}`}\n`);
  }
}
