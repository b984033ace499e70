import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { type ByteSource, bytesSource } from '../base/source';
import { inflate } from '../formats/gzip/inflate';
import { generationReader, TraceWindows } from '../formats/trace/windows';
import type { ProfileFilter } from '../index/profile';
import { cpuProfile } from '../index/trace/cpu-profile';
import { type FlowColumns, flowsOf } from '../index/trace/flows';
import type { GoroutineName } from '../index/trace/goroutine-rows';
import { foldSpans, laneSet, Reasons, SpanWords } from '../index/trace/lane-columns';
import { LaneFold } from '../index/trace/lane-fold';
import { type LaneList, type LaneListQuery, laneList } from '../index/trace/lane-list';
import { LaneOverview } from '../index/trace/lane-overview';
import { type Area, AreaSum, type AreaTotals } from '../index/trace/selection';
import { type SpanDetail, spanDetail } from '../index/trace/span-detail';
import { longestStops, type WorldStop } from '../index/trace/stops';
import { wideValue } from '../index/trace/summary';
import { userLanes } from '../index/trace/user-lanes';
import type { LaneKind, LaneSet } from '../model/lanes';
import type { TraceTable } from '../model/trace';
import { noGoroutine, type PartRef, tableOf } from './part';
import { type OwnedTree, ownedTree } from './profile';
import type { Handlers, Query, QueryContext } from './query';
import type { Session } from './session';

export type { ProfileFilter } from '../index/profile';
export type { FlowColumns } from '../index/trace/flows';
export { type LaneList, type LaneOrder, laneOrders } from '../index/trace/lane-list';
export type { Area, AreaTotals, FunctionTimes } from '../index/trace/selection';
export type { SpanDetail, SpanRange } from '../index/trace/span-detail';
export type { WorldStop } from '../index/trace/stops';
export { type Lane, type LaneKind, type LaneSet, laneKinds, type SpanClass, spanClasses } from '../model/lanes';

/** Lanes over [from, to) in so many steps. Of goroutines those of the rows in `keys`, in that order. */
export interface LaneRequest extends PartRef {
  readonly by: LaneKind;
  readonly keys?: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Counts the questions about one overview: each reads a piece more of the trace. */
  readonly round?: number;
}

