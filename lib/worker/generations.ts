import { createGenerationPool, type GenerationPool, type GenerationPort, type GenerationReply } from '../query/generations';

/** More than these wait for the worker that joins. */
const mostWorkers = 4;
/** Idle workers are ended after this many ms: each holds the buffers of its last generation. */
const idleMs = 3000;

/**
 * Workers beside the case worker that decode a trace's generations, started at first use and ended when idle. Undefined where workers cannot have
 * workers of their own, or the machine has two cores or one: the case worker then decodes alone, no slower. A worker that fails leaves its work to the case worker too.
 */
export function createBrowserPool(): GenerationPool | undefined {
  const size = Math.min((navigator.hardwareConcurrency || 1) - 2, mostWorkers);
  if (size < 1 || typeof Worker === 'undefined') return undefined;
  let running: { readonly pool: GenerationPool; readonly end: () => void } | undefined;
  let open = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    size,
    open(source, version, ref, apart) {
      clearTimeout(timer);
      running ??= start(size);
      open += 1;
      const remote = running.pool.open(source, version, ref, apart);
      let closed = false;
      return {
        next: (reuse) => remote.next(reuse),
        close: () => {
          if (closed) return;
          closed = true;
          remote.close();
          open -= 1;
          if (open > 0) return;
          timer = setTimeout(() => {
            running?.end();
            running = undefined;
          }, idleMs);
        },
      };
    },
  };
}

function start(size: number): { readonly pool: GenerationPool; readonly end: () => void } {
  const workers = Array.from(
    { length: size },
    () => new Worker(new URL('./generation.worker.ts', import.meta.url), { type: 'module', name: 'gotriage-generations' }),
  );
  const ports = workers.map((worker): GenerationPort => ({ post: (request, transfer) => worker.postMessage(request, transfer) }));
  const pool = createGenerationPool(ports);
  workers.forEach((worker, i) => {
    worker.onmessage = (event: MessageEvent<GenerationReply>) => pool.reply(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      pool.fail(ports[i], event.message || 'it could not be started');
    };
    worker.onmessageerror = () => pool.fail(ports[i], 'its answer could not be read');
  });
  return {
    pool,
    end: () => {
      for (const worker of workers) worker.terminate();
    },
  };
}
