import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError } from '@/lib/base/errors';
import { decodeTrace } from '@/lib/formats/trace/decode';
import { chunkBuffers, type GenerationPacket } from '@/lib/formats/trace/packets';
import { decodeTraceParallel, type GenerationPool, type RemoteGeneration } from '@/lib/formats/trace/parallel';
import { TraceWindows } from '@/lib/formats/trace/windows';
import { fileSource } from './trace-source';

/** A pool of worker threads; each works on one generation at a time. */
function threadPool(size: number): GenerationPool & { close(): Promise<void> } {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'trace-worker.mjs');
  const workers = Array.from({ length: size }, () => new Worker(file));
  const idle = [...workers];
  return {
    size,
    open(source, version, ref): RemoteGeneration {
      const worker = idle.pop();
      if (!worker) throw new Error('every worker is busy');
      worker.postMessage({ open: { path: source.path, version, ref } });
      return {
        next: (reuse) =>
          new Promise<GenerationPacket | undefined>((resolve, reject) => {
            worker.once('message', ({ packet, error }: { packet?: GenerationPacket; error?: string }) => {
              if (error) reject(InputError.of({ code: 'bad-order', message: error }));
              else resolve(packet);
            });
            worker.postMessage({ next: reuse ?? null }, reuse ? chunkBuffers(reuse) : []);
          }),
        close: () => idle.push(worker),
      };
    },
    async close() {
      for (const worker of workers) await worker.terminate();
    },
  };
}

/** One measured process: `decode FILE RUNS`, `workers FILE RUNS COUNT` or `window FILE`. Prints JSON. */
async function main([mode, file, runs, count]: readonly string[]): Promise<void> {
  const source = await fileSource(file);
  const times: number[] = [];
  let events = 0;
  const pool = mode === 'workers' ? threadPool(Number(count)) : undefined;
  for (let run = 0; run < Number(runs); run++) {
    const start = performance.now();
    const trace = pool ? await decodeTraceParallel(source, pool) : await decodeTrace(source);
    if (mode !== 'window') times.push(performance.now() - start);
    else {
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
  console.log(JSON.stringify({ times, events, maxRssBytes: process.resourceUsage().maxRSS * 1024 }));
}

await main(process.argv.slice(2));
