import { nthSmallest } from '../../base/nth';
import type { TraceTable } from '../../model/trace';

/** What a goroutine's time is counted by (internal/trace/summary.go GoroutineExecStats); `total` is its life in the trace. */
export const goroutineTimes = ['total', 'exec', 'schedWait', 'block', 'syscall', 'syscallBlock', 'assist', 'sweep'] as const;
export type GoroutineTime = (typeof goroutineTimes)[number];

/** Nearest-rank percentiles over goroutines, in ns: each is a value that occurred. */
export interface TimeDistribution {
  readonly sum: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The goroutines that began in one function. */
export interface GoroutineFunction {
  /** Entry function; '' where the trace never tells it. */
  readonly name: string;
  readonly count: number;
  /** Made while the trace ran; alive when it ended. */
  readonly created: number;
  readonly alive: number;
  readonly times: Readonly<Record<GoroutineTime, TimeDistribution>>;
  /** Block time by reason as the trace names it, largest first. */
  readonly blockReasons: readonly (readonly [reason: string, ns: number])[];
  /** Longest single stretch on a P, longest single wait for one. */
  readonly maxRunNs: number;
  readonly maxSchedWaitNs: number;
}

/** The times of every goroutine by kind, assists and sweeps gathered from their ranges. */
export function timeColumns(trace: TraceTable): Readonly<Record<GoroutineTime, Float64Array>> {
  const g = trace.goroutines;
  const assist = new Float64Array(g.count);
  const sweep = new Float64Array(g.count);
  const assistName = trace.strings.indexOf('GC mark assist');
  const sweepName = trace.strings.indexOf('GC incremental sweep');
  for (let row = 0; row < g.count; row++) {
    for (let at = g.rangeStart[row]; at < g.rangeStart[row + 1]; at++) {
      if (g.rangeName[at] === assistName) assist[row] += g.rangeNs[at];
      else if (g.rangeName[at] === sweepName) sweep[row] += g.rangeNs[at];
    }
  }
  return {
    total: g.totalNs,
    exec: g.execNs,
    schedWait: g.schedWaitNs,
    block: g.blockNs,
    syscall: g.syscallNs,
    syscallBlock: g.syscallBlockNs,
    assist,
    sweep,
  };
}

/** Every entry function with its goroutines' times, most execution first. */
export function goroutineFunctions(trace: TraceTable): GoroutineFunction[] {
  const g = trace.goroutines;
  const columns = timeColumns(trace);
  const functions = rowsByName(trace).map(([name, rows]): GoroutineFunction => {
    let created = 0;
    let alive = 0;
    let maxRunNs = 0;
    let maxSchedWaitNs = 0;
    const reasons = new Map<number, number>();
    for (const row of rows) {
      created += g.createdInTrace[row];
      // 0 and 1 are Undetermined and NotExist.
      if (g.state[row] > 1) alive++;
      maxRunNs = Math.max(maxRunNs, g.maxRunNs[row]);
      maxSchedWaitNs = Math.max(maxSchedWaitNs, g.maxSchedWaitNs[row]);
      for (let at = g.blockStart[row]; at < g.blockStart[row + 1]; at++) {
        reasons.set(g.blockReason[at], (reasons.get(g.blockReason[at]) ?? 0) + g.blockReasonNs[at]);
      }
    }
    return {
      name: trace.strings[name],
      count: rows.length,
      created,
      alive,
      times: Object.fromEntries(goroutineTimes.map((time) => [time, distribution(columns[time], rows)])) as GoroutineFunction['times'],
      blockReasons: [...reasons]
        .filter(([, ns]) => ns > 0)
        .sort((a, b) => b[1] - a[1])
        .map(([reason, ns]) => [trace.strings[reason], ns]),
      maxRunNs,
      maxSchedWaitNs,
    };
  });
  return functions.sort((a, b) => b.times.exec.sum - a.times.exec.sum || b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Rows of the goroutines by entry function, in order. */
function rowsByName({ goroutines: { count, name }, strings }: TraceTable): [name: number, rows: Int32Array][] {
  const next = new Int32Array(strings.length + 1);
  for (let row = 0; row < count; row++) next[name[row] + 1]++;
  for (let at = 1; at < next.length; at++) next[at] += next[at - 1];
  const rows = new Int32Array(count);
  const first = next.slice();
  for (let row = 0; row < count; row++) rows[next[name[row]]++] = row;
  const out: [number, Int32Array][] = [];
  for (let at = 0; at < strings.length; at++) if (first[at + 1] > first[at]) out.push([at, rows.subarray(first[at], first[at + 1])]);
  return out;
}

function distribution(column: Float64Array, rows: Int32Array): TimeDistribution {
  // Many goroutines never block or assist: what is 0 needs no order.
  const values = new Float64Array(rows.length);
  let above = 0;
  let sum = 0;
  let max = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i]];
    if (value === 0) continue;
    values[above++] = value;
    sum += value;
    if (value > max) max = value;
  }
  const ordered = values.subarray(0, above);
  const zeros = rows.length - above;
  const at = (quantile: number) => {
    const position = Math.max(0, Math.ceil(quantile * rows.length) - 1) - zeros;
    return position < 0 ? 0 : nthSmallest(ordered, position);
  };
  return { sum, p50: at(0.5), p95: at(0.95), p99: at(0.99), max };
}
