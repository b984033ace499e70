import { UsageError } from '../base/errors';
import { defaultLimits } from '../base/limits';
import { bytesSource } from '../base/source';
import { inflate } from '../formats/gzip/inflate';
import type { SpanColumns } from '../formats/trace/spans';
import { TraceWindows } from '../formats/trace/windows';
import { wideValue } from '../index/trace/summary';
import { GoState, type TraceTable } from '../model/trace';
import { type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

/** Which spans: those of [from, to), drawn in about so many steps, a lane for each P or for each goroutine. */
export interface SpanRequest extends PartRef {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly by: 'proc' | 'goroutine';
  /** Only goroutines that began in this function. */
  readonly name?: string;
  /** This goroutine first: its row. */
  readonly pinned?: number;
}

/** One lane: disjoint spans in order. Spans shorter than a step that touch are one span of no single goroutine. */
export interface SpanLane {
  /** Id of the P, or row of the goroutine. */
  readonly key: number;
  readonly label: string;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** A GoState; of joined spans the one that takes most of their time. */
  readonly state: Uint8Array;
  /** Row of the goroutine; −1 for joined spans of several. */
  readonly goroutine: Int32Array;
  /** Position in `reasons`. */
  readonly reason: Uint32Array;
  /** How many spans it stands for. */
  readonly joined: Uint32Array;
}

export interface SpanLanes {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly SpanLane[];
  /** Lanes left out: those with least time running. */
  readonly more: number;
  readonly reasons: readonly string[];
  /** The goroutines that the spans name, by row. */
  readonly goroutines: readonly { readonly row: number; readonly id: number | string; readonly name: string }[];
  /** Set where the window touches more events than are decoded at once: zoom in first. */
  readonly tooMany?: { readonly events: number; readonly most: number };
}

export interface TraceSpanQueries {
  /** The states of goroutines in a window, decoded again from the generations it touches. */
  'trace.spans': Query<SpanRequest, SpanLanes>;
}

/** Events of the generations that one request may decode: about a second of work. */
const mostEvents = 3_000_000;
const mostLanes = 64;

export const traceSpanQueries: Handlers<TraceSpanQueries> = {
  'trace.spans': async (session, request, context) => {
    const trace = tableOf(session, 'trace', request);
    if (!(request.to > request.from)) throw new UsageError(`the window [${request.from}, ${request.to}) is empty`);
    const events = eventsIn(trace, request.from, request.to);
    const head = { from: request.from, to: request.to };
    if (events > mostEvents) return { ...head, lanes: [], more: 0, reasons: [], goroutines: [], tooMany: { events, most: mostEvents } };
    const windows = await windowsOf(session, request, trace);
    const { spans } = await windows.window(request.from, request.to, { signal: context.signal, ...goroutineOf(request) });
    return { ...head, ...lanesOf(trace, spans, request, windows.strings) };
  },
};

function goroutineOf({ by, name, pinned }: SpanRequest): { goroutine?: number } {
  // One goroutine alone is asked for by name of nothing else.
  return by === 'goroutine' && name === undefined && pinned !== undefined ? { goroutine: pinned } : {};
}

function eventsIn({ generations }: TraceTable, from: number, to: number): number {
  let events = 0;
  for (let i = 0; i < generations.count; i++) {
    const next = i + 1 < generations.count ? generations.start[i + 1] : Number.POSITIVE_INFINITY;
    if (generations.start[i] < to && next > from) events += generations.events[i];
  }
  return events;
}

function windowsOf(session: Session, ref: SpanRequest, trace: TraceTable): Promise<TraceWindows> {
  return session.index.memo(`trace windows ${ref.input} ${ref.part}`, async () => {
    const { source, gzip } = session.input(ref.input);
    // No signal here: the bytes serve later questions too.
    return new TraceWindows(gzip ? bytesSource(source.name, await inflate(source, { limits: defaultLimits })) : source, trace);
  });
}

interface Building {
  readonly rows: number[];
  running: number;
}

function lanesOf(trace: TraceTable, spans: SpanColumns, request: SpanRequest, strings: readonly string[]): Omit<SpanLanes, 'from' | 'to'> {
  const { goroutines } = trace;
  const lanes = new Map<number, Building>();
  for (let i = 0; i < spans.count; i++) {
    const goroutine = spans.goroutine[i];
    if (request.name !== undefined && (goroutine < 0 || trace.strings[goroutines.name[goroutine]] !== request.name)) continue;
    const state = spans.state[i];
    const onProc = state === GoState.Running || (state === GoState.Syscall && spans.proc[i] >= 0);
    if (request.by === 'proc' && (!onProc || spans.proc[i] < 0)) continue;
    const key = request.by === 'proc' ? spans.proc[i] : goroutine;
    if (key < 0) continue;
    let lane = lanes.get(key);
    if (!lane) {
      lane = { rows: [], running: 0 };
      lanes.set(key, lane);
    }
    lane.rows.push(i);
    if (state === GoState.Running) lane.running += Math.min(spans.end[i], request.to) - Math.max(spans.start[i], request.from);
  }
  const order = [...lanes].sort(([a, x], [b, y]) =>
    request.by === 'proc' ? a - b : Number(b === request.pinned) - Number(a === request.pinned) || y.running - x.running || a - b,
  );
  const step = (request.to - request.from) / Math.max(1, request.steps);
  const reasons = new Map<number, number>([[0, 0]]);
  const named = new Set<number>();
  const built = order.slice(0, mostLanes).map(([key, lane]): SpanLane => {
    const label = request.by === 'proc' ? `P ${wideValue(key, trace.wideIds)}` : `G ${wideValue(goroutines.id[key], trace.wideIds)}`;
    return { key, label, ...joinSpans(spans, lane.rows, step, reasons, named) };
  });
  return {
    lanes: built,
    more: Math.max(0, order.length - mostLanes),
    reasons: [...reasons.keys()].map((position) => strings[position] ?? ''),
    goroutines: [...named].map((row) => ({
      row,
      id: wideValue(goroutines.id[row], trace.wideIds),
      name: trace.strings[goroutines.name[row]],
    })),
  };
}

/** Spans of a lane in order; those shorter than a step join the one before where that is as short and nearer than a step. */
function joinSpans(
  spans: SpanColumns,
  rows: number[],
  step: number,
  reasons: Map<number, number>,
  named: Set<number>,
): Omit<SpanLane, 'key' | 'label'> {
  rows.sort((a, b) => spans.start[a] - spans.start[b]);
  const start: number[] = [];
  const end: number[] = [];
  const state: number[] = [];
  const goroutine: number[] = [];
  const reason: number[] = [];
  const joined: number[] = [];
  let longest = 0;
  for (const row of rows) {
    const length = spans.end[row] - spans.start[row];
    const last = start.length - 1;
    const close = last >= 0 && length < step && spans.start[row] - end[last] < step && spans.end[row] - start[last] < step * 2;
    if (close) {
      end[last] = Math.max(end[last], spans.end[row]);
      joined[last]++;
      if (goroutine[last] !== spans.goroutine[row]) goroutine[last] = -1;
      if (length > longest) {
        longest = length;
        state[last] = spans.state[row];
        reason[last] = positionOf(reasons, spans.reason[row]);
      }
      continue;
    }
    longest = length;
    start.push(spans.start[row]);
    end.push(spans.end[row]);
    state.push(spans.state[row]);
    goroutine.push(spans.goroutine[row]);
    reason.push(positionOf(reasons, spans.reason[row]));
    joined.push(1);
  }
  for (const row of goroutine) if (row >= 0) named.add(row);
  return {
    start: Float64Array.from(start),
    end: Float64Array.from(end),
    state: Uint8Array.from(state),
    goroutine: Int32Array.from(goroutine),
    reason: Uint32Array.from(reason),
    joined: Uint32Array.from(joined),
  };
}

function positionOf(reasons: Map<number, number>, reason: number): number {
  let position = reasons.get(reason);
  if (position === undefined) {
    position = reasons.size;
    reasons.set(reason, position);
  }
  return position;
}
