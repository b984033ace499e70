import type { GcSeries } from './series';

/** A trace's collections found again in a log of the same process. */
export interface Alignment {
  /** Row of the log for each row of the trace. */
  readonly logRow: Int32Array;
  /** Time of the log's clock at the trace's first event, in ns. */
  readonly offsetNs: number;
  /** Largest difference of a start, after the offset: the log prints whole ms. */
  readonly worstNs: number;
}

/** Starts may differ by this: the log's ms are cut off, and the trace's STW begins where the log's does not quite. */
const tolerance = 2e6;
const leastMatches = 3;
/** One in so many may differ: a stop that the system held up counts on one side and not on the other. */
const mostMissed = 10;

/**
 * Where the trace's collections lie in the log: every pair of first rows is tried as an offset, and the one at which most starts and mark
 * times agree is taken. Undefined where fewer than three in a row do: another process, or another time.
 */
export function alignSeries(trace: GcSeries, log: GcSeries): Alignment | undefined {
  if (trace.count < leastMatches) return undefined;
  for (let first = 0; first + trace.count <= log.count; first++) {
    const offset = median(Array.from({ length: trace.count }, (_, i) => log.startNs[first + i] - trace.startNs[i]));
    let worst = 0;
    let misses = 0;
    for (let i = 0; i < trace.count && misses * mostMissed <= trace.count; i++) {
      const apart = Math.abs(log.startNs[first + i] - trace.startNs[i] - offset);
      worst = Math.max(worst, apart);
      // gctrace prints two significant digits of the mark's time (runtime/mgc.go fmtNSAsMS).
      const mark = Math.abs(log.markNs[first + i] - trace.markNs[i]);
      if (apart > tolerance || mark > Math.max(trace.markNs[i] * 0.1, 200_000)) misses++;
    }
    if (misses * mostMissed <= trace.count)
      return { logRow: Int32Array.from({ length: trace.count }, (_, i) => first + i), offsetNs: offset, worstNs: worst };
  }
  return undefined;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
