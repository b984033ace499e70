import { type Lane, type LaneSet, spanClasses } from '../../model/lanes';
import type { TraceTable } from '../../model/trace';
import { Reasons } from './lane-columns';
import { LaneFold } from './lane-fold';
import { wideValue } from './summary';

/** Rows that one name of task or region may take: those at a time beyond them are counted only. */
const mostRows = 8;
const mostLanes = 64;

interface Items {
  readonly kind: 'task' | 'region';
  readonly count: number;
  readonly name: Uint32Array;
  readonly goroutine: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/**
 * User tasks and regions (runtime/trace NewTask, WithRegion) over a window: lanes by name, those at the same time below each other. What began
 * before the trace starts with it; what is still open ends with it.
 */
export function userLanes(trace: TraceTable, from: number, to: number, steps: number): LaneSet {
  const step = Math.max(1, (to - from) / steps);
  const reasons = new Reasons();
  const lanes: Lane[] = [];
  const named = new Set<number>();
  let more = 0;
  for (const items of [
    { kind: 'task', ...trace.tasks },
    { kind: 'region', ...trace.regions },
  ] as readonly Items[]) {
    const kind = spanClasses.indexOf(items.kind);
    for (const [name, rows] of byName(items, from, to, trace.durationNs)) {
      const label = trace.strings[name];
      const fold = new LaneFold(from, to, step);
      const free: number[] = [];
      for (const i of rows) {
        const start = startOf(items, i);
        const end = endOf(items, i, trace.durationNs);
        let lane = free.findIndex((until) => until <= start);
        if (lane < 0) lane = free.length;
        if (lane >= mostRows || lanes.length + lane >= mostLanes) {
          more++;
          continue;
        }
        free[lane] = end;
        fold.add(lane, start, end, kind, items.goroutine[i], reasons.of(label));
      }
      fold.settle();
      free.forEach((_, lane) => {
        const made = fold.lane(lanes.length, lane === 0 ? label : '', label);
        for (const row of made.goroutine) if (row >= 0) named.add(row);
        lanes.push(made);
      });
    }
  }
  const { goroutines, strings, wideIds } = trace;
  return {
    from,
    to,
    step,
    exact: true,
    readTo: trace.durationNs,
    lanes,
    more,
    reasons: reasons.list(),
    goroutines: [...named].map((row) => ({ row, id: wideValue(goroutines.id[row], wideIds), name: strings[goroutines.name[row]] })),
  };
}

/** What touches the window, by name in order of the name's time in all, each in order of its start. */
function byName(items: Items, from: number, to: number, duration: number): [name: number, rows: number[]][] {
  const groups = new Map<number, { rows: number[]; ns: number }>();
  for (let i = 0; i < items.count; i++) {
    const start = startOf(items, i);
    const end = endOf(items, i, duration);
    if (start >= to || end <= from) continue;
    let group = groups.get(items.name[i]);
    if (!group) {
      group = { rows: [], ns: 0 };
      groups.set(items.name[i], group);
    }
    group.rows.push(i);
    group.ns += end - start;
  }
  return [...groups]
    .sort((a, b) => b[1].ns - a[1].ns || a[0] - b[0])
    .map(([name, { rows }]) => [name, rows.sort((a, b) => startOf(items, a) - startOf(items, b))]);
}

function startOf(items: Items, i: number): number {
  return Number.isNaN(items.start[i]) ? 0 : items.start[i];
}

function endOf(items: Items, i: number, duration: number): number {
  return Number.isNaN(items.end[i]) ? duration : items.end[i];
}
