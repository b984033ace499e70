import { firstAbove } from '../../base/search';
/** One line of a chart over time: times ascending, as many values. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** line joins the points, step holds a value until the next, area fills below a step. */
  readonly shape?: 'line' | 'step' | 'area';
  /** SVG dash pattern, to tell lines of one meaning and so of one colour apart. */
  readonly dash?: string;
}

export interface Extent {
  readonly min: number;
  readonly max: number;
}

export function timeExtent(series: readonly Series[]): Extent {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const one of series) {
    if (one.times.length === 0) continue;
    min = Math.min(min, one.times[0]);
    max = Math.max(max, one.times[one.times.length - 1]);
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/** Smallest and largest value of the series inside a time window, with the value that holds at its left edge. */
export function valueExtent(series: readonly Series[], from: number, to: number): Extent {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const one of series) {
    const start = Math.max(0, indexAt(one.times, from));
    for (let i = start; i < one.times.length && (one.times[i] <= to || i === start); i++) {
      const value = one.values[i];
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/** Index of the last time not after `time`, -1 when all are after. */
export function indexAt(times: ArrayLike<number>, time: number): number {
  return firstAbove(times, time) - 1;
}

/**
 * A step series of values that hold from one time to another: the last one, and one before a stretch without a value, keep their length, and
 * that stretch is left open.
 */
export function heldValues(from: ArrayLike<number>, to: ArrayLike<number>, values: ArrayLike<number>): Pick<Series, 'times' | 'values'> {
  const times: number[] = [];
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) {
    times.push(from[i]);
    out.push(values[i]);
    if (!Number.isFinite(values[i]) || (i + 1 < values.length && Number.isFinite(values[i + 1]))) continue;
    times.push(to[i]);
    out.push(values[i]);
  }
  return { times, values: out };
}

export interface Point {
  readonly time: number;
  readonly value: number;
}

/**
 * Points enough to draw a series in `pixels` columns without losing a peak: where a column holds more than four points,
 * its first, smallest, largest and last remain, in their order.
 */
export function thin(series: Series, from: number, to: number, pixels: number): Point[] {
  const { times, values } = series;
  const start = Math.max(0, indexAt(times, from));
  let end = indexAt(times, to) + 2;
  if (end > times.length) end = times.length;
  const points: Point[] = [];
  const span = (to - from) / Math.max(1, pixels);
  let i = start;
  while (i < end) {
    const edge = times[i] + span;
    let last = i;
    let low = i;
    let high = i;
    while (last + 1 < end && times[last + 1] < edge) {
      last++;
      if (values[last] < values[low]) low = last;
      if (values[last] > values[high]) high = last;
    }
    const kept = last - i < 4 ? range(i, last) : [...new Set([i, low, high, last])].sort((a, b) => a - b);
    for (const at of kept) points.push({ time: times[at], value: values[at] });
    i = last + 1;
  }
  return points;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Index of the value nearest to `wanted`, the first of two as near; 0 where there is none. */
export function nearest(values: ArrayLike<number>, wanted: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i] - wanted) < Math.abs(values[best] - wanted)) best = i;
  return best;
}
