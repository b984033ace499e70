import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { decodeTrace } from '@/lib/formats/trace/decode';
import { decodeTraceParallel } from '@/lib/formats/trace/parallel';
import { TraceWindows } from '@/lib/formats/trace/windows';
import { createGenerationPool, type GenerationPool, type GenerationPort, type GenerationReply } from '@/lib/query/generations';
import { fileSource } from './trace-source';

/** A pool of worker threads, as the command has one. */
function threadPool(size: number): GenerationPool & { close(): Promise<void> } {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'trace-worker.mjs');
  const workers = Array.from({ length: size }, () => new Worker(file));
  const ports = workers.map((worker): GenerationPort => ({ post: (request, transfer) => worker.postMessage(request, transfer) }));
  const pool = createGenerationPool(ports);
  workers.forEach((worker, i) => {
    worker.on('message', (reply: GenerationReply) => pool.reply(reply));
    worker.on('error', (error) => pool.fail(ports[i], String(error)));
  });
  return {
    ...pool,
    async close() {
      for (const worker of workers) await worker.terminate();
    },
  };
}

/** Processor time of this thread so far, in ms, waiting for a processor left out: what Linux tells of it. NaN elsewhere. */
function threadMs(): number {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : Number.NaN;
}

/** One measured process: `decode FILE RUNS`, `workers FILE RUNS COUNT` or `window FILE`. Prints JSON. */
async function main([mode, file, runs, count]: readonly string[]): Promise<void> {
  const source = await fileSource(file);
  const times: number[] = [];
  const cpu: number[] = [];
  let events = 0;
  const pool = mode === 'workers' ? threadPool(Number(count)) : undefined;
  for (let run = 0; run < Number(runs); run++) {
    const cpuBefore = threadMs();
    const start = performance.now();
    const trace = pool ? await decodeTraceParallel(source, pool) : await decodeTrace(source);
    if (mode !== 'window') {
      times.push(performance.now() - start);
      cpu.push(threadMs() - cpuBefore);
    } else {
      const windows = new TraceWindows(source, trace);
      for (const part of [0.2, 0.5, 0.8]) {
        const at = trace.durationNs * part;
        const begin = performance.now();
        await windows.window(at, at + 1e9, { limit: 20_000 });
        times.push(performance.now() - begin);
      }
    }
    events = trace.events;
  }
  await pool?.close();
  await source.close();
  console.log(JSON.stringify({ times, cpu, events, maxRssBytes: process.resourceUsage().maxRSS * 1024 }));
}

await main(process.argv.slice(2));
