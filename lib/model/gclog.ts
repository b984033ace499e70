/**
 * The lines of GODEBUG=gctrace=1 as columns, one row for each collection. Plain data: structured-cloneable.
 *
 * Source of the form: Go's runtime/mgc.go gcMarkTermination (the `gc N @…` print) and runtime/mgcscavenge.go printScavTrace.
 * Times are ns; heap sizes are the whole MiB that the runtime prints (it shifts bytes right by 20: the true value lies in
 * [n, n + 1) MiB). NaN marks a field that the release which wrote the line does not print.
 */

/** Bits of `GcCycleColumns.flags`. */
export const GcFlag = {
  /** The line ends with `(forced)`: runtime.GC or debug.FreeOSMemory asked for it. */
  forced: 1,
  /** The collection also looked for leaked goroutines (Go 1.26, goroutineleak profile). */
  leakCheck: 2,
  /** The goal is the runtime's «none» (GOGC=off and no memory limit): ^uint64(0) >> 20. */
  noGoal: 4,
  /** A `GC forced` line stood before it: the runtime's own two-minute timer asked (runtime/proc.go forcegchelper). */
  periodic: 8,
} as const;

export interface GcCycleColumns {
  readonly count: number;
  /** Number of the collection in its process. */
  readonly number: Float64Array;
  /** Start (of the sweep termination) since the process began; printed in whole ms. */
  readonly startNs: Float64Array;
  /** Per cent of the available CPU spent in GC since the process began, without idle workers; whole, cut off. */
  readonly cpuPercent: Float64Array;
  /** Wall-clock times of the phases: stopped, concurrent, stopped. */
  readonly sweepTermNs: Float64Array;
  readonly markNs: Float64Array;
  readonly markTermNs: Float64Array;
  /** CPU times. The mark phase's are by who did it: assists, dedicated and fractional workers, idle workers. */
  readonly sweepTermCpuNs: Float64Array;
  readonly assistCpuNs: Float64Array;
  readonly backgroundCpuNs: Float64Array;
  readonly idleCpuNs: Float64Array;
  readonly markTermCpuNs: Float64Array;
  /** heapLive at the start and at the end of the mark, and what was marked; goal of this cycle. MiB, cut off. */
  readonly heapStartMB: Float64Array;
  readonly heapEndMB: Float64Array;
  readonly heapLiveMB: Float64Array;
  readonly goalMB: Float64Array;
  /** Scannable stacks and globals (Go 1.18 and later, else NaN). */
  readonly stacksMB: Float64Array;
  readonly globalsMB: Float64Array;
  readonly procs: Uint32Array;
  /** GcFlag bits. */
  readonly flags: Uint8Array;
  /** Byte of the input where the line's `gc ` stands. */
  readonly offset: Float64Array;
}

/** One process's lines: rows first … first + count. A log has several where the process was restarted or several wrote into it. */
export interface GcRun {
  readonly first: number;
  readonly count: number;
  /** Byte of its first line. */
  readonly offset: number;
  /** Collections whose numbers are absent between the first and the last row of the run. */
  readonly missing: number;
  /** Why it is apart from the run before it in the file. */
  readonly because: 'first' | 'restart' | 'interleaved' | 'clock-back';
}

/** `scav …` lines (GODEBUG=scavtrace=1; Go 1.14 and later). */
export interface ScavColumns {
  readonly count: number;
  readonly offset: Float64Array;
  /** Bytes returned to the system by the background scavenger and by allocations, and returned in all; -1 where not printed. */
  readonly backgroundBytes: Float64Array;
  readonly eagerBytes: Float64Array;
  readonly releasedBytes: Float64Array;
  readonly utilisationPercent: Float64Array;
}

/** A `GOMEMLIMIT=…` that the program's own lines print, e.g. of its environment. */
export interface ToldLimit {
  readonly bytes: number;
  readonly offset: number;
}

export interface GcLogTable {
  readonly cycles: GcCycleColumns;
  readonly runs: readonly GcRun[];
  readonly scav: ScavColumns;
  /** In the order of the file, the first ones. */
  readonly memoryLimits: readonly ToldLimit[];
  /** Lines that begin as a gctrace line and break off or have foreign text inside; their first offsets. */
  readonly damaged: number;
  readonly damagedOffsets: readonly number[];
  /** Lines of the input, and those of them that are none of the runtime's. */
  readonly lines: number;
  readonly otherLines: number;
  /** Lines of `go test -bench` stand in it: the testing package calls runtime.GC before each run of a benchmark. */
  readonly benchmarks: boolean;
}
