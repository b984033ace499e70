import { createHash } from 'node:crypto';
import type { Host } from '../query/types';
import { createTracePool } from './trace-pool';

const chunkBytes = 4 * 1024 * 1024;

/** What Node does better than the portable way. `traceWorker` is the path of the bundled trace-worker, where there is one. */
export function createNodeHost(traceWorker?: string): Host {
  return {
    generations: traceWorker === undefined ? undefined : createTracePool(traceWorker),
    async sha256(source, context) {
      const hash = createHash('sha256');
      for (let at = 0; at < source.size; at += chunkBytes) {
        context.signal?.throwIfAborted();
        hash.update(await source.slice(at, at + chunkBytes));
      }
      return hash.digest('hex');
    },
  };
}
