import { spawn } from 'node:child_process';
import type { Measured } from './programs';

/** GOGC and, where set, GOMEMLIMIT of a run. */
export interface Setting {
  readonly gogc: string;
  readonly limitMiB?: number;
}

export const gogcs = ['50', '100', '200', '300', '400'];

/** Two Ps at every run: the smallest machine that the prediction is meant for. */
const procs = '2';

/** Runs the program once and gives its standard error. */
export async function measure(program: Measured, setting: Setting): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, GOMAXPROCS: procs, GOGC: setting.gogc, GODEBUG: 'gctrace=1' };
  if (setting.limitMiB !== undefined) env.GOMEMLIMIT = `${setting.limitMiB}MiB`;
  const child = spawn(program.command, [...program.args], { cwd: program.cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const pieces: Buffer[] = [];
  let log = '';
  child.stderr.on('data', (piece: Buffer) => {
    pieces.push(piece);
    if (log.length < 1 << 20) log += piece.toString('latin1');
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    if (program.serve) {
      const { ready, load } = program.serve;
      let match = ready.exec(log);
      for (let tries = 0; match === null && tries < 600 && child.exitCode === null; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        match = ready.exec(log);
      }
      if (match === null) throw new Error(`${program.name} did not start:\n${log.slice(0, 2000)}`);
      await load(match);
      child.kill('SIGTERM');
      await ended;
    } else {
      const code = await ended;
      if (code !== 0) throw new Error(`${program.name} ended with ${code}:\n${log.slice(-2000)}`);
    }
  } finally {
    child.kill('SIGKILL');
  }
  return Buffer.concat(pieces).toString('utf8');
}
