import { measurementLabel } from '../../base/units';

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

export function time(ns: number): string {
  return measurementLabel(Math.round(ns), 'nanoseconds');
}

export function size(bytes: number): string {
  return measurementLabel(Math.round(bytes), 'bytes');
}

/**
 * The testing package's own frames. A benchmark's runN calls runtime.GC before each run and its timer
 * calls runtime.ReadMemStats (src/testing/benchmark.go): the program under test does neither.
 */
export function isHarness(name: string): boolean {
  return /^testing\./.test(name);
}

/** Without not-a-numbers. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) if (!Number.isNaN(value)) total += value;
  return total;
}
