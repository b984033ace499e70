#!/usr/bin/env node
import { once } from 'node:events';
import type { Io } from './command';
import { run } from './run';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

// A reader that has seen enough (`| head`) closes the pipe: nothing is left to say, and it is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));

const io: Io = {
  stdin: process.stdin,
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  err: (line) => process.stderr.write(`${line}\n`),
  environment: process.env,
  signal: interrupt.signal,
};

process.exitCode = await run(process.argv.slice(2), io);
