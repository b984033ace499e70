import { cancelled } from './problems';

/**
 * Lets so many pieces of work run at once; the others wait their turn in order. Bounds the memory of many uploads. One whose signal fires
 * while it waits never runs: it rejects with InputError `cancelled`.
 */
export function createTurns(atOnce: number): <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  let running = 0;
  const waiting = new Set<() => void>();
  return async (work, signal) => {
    if (signal.aborted) throw cancelled(signal);
    if (running >= atOnce) {
      await new Promise<void>((go, giveUp) => {
        const leave = () => {
          waiting.delete(begin);
          giveUp(cancelled(signal));
        };
        const begin = () => {
          signal.removeEventListener('abort', leave);
          go();
        };
        waiting.add(begin);
        signal.addEventListener('abort', leave);
      });
    } else running += 1;
    try {
      return await work();
    } finally {
      // A turn is handed over, so the count stays.
      const [next] = waiting;
      if (next) {
        waiting.delete(next);
        next();
      } else running -= 1;
    }
  };
}
