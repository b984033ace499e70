import type { Amount } from '../base/units';

/** What is said of a profile above every report of it (internal/report/report.go, ProfileLabels). */
export interface ReportHead {
  readonly sampleType: string;
  readonly unit: string;
  /** Base name of the main binary, its build id, comments, documentation link: empty where the profile has none. */
  readonly file: string;
  readonly buildId: string;
  readonly comments: readonly string[];
  readonly docUrl: string;
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  /** What percentages are of, in `unit`. */
  readonly total: Amount;
  /** `name=value` of each filter that pprof lists. */
  readonly activeFilters: readonly string[];
  /** Filters that matched nothing. */
  readonly unmatched: readonly string[];
}

export interface TopRow {
  /** As -top prints it, without the mark of inlining. */
  readonly name: string;
  readonly inline: '' | '(inline)' | '(partial-inline)';
  readonly flat: Amount;
  readonly cum: Amount;
  /** Of the total; 0..1. */
  readonly flatShare: number;
  readonly cumShare: number;
  /** Function, file and line behind the row as far as they are known: at the functions granularity where the function stands. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

export interface TopReport {
  readonly head: ReportHead;
  readonly rows: readonly TopRow[];
  /** Sum of the flat values of the rows. */
  readonly totalShown: Amount;
  /** Rows that passed the cutoff before the limit cut them, and rows under the cutoff. */
  readonly origCount: number;
  readonly droppedNodes: number;
  readonly nodeFraction: number;
}

export interface PeekEdge {
  readonly name: string;
  readonly value: Amount;
  readonly inline: boolean;
}

export interface PeekRow {
  readonly name: string;
  readonly flat: Amount;
  readonly cum: Amount;
  readonly callers: readonly PeekEdge[];
  readonly callees: readonly PeekEdge[];
}

export interface PeekReport {
  readonly head: ReportHead;
  readonly rows: readonly PeekRow[];
  readonly totalShown: Amount;
  /** Smallest value of any node, not only of the rows: the unit is chosen by it. */
  readonly nodeValues: readonly { readonly flat: Amount; readonly cum: Amount }[];
  /** Nodes of the graph that the rows are taken from. */
  readonly nodeCount: number;
  /** What a trimmed report left out, as in TopReport; nothing where nothing is trimmed. */
  readonly origCount: number;
  readonly droppedNodes: number;
  readonly nodeFraction: number;
}

export interface TagValue {
  readonly name: string;
  readonly value: Amount;
}

export interface TagsReport {
  readonly head: ReportHead;
  readonly keys: readonly { readonly key: string; readonly total: Amount; readonly values: readonly TagValue[] }[];
}

export interface TraceFrame {
  readonly name: string;
  readonly inline: boolean;
}

export interface Trace {
  readonly value: Amount;
  /** Text labels, then numeric ones: key and its values as printed. */
  readonly labels: readonly { readonly key: string; readonly values: string }[];
  readonly numericLabels: readonly { readonly key: string; readonly values: string }[];
  /** Leaf first. */
  readonly frames: readonly TraceFrame[];
}

export interface TracesReport {
  readonly head: ReportHead;
  readonly traces: readonly Trace[];
}
