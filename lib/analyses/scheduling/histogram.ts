import type { DurationHistogram } from '../../model/trace';

/** Upper end of the bucket that holds the quantile: durations in [2^i, 2^(i+1)) ns; capped by the longest. */
export function quantileOf(histogram: DurationHistogram, q: number): number {
  let all = 0;
  for (const count of histogram.count) all += count;
  let seen = 0;
  for (let i = 0; i < histogram.count.length; i++) {
    seen += histogram.count[i];
    if (seen >= q * all && all > 0) return Math.min(2 ** (i + 1), histogram.maxNs);
  }
  return 0;
}

export function countOf(histogram: DurationHistogram): number {
  let all = 0;
  for (const count of histogram.count) all += count;
  return all;
}
