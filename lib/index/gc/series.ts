/**
 * The collections of one process, whatever tells of them: one row for each. Sizes are bytes, times ns from where the series begins
 * (the process's start in a log that has its first collection, the first event in a trace). NaN marks what the source does not tell.
 */
export interface GcSeries {
  readonly source: 'gctrace' | 'trace';
  /** Position of the input in the case. */
  readonly input: number;
  /** Of a log that was rotated while the process ran: the inputs with its earlier lines, oldest first (./rotation). */
  readonly earlier?: readonly number[];
  /** Which of the processes of its log it is, from 1 in the log's order; undefined where it is the only one. */
  readonly process: number | undefined;
  readonly count: number;
  /** Number of the collection in its process; from a trace it counts from 1. */
  readonly number: Float64Array;
  readonly startNs: Float64Array;
  readonly sweepTermNs: Float64Array;
  readonly markNs: Float64Array;
  readonly markTermNs: Float64Array;
  /** Lie in `markNs`; a log prints nothing of them. */
  readonly restarts: GcRestarts;
  /** CPU of the collection that was taken from the program: pauses on all Ps, assists, dedicated and fractional workers. */
  readonly pauseCpuNs: Float64Array;
  readonly assistCpuNs: Float64Array;
  readonly backgroundCpuNs: Float64Array;
  /** CPU of idle workers, which nobody missed (runtime/mgc.go leaves it out of gc_cpu_fraction). */
  readonly idleCpuNs: Float64Array;
  /** heapLive when the mark began and ended, and what was marked (the live heap after it). */
  readonly heapStart: Float64Array;
  readonly heapEnd: Float64Array;
  readonly heapLive: Float64Array;
  /** On the heap when the series begins, in a log that lacks the first collections about; and when a trace ends (NaN of a log, which ends with a collection). */
  readonly heapBefore: number;
  readonly heapAfter: number;
  /** Goal of this collection; NaN where there was none. */
  readonly goal: Float64Array;
  /** Scannable stacks and globals. */
  readonly roots: Float64Array;
  /** 1 where the program asked for it. */
  readonly forced: Uint8Array;
  /** 1 where the two-minute timer of the runtime asked for it. */
  readonly periodic: Uint8Array;
  /** GOMAXPROCS at the end, and its mean over the time: a container's limit (Go 1.25) or the program may change it. */
  readonly procs: number;
  readonly meanProcs: number;
  /** At each collection. */
  readonly procsEach: Float64Array;
  /** Sizes are known to this: the log prints whole MiB, cut off; `heapStart` and the like are the lower ends. */
  readonly resolution: number;
  /** 1 where the sizes of a row are known to the byte all the same: a trace of the same run tells them. */
  readonly exact?: Uint8Array;
  /** From where the series begins to the end of its last collection, of a trace to its last event. */
  readonly durationNs: number;
  /**
   * Where the series begins on the source's own clock: 0, but in a log that lacks the process's first collections (its tail, the lines of
   * the last minutes) one mean interval before its first line: that collection's own.
   */
  readonly originNs: number;
  /** True where nothing was collected before the first row. */
  readonly fromStart: boolean;
  /** Collections that are absent between the rows (lines lost), and the part of the span that is not theirs. */
  readonly missing: number;
  readonly coveredNs: number;
}

/**
 * Stops for mark termination after which marking went on: work was left, or the cycle looks for goroutine leaks (runtime/mgc.go gcMarkDone), which
 * stops the world at least once more. In the order of their starts.
 */
export interface GcRestarts {
  /** Row of the collection. */
  readonly cycle: Int32Array;
  readonly startNs: Float64Array;
  readonly ns: Float64Array;
}

export const noRestarts: GcRestarts = { cycle: new Int32Array(0), startNs: new Float64Array(0), ns: new Float64Array(0) };

/** Share of the available CPU (GOMAXPROCS × time) that collections took, idle workers left out, as MemStats.GCCPUFraction. */
export function cpuFraction(series: GcSeries): number {
  if (series.coveredNs <= 0 || series.meanProcs <= 0) return 0;
  let cpu = 0;
  for (let i = 0; i < series.count; i++) cpu += costOf(series, i);
  return cpu / (series.coveredNs * series.meanProcs);
}

/** Collections a second, those counted whose lines are absent: the numbers tell how many they were. */
export function cyclesPerSecond({ count, missing, durationNs }: GcSeries): number {
  return durationNs > 0 ? (count + missing) / (durationNs / 1e9) : 0;
}

/** CPU ns of one collection, idle workers left out. */
export function costOf(series: GcSeries, i: number): number {
  return finite(series.pauseCpuNs[i]) + finite(series.assistCpuNs[i]) + finite(series.backgroundCpuNs[i]);
}

/**
 * Bytes allocated a second over the time that the series covers. What was on the heap when a trace began was not allocated in it, and what it tells
 * of the heap after its last collection was. Undefined without a collection.
 */
export function allocationRate(series: GcSeries): number | undefined {
  const { count, heapStart, heapEnd, heapLive, heapBefore, heapAfter, durationNs } = series;
  if (count === 0 || durationNs <= 0) return undefined;
  let total = Math.max(0, finite(heapAfter - heapLive[count - 1]));
  for (let i = 0; i < count; i++) {
    const before = i > 0 ? heapLive[i - 1] : heapBefore;
    total += Math.max(0, finite(heapStart[i] - before)) + Math.max(0, finite(heapEnd[i] - heapStart[i]));
  }
  return (total / durationNs) * 1e9;
}

/** True where the row before is of the collection right before: no line is lost between them. */
export function follows({ number }: GcSeries, i: number): boolean {
  return i > 0 && number[i] - number[i - 1] === 1;
}

/** Live heap when the series begins: nothing at a process's start, else about what its first collection left. */
export function liveBefore(series: GcSeries): number {
  return series.fromStart || series.count === 0 ? 0 : series.heapLive[0];
}

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly total: number;
}

/** Nearest-rank percentiles: each is a value that occurred. NaN values are left out; zeros where there is none. */
export function quantiles(values: Iterable<number>): Quantiles {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return { count: 0, p50: 0, p95: 0, p99: 0, max: 0, total: 0 };
  const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  let total = 0;
  for (const value of sorted) total += value;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted[sorted.length - 1], total };
}

/** Every stop of the world by the collector: the sweep terminations, then the mark terminations. */
export function* pauses(series: GcSeries): Generator<number> {
  for (const value of series.sweepTermNs) if (!Number.isNaN(value)) yield value;
  yield* markTerminations(series);
}

/** Every stop for mark termination: those that ended a mark, then those after which it went on. */
export function* markTerminations({ markTermNs, restarts }: GcSeries): Generator<number> {
  for (const value of markTermNs) if (!Number.isNaN(value)) yield value;
  yield* restarts.ns;
}

/** The sum of a column, without what the source does not tell. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) if (!Number.isNaN(value)) total += value;
  return total;
}

/** The value; 0 where the source does not tell it. */
export function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
