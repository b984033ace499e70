import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createGenerationPool, type GenerationPool, type GenerationPort, type GenerationReply } from '../query/generations';

/** More than these wait for the thread that joins. */
const mostWorkers = 4;

/**
 * A pool of worker threads, started at first use; `script` is the bundled trace-worker. Idle workers do not keep the process alive. Undefined where
 * the script is not there (a checkout that was not built) or the machine has two cores or one.
 */
export function createTracePool(script: string): GenerationPool | undefined {
  // One core decodes its share and joins; on two, the first trace of a process costs a worker more to begin with than it gains.
  const size = Math.min(availableParallelism() - 2, mostWorkers);
  if (size < 1 || !existsSync(script)) return undefined;
  let pool: GenerationPool | undefined;
  return {
    size,
    open(source, version, ref, apart) {
      pool ??= startPool(script, size);
      return pool.open(source, version, ref, apart);
    },
  };
}

function startPool(script: string, size: number): GenerationPool {
  const ports = Array.from({ length: size }, () => startWorker(script));
  const pool = createGenerationPool(ports.map(({ port }) => port));
  for (const { worker, port } of ports) {
    worker.on('message', (reply: GenerationReply) => pool.reply(reply));
    worker.on('error', (error) => pool.fail(port, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => pool.fail(port, `exit code ${code}`));
  }
  return pool;
}

function startWorker(script: string): { readonly worker: Worker; readonly port: GenerationPort } {
  const worker = new Worker(script);
  worker.unref();
  return {
    worker,
    port: {
      post: (request, transfer) => worker.postMessage(request, transfer),
      busy: (awaiting) => (awaiting ? worker.ref() : worker.unref()),
    },
  };
}
