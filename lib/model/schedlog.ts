/**
 * The lines of GODEBUG=schedtrace=N[,scheddetail=1] as columns. Source: Go's runtime/proc.go schedtrace.
 * -1 marks a field that the release which wrote the line does not print.
 */
export interface SchedRowColumns {
  readonly count: number;
  readonly offset: Float64Array;
  /** Position in `runs`. */
  readonly run: Uint32Array;
  /** Since the process's first schedtrace line, in ms. */
  readonly ms: Float64Array;
  readonly gomaxprocs: Float64Array;
  readonly idleprocs: Float64Array;
  readonly threads: Float64Array;
  readonly spinningthreads: Float64Array;
  readonly needspinning: Float64Array;
  readonly idlethreads: Float64Array;
  /** Goroutines in the global run queue. */
  readonly runqueue: Float64Array;
  /** count + 1 positions in `localQueue`: the run queues of the Ps, in their order. */
  readonly localStart: Uint32Array;
  readonly localQueue: Float64Array;
  /** Times each P switched goroutines; same positions, -1 where not printed (before Go 1.24). */
  readonly localTicks: Float64Array;
  /** count + 1 positions in `goroutines` (scheddetail only). */
  readonly goroutineStart: Uint32Array;
}

/** `  G2: status=4(force gc (idle)) m=nil lockedm=nil` */
export interface SchedGoroutineColumns {
  readonly count: number;
  readonly id: Float64Array;
  /** As runtime2.go numbers them: 1 runnable, 2 running, 3 syscall, 4 waiting, 6 dead. */
  readonly status: Uint32Array;
  /** Position in `strings`. */
  readonly reason: Uint32Array;
  /** Id of the thread that runs it, and of the thread it is locked to; -1 for none. */
  readonly thread: Float64Array;
  readonly lockedThread: Float64Array;
}

export interface SchedRun {
  readonly first: number;
  readonly count: number;
  readonly because: 'first' | 'clock-back';
}

export interface SchedLogTable {
  readonly rows: SchedRowColumns;
  readonly runs: readonly SchedRun[];
  readonly goroutines: SchedGoroutineColumns;
  readonly strings: readonly string[];
  /** Lines that begin with `SCHED ` and cannot be read to their end. */
  readonly damaged: number;
  readonly damagedOffsets: readonly number[];
}
