import type { TraceTable } from '../../model/trace';
import { type GoroutineTime, goroutineTimes, timeColumns } from './goroutine-functions';
import { type GoroutineName, nameFilter } from './goroutine-rows';
import { wideValue } from './summary';

export const laneOrders = [...goroutineTimes, 'created'] as const;
export type LaneOrder = GoroutineTime | 'created';

/** Which goroutines get a lane: those that live in [from, to) and match. */
export interface LaneListQuery {
  readonly from: number;
  readonly to: number;
  /** The entry function, whole. */
  readonly name?: string;
  /** Part of the entry function's name, whatever the case, or a goroutine's id. */
  readonly search?: string;
  /** Largest first by a time over the whole trace; by creation the first first. */
  readonly order?: LaneOrder;
  readonly limit: number;
}

export interface LaneList {
  readonly rows: readonly GoroutineName[];
  /** How many match in all. */
  readonly total: number;
}

/** Goroutines for the lanes of a window, the program's own before the runtime's, from the summary alone: nothing is decoded. */
export function laneList(trace: TraceTable, query: LaneListQuery): LaneList {
  const g = trace.goroutines;
  const wanted = query.search?.trim().toLowerCase() ?? '';
  const named = nameFilter(trace, query.name, wanted);
  const id = /^\d+$/.test(wanted) ? Number(wanted) : Number.NaN;
  // The runtime's own come last: they live in every trace.
  const own: number[] = [];
  const system: number[] = [];
  const isSystem = trace.strings.map((name) => /^runtime[./]/.test(name) && name !== 'runtime.main');
  for (let row = 0; row < g.count; row++) {
    if (g.created[row] >= query.to || g.ended[row] <= query.from) continue;
    if ((g.id[row] === id && query.name === undefined) || named(g.name[row])) (isSystem[g.name[row]] ? system : own).push(row);
  }
  const order = query.order ?? 'exec';
  const key = order === 'created' ? g.created : timeColumns(trace)[order];
  const sign = order === 'created' ? -1 : 1;
  const first = greatest(own, key, sign, query.limit);
  const shown = [...first, ...greatest(system, key, sign, query.limit - first.length)];
  return {
    total: own.length + system.length,
    rows: shown.map((row) => ({ row, id: wideValue(g.id[row], trace.wideIds), name: trace.strings[g.name[row]] })),
  };
}

/** The `limit` rows with the greatest value (smallest with sign −1), in order: a sort of numbers alone finds where they begin. */
function greatest(rows: readonly number[], key: Float64Array, sign: 1 | -1, limit: number): number[] {
  if (limit <= 0) return [];
  let chosen = rows;
  if (rows.length > limit * 4) {
    const values = Float64Array.from(rows, (row) => sign * key[row]).sort();
    const least = values[values.length - limit];
    chosen = rows.filter((row) => sign * key[row] >= least);
  }
  return [...chosen].sort((a, b) => sign * (key[b] - key[a]) || a - b).slice(0, limit);
}
