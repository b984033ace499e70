import { type DensitySlice, densitySlice, type MetricSlice, metricSlice } from '../index/trace/density-slice';
import { type GoroutineFunction, goroutineFunctions } from '../index/trace/goroutine-functions';
import {
  type GoroutineDetail,
  type GoroutinePage,
  type GoroutineQuery,
  goroutineDetail,
  goroutinePage,
} from '../index/trace/goroutine-rows';
import { type LatencyReport, latencyReport } from '../index/trace/latency-rows';
import { type OpenWait, openWaits } from '../index/trace/open-waits';
import { type LaneSpans, laneSpans, stwReason } from '../index/trace/range-lanes';
import { stackFrames, tellingFrame } from '../index/trace/stack-frames';
import { type TraceSummary, traceSummary, wideValue } from '../index/trace/summary';
import type { EvidenceFrame } from '../model/finding';
import type { LatencyKind, TraceTable } from '../model/trace';
import { noGoroutine, type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

export type { DensitySlice, MetricSlice } from '../index/trace/density-slice';
export { type GoroutineFunction, type GoroutineTime, goroutineTimes, type TimeDistribution } from '../index/trace/goroutine-functions';
export type { GoroutineDetail, GoroutineName, GoroutinePage, GoroutineQuery, GoroutineRow } from '../index/trace/goroutine-rows';
export type { LatencyReport, LatencyRow } from '../index/trace/latency-rows';
export type { OpenWait } from '../index/trace/open-waits';
export type { LaneSpans, RangeLane } from '../index/trace/range-lanes';
export type { TraceSummary } from '../index/trace/summary';

/** A stretch [from, to) of a trace in ns from its first event, wanted in about so many steps. */
export interface TraceWindow extends PartRef {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** The head of the Trace page: the report's summary of the trace, and what only a page shows. */
export interface TraceHead {
  readonly summary: TraceSummary;
  /** Go 1.N of the header. */
  readonly version: number;
  readonly bytes: number;
  /** GOMAXPROCS at the end; undefined where the trace does not tell it. */
  readonly procs: number | undefined;
  /** Unix time in ns of the trace's first event (Go 1.25 and later). */
  readonly startUnixNs: bigint | undefined;
  /** CPU profile samples, user tasks, regions and logs in the trace. */
  readonly cpuSamples: number;
  readonly regions: number;
  readonly logs: number;
}

export interface TraceTimeline {
  readonly from: number;
  readonly to: number;
  readonly density: DensitySlice;
  /** Heap in use, goal and GOMAXPROCS, those the trace has; by their runtime/metrics names. */
  readonly metrics: readonly MetricSlice[];
  readonly lanes: readonly LaneSpans[];
}

/** A range by its position, in words. */
export interface TraceRange {
  readonly name: string;
  readonly start: number;
  /** Undefined where it was open at the end. */
  readonly end: number | undefined;
  readonly goroutine: { readonly row: number; readonly id: number | string; readonly name: string } | undefined;
  readonly at: EvidenceFrame | undefined;
  readonly stack: readonly EvidenceFrame[];
}

/** Stops of the world for one reason. */
export interface PauseReason {
  readonly reason: string;
  readonly count: number;
  readonly totalNs: number;
  readonly maxNs: number;
  /** The longest ones, longest first. */
  readonly longest: readonly TraceRange[];
}

/** One of the longest stretches of running or of waiting to run. */
export interface LongSpan {
  readonly goroutine: { readonly row: number; readonly id: number | string; readonly name: string } | undefined;
  readonly start: number;
  readonly ns: number;
  readonly at: EvidenceFrame | undefined;
}

export interface TraceViewQueries {
  'trace.head': Query<PartRef, TraceHead>;
  /** Goroutines by state, heap, GOMAXPROCS, and lanes of pauses and GC over a window; all its buffers are the caller's. */
  'trace.timeline': Query<TraceWindow, TraceTimeline>;
  'trace.functions': Query<PartRef, readonly GoroutineFunction[]>;
  'trace.goroutines': Query<PartRef & GoroutineQuery, GoroutinePage>;
  /** `row` as rows of the other queries give it. */
  'trace.goroutine': Query<PartRef & { readonly row: number }, GoroutineDetail>;
  'trace.openWaits': Query<PartRef, readonly OpenWait[]>;
  'trace.pauses': Query<PartRef, readonly PauseReason[]>;
  'trace.latencies': Query<PartRef & { readonly kind: LatencyKind; readonly limit?: number }, LatencyReport>;
  'trace.longest': Query<PartRef, { readonly runs: readonly LongSpan[]; readonly waits: readonly LongSpan[] }>;
}

/** Half a second of work for half a million goroutines: done once for each trace. */
export function functionsOf(session: Session, ref: PartRef): readonly GoroutineFunction[] {
  return session.index.memo(`goroutine functions ${ref.input} ${ref.part}`, () => goroutineFunctions(tableOf(session, 'trace', ref)));
}

const shownMetrics = ['/memory/classes/heap/objects:bytes', '/gc/heap/goal:bytes', '/sched/gomaxprocs:threads'];

export const traceViewQueries: Handlers<TraceViewQueries> = {
  'trace.head': (session, ref) => head(tableOf(session, 'trace', ref)),
  'trace.timeline': (session, params) => timeline(tableOf(session, 'trace', params), params),
  'trace.functions': functionsOf,
  'trace.goroutines': (session, params) => goroutinePage(tableOf(session, 'trace', params), params),
  'trace.goroutine': (session, params) => {
    const trace = tableOf(session, 'trace', params);
    const { row } = params;
    if (!(row >= 0 && row < trace.goroutines.count)) throw noGoroutine(row, trace.goroutines.count);
    return goroutineDetail(trace, row);
  },
  'trace.openWaits': (session, ref) => openWaits(tableOf(session, 'trace', ref)),
  'trace.pauses': (session, ref) => pauseReasons(tableOf(session, 'trace', ref)),
  'trace.latencies': (session, params) => latencyReport(tableOf(session, 'trace', params), params.kind, params.limit ?? 100),
  'trace.longest': (session, ref) => {
    const trace = tableOf(session, 'trace', ref);
    const { longRuns, longWaits } = trace.scheduling;
    return { runs: longSpans(trace, longRuns), waits: longSpans(trace, longWaits) };
  },
};

function head(trace: TraceTable): TraceHead {
  const procs = trace.metrics.find((series) => series.name === '/sched/gomaxprocs:threads');
  return {
    summary: traceSummary(trace),
    version: trace.version,
    bytes: trace.bytes,
    procs: procs && procs.value.length > 0 ? procs.value[procs.value.length - 1] : undefined,
    startUnixNs: trace.clock && trace.clock.wallUnixNs - BigInt(Math.trunc(trace.clock.time)),
    cpuSamples: trace.cpuSamples.count,
    regions: trace.regions.count,
    logs: trace.logs.count,
  };
}

function timeline(trace: TraceTable, window: TraceWindow): TraceTimeline {
  const from = Math.max(0, Math.min(window.from, trace.durationNs));
  const to = Math.max(from, Math.min(window.to, trace.durationNs));
  const steps = Math.min(8192, Math.max(1, Math.trunc(window.steps)));
  return {
    from,
    to,
    density: densitySlice(trace.density, trace.durationNs, from, to, steps),
    metrics: shownMetrics.flatMap((name) => {
      const series = trace.metrics.find((candidate) => candidate.name === name);
      if (!series) return [];
      // Sizes above 2^53 are the runtime's «no goal»: a gap in the line.
      const value = series.value.map((one) => (one < 0 ? Number.NaN : one));
      return [metricSlice(name, series.time, value, { from, to, steps })];
    }),
    lanes: laneSpans(trace, from, to, (to - from) / steps),
  };
}

function nameOf(trace: TraceTable, row: number): TraceRange['goroutine'] {
  if (row < 0) return undefined;
  return { row, id: wideValue(trace.goroutines.id[row], trace.wideIds), name: trace.strings[trace.goroutines.name[row]] };
}

const longestKept = 10;

function pauseReasons(trace: TraceTable): PauseReason[] {
  const { ranges, strings } = trace;
  const length = (i: number) => (Number.isNaN(ranges.end[i]) ? trace.durationNs : ranges.end[i]) - ranges.start[i];
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < ranges.count; i++) {
    if (!strings[ranges.name[i]].startsWith('stop-the-world')) continue;
    const rows = rowsOf.get(ranges.name[i]);
    if (rows) rows.push(i);
    else rowsOf.set(ranges.name[i], [i]);
  }
  return [...rowsOf]
    .map(([name, rows]): PauseReason => {
      rows.sort((a, b) => length(b) - length(a));
      return {
        reason: stwReason(strings[name]),
        count: rows.length,
        totalNs: rows.reduce((sum, row) => sum + length(row), 0),
        maxNs: length(rows[0]),
        longest: rows.slice(0, longestKept).map((row) => rangeOf(trace, row)),
      };
    })
    .sort((a, b) => b.totalNs - a.totalNs);
}

function rangeOf(trace: TraceTable, row: number): TraceRange {
  const { ranges } = trace;
  const stack = stackFrames(trace, ranges.stack[row]);
  return {
    name: trace.strings[ranges.name[row]],
    start: ranges.start[row],
    end: Number.isNaN(ranges.end[row]) ? undefined : ranges.end[row],
    goroutine: nameOf(trace, ranges.goroutine[row]),
    at: tellingFrame(stack),
    stack,
  };
}

function longSpans(trace: TraceTable, spans: TraceTable['scheduling']['longRuns']): LongSpan[] {
  return Array.from(spans.ns, (ns, i) => ({
    goroutine: nameOf(trace, spans.goroutine[i]),
    start: spans.start[i],
    ns,
    at: tellingFrame(stackFrames(trace, spans.stack[i])),
  }));
}
