import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './programs';

/** GOGC and, where set, GOMEMLIMIT of a run. */
export interface Setting {
  readonly gogc: string;
  readonly limitMiB?: number;
}

export const gogcs = ['50', '100', '200', '300', '400'];

/** Two Ps at every run: the smallest machine that the prediction is meant for. */
const procs = '2';

/** What a run left behind: its standard error, and its heap profile with debug=1 where it serves one. */
export interface Run {
  readonly log: string;
  readonly heap?: string;
}

/** Runs the program once; `trace` is where a test binary writes its trace. */
export async function measure(program: Measured, setting: Setting, trace?: string): Promise<Run> {
  const env: NodeJS.ProcessEnv = { ...process.env, GOMAXPROCS: procs, GOGC: setting.gogc, GODEBUG: 'gctrace=1' };
  if (setting.limitMiB !== undefined) env.GOMEMLIMIT = `${setting.limitMiB}MiB`;
  const scratch = program.scratch ? mkdtempSync(join(tmpdir(), 'gc-prediction-')) : undefined;
  if (program.scratch) env[program.scratch] = scratch;
  const args = [...program.args, ...(trace === undefined ? [] : [`-test.trace=${trace}`])];
  let heap: string | undefined;
  const child = spawn(program.command, args, { cwd: program.cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
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
      if (program.heap) heap = await (await fetch(program.heap)).text();
      child.kill('SIGTERM');
      await ended;
    } else {
      const code = await ended;
      if (code !== 0) throw new Error(`${program.name} ended with ${code}:\n${log.slice(-2000)}`);
    }
  } finally {
    child.kill('SIGKILL');
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  }
  return { log: Buffer.concat(pieces).toString('utf8'), heap };
}
