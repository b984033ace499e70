import type { TraceLoss, TraceTable } from '../../model/trace';
import { MmuCurve } from './mmu';

/** Windows that a report gives the minimum mutator utilisation for, with Go's names for them. */
const mmuWindows: readonly { readonly name: string; readonly ns: number }[] = [
  { name: '100µs', ns: 1e5 },
  { name: '1ms', ns: 1e6 },
  { name: '10ms', ns: 1e7 },
  { name: '100ms', ns: 1e8 },
  { name: '1s', ns: 1e9 },
];

/** The summary of a trace as the report holds it (contract.md, summary of go-trace). Numbers beyond 2^53 are strings. */
export interface TraceSummary {
  readonly events: number;
  readonly durationNs: number;
  readonly generations: number;
  readonly goroutines: number;
  readonly created: number;
  readonly execNs: number;
  readonly schedWaitNs: number;
  readonly syscallNs: number;
  readonly syscallBlockNs: number;
  readonly blockNs: Readonly<Record<string, number>>;
  readonly ranges: Readonly<Record<string, { readonly count: number; readonly totalNs: number; readonly maxNs: number }>>;
  readonly kinds: Readonly<Record<string, number>>;
  readonly finalStates: Readonly<Record<string, number>>;
  readonly tasks: number;
  readonly metricsMaxLast: Readonly<Record<string, readonly [number | string, number | string]>>;
  readonly mmu: Readonly<Record<string, number>>;
  readonly lost?: TraceLoss;
}

export function traceSummary(trace: TraceTable): TraceSummary {
  const { goroutines: g } = trace;
  return {
    events: trace.events,
    durationNs: trace.durationNs,
    generations: trace.generations.count,
    goroutines: g.count,
    created: trace.created,
    execNs: total(g.execNs),
    schedWaitNs: total(g.schedWaitNs),
    syscallNs: total(g.syscallNs),
    syscallBlockNs: total(g.syscallBlockNs),
    blockNs: blockByReason(trace),
    ranges: trace.rangeTotals,
    kinds: trace.kinds,
    finalStates: trace.finalStates,
    tasks: trace.tasks.count,
    metricsMaxLast: Object.fromEntries(trace.metrics.map((series) => [series.name, maxLast(series.value, trace.wideIds)])),
    mmu: mmuTable(trace),
    ...(trace.lost ? { lost: trace.lost } : {}),
  };
}

function total(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i];
  return sum;
}

/** Time goroutines were blocked, by reason as the trace names it ('' where the trace began during the wait). */
export function blockByReason(trace: TraceTable): Record<string, number> {
  const { blockReason, blockReasonNs } = trace.goroutines;
  const sums = new Map<number, number>();
  for (let i = 0; i < blockReason.length; i++) sums.set(blockReason[i], (sums.get(blockReason[i]) ?? 0) + blockReasonNs[i]);
  return Object.fromEntries([...sums].map(([reason, ns]) => [trace.strings[reason], ns]));
}

/** A value as the file holds it: the model's convention for numbers beyond 2^53, undone. */
export function wideValue(value: number, wideIds: readonly bigint[]): number | string {
  if (value >= 0) return value;
  return String(value === -1 ? 0xffffffffffffffffn : wideIds[-2 - value]);
}

function maxLast(values: Float64Array, wideIds: readonly bigint[]): [number | string, number | string] {
  let max = 0;
  let wide: bigint | undefined;
  for (const value of values) {
    if (value >= 0) max = Math.max(max, value);
    else {
      const full = BigInt(wideValue(value, wideIds));
      if (wide === undefined || full > wide) wide = full;
    }
  }
  return [wide === undefined ? max : String(wide), wideValue(values[values.length - 1], wideIds)];
}

/** Minimum mutator utilisation by window, windows longer than the trace left out. */
export function mmuTable(trace: TraceTable): Record<string, number> {
  if (!trace.utilization) return {};
  // Where GOMAXPROCS was never told, Go's curve has no series, and its minimum is 1.
  const curve = trace.utilization.time.length > 0 ? new MmuCurve(trace.utilization) : undefined;
  const windows = mmuWindows.filter(({ ns }) => ns <= trace.durationNs);
  return Object.fromEntries(windows.map(({ name, ns }) => [name, curve ? curve.mmu(ns) : 1]));
}
