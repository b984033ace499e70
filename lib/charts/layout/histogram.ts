export interface Bin {
  readonly from: number;
  /** Exclusive, except for the last bin. */
  readonly to: number;
  readonly count: number;
}

/**
 * Counts values into bins. On a log scale the bins divide each decade into `perDecade` equal ratios and values ≤ 0 fall into
 * a first bin [0, smallest positive edge). Non-finite values are not counted.
 */
export function binValues(values: ArrayLike<number>, options: { scale: 'linear' | 'log'; bins?: number; perDecade?: number }): Bin[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let notPositive = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (options.scale === 'log' && value <= 0) {
      notPositive++;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const edges: number[] = [];
  if (low <= high)
    edges.push(...(options.scale === 'log' ? logEdges(low, high, options.perDecade ?? 5) : linearEdges(low, high, options.bins ?? 20)));
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || (options.scale === 'log' && value <= 0)) continue;
    counts[binOf(edges, value)]++;
  }
  const bins: Bin[] = counts.map((count, i) => ({ from: edges[i], to: edges[i + 1], count }));
  if (notPositive > 0) bins.unshift({ from: 0, to: edges[0] ?? 1, count: notPositive });
  return bins;
}

function linearEdges(low: number, high: number, bins: number): number[] {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // A span that float64 cannot divide into bins is one bin.
  if (high - low <= largest * 1e-12 || high - low < 1e-290) return [low, largest === 0 ? 1 : high + Math.max(largest * 0.01, 1e-290)];
  const step = niceStep((high - low) / bins);
  const edges: number[] = [];
  for (let i = Math.floor(low / step); edges.length === 0 || edges[edges.length - 1] < high; i++) edges.push(i * step);
  return edges;
}

function logEdges(low: number, high: number, perDecade: number): number[] {
  // Below the normal floats neighbouring edges would be the same number: what is smaller falls into the first bin.
  const first = Math.floor(Math.log10(Math.max(low, 1e-300)) * perDecade + 1e-9);
  const edges: number[] = [];
  for (let i = first; edges.length < 2 || edges[edges.length - 1] < high; i++) edges.push(10 ** (i / perDecade));
  return edges;
}

/** 1, 2 or 5 times a power of ten, the smallest not below the given one. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const ratio = least / power;
  return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}

function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The value at each quantile (0…1) by linear interpolation between ranks; NaN for no values. */
export function quantiles(values: ArrayLike<number>, at: readonly number[]): number[] {
  const sorted = Float64Array.from(values as ArrayLike<number>).sort();
  return at.map((q) => {
    if (sorted.length === 0) return Number.NaN;
    const place = (sorted.length - 1) * Math.min(1, Math.max(0, q));
    const below = Math.floor(place);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  });
}
