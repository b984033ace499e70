import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRow, inFolder, median, root } from './setup';

const command = join(root, 'lib/cli/bin.cjs');
const recorded = join(root, 'fixtures/captures/monitor/gogc-100.log');

const lines = 1_000_000;
const cycles = 100_000;
/** Prints the most memory that the process had resident, in KB, as the last line of its stderr. */
const tellPeak = 'data:text/javascript,process.on("exit",()=>process.stderr.write("\\n"+process.resourceUsage().maxRSS))';

/** The command on a log of a day: a collection in every tenth line. The peer is Node reading the file and cutting it into lines. */
export async function logBench(rounds = 5): Promise<BenchRow[]> {
  if (!existsSync(command)) throw new Error('the command is not built: npm run prepare');
  return inFolder(async (folder) => {
    const log = join(folder, 'app.log');
    writeFileSync(log, madeLog());
    const cut = `require("fs").readFileSync(${JSON.stringify(log)},"utf8").split("\\n").length`;
    const works: Readonly<Record<string, readonly string[]>> = {
      'gotriage analyze --json': [command, 'analyze', log, '--json'],
      'gotriage whatif, three settings': [command, 'whatif', log, '--gogc', '200,400', '--memlimit', '512MiB'],
    };
    return Object.entries(works).flatMap(([work, args]): BenchRow[] => {
      const ours: Run[] = [];
      const peers: Run[] = [];
      for (let i = 0; i < rounds; i++) {
        ours.push(run(args));
        peers.push(run(['-e', cut]));
      }
      const peerName = 'node, lines alone';
      return [
        { work: `${work}, 1 000 000 lines`, ours: middle(ours, 'time'), peer: middle(peers, 'time'), unit: 'ms', peerName, target: 2000 },
        { work: `${work}, memory`, ours: middle(ours, 'memory'), peer: middle(peers, 'memory'), unit: 'MB', peerName },
      ];
    });
  });
}

interface Run {
  /** ms, process start included. */
  readonly time: number;
  /** MB. */
  readonly memory: number;
}

const middle = (runs: readonly Run[], of: keyof Run): number => median(runs.map((each) => each[of]));

function run(args: readonly string[]): Run {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', tellPeak, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return { time: performance.now() - start, memory: Number(stderr.slice(stderr.lastIndexOf('\n'))) / 1024 };
}

/** A recorded log over and over, its collections numbered on and its clock going on, among lines of a service. */
function madeLog(): string {
  const collections = readFileSync(recorded, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('gc '))
    .map((line) => {
      const [, at, rest] = /^gc \d+ @([\d.]+)s (.*)$/.exec(line) ?? [];
      if (rest === undefined) throw new Error(`not a line of gctrace: ${line}`);
      return { at: Number(at), rest };
    });
  const round = collections[collections.length - 1].at + 0.01;
  const out: string[] = [];
  for (let i = 0; i < cycles; i++) {
    const { at, rest } = collections[i % collections.length];
    const now = at + round * Math.floor(i / collections.length);
    out.push(`gc ${i + 1} @${now.toFixed(3)}s ${rest}`);
    for (let k = 1; k < lines / cycles; k++)
      out.push(`2026/11/21 05:27:29 INFO request done method=GET path=/orders/${i}${k} status=200 took=${k}.${i % 1000}ms`);
  }
  return `${out.join('\n')}\n`;
}