/** Wake-ups of one goroutine in a window. */
export interface FlowRequest extends PartRef {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

export interface Flows extends FlowColumns {
  /** How many there are; beyond a bound the rest is left out. */
  readonly total: number;
  readonly goroutines: readonly GoroutineName[];
}

export interface TraceLaneQueries {
  /** Which goroutines get a lane. */
  'trace.laneList': Query<PartRef & LaneListQuery, LaneList>;
  /**
   * What Ps, threads or goroutines did, decoded again from the generations that the window touches. A window over more events than are held at once
   * gives shares of the whole trace's steps instead, as far as they were read: `exact` and `readTo` tell.
   */
  'trace.lanes': Query<LaneRequest, LaneSet>;
  /** User tasks and regions. */
  'trace.userLanes': Query<PartRef & { readonly from: number; readonly to: number; readonly steps: number }, LaneSet>;
  'trace.flows': Query<FlowRequest, Flows>;
  /** The span of a goroutine at a moment, with its stacks; undefined where the goroutine was not there. */
  'trace.span': Query<PartRef & { readonly row: number; readonly at: number }, SpanDetail | undefined>;
  /** The longest stops of the world, at most so many: how long each waited for the Ps to stop, and for whom. */
  'trace.stops': Query<PartRef & { readonly most: number }, readonly WorldStop[]>;
  /** What an area comes to. Reads all generations that it touches, and tells how far it is in their bytes. */
  'trace.area': Query<PartRef & Area, AreaTotals>;
  /** The CPU samples of an area, those that the filters leave, as a call tree; undefined where there are none. */
  'trace.cpuTree': Query<PartRef & Area & { readonly options?: ProfileFilter }, OwnedTree | undefined>;
}

/** Events of the generations that are decoded for one window. */
export const mostEvents = 3_000_000;
/** A window narrower than this part of the trace is decoded whatever it holds: the overview's steps would show. */
export const overviewPart = 1 / 4;
const mostFlows = 500;
const mostKeys = 512;
const mostStops = 1000;

export const traceLaneQueries: Handlers<TraceLaneQueries> = {
  'trace.laneList': (session, request) =>
    laneList(tableOf(session, 'trace', request), { ...request, limit: Math.min(mostKeys, request.limit) }),
  'trace.lanes': lanes,
  'trace.userLanes': (session, request) => {
    const trace = tableOf(session, 'trace', request);
    return userLanes(trace, ...windowOf(request), stepsOf(request.steps));
  },
  'trace.flows': async (session, request, { signal }) => {
    const trace = tableOf(session, 'trace', request);
    rowsOf(trace, [request.row]);
    const windows = await windowsOf(session, request, trace);
    const { spans, wakes } = await windows.window(...windowOf(request), { signal });
    const flows = flowsOf(spans, wakes, request.row, mostFlows);
    const rows = new Set([...flows.from, ...flows.to].filter((row) => row >= 0));
    return { ...flows, goroutines: [...rows].map((row) => nameOf(trace, row)) };
  },
  'trace.span': async (session, request, { signal }) => {
    const trace = tableOf(session, 'trace', request);
    rowsOf(trace, [request.row]);
    return spanDetail(trace, await windowsOf(session, request, trace), request.row, request.at, { signal });
  },
  'trace.stops': (session, request) =>
    longestStops(tableOf(session, 'trace', request), Math.min(mostStops, Math.max(1, Math.trunc(request.most) || 1))),
  'trace.area': areaTotals,
  'trace.cpuTree': (session, request) => {
    const profile = cpuProfile(tableOf(session, 'trace', request), request);
    return profile.samples.count === 0 ? undefined : ownedTree(profile, request.options ?? {});
  },
};

async function areaTotals(session: Session, request: PartRef & Area, { signal, onProgress }: QueryContext): Promise<AreaTotals> {
  const trace = tableOf(session, 'trace', request);
  const [from, to] = windowOf(request);
  const windows = await windowsOf(session, request, trace);
  const source = await bytesOf(session, request);
  const read = generationReader(source, trace);
  const sum = new AreaSum(trace, { ...request, from, to });
  const { start, count, firstByte, endByte, events } = trace.generations;
  const pieces = Array.from({ length: count }, (_, i) => ({
    i,
    // The first piece also takes what is before the first generation's own time.
    left: i === 0 ? from : Math.max(from, start[i]),
    right: i + 1 < count ? Math.min(to, start[i + 1]) : to,
  })).filter(({ left, right }) => left < right);
  const bytesTotal = pieces.reduce((all, { i }) => all + endByte[i] - firstByte[i], 0);
  let bytesDone = 0;
  for (const { i, left, right } of pieces) {
    const bytes = endByte[i] - firstByte[i];
    const tell = (share: number) => onProgress?.({ stage: 'decode', file: source.name, bytesDone: bytesDone + share * bytes, bytesTotal });
    tell(0);
    if (windows.holds(i)) {
      const { spans, wakes } = await windows.window(left, right, { signal });
      sum.add(spans, wakes, windows.strings, left, right);
    } else {
      await read(i, ({ spans, wakes, strings }) => sum.add(spans, wakes, strings, left, right), {
        signal,
        onProgress: (step) => tell(Math.min(1, (step.events ?? 0) / Math.max(1, events[i]))),
      });
    }
    bytesDone += bytes;
  }
  return sum.finish();
}

async function lanes(session: Session, request: LaneRequest, context: QueryContext): Promise<LaneSet> {
  const trace = tableOf(session, 'trace', request);
  const [from, to] = windowOf(request);
  const keys = request.by === 'goroutine' ? rowsOf(trace, request.keys ?? []).slice(0, mostKeys) : undefined;
  if (eventsIn(trace, from, to) > mostEvents && to - from > trace.durationNs * overviewPart) {
    const overview = await session.index.memo(
      `trace lane overview ${request.input} ${request.part}`,
      async () => new LaneOverview(trace, generationReader(await bytesOf(session, request), trace)),
    );
    return overview.read(request.by, keys, context);
  }
  const windows = await windowsOf(session, request, trace);
  const parts = await windows.generations(from, to, { signal: context.signal });
  const fold = new LaneFold(from, to, (to - from) / stepsOf(request.steps));
  const words = new SpanWords(trace, new Reasons());
  let wanted: Uint8Array | undefined;
  if (keys) {
    wanted = new Uint8Array(trace.goroutines.count);
    for (const key of keys) wanted[key] = 1;
  }
  for (const { spans } of parts) foldSpans(fold, spans, windows.strings, request.by, words, wanted);
  fold.settle();
  return { ...laneSet(trace, fold, request.by, keys, words.reasons), exact: true, readTo: trace.durationNs };
}

function windowOf({ from, to }: { readonly from: number; readonly to: number }): [from: number, to: number] {
  if (!(to > from)) throw new UsageError(phrase`the window [${from}, ${to}) is empty`);
  return [from, to];
}

function stepsOf(steps: number): number {
  return Math.min(8192, Math.max(1, Math.trunc(steps)));
}

function rowsOf(trace: TraceTable, rows: readonly number[]): readonly number[] {
  const bad = rows.find((row) => !(row >= 0 && row < trace.goroutines.count));
  if (bad !== undefined) throw noGoroutine(bad, trace.goroutines.count);
  return rows;
}

function nameOf({ goroutines, strings, wideIds }: TraceTable, row: number): GoroutineName {
  return { row, id: wideValue(goroutines.id[row], wideIds), name: strings[goroutines.name[row]] };
}

function eventsIn({ generations }: TraceTable, from: number, to: number): number {
  let events = 0;
  for (let i = 0; i < generations.count; i++) {
    const next = i + 1 < generations.count ? generations.start[i + 1] : Number.POSITIVE_INFINITY;
    if (generations.start[i] < to && next > from) events += generations.events[i];
  }
  return events;
}

/** The trace's own bytes, out of their gzip. */
function bytesOf(session: Session, ref: PartRef): Promise<ByteSource> {
  return session.index.memo(`trace bytes ${ref.input} ${ref.part}`, async () => {
    const { source, gzip } = session.input(ref.input);
    // No signal here: the bytes serve later questions too.
    return gzip ? bytesSource(source.name, await inflate(source, { limits: session.limits })) : source;
  });
}

function windowsOf(session: Session, ref: PartRef, trace: TraceTable): Promise<TraceWindows> {
  return session.index.memo(`trace windows ${ref.input} ${ref.part}`, async () => new TraceWindows(await bytesOf(session, ref), trace));
}
