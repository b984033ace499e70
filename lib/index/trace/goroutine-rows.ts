import type { EvidenceFrame } from '../../model/finding';
import { GoState, type GoStateName, goStates, type TraceTable } from '../../model/trace';
import { type GoroutineTime, goroutineTimes, timeColumns } from './goroutine-functions';
import { stackFrames } from './stack-frames';
import { wideValue } from './summary';

/** Which goroutines, in which order, which of them. */
export interface GoroutineQuery {
  /** The entry function, whole. */
  readonly name?: string;
  readonly state?: GoStateName;
  /** Part of the entry function's name, whatever the case, or a goroutine's id. */
  readonly search?: string;
  readonly sort?: GoroutineTime | 'id' | 'created';
  readonly ascending?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

/** One goroutine of the trace. Times are ns. */
export interface GoroutineRow {
  /** Position in the trace's goroutines: names it in other queries. */
  readonly row: number;
  readonly id: number | string;
  readonly name: string;
  /** From the trace's first event; `ended` is undefined for those alive at its end. */
  readonly created: number;
  readonly createdInTrace: boolean;
  readonly ended: number | undefined;
  readonly state: GoStateName;
  readonly reason: string;
  readonly times: Readonly<Record<GoroutineTime, number>>;
}

export interface GoroutinePage {
  readonly total: number;
  readonly rows: readonly GoroutineRow[];
}

const most = 1000;

/** Tells by the position of a function's name whether it is `name`, where that is given, and holds `part`, which is in lower case. */
export function nameFilter({ strings }: TraceTable, name: string | undefined, part: string): (position: number) => boolean {
  const known = new Map<number, boolean>();
  return (position) => {
    let match = known.get(position);
    if (match === undefined) {
      const text = strings[position];
      match = (name === undefined || text === name) && text.toLowerCase().includes(part);
      known.set(position, match);
    }
    return match;
  };
}

/** The goroutines that match, `limit` of them (500, at most 1000) from `offset` on. */
export function goroutinePage(trace: TraceTable, query: GoroutineQuery): GoroutinePage {
  const g = trace.goroutines;
  const columns = timeColumns(trace);
  const wanted = query.search?.toLowerCase() ?? '';
  const named = nameFilter(trace, query.name, wanted);
  const state = query.state === undefined ? -1 : GoState[query.state];
  const rows: number[] = [];
  for (let row = 0; row < g.count; row++) {
    if (state >= 0 && g.state[row] !== state) continue;
    const byId = wanted !== '' && query.name === undefined && String(wideValue(g.id[row], trace.wideIds)) === wanted;
    if (byId || named(g.name[row])) rows.push(row);
  }
  const sort = query.sort ?? 'total';
  const key = sort === 'id' ? g.id : sort === 'created' ? g.created : columns[sort];
  const sign = query.ascending ? 1 : -1;
  rows.sort((a, b) => sign * (key[a] - key[b]) || a - b);
  const offset = Math.max(0, query.offset ?? 0);
  const page = rows.slice(offset, offset + Math.min(most, Math.max(1, query.limit ?? 500)));
  return { total: rows.length, rows: page.map((row) => rowOf(trace, columns, row)) };
}

function rowOf(trace: TraceTable, columns: Readonly<Record<GoroutineTime, Float64Array>>, row: number): GoroutineRow {
  const g = trace.goroutines;
  return {
    row,
    id: wideValue(g.id[row], trace.wideIds),
    name: trace.strings[g.name[row]],
    created: g.created[row],
    createdInTrace: g.createdInTrace[row] === 1,
    ended: Number.isNaN(g.ended[row]) ? undefined : g.ended[row],
    state: goStates[g.state[row]],
    reason: trace.strings[g.stateReason[row]],
    times: Object.fromEntries(goroutineTimes.map((time) => [time, columns[time][row]])) as GoroutineRow['times'],
  };
}

/** Another goroutine that a goroutine's story names. */
export interface GoroutineName {
  readonly row: number;
  readonly id: number | string;
  readonly name: string;
}

/** All that the trace's summary knows of one goroutine. */
export interface GoroutineDetail extends GoroutineRow {
  readonly started: number | undefined;
  readonly creator: GoroutineName | undefined;
  readonly creationStack: readonly EvidenceFrame[];
  readonly blockReasons: readonly (readonly [reason: string, ns: number])[];
  readonly ranges: readonly (readonly [name: string, ns: number])[];
  /** Since when it is in its last state, and where it went into it. */
  readonly since: number;
  readonly stateStack: readonly EvidenceFrame[];
  /** The last time it was made runnable out of a wait: when, by whom (undefined for a timer, the netpoller …), from where. */
  readonly woken: { readonly at: number; readonly by: GoroutineName | undefined; readonly stack: readonly EvidenceFrame[] } | undefined;
  readonly wakeups: number;
  readonly maxRunNs: number;
  readonly maxSchedWaitNs: number;
}

/** @throws RangeError where there is no such row. */
export function goroutineDetail(trace: TraceTable, row: number): GoroutineDetail {
  const g = trace.goroutines;
  if (!(row >= 0 && row < g.count)) throw new RangeError(`the trace has no goroutine row ${row}: it has ${g.count}`);
  const pairs = (from: number, to: number, names: Uint32Array, ns: Float64Array) =>
    Array.from({ length: to - from }, (_, i): [string, number] => [trace.strings[names[from + i]], ns[from + i]]).sort(
      (a, b) => b[1] - a[1],
    );
  const other = (at: number): GoroutineName | undefined =>
    at < 0 ? undefined : { row: at, id: wideValue(g.id[at], trace.wideIds), name: trace.strings[g.name[at]] };
  return {
    ...rowOf(trace, timeColumns(trace), row),
    started: Number.isNaN(g.started[row]) ? undefined : g.started[row],
    creator: other(g.creator[row]),
    creationStack: stackFrames(trace, g.creatorStack[row]),
    blockReasons: pairs(g.blockStart[row], g.blockStart[row + 1], g.blockReason, g.blockReasonNs),
    ranges: pairs(g.rangeStart[row], g.rangeStart[row + 1], g.rangeName, g.rangeNs),
    since: g.stateSince[row],
    stateStack: stackFrames(trace, g.stateStack[row]),
    woken: Number.isNaN(g.wokenAt[row])
      ? undefined
      : { at: g.wokenAt[row], by: other(g.waker[row]), stack: stackFrames(trace, g.wakerStack[row]) },
    wakeups: g.wakeups[row],
    maxRunNs: g.maxRunNs[row],
    maxSchedWaitNs: g.maxSchedWaitNs[row],
  };
}
