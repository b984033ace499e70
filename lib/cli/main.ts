import { once } from 'node:events';
import type { Io } from './command';
import { run } from './run';

export { run } from './run';

/** The whole command, on the process's own streams; `traceWorker` is the bundled worker that decodes traces. Sets the exit code. */
export async function main(traceWorker: string): Promise<void> {
  const interrupt = new AbortController();
  process.on('SIGINT', () => {
    // Asked twice: at once, whatever it is at.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
  // A process that a signal ends as such would leave what it read from a pipe in its temporary folder (lib/host/files.ts).
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));

  // A reader that has seen enough (`| head`) closes the pipe: nothing is left to say, and it is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`gotriage: standard output cannot be written: ${error.message}\n`);
    process.exit(2);
  });
  // Nobody reads the errors any longer: the exit code still tells.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  const write = async (data: string | Uint8Array): Promise<void> => {
    if (!process.stdout.write(data)) await once(process.stdout, 'drain');
  };
  const io: Io = {
    // Opened when it is read: that alone takes milliseconds.
    get stdin() {
      return process.stdin;
    },
    out: write,
    bytes: write,
    err: (line) => process.stderr.write(`${line}\n`),
    environment: process.env,
    signal: interrupt.signal,
    traceWorker,
  };
  process.exitCode = await run(process.argv.slice(2), io);
}
