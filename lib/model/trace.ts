import type { Phrase } from '../base/phrase';
/**
 * An execution trace as columns. Plain data: structured-cloneable, transferable by buffers.
 *
 * Units and conventions, everywhere in this file:
 * - times are ns from the trace's first event (`startNs` gives that event's own clock reading); NaN means «never»;
 * - durations are ns, whole numbers;
 * - `string` columns are positions in `strings` (0 is ''), `stack` columns positions in `stacks` (0 is «no stack»),
 *   `goroutine` columns positions in `goroutines` (-1 is none);
 * - ids of the file (goroutine, P, M, task) keep all their 64 bits: numbers while safe integers; a negative number is
 *   -1 (none) or, below it, the position -2 - n in `wideIds`.
 */

/** States of a goroutine, in the order of Go's internal/trace GoState. */
export const goStates = ['Undetermined', 'NotExist', 'Runnable', 'Running', 'Waiting', 'Syscall'] as const;
export type GoStateName = (typeof goStates)[number];
export const GoState = { Undetermined: 0, NotExist: 1, Runnable: 2, Running: 3, Waiting: 4, Syscall: 5 } as const;

/** States of a P, in the order of Go's internal/trace ProcState. */
export const procStates = ['Undetermined', 'NotExist', 'Running', 'Idle'] as const;
export const ProcState = { Undetermined: 0, NotExist: 1, Running: 2, Idle: 3 } as const;

/** Kinds of events, in the order of Go's internal/trace EventKind. */
export const eventKinds = [
  'Bad',
  'Sync',
  'Metric',
  'Label',
  'StackSample',
  'RangeBegin',
  'RangeActive',
  'RangeEnd',
  'TaskBegin',
  'TaskEnd',
  'RegionBegin',
  'RegionEnd',
  'Log',
  'StateTransition',
  'Experimental',
] as const;

/** Frames and stacks of the whole trace, each stored once. Leaf first, as everywhere. */
export interface FrameColumns {
  readonly count: number;
  /** Program counter as unsigned 64 bits. */
  readonly pc: BigUint64Array;
  readonly fn: Uint32Array;
  readonly file: Uint32Array;
  readonly line: Float64Array;
}

export interface StackColumns {
  readonly count: number;
  /** count + 1 positions in `frame`; stack 0 is empty. */
  readonly start: Uint32Array;
  /** Positions in `FrameColumns`, leaf first. */
  readonly frame: Uint32Array;
}

