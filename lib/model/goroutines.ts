/**
 * Goroutines at one moment as columns: one row for each goroutine of a dump, or for each (stack, labels) of a count
 * profile. Plain data: structured-cloneable, transferable by buffers.
 *
 * Conventions: `string` columns are positions in `strings` (0 is ''); stacks are leaf first; -1 is «not known» in
 * number columns unless said otherwise. Source of the dump's forms: Go's runtime/traceback.go goroutineheader,
 * traceback2, printcreatedby1, printAncestorTraceback.
 */

/** Where the documents' leaking service stood after three days: what a forecast of growth looks out for. */
export const manyGoroutines = 100_000;

/** Where a table comes from, which says what its rows can tell. */
export const goroutineOrigins = ['dump', 'traces', 'profile', 'counts'] as const;
/**
 * - dump: every goroutine of a process at one moment (debug=2, SIGQUIT, fatal error);
 * - traces: single goroutines printed at different moments (recovered panics, debug.PrintStack);
 * - profile: a count profile (protobuf or debug=1), rows have a weight and no id;
 * - counts: a log that only tells how many goroutines there were.
 */
export type GoroutineOrigin = (typeof goroutineOrigins)[number];

/** Bits of the `flags` column. */
export const GoroutineFlag = {
  /** Marked by Go's leak profile: nothing reachable can ever wake it. */
  leaked: 1,
  scan: 2,
  /** Blocked durably inside a synctest bubble. */
  durable: 4,
  lockedToThread: 8,
  /** Some frames were left out («...N frames elided...», «...additional frames elided...»). */
  elided: 16,
  /** The text ends inside this record (the endpoint cuts at 64 MiB). */
  truncated: 32,
  /** «goroutine running on other thread; stack unavailable». */
  otherThread: 64,
} as const;

export interface GoroutineFrameColumns {
  readonly count: number;
  readonly fn: Uint32Array;
  readonly file: Uint32Array;
  /** 0 when not known. */
  readonly line: Uint32Array;
  /** Offset of the pc from the function's entry, -1 when not printed (inlined calls). */
  readonly offset: Float64Array;
  /** 1 where the arguments were printed as `(...)`. */
  readonly inlined: Uint8Array;
}

export interface GoroutineStackColumns {
  readonly count: number;
  /** count + 1 positions in `frame`; stack 0 is empty. */
  readonly start: Uint32Array;
  readonly frame: Uint32Array;
}

/** Sets of labels, each stored once; set 0 is empty. */
export interface LabelSetColumns {
  readonly count: number;
  readonly start: Uint32Array;
  readonly key: Uint32Array;
  readonly value: Uint32Array;
}

/** The ancestors of goroutines (GODEBUG=tracebackancestors=N), nearest first. */
export interface AncestorColumns {
  readonly count: number;
  /** Row of the goroutine they belong to; rows are in ascending order. */
  readonly row: Uint32Array;
  readonly id: Float64Array;
  readonly stack: Uint32Array;
  /** Frame of the `go` statement that made the ancestor, -1 when not printed. */
  readonly creator: Int32Array;
}

/** Numbers of goroutines that a log tells of (runtime.NumGoroutine printed by the program). */
export interface GoroutineCounts {
  readonly count: number;
  /** Unix time in ns of the line where it carries one; NaN where not. */
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly offset: Float64Array;
}

export interface GoroutineTable {
  readonly origin: GoroutineOrigin;
  /** Rows. */
  readonly count: number;
  readonly strings: readonly string[];
  /** Goroutine id; -1 in profiles. */
  readonly id: Float64Array;
  /** Goroutines the row stands for: 1 in dumps. */
  readonly weight: Float64Array;
  /** Status or wait reason as runtime/runtime2.go waitReasonStrings has it, without the suffixes; '' when hidden. */
  readonly state: Uint32Array;
  /** Whole minutes blocked; -1 where none were printed. */
  readonly minutes: Float64Array;
  /** GoroutineFlag bits. */
  readonly flags: Uint16Array;
  readonly stack: Uint32Array;
  /** Frame of the `go` statement (offset of the call's return), -1 when not printed. */
  readonly creator: Int32Array;
  /** The goroutine that made it (Go 1.21 and later), -1 when not printed. */
  readonly parent: Float64Array;
  readonly labels: Uint32Array;
  /** synctest bubble, -1 for none. */
  readonly bubble: Float64Array;
  /** Address of the lock, group or channel it waits for, where a frame's arguments name it; 0 when not known. */
  readonly address: Float64Array;
  /** count + 1 positions in `argWord`: the pointer-like argument words of rows that wait for a lock, outermost frames last. */
  readonly argStart: Uint32Array;
  readonly argWord: Float64Array;
  /** Byte of the input where the record starts; -1 in profiles. */
  readonly offset: Float64Array;
  readonly frames: GoroutineFrameColumns;
  readonly stacks: GoroutineStackColumns;
  readonly labelSets: LabelSetColumns;
  readonly ancestors: AncestorColumns;
  readonly counts: GoroutineCounts;
  /** Why the process printed it: `panic: …`, `fatal error: …`, `SIGQUIT: quit`; '' for an endpoint's dump. */
  readonly reason: string;
  /** Unix time of the capture in ns where the log's lines or the profile carry one, 0n when not known. */
  readonly timeNanos: bigint;
  /** Bytes [firstByte, endByte) of the input that hold it. */
  readonly firstByte: number;
  readonly endByte: number;
  /** True where the text ends inside a record. */
  readonly truncated: boolean;
  /** Go's leak profile was asked for: rows without the `leaked` flag were judged and not found leaked (which is not health). */
  readonly leakProfile: boolean;
}
