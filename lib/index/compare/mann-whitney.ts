/**
 * Two-sided p-value of the Mann-Whitney U test: the chance of ranks as far apart as these if both samples came from one
 * distribution. Exact for small samples without ties, by the normal approximation with tie and continuity correction otherwise (the
 * limits of golang.org/x/perf/internal/stats: 50 values without ties).
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return 1;
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort(
    (x, y) => x.value - y.value,
  );
  let ranks = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end].value === all[i].value) end++;
    const size = end - i;
    ties += size ** 3 - size;
    for (let k = i; k < end; k++) if (all[k].first) ranks += (i + 1 + end) / 2;
    i = end;
  }
  const u = ranks - (n * (n + 1)) / 2;
  const low = Math.min(u, n * m - u);
  if (ties === 0 && n <= 50 && m <= 50) return Math.min(1, 2 * exactBelow(low, n, m));
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * normalAbove(z));
}

/** P(U ≤ u) by counting: ways[k] partitions of k into at most n parts of at most m (Mann and Whitney 1947). */
function exactBelow(u: number, n: number, m: number): number {
  // counts[j][k]: ways for j values of the first sample to have k values of the second below them in all.
  const most = n * m;
  let counts = Array.from({ length: n + 1 }, (_, j) => (j === 0 ? oneAtZero(most) : new Float64Array(most + 1)));
  for (let second = 0; second <= m; second++) {
    const next = counts.map((row) => row.slice());
    if (second === 0) {
      for (let j = 1; j <= n; j++) next[j][0] = 1;
    } else {
      for (let j = 1; j <= n; j++) {
        for (let k = 0; k <= most; k++) next[j][k] = counts[j][k] + (k >= second ? next[j - 1][k - second] : 0);
      }
    }
    counts = next;
  }
  let below = 0;
  let all = 0;
  for (let k = 0; k <= most; k++) {
    all += counts[n][k];
    if (k <= u) below += counts[n][k];
  }
  return below / all;
}

function oneAtZero(most: number): Float64Array {
  const row = new Float64Array(most + 1);
  row[0] = 1;
  return row;
}

/** Upper tail of the standard normal distribution (Abramowitz and Stegun 7.1.26, error under 1.5e-7). */
function normalAbove(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * poly * Math.exp(-x * x);
}
