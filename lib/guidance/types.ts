import type { Localized } from '../base/localized';
import type { LeakCause, RuleId } from '../model/rules';

/** Ids of the catalogue, in the order in which it is read: leaks, GC, allocation, scheduling and locks. */
export const guidanceIds = [
  'leak-triage',
  'leak-unclosed-receive',
  'leak-blocked-send',
  'leak-nil-channel',
  'leak-select-no-cancel',
  'leak-ticker',
  'leak-mutex',
  'leak-waitgroup',
  'leak-cond',
  'leak-http-body',
  'leak-thread',
  'leak-worker-pool',
  'gc-read-phases',
  'gc-gogc',
  'gc-allocate-less',
  'gc-object-lifetime',
  'gc-gomaxprocs',
  'gc-memory-limit',
  'gc-other-stw',
  'alloc-find-hot-path',
  'alloc-escape',
  'alloc-pool',
  'alloc-pool-traps',
  'alloc-slice-growth',
  'alloc-map-growth',
  'alloc-size-class',
  'alloc-string-bytes',
  'alloc-reflect-json',
  'alloc-interface-boxing',
  'alloc-defer-loop',
  'alloc-batch-reuse',
  'sched-gmp',
  'sched-preemption',
  'lock-contention',
  'lock-channel-backpressure',
  'diag-enable-profiles',
] as const;
export type GuidanceId = (typeof guidanceIds)[number];

export const guidanceGroups = ['leaks', 'gc', 'allocation', 'scheduling'] as const;
export type GuidanceGroup = (typeof guidanceGroups)[number];

/** The team's documents by the short names that the catalogue uses; `own` marks advice that stands in none of them. */
const documentIds = ['D0', 'D1', 'D2', 'D3', 'D4'] as const;
export type DocumentId = (typeof documentIds)[number];

/** Where an advice stands. `section.zh` is the heading as the document prints it, `section.en` its English rendering. */
export interface Citation {
  readonly document: DocumentId | 'own';
  /** File name of the document; empty for `own`. */
  readonly file: string;
  readonly section: Localized;
}

/** One step that shows whether the change worked: the command to run, and which number must move and by how much. */
export interface Verification {
  readonly command: string;
  readonly expect: Localized;
}

/** Where a document is out of date or wrong, with the place in Go's source or release notes that says so. */
export interface Correction {
  readonly text: Localized;
  readonly source: string;
}

/** A number a chart can draw as a labelled reference line. */
export interface GuidanceFigure {
  /** Unique over the catalogue. */
  readonly id: string;
  readonly value: number;
  /** ms, ns, s, µs, days, bytes, percent, per-second, goroutines, items or ratio (see `figureUnits`). */
  readonly unit: FigureUnit;
  readonly label: Localized;
  /** The document it stands in, or `own` for a number taken from Go's source. */
  readonly document: DocumentId | 'own';
  /** True where a correction of the same entry says that the number no longer holds. */
  readonly superseded?: boolean;
}
export const figureUnits = ['ns', 'µs', 'ms', 's', 'days', 'bytes', 'percent', 'per-second', 'goroutines', 'items', 'ratio'] as const;
export type FigureUnit = (typeof figureUnits)[number];

/** A kind of finding that an entry answers. */
export interface RuleAnswer {
  readonly rule: RuleId;
  /** Narrows the answer. Both conditions must hold where both are given. */
  readonly when?: {
    /** Only leaks of these causes. */
    readonly cause?: readonly LeakCause[];
    /** Only stacks in which some function name starts with one of these. Asked only of callers that hand over a stack. */
    readonly frame?: readonly string[];
  };
  /** 1 the direct answer (the default), 2 the next thing to try, 3 background that every finding of the rule links to. */
  readonly rank?: 1 | 2 | 3;
}

export interface GuidanceEntry {
  readonly id: GuidanceId;
  readonly group: GuidanceGroup;
  readonly title: Localized;
  /** Paragraphs parted by an empty line, `- ` list items, code in backticks; nothing else of Markdown. */
  readonly text: Localized;
  readonly citations: readonly Citation[];
  /** Top-level Go declarations without package clause and imports, gofmt'd, which type-check for Go 1.22 and later. */
  readonly change: { readonly before: string; readonly after: string; readonly note: Localized };
  readonly verify: readonly Verification[];
  readonly goVersions: Localized;
  readonly corrections: readonly Correction[];
  readonly figures?: readonly GuidanceFigure[];
  readonly answers: readonly RuleAnswer[];
}
