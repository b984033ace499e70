/**
 * The testing package's own frames. A benchmark's runN calls runtime.GC before each run and its timer
 * calls runtime.ReadMemStats (src/testing/benchmark.go): the program under test does neither.
 */
export function isHarness(name: string): boolean {
  return /^testing\./.test(name);
}