/** One row for each generation of the file (one in all for Go 1.11–1.21). */
export interface GenerationColumns {
  readonly count: number;
  readonly id: Float64Array;
  /** Bytes [firstByte, endByte) of the file. */
  readonly firstByte: Float64Array;
  readonly endByte: Float64Array;
  /** Time of its sync event, and of its last event. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly events: Float64Array;
}

/**
 * One row for each goroutine of the summary (internal/trace/summary.go GoroutineSummary), by id in order of first
 * appearance. Where an id is used again (cgo callbacks) the row is that of the last use, as Go's summarizer does.
 */
export interface GoroutineColumns {
  readonly count: number;
  readonly id: Float64Array;
  /** Entry function: root frame of the first transition stack seen. */
  readonly name: Uint32Array;
  /** Creation, or the sync event before it was first named when it was there already. */
  readonly created: Float64Array;
  /** 1 where the creation itself is in the trace. */
  readonly createdInTrace: Uint8Array;
  /** First time it ran. */
  readonly started: Float64Array;
  /** Exit, or the moment it blocked for ever. */
  readonly ended: Float64Array;
  /** Who created it, and from where. */
  readonly creator: Int32Array;
  readonly creatorStack: Uint32Array;
  readonly execNs: Float64Array;
  readonly schedWaitNs: Float64Array;
  readonly syscallNs: Float64Array;
  readonly syscallBlockNs: Float64Array;
  readonly blockNs: Float64Array;
  readonly totalNs: Float64Array;
  /** Block time by reason: rows blockStart[i] … blockStart[i+1] of the next two. */
  readonly blockStart: Uint32Array;
  readonly blockReason: Uint32Array;
  readonly blockReasonNs: Float64Array;
  /** Time in ranges (mark assist, sweep, stop-the-world by reason): rows rangeStart[i] … rangeStart[i+1]. Overlaps the other times. */
  readonly rangeStart: Uint32Array;
  readonly rangeName: Uint32Array;
  readonly rangeNs: Float64Array;
  /** A GoState: the state at the end of the trace; since when; reason and stack of the transition into it. */
  readonly state: Uint8Array;
  readonly stateSince: Float64Array;
  readonly stateReason: Uint32Array;
  readonly stateStack: Uint32Array;
  /** The goroutine that last made this one runnable, when, and from where; -1 where nobody did, or no goroutine (timer, netpoll). */
  readonly waker: Int32Array;
  readonly wokenAt: Float64Array;
  readonly wakerStack: Uint32Array;
  /** Times it was made runnable out of a wait, and longest single spans. */
  readonly wakeups: Float64Array;
  readonly maxRunNs: Float64Array;
  readonly maxSchedWaitNs: Float64Array;
}

/** Ranges of time that began in, or were open at the start of, the trace, by order of their begin. */
export interface RangeColumns {
  readonly count: number;
  /** "GC concurrent mark phase", "GC mark assist", "GC incremental sweep", "stop-the-world (reason)". */
  readonly name: Uint32Array;
  readonly start: Float64Array;
  /** NaN where it was still open at the end. */
  readonly end: Float64Array;
  /** The goroutine that began it (-1 none) and the P's id (-1 none). */
  readonly goroutine: Int32Array;
  readonly proc: Float64Array;
  readonly stack: Uint32Array;
  /** Bytes swept and reclaimed, of sweeps that ended (else 0). */
  readonly swept: Float64Array;
  readonly reclaimed: Float64Array;
}

/**
 * The stops of the world, by their order: how the Ps came to stand still. Those in a system call and idle ones are taken at once and not
 * counted (runtime/proc.go, stopTheWorldWithSema).
 */
export interface StopColumns {
  readonly count: number;
  /** Its row in the ranges. */
  readonly range: Int32Array;
  /** When the last P stopped; NaN where none was running. */
  readonly at: Float64Array;
  /** When the first P was started again, which is before the thread that stopped the world says that it is over; NaN where none was. */
  readonly resumed: Float64Array;
  /** Ps that had to stop, and the time that they ran on for after the range began, all together. */
  readonly procs: Int32Array;
  readonly ranOnNs: Float64Array;
  /** ns that goroutines ran in mark assists before the stop, all together, from where GOMAXPROCS is first told. */
  readonly assistedNs: Float64Array;
  /** The goroutine that gave up the last of them, −1 where it ran none, and the stack that it did so with. */
  readonly goroutine: Int32Array;
  readonly stack: Uint32Array;
}

/** A metric's readings in time order; values keep 64 bits by the convention of ids. */
export interface MetricSeries {
  /** As in runtime/metrics: "/sched/gomaxprocs:threads", "/memory/classes/heap/objects:bytes", "/gc/heap/goal:bytes". */
  readonly name: string;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** User tasks (runtime/trace.NewTask), also those only mentioned by a region or log (start NaN). */
export interface TaskColumns {
  readonly count: number;
  readonly id: Float64Array;
  /** Position of the parent in these columns, -1 when unknown or none. */
  readonly parent: Int32Array;
  readonly name: Uint32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly goroutine: Int32Array;
}

/** User regions, with what their goroutine did meanwhile (summary.go UserRegionSummary). Name 0 with a task: inherited from the creator. */
export interface RegionColumns {
  readonly count: number;
  /** Position in TaskColumns; -1 for a task that no event of the trace but an inherited region names. */
  readonly task: Int32Array;
  readonly name: Uint32Array;
  readonly goroutine: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly execNs: Float64Array;
  readonly schedWaitNs: Float64Array;
  readonly blockNs: Float64Array;
  readonly syscallNs: Float64Array;
  readonly syscallBlockNs: Float64Array;
  readonly totalNs: Float64Array;
}

export interface LogColumns {
  readonly count: number;
  readonly time: Float64Array;
  readonly task: Int32Array;
  readonly goroutine: Int32Array;
  readonly category: Uint32Array;
  readonly message: Uint32Array;
}

/** CPU profile samples taken while tracing. */
export interface CpuSampleColumns {
  readonly count: number;
  readonly time: Float64Array;
  readonly goroutine: Int32Array;
  readonly proc: Float64Array;
  readonly thread: Float64Array;
  readonly stack: Uint32Array;
}

export const latencyKinds = ['net', 'sync', 'syscall', 'sched'] as const;
export type LatencyKind = (typeof latencyKinds)[number];

/**
 * One latency profile by stack. `count` and `ns` are what cmd/trace/pprof.go gives for all goroutines (equal in every
 * stack and total); `openCount` and `openNs` are the waits still open when the trace ended, which it leaves out.
 */
export interface LatencyColumns {
  readonly kind: LatencyKind;
  readonly rows: number;
  readonly stack: Uint32Array;
  readonly count: Float64Array;
  readonly ns: Float64Array;
  readonly openCount: Float64Array;
  readonly openNs: Float64Array;
}

/** Spans of one goroutine state, by duration: bucket i holds durations in [2^i, 2^(i+1)) ns; 0 holds those under 2 ns. */
export interface DurationHistogram {
  readonly count: Float64Array;
  readonly totalNs: number;
  readonly maxNs: number;
}

/** How long goroutines waited to run, and ran at a stretch. */
export interface SchedulingStats {
  readonly schedWait: DurationHistogram;
  readonly run: DurationHistogram;
  /** The longest stretches without giving up the P: goroutine, start, length, stack of the stop. At most 50, longest first. */
  readonly longRuns: {
    readonly goroutine: Int32Array;
    readonly start: Float64Array;
    readonly ns: Float64Array;
    readonly stack: Uint32Array;
  };
  /** The longest waits in a run queue, at most 50, longest first. */
  readonly longWaits: {
    readonly goroutine: Int32Array;
    readonly start: Float64Array;
    readonly ns: Float64Array;
    readonly stack: Uint32Array;
  };
}

/**
 * Goroutines by state over time. Level 0 has buckets of `bucketNs`, each next level buckets twice as wide. A value is the
 * time integral of the count over the bucket (goroutine-ns): divide by the bucket's width for the mean.
 */
export interface DensityLevel {
  readonly bucketNs: number;
  readonly buckets: number;
  readonly running: Float64Array;
  readonly runnable: Float64Array;
  readonly waiting: Float64Array;
  readonly syscall: Float64Array;
  /** ns of the bucket with the world stopped, in a mark phase, and P-ns in use. */
  readonly stw: Float64Array;
  readonly gc: Float64Array;
  readonly procs: Float64Array;
}

export interface DensityPyramid {
  readonly levels: readonly DensityLevel[];
}

/** Mutator utilisation over time (internal/trace/gc.go MutatorUtilizationV2 with STW, background and assist, not per P). */
export interface UtilizationColumns {
  readonly time: Float64Array;
  readonly util: Float64Array;
}

/** What could not be read, and why. Everything before `fromByte` was. */
export interface TraceLoss {
  readonly fromByte: number;
  readonly bytes: number;
  /** In English, as the report gives it. */
  readonly reason: string;
  /** The reason for other languages. */
  readonly phrase: Phrase;
}

/** A pair of clock readings (Go 1.25 and later). */
export interface ClockSnapshot {
  readonly time: number;
  readonly mono: bigint;
  readonly wallUnixNs: bigint;
}

export interface TraceTable {
  /** Go 1.N of the header: 11, 19, 21, 22, 23, 25, 26. */
  readonly version: number;
  readonly bytes: number;
  /** The first event's time on the trace's own clock, in ns. */
  readonly startNs: bigint;
  readonly durationNs: number;
  readonly events: number;
  /** Events by kind (eventKinds). */
  readonly kinds: Readonly<Record<string, number>>;
  readonly strings: readonly string[];
  readonly wideIds: readonly bigint[];
  readonly frames: FrameColumns;
  readonly stacks: StackColumns;
  readonly generations: GenerationColumns;
  readonly goroutines: GoroutineColumns;
  /** Transitions out of NotExist. */
  readonly created: number;
  /** Goroutines by the state of their last transition, by lower-case state name. */
  readonly finalStates: Readonly<Record<string, number>>;
  /** Ranges that ended, by name (contract.md, `ranges`). */
  readonly rangeTotals: Readonly<Record<string, { readonly count: number; readonly totalNs: number; readonly maxNs: number }>>;
  readonly ranges: RangeColumns;
  readonly stops: StopColumns;
  readonly metrics: readonly MetricSeries[];
  readonly tasks: TaskColumns;
  readonly regions: RegionColumns;
  readonly logs: LogColumns;
  readonly cpuSamples: CpuSampleColumns;
  readonly latencies: readonly LatencyColumns[];
  readonly scheduling: SchedulingStats;
  readonly density: DensityPyramid;
  /** Empty where GOMAXPROCS is never told; undefined where Go's own computation fails (an event of the GC without a P). */
  readonly utilization?: UtilizationColumns;
  /**
   * The same with each mark worker counted once. Go's own computation (MutatorUtilizationV2 up to 1.26) counts a worker that starts again
   * twice and sees no utilisation from then on.
   */
  readonly mutator: UtilizationColumns;
  readonly clock?: ClockSnapshot;
  readonly lost?: TraceLoss;
}
