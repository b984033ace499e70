import type { EventChunk } from './chunk';
import type { DensityPart } from './density';
import type { GoroutineStats } from './goroutine-stats';
import type { LatencyPart } from './latency';
import type { DurationsPart } from './scheduling';
import type { Splitter } from './split';
import type { Summary } from './summary';

/** The columns of GoroutineStats that a part of a trace fills. */
const columnNames = [
  'created',
  'started',
  'ended',
  'exec',
  'schedWait',
  'syscall',
  'syscallBlock',
  'block',
  'state',
  'since',
  'reason',
  'stack',
  'blockedAt',
  'syscallProc',
  'name',
  'creator',
  'creatorStack',
  'waker',
  'wokenAt',
  'wakerStack',
  'wakeups',
  'maxRun',
  'maxWait',
  'blockHead',
  'nodes',
  'nodeNs',
] as const;
export type PartColumns = Pick<GoroutineStats, (typeof columnNames)[number]>;

/**
 * What a stretch of one generation, decoded by itself, adds to the count of the whole trace. Slots, strings and stacks are the generation's own;
 * the log holds the events that are left to the count of the whole, with steps (kinds.ts) between. Plain data.
 */
export interface PartCount {
  readonly log: EventChunk;
  /** Events in the log that are no steps; all events of the stretch. */
  readonly logged: number;
  readonly events: number;
  /** Times of the last event before the stretch, as it is where nothing came before the generation, and of its last. */
  readonly after: number;
  readonly last: number;
  readonly kinds: Int32Array;
  /** By slot: how it came up (Seen), the columns, and the order's own status at the end. */
  readonly slots: number;
  readonly seen: Uint8Array;
  readonly follow: Uint8Array;
  readonly status: Uint8Array;
  readonly columns: PartColumns;
  /** From position among the generation's strings to that in the part's own table. */
  readonly stringMap: Uint32Array;
  /** By P: the goroutine in a syscall on it, −1 for none; and each loss of a P (RareSummary.losses). */
  readonly syscalling: Int32Array;
  readonly losses: readonly number[];
  readonly runs: DurationsPart;
  readonly waits: DurationsPart;
  readonly latencies: LatencyPart;
  readonly density: DensityPart;
  readonly created: number;
  /** Readings of the heap and its goal. */
  readonly metricTime: readonly Float64Array[];
  readonly metricValue: readonly Float64Array[];
}

/** Puts a part together from what counted it; the summary's columns go with it. */
export function partOf(summary: Summary, splitter: Splitter, after: number, slots: number, status: Uint8Array): PartCount {
  const { goroutines, interner, metricTime, metricValue } = summary;
  const columns = Object.fromEntries(columnNames.map((name) => [name, goroutines[name]]));
  return {
    log: splitter.log,
    logged: splitter.logged,
    events: summary.eventCount,
    after,
    last: splitter.lastTime,
    kinds: summary.kindCounts,
    slots,
    seen: splitter.seen,
    follow: splitter.follow,
    status: status.slice(0, slots),
    columns: columns as unknown as PartColumns,
    stringMap: interner.stringMap,
    syscalling: summary.syscalling,
    losses: summary.losses,
    runs: summary.runs.part(),
    waits: summary.waits.part(),
    latencies: summary.latencies.part(interner.occurrences),
    density: summary.density.part(),
    created: summary.createdCount,
    metricTime: [metricTime[1].finish(), metricTime[2].finish()],
    metricValue: [metricValue[1].finish(), metricValue[2].finish()],
  };
}

/** The buffers a part's columns are in, to be transferred. */
export function partBuffers(part: PartCount): ArrayBuffer[] {
  const { log, columns, seen, follow, status, kinds } = part;
  const arrays = [...Object.values(columns), seen, follow, status, kinds, log.time, ...part.metricTime, ...part.metricValue];
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}
