import { firstAbove } from '../../base/search';
import type { DensityLevel, DensityPyramid } from '../../model/trace';

/** Goroutines by state over a window, as means over buckets of equal width; the last bucket may be cut by the trace's end. */
export interface DensitySlice {
  readonly bucketNs: number;
  readonly buckets: number;
  /** Start of each bucket, ns from the trace's first event. */
  readonly start: Float64Array;
  /** Mean number of goroutines in the state. */
  readonly running: Float64Array;
  readonly runnable: Float64Array;
  readonly waiting: Float64Array;
  readonly syscall: Float64Array;
  /** Mean number of Ps in use. */
  readonly procs: Float64Array;
  /** Share of the bucket with the world stopped, and within a mark phase: 0 … 1. */
  readonly stw: Float64Array;
  readonly gc: Float64Array;
}

/** The coarsest level that still gives `wanted` buckets over the span; the finest where none does. */
function levelFor(pyramid: DensityPyramid, span: number, wanted: number): DensityLevel {
  let chosen = pyramid.levels[0];
  for (const level of pyramid.levels) if (span / level.bucketNs >= wanted) chosen = level;
  return chosen;
}

/** The whole buckets that touch [from, to); between `wanted` and twice as many, as far as the pyramid is fine enough. */
export function densitySlice(pyramid: DensityPyramid, durationNs: number, from: number, to: number, wanted: number): DensitySlice {
  const level = levelFor(pyramid, to - from, wanted);
  const width = level.bucketNs;
  const first = Math.min(level.buckets, Math.max(0, Math.floor(from / width)));
  const end = Math.max(first, Math.min(level.buckets, Math.ceil(to / width)));
  const start = new Float64Array(end - first);
  const widths = new Float64Array(end - first);
  for (let i = first; i < end; i++) {
    start[i - first] = i * width;
    widths[i - first] = Math.max(1, Math.min((i + 1) * width, durationNs) - i * width);
  }
  const mean = (column: Float64Array) => column.slice(first, end).map((value, i) => value / widths[i]);
  return {
    bucketNs: width,
    buckets: end - first,
    start,
    running: mean(level.running),
    runnable: mean(level.runnable),
    waiting: mean(level.waiting),
    syscall: mean(level.syscall),
    procs: mean(level.procs),
    stw: mean(level.stw),
    gc: mean(level.gc),
  };
}

/** Readings of a metric for a drawing: where a step of time holds more than four, its first, least, greatest and last remain. */
export interface MetricSlice {
  readonly name: string;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** Readings in [from, to) with the one that holds at `from`, the last one drawn out to `to`; `value` already without wide ids. */
export function metricSlice(
  name: string,
  times: Float64Array,
  values: Float64Array,
  window: { readonly from: number; readonly to: number; readonly steps: number },
): MetricSlice {
  const first = Math.max(0, firstAbove(times, window.from) - 1);
  const end = Math.min(times.length, firstAbove(times, window.to) + 1);
  const span = (window.to - window.from) / Math.max(1, window.steps);
  const kept: number[] = [];
  for (let i = first; i < end; ) {
    let last = i;
    let low = i;
    let high = i;
    while (last + 1 < end && times[last + 1] < times[i] + span) {
      last++;
      if (values[last] < values[low]) low = last;
      if (values[last] > values[high]) high = last;
    }
    if (last - i < 4) for (let at = i; at <= last; at++) kept.push(at);
    else kept.push(...[...new Set([i, low, high, last])].sort((a, b) => a - b));
    i = last + 1;
  }
  const time = kept.map((at) => times[at]);
  const value = kept.map((at) => values[at]);
  // A reading holds until the next: the drawing needs to know how long the last one does.
  if (kept.length > 0 && time[time.length - 1] < window.to) {
    time.push(window.to);
    value.push(value[value.length - 1]);
  }
  return { name, time: Float64Array.from(time), value: Float64Array.from(value) };
}
