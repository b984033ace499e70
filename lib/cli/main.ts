#!/usr/bin/env node
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Io } from './command';
import { run } from './run';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

// A reader that has seen enough (`| head`) closes the pipe: nothing is left to say, and it is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));

async function write(data: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(data)) await once(process.stdout, 'drain');
}

const io: Io = {
  stdin: process.stdin,
  out: write,
  bytes: write,
  err: (line) => process.stderr.write(`${line}\n`),
  environment: process.env,
  signal: interrupt.signal,
  traceWorker: fileURLToPath(new URL('./trace-worker.mjs', import.meta.url)),
};

process.exitCode = await run(process.argv.slice(2), io);
