import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRow, median, root } from './setup';

const command = join(root, 'lib/cli/bin.cjs');
const heap = join(root, 'fixtures/captures/convert-faulty/heap.1.pb.gz');

/** The bundled command from the shell's view, on a capture of a few KB: what starting costs. The first row's peer is Node doing nothing. */
export async function commandBench(rounds = 9, withGo = true): Promise<BenchRow[]> {
  if (!existsSync(command)) throw new Error('the command is not built: npm run prepare');
  const node = timeOf(rounds, process.execPath, ['-e', '0']);
  return [
    { work: 'gotriage --help', ours: timeOf(rounds, process.execPath, [command, '--help']), peer: node, unit: 'ms', peerName: 'node -e 0' },
    {
      work: 'gotriage analyze, 5 KB profile',
      ours: timeOf(rounds, process.execPath, [command, 'analyze', heap]),
      peer: node,
      unit: 'ms',
      peerName: 'node -e 0',
    },
    {
      work: 'gotriage top, 5 KB profile',
      ours: timeOf(rounds, process.execPath, [command, 'top', heap]),
      peer: withGo ? timeOf(3, 'go', ['tool', 'pprof', '-top', heap]) : undefined,
      unit: 'ms',
      peerName: 'go tool pprof -top',
    },
  ];
}

function timeOf(rounds: number, program: string, args: readonly string[]): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    const { status } = spawnSync(program, [...args], { stdio: ['ignore', 'ignore', 'ignore'] });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
    return performance.now() - start;
  });
  return median(times);
}
