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
  for (let row = 0; row < g.count; row++) {
    for (let at = g.rangeStart[row]; at < g.rangeStart[row + 1]; at++) {
      const name = trace.strings[g.rangeName[at]];
      if (name === 'GC mark assist') assist[row] += g.rangeNs[at];
      else if (name === 'GC incremental sweep') sweep[row] += g.rangeNs[at];
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
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < g.count; row++) {
    const rows = rowsOf.get(g.name[row]);
    if (rows) rows.push(row);
    else rowsOf.set(g.name[row], [row]);
  }
  const columns = timeColumns(trace);
  const functions = [...rowsOf].map(([name, rows]): GoroutineFunction => {
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

function distribution(column: Float64Array, rows: readonly number[]): TimeDistribution {
  const values = new Float64Array(rows.length);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    values[i] = column[rows[i]];
    sum += values[i];
  }
  values.sort();
  const at = (quantile: number) => values[Math.max(0, Math.ceil(quantile * values.length) - 1)];
  return { sum, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: values[values.length - 1] };
}
