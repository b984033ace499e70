import type { DurationHistogram } from '../../model/trace';

/**
 * A duration that at least the part 1 − q of all reach: the lower end of the bucket of the nearest rank, which holds durations in
 * [2^i, 2^(i+1)) ns, or more where so many of the `longest` ones, in falling order, are longer. They need not be all there are.
 */
export function quantileOf(histogram: DurationHistogram, longest: Float64Array, q: number): number {
  const all = countOf(histogram);
  if (all === 0) return 0;
  const rank = Math.max(1, Math.ceil(q * all));
  let seen = 0;
  const bucket = histogram.count.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  return Math.max(2 ** bucket, longest[all - rank] ?? 0);
}

export function countOf(histogram: DurationHistogram): number {
  let all = 0;
  for (const count of histogram.count) all += count;
  return all;
}
