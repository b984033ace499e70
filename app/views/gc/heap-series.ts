import { formatOffset } from '@/lib/charts/format';
import type { GcSeries } from '@/lib/query/gc-view';

export interface Readings {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** What a chart draws of the heap at collections: its saw, the live heap after each, and each one's goal from the end of the one before. */
export function heapSeries(series: GcSeries): { heap: Readings; live: Readings; goal: Readings } {
  const n = series.count;
  const heap = { times: new Float64Array(n * 3), values: new Float64Array(n * 3) };
  const live = { times: new Float64Array(n + 1), values: new Float64Array(n + 1) };
  const goal = { times: new Float64Array(n + 1), values: new Float64Array(n + 1) };
  let end = 0;
  for (let i = 0; i < n; i++) {
    const start = series.startNs[i];
    goal.times[i] = end;
    goal.values[i] = series.goal[i];
    end = start + finite(series.sweepTermNs[i]) + finite(series.markNs[i]);
    heap.times.set([start, end, end + 1], i * 3);
    heap.values.set([series.heapStart[i], series.heapEnd[i], series.heapLive[i]], i * 3);
    live.times[i] = end;
    live.values[i] = series.heapLive[i];
  }
  goal.times[n] = end;
  goal.values[n] = n > 0 ? goal.values[n - 1] : Number.NaN;
  live.times[n] = Math.max(end, series.durationNs);
  live.values[n] = n > 0 ? live.values[n - 1] : Number.NaN;
  return { heap, live, goal };
}

/** Start of a collection on the source's own clock: in a log the time after its `@`. */
export function clockNs({ originNs, startNs }: GcSeries, i: number): number {
  return originNs + startNs[i];
}

/** The start as the log prints it, so that the line is found again; in a trace to a tenth of a ms. */
export function startText(series: GcSeries, i: number): string {
  const at = clockNs(series, i);
  return series.source === 'gctrace' ? `${(at / 1e9).toFixed(3)}s` : formatOffset(at, 2e7);
}

export function anyKnown(values: Float64Array): boolean {
  return values.some(Number.isFinite);
}

export function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
