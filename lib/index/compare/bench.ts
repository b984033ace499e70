import type { BenchTable } from '../../model/bench';
import type { BenchDelta, BenchExplanation, BenchMetric, BenchPayer, Better } from '../../model/comparison';
import type { ProfileTable } from '../../model/profile';
import { allocationSites } from '../allocation/sites';
import { filtered } from '../profile';
import { mannWhitney } from './mann-whitney';

/**
 * When a change is more than noise. With four runs or more on both sides: the Mann-Whitney test at 5 %, as benchstat. With fewer: times must
 * differ by 10 % and by more than the runs do among themselves; bytes and allocations, which are counted, by 1 %.
 */
const noise = { alpha: 0.05, leastRuns: 4, timeChange: 0.1, countedChange: 0.01 } as const;

interface Result {
  readonly key: string;
  readonly name: string;
  readonly pkg: string;
  readonly values: Map<string, { better: Better; runs: number[] }>;
}

/** Every benchmark that both tables have, by name, GOMAXPROCS and package, in the target's order; runs of one name are one sample. */
export function compareBenches(before: readonly BenchTable[], after: readonly BenchTable[]): BenchDelta[] {
  const from = gather(before);
  const rows: BenchDelta[] = [];
  for (const result of gather(after).values()) {
    const base = from.get(result.key);
    if (base === undefined) continue;
    const metrics: BenchMetric[] = [];
    for (const [unit, { better, runs }] of result.values) {
      const own = base.values.get(unit);
      if (own !== undefined) metrics.push(metricOf(unit, better, own.runs, runs));
    }
    if (metrics.length > 0) rows.push({ name: result.name, pkg: result.pkg, metrics });
  }
  return rows;
}

function gather(tables: readonly BenchTable[]): Map<string, Result> {
  const results = new Map<string, Result>();
  for (const table of tables) {
    for (let row = 0; row < table.count; row++) {
      const name = `${table.strings[table.name[row]]}${table.procs[row] > 1 ? `-${table.procs[row]}` : ''}`;
      const pkg = table.strings[table.pkg[row]];
      const key = `${pkg}\n${name}`;
      const result = results.get(key) ?? { key, name, pkg, values: new Map() };
      results.set(key, result);
      const add = (unit: string, better: Better, value: number): void => {
        if (Number.isNaN(value)) return;
        const known = result.values.get(unit);
        if (known === undefined) result.values.set(unit, { better, runs: [value] });
        else known.runs.push(value);
      };
      add('ns/op', 'less', table.nsPerOp[row]);
      add('B/op', 'less', table.bytesPerOp[row]);
      add('allocs/op', 'less', table.allocsPerOp[row]);
      add('MB/s', 'more', table.mbPerSecond[row]);
      for (let at = table.customStart[row]; at < table.customStart[row + 1]; at++)
        add(table.strings[table.customUnit[at]], 'neither', table.customValue[at]);
    }
  }
  return results;
}

function metricOf(unit: string, better: Better, before: readonly number[], after: readonly number[]): BenchMetric {
  const [from, to] = [median(before), median(after)];
  const [spreadBefore, spreadAfter] = [spread(before, from), spread(after, to)];
  const enough = Math.min(before.length, after.length) >= noise.leastRuns;
  const p = enough ? mannWhitney(before, after) : undefined;
  const counted = unit === 'B/op' || unit === 'allocs/op';
  const part = from === 0 ? (to === 0 ? 0 : Number.POSITIVE_INFINITY) : Math.abs(to - from) / Math.abs(from);
  const least = counted ? noise.countedChange : Math.max(noise.timeChange, spreadBefore, spreadAfter);
  const told = p === undefined ? part > least : p < noise.alpha && from !== to;
  return { unit, better, before: from, after: to, runsBefore: before.length, runsAfter: after.length, spreadBefore, spreadAfter, p, told };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function spread(values: readonly number[], middle: number): number {
  if (middle === 0) return 0;
  return values.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0) / Math.abs(middle);
}

/** Operations of the runs that are printed, and the bytes they say they allocated. Runs that look for b.N are not printed. */
export function printedWork(tables: readonly BenchTable[]): { readonly ops: number; readonly bytes: number } {
  let [ops, bytes] = [0, 0];
  for (const table of tables) {
    for (let row = 0; row < table.count; row++) {
      if (Number.isNaN(table.bytesPerOp[row])) continue;
      ops += table.iterations[row];
      bytes += table.iterations[row] * table.bytesPerOp[row];
    }
  }
  return { ops, bytes };
}

interface BenchSide {
  readonly input: number;
  readonly benches: readonly BenchTable[];
  readonly profile: ProfileTable;
}

/** The function that every iteration runs under (testing/benchmark.go). */
export const benchmarkLoop = 'testing.(*B).runN';

/**
 * Which functions, and which of their lines, paid for the change of B/op. The printed B/op is laid at the lines of the user's code by their shares
 * of what the profile holds under `testing.(*B).runN`. The profile's own bytes cannot be divided by the printed operations: it also holds the runs
 * that looked for b.N, which are as many again and are not printed.
 */
export function explainBytes(before: BenchSide, after: BenchSide): BenchExplanation | undefined {
  const [from, to] = [laidAt(before), laidAt(after)];
  if (from === undefined || to === undefined) return undefined;
  const functions = new Map<string, Map<string, { file: string; line: number; before: number; after: number }>>();
  for (const [side, laid] of [
    ['before', from],
    ['after', to],
  ] as const) {
    for (const { function: name, file, line, bytes } of laid.lines) {
      const lines = functions.get(name) ?? new Map();
      functions.set(name, lines);
      const row = lines.get(`${file}:${line}`) ?? { file, line, before: 0, after: 0 };
      lines.set(`${file}:${line}`, row);
      row[side] += bytes;
    }
  }
  const drop = from.printed - to.printed;
  const byChange = (a: { before: number; after: number }, b: { before: number; after: number }) =>
    Math.abs(b.before - b.after) - Math.abs(a.before - a.after);
  const rows = [...functions].map(([name, own]): BenchPayer => {
    const lines = [...own.values()].sort(byChange);
    const before = lines.reduce((sum, line) => sum + line.before, 0);
    const after = lines.reduce((sum, line) => sum + line.after, 0);
    return { function: name, before, after, shareOfDrop: drop === 0 ? 0 : (before - after) / drop, lines };
  });
  return {
    before: before.input,
    after: after.input,
    opsBefore: from.ops,
    opsAfter: to.ops,
    printedBefore: from.printed,
    printedAfter: to.printed,
    profiledBefore: from.profiled,
    profiledAfter: to.profiled,
    rows: rows.sort(byChange),
  };
}

/** Printed bytes an operation by line of the user's code, and what the profile holds for each printed operation. */
function laidAt({ benches, profile }: BenchSide) {
  const { ops, bytes } = printedWork(benches);
  if (ops === 0 || !profile.strings.includes(benchmarkLoop)) return undefined;
  const inLoop = filtered(profile, { sampleType: 'alloc_space', focus: '^testing\\.\\(\\*B\\)\\.runN$' });
  const { sites, allocSpace } = allocationSites(inLoop);
  if (allocSpace === 0) return undefined;
  const perByte = bytes / ops / allocSpace;
  const lines = sites.map(({ function: name, file, line, allocSpace: own }) => ({ function: name, file, line, bytes: own * perByte }));
  return { ops, printed: bytes / ops, profiled: allocSpace / ops, lines };
}
