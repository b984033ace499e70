import type { BenchTable } from '../../model/bench';
import type { AllocationSite, SiteTable } from './sites';

/** One benchmark before and after: means over its result lines. */
export interface BenchChange {
  readonly name: string;
  readonly pkg: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly allocsBefore: number;
  readonly allocsAfter: number;
}

/** What one line of the code contributes to the change of B/op. */
export interface PaidLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** After less before: negative is less memory. */
  readonly change: number;
}

export interface BenchExplanation {
  readonly benchmarks: readonly BenchChange[];
  /** B/op over all the benchmarks that both runs have, weighted by what each run allocated. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Largest change first. */
  readonly lines: readonly PaidLine[];
  /** Part of the change of B/op that the lines account for. */
  readonly explained: number;
}

/** Benchmarks that both runs have with -benchmem. */
export function benchChanges(before: BenchTable, after: BenchTable): BenchChange[] {
  const then = means(before);
  const now = means(after);
  return [...then].flatMap(([key, a]) => {
    const b = now.get(key);
    if (!b) return [];
    const { name, pkg } = a;
    return [{ name, pkg, bytesBefore: a.bytes, bytesAfter: b.bytes, allocsBefore: a.allocs, allocsAfter: b.allocs }];
  });
}

/**
 * Lays the change of B/op at the lines of the code: each run's B/op is shared out by the profile of that run, since a profile holds
 * the warm-up runs of testing.B too and has no count of operations of its own. Lines of the test's own frame count as any other.
 */
export function explainBenchmark(before: BenchTable, after: BenchTable, sitesBefore: SiteTable, sitesAfter: SiteTable): BenchExplanation {
  const benchmarks = benchChanges(before, after);
  const total = (of: (change: BenchChange) => number) =>
    benchmarks.reduce((sum, change) => sum + of(change), 0) / Math.max(benchmarks.length, 1);
  const bytesBefore = total((change) => change.bytesBefore);
  const bytesAfter = total((change) => change.bytesAfter);
  const lines = new Map<string, PaidLine>();
  const add = (site: AllocationSite, bytes: number, side: 'bytesBefore' | 'bytesAfter') => {
    const key = `${site.function}:${site.line}`;
    const line = lines.get(key) ?? { function: site.function, file: site.file, line: site.line, bytesBefore: 0, bytesAfter: 0, change: 0 };
    const changed = { ...line, [side]: line[side] + bytes };
    lines.set(key, { ...changed, change: changed.bytesAfter - changed.bytesBefore });
  };
  for (const site of sitesBefore.sites) add(site, (site.allocSpace / Math.max(sitesBefore.allocSpace, 1)) * bytesBefore, 'bytesBefore');
  for (const site of sitesAfter.sites) add(site, (site.allocSpace / Math.max(sitesAfter.allocSpace, 1)) * bytesAfter, 'bytesAfter');
  const sorted = [...lines.values()].sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const change = bytesAfter - bytesBefore;
  const accounted = sorted.reduce((sum, line) => sum + line.change, 0);
  return { benchmarks, bytesBefore, bytesAfter, lines: sorted, explained: change === 0 ? 1 : accounted / change };
}

function means(table: BenchTable): Map<string, { name: string; pkg: string; bytes: number; allocs: number }> {
  const sums = new Map<string, { name: string; pkg: string; bytes: number; allocs: number; count: number }>();
  for (let i = 0; i < table.count; i++) {
    if (Number.isNaN(table.bytesPerOp[i])) continue;
    const [name, pkg] = [table.strings[table.name[i]], table.strings[table.pkg[i]]];
    const key = `${pkg} ${name}`;
    const sum = sums.get(key) ?? { name, pkg, bytes: 0, allocs: 0, count: 0 };
    sums.set(key, { ...sum, bytes: sum.bytes + table.bytesPerOp[i], allocs: sum.allocs + table.allocsPerOp[i], count: sum.count + 1 });
  }
  return new Map(
    [...sums].map(([key, { name, pkg, bytes, allocs, count }]) => [key, { name, pkg, bytes: bytes / count, allocs: allocs / count }]),
  );
}
