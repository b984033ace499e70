/**
 * Lanes of a timeline as columns: what each P, thread or goroutine did over a stretch of time. Plain data, transferable by buffers. Times are
 * ns from the trace's first event.
 */
import { GoState } from './trace';

/** Spans of goroutine states, in the order of the events that began them. */
export interface SpanColumns {
  readonly count: number;
  /** Row among the trace's goroutines. */
  readonly goroutine: Int32Array;
  /** A GoState. */
  readonly state: Uint8Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Id of the P and thread it ran on (running and syscall spans), else −1. */
  readonly proc: Float64Array;
  readonly thread: Float64Array;
  /** When a system call lost its P, which ran others meanwhile; 0 for what held it to its end. */
  readonly lost: Float64Array;
  /** Why: a string and a stack of the reader's tables (`SpanReader`); 0 for none. */
  readonly reason: Uint32Array;
  readonly stack: Uint32Array;
}

/** Who made whom runnable. */
export interface WakeColumns {
  readonly count: number;
  readonly time: Float64Array;
  /** Rows among the trace's goroutines; `from` is −1 for timers and the network poller. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly stack: Uint32Array;
}

/** Some spans, in the order of their ends, and wake-ups. The columns are used again after the batch: only their first `count` rows hold. */
export interface SpanBatch {
  readonly spans: SpanColumns;
  readonly wakes: WakeColumns;
  /** What the reasons name. */
  readonly strings: readonly string[];
}

/** Reads stretches of a trace again, in full. */
export interface SpanReader {
  /** Spans and wake-ups that touch [start, end), of one goroutine (its row) or of all. Throws InputError. */
  window(
    start: number,
    end: number,
    options: { readonly signal?: AbortSignal; readonly goroutine?: number },
  ): Promise<{ readonly spans: SpanColumns; readonly wakes: WakeColumns }>;
  /** What reasons name. */
  readonly strings: readonly string[];
  /** The frames of a stack, leaf first. */
  frames(stack: number): readonly { readonly fn: string; readonly file: string; readonly line: number }[];
}

/** What a span of a lane shows; columns are stacked in this order from below. */
export const spanClasses = [
  'running',
  'assist',
  'gc-mark',
  'sweep',
  'syscall',
  'runnable',
  'lock',
  'chan',
  'select',
  'network',
  'sleeping',
  'other',
  'task',
  'region',
] as const;
export type SpanClass = (typeof spanClasses)[number];

/** What the lanes stand for. */
export const laneKinds = ['proc', 'thread', 'goroutine'] as const;
export type LaneKind = (typeof laneKinds)[number];

export interface Lane {
  /** Id of the P or thread, or row of the goroutine. */
  readonly key: number;
  /** As Go names it: `P 3`, `M 41`, `G 17`. */
  readonly label: string;
  /** Entry function of a goroutine, else ''. */
  readonly name: string;
  /** Spans at least a step long: disjoint, in order. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** A position in `spanClasses`. */
  readonly kind: Uint8Array;
  /** Row of the goroutine. */
  readonly goroutine: Int32Array;
  /** Position in `reasons` of the set: why it waits. */
  readonly reason: Uint32Array;
  /** The shorter spans, as shares of the steps they fall into: step (ascending), class, and 0 … 1. */
  readonly bucket: Uint32Array;
  readonly bucketKind: Uint8Array;
  readonly share: Float32Array;
}

/** Lanes over [from, to). Step i is [from + i × step, from + (i + 1) × step). */
export interface LaneSet {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** False where only shares are there: the whole of a trace too long to be held. */
  readonly exact: boolean;
  /** Up to where the trace was read for it: the rest is still to come. */
  readonly readTo: number;
  readonly lanes: readonly Lane[];
  /** Lanes left out: those with least time on a P or thread. */
  readonly more: number;
  readonly reasons: readonly string[];
  /** The goroutines that the spans name, by row. */
  readonly goroutines: readonly { readonly row: number; readonly id: number | string; readonly name: string }[];
}

/** Why goroutines wait, by the runtime's words for it (runtime/runtime2.go waitReasonStrings, internal/trace). */
export function waitClass(reason: string): 'assist' | 'lock' | 'chan' | 'select' | 'network' | 'sleeping' | 'other' {
  const name = reason.toLowerCase();
  if (name.startsWith('select')) return 'select';
  if (name.startsWith('chan ')) return 'chan';
  if (name.startsWith('sync') || name.startsWith('semacquire') || name.includes('mutex')) return 'lock';
  if (name.startsWith('io wait') || name === 'network') return 'network';
  // The collector has no work to share with one that owes it some: it waits, inside its assist.
  if (name.startsWith('gc mark assist') || name.startsWith('gc assist')) return 'assist';
  // What a worker of the collector waits for is no work of the collector.
  if (name.startsWith('sleep') || name.startsWith('gc ') || name.startsWith('system ')) return 'sleeping';
  return 'other';
}

/** Position in `spanClasses` of a goroutine's state; `name` is the function it began in. */
export function spanClass(state: number, reason: string, name: string): number {
  if (state === GoState.Runnable) return positions.runnable;
  if (state === GoState.Syscall) return positions.syscall;
  if (state !== GoState.Running) return positions[waitClass(reason)];
  if (name === 'runtime.gcBgMarkWorker') return positions['gc-mark'];
  return name === 'runtime.bgsweep' ? positions.sweep : positions.running;
}

const positions = Object.fromEntries(spanClasses.map((name, i) => [name, i])) as Readonly<Record<SpanClass, number>>;
