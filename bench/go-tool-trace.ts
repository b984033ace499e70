import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { peakOf } from './peak';

export interface Opened {
  /** From the start of the command until it says that its viewer listens, in ms. */
  readonly ms: number;
  /** Peak resident memory until then, in bytes; NaN where the system does not tell. */
  readonly peakBytes: number;
}

/** A trace opened with `go tool trace` up to where a browser could ask for its first page (cmd/trace/main.go). */
export function openWithGo(file: string): Promise<Opened> {
  const command = execFileSync('go', ['tool', '-n', 'trace'], { encoding: 'utf8' }).trim();
  return new Promise((resolve, reject) => {
    const start = performance.now();
    // A browser that only says yes: none is opened.
    const child = spawn(command, ['-http=127.0.0.1:0', file], {
      env: { ...process.env, BROWSER: 'true' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      if (!line.includes('listening on')) return;
      resolve({ ms: performance.now() - start, peakBytes: peakOf(child.pid ?? 0) });
      child.kill();
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`go tool trace ended with ${code} before it listened`)));
  });
}
