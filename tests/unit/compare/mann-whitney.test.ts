import { describe, expect, it } from 'vitest';
import { compareBenches } from '@/lib/index/compare';
import { mannWhitney } from '@/lib/index/compare/mann-whitney';
import type { BenchTable } from '@/lib/model/bench';

/** Two-sided p of full separation is 2 / C(n + m, n): each order of ranks is as likely. */
function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
}

describe('Mann-Whitney U test', () => {
  it.each([
    [2, 2],
    [3, 4],
    [4, 4],
    [5, 5],
    [10, 8],
  ])('gives 2/C(n+m, n) for %i and %i runs without overlap', (n, m) => {
    const low = Array.from({ length: n }, (_, i) => i);
    const high = Array.from({ length: m }, (_, i) => 100 + i);
    expect(mannWhitney(low, high)).toBeCloseTo(2 / choose(n + m, n), 12);
    expect(mannWhitney(high, low)).toBeCloseTo(2 / choose(n + m, n), 12);
  });

  it('counts every order of ranks for small samples', () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    const n = 3;
    const us: number[] = [];
    const picks: number[][] = [];
    const pick = (from: number, chosen: number[]): void => {
      if (chosen.length === n) {
        picks.push(chosen);
        us.push(chosen.reduce((sum, value) => sum + value, 0) - (n * (n + 1)) / 2);
        return;
      }
      for (let i = from; i < values.length; i++) pick(i + 1, [...chosen, values[i]]);
    };
    pick(0, []);
    picks.forEach((chosen, i) => {
      const rest = values.filter((value) => !chosen.includes(value));
      const low = Math.min(us[i], n * rest.length - us[i]);
      const expected = Math.min(1, (2 * us.filter((u) => u <= low).length) / us.length);
      expect(mannWhitney(chosen, rest)).toBeCloseTo(expected, 12);
    });
  });

  it('finds no difference in equal samples', () => {
    expect(mannWhitney([5, 5, 5, 5], [5, 5, 5, 5])).toBe(1);
  });
});

function bench(name: string, ns: readonly number[], bytes: readonly number[]): BenchTable {
  const count = ns.length;
  return {
    count,
    strings: ['', name],
    name: new Uint32Array(count).fill(1),
    procs: new Uint32Array(count).fill(1),
    pkg: new Uint32Array(count),
    iterations: new Float64Array(count).fill(100),
    nsPerOp: Float64Array.from(ns),
    bytesPerOp: Float64Array.from(bytes),
    allocsPerOp: new Float64Array(count).fill(Number.NaN),
    mbPerSecond: new Float64Array(count).fill(Number.NaN),
    customStart: new Uint32Array(count + 1),
    customUnit: new Uint32Array(0),
    customValue: new Float64Array(0),
    configuration: {},
    damagedOffsets: [],
  };
}

describe('benchmarks on both sides', () => {
  it('leaves changes within noise untold, and tells those beyond it', () => {
    const before = bench('BenchmarkX', [100, 104, 98, 102, 101], [64, 64, 64, 64, 64]);
    const after = bench('BenchmarkX', [101, 99, 103, 100, 105], [32, 32, 32, 32, 32]);
    const [delta] = compareBenches([before], [after]);
    expect(delta.metrics.map(({ unit, told, before: from, after: to }) => ({ unit, told, from, to }))).toEqual([
      { unit: 'ns/op', told: false, from: 101, to: 101 },
      { unit: 'B/op', told: true, from: 64, to: 32 },
    ]);
  });

  it('asks for ten per cent of time where runs are few, for one of counted bytes', () => {
    const [delta] = compareBenches([bench('BenchmarkX', [100], [1000])], [bench('BenchmarkX', [108], [985])]);
    expect(delta.metrics.map(({ unit, told, p }) => [unit, told, p])).toEqual([
      ['ns/op', false, undefined],
      ['B/op', true, undefined],
    ]);
  });
});
