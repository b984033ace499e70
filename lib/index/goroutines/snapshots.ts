import { type GoroutineTable, manyGoroutines } from '../../model/goroutines';
import type { GoroutineGroup, GoroutineGroups } from './groups';

/** One place over the snapshots of one process, in time order. */
export interface GroupSeries {
  readonly key: string;
  /** The group in the last snapshot that holds it. */
  readonly last: GoroutineGroup;
  /** Goroutines in each snapshot. */
  readonly counts: readonly number[];
  /** Of the last snapshot's goroutines, those that stood here, by id, in the first snapshot too (-1 without ids). */
  readonly stayed: number;
  /** Of the last snapshot's goroutines, those that stood here, by id, in the snapshot before (-1 without ids). */
  readonly lasted: number;
  /** Of those that stayed, the ones whose minutes did not fall: they never woke in between. */
  readonly neverWoke: number;
  /** Of the last snapshot's goroutines, those that stood elsewhere in the first snapshot or the one before: they move about. */
  readonly moved: number;
  /** Goroutines a snapshot more, by least squares. */
  readonly slope: number;
  /** The same a minute, where the capture times are known. */
  readonly perMinute: number | undefined;
  /** Goroutines here one hour on, at that rate; undefined without times. */
  readonly inOneHour: number | undefined;
  /** Minutes from the last snapshot until `manyGoroutines` stand here at that rate; undefined without times or growth. */
  readonly minutesToMany: number | undefined;
}

/** Minutes until `manyGoroutines` at a rate a minute; 0 where they are there already, undefined where they do not grow. */
export function minutesToMany(count: number, perMinute: number | undefined): number | undefined {
  if (count >= manyGoroutines) return 0;
  return perMinute === undefined || perMinute <= 0 ? undefined : (manyGoroutines - count) / perMinute;
}

/** Which ids are where: a goroutine stays when id, state and stack are the same. */
interface Place {
  readonly key: string;
  readonly minutes: number;
}

/**
 * Follows every place over snapshots. An id that comes again with the same place and minutes that do not fall has slept
 * through (runtime/traceback.go prints whole minutes since the wait began; a new wait starts at none). `minutesAt` has the
 * minutes from the first snapshot to each, where a clock tells them.
 */
export function followGroups(snapshots: readonly GoroutineGroups[], minutesAt?: readonly number[]): GroupSeries[] {
  const spread = minutesAt !== undefined && minutesAt[minutesAt.length - 1] > 0;
  const counts = new Map<string, number[]>();
  const lastGroup = new Map<string, GoroutineGroup>();
  snapshots.forEach((snapshot, at) => {
    for (const group of snapshot.groups) {
      let row = counts.get(group.key);
      if (row === undefined) {
        row = new Array<number>(snapshots.length).fill(0);
        counts.set(group.key, row);
      }
      row[at] += group.count;
      lastGroup.set(group.key, group);
    }
  });
  const first = snapshots[0];
  const withIds = snapshots.length > 1 && first !== undefined && hasIds(first.table);
  const before = withIds ? placesById(first) : new Map<number, Place>();
  const justBefore = withIds && snapshots.length > 2 ? placesById(snapshots[snapshots.length - 2]) : before;
  const end = snapshots[snapshots.length - 1];
  const result: GroupSeries[] = [];
  for (const [key, row] of counts) {
    const last = lastGroup.get(key);
    if (last === undefined) continue;
    const here = row[row.length - 1] > 0 && end !== undefined;
    const none = withIds ? 0 : -1;
    const stay =
      withIds && here ? countStayed(end.table, last, before, justBefore) : { stayed: none, lasted: none, neverWoke: none, moved: 0 };
    const perMinute = spread ? slope(row, minutesAt) : undefined;
    result.push({
      key,
      last,
      counts: row,
      ...stay,
      slope: slope(row),
      perMinute,
      inOneHour: perMinute === undefined ? undefined : Math.max(0, row[row.length - 1] + perMinute * 60),
      minutesToMany: minutesToMany(row[row.length - 1], perMinute),
    });
  }
  return result.sort((a, b) => b.counts[b.counts.length - 1] - a.counts[a.counts.length - 1] || (a.key < b.key ? -1 : 1));
}

function hasIds(table: GoroutineTable): boolean {
  return table.count > 0 && table.id[0] >= 0;
}

function placesById(snapshot: GoroutineGroups): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const group of snapshot.groups) {
    for (const row of group.rows) places.set(snapshot.table.id[row], { key: group.key, minutes: snapshot.table.minutes[row] });
  }
  return places;
}

function countStayed(
  table: GoroutineTable,
  group: GoroutineGroup,
  before: ReadonlyMap<number, Place>,
  justBefore: ReadonlyMap<number, Place>,
): { stayed: number; lasted: number; neverWoke: number; moved: number } {
  let stayed = 0;
  let lasted = 0;
  let neverWoke = 0;
  let moved = 0;
  for (const row of group.rows) {
    const earlier = before.get(table.id[row]);
    const last = justBefore.get(table.id[row]);
    if ((earlier !== undefined && earlier.key !== group.key) || (last !== undefined && last.key !== group.key)) moved++;
    if (last?.key === group.key) lasted++;
    if (earlier === undefined || earlier.key !== group.key) continue;
    stayed++;
    if (table.minutes[row] >= 1 && table.minutes[row] >= earlier.minutes) neverWoke++;
  }
  return { stayed, lasted, neverWoke, moved };
}

/** Least-squares slope of the values over x (their positions by default). */
export function slope(values: readonly number[], x: readonly number[] = values.map((_, i) => i)): number {
  const n = values.length;
  if (n < 2) return 0;
  const meanX = x.reduce((sum, at) => sum + at, 0) / n;
  const meanY = values.reduce((sum, value) => sum + value, 0) / n;
  let over = 0;
  let under = 0;
  for (let i = 0; i < n; i++) {
    over += (x[i] - meanX) * (values[i] - meanY);
    under += (x[i] - meanX) ** 2;
  }
  return under === 0 ? 0 : over / under;
}

/** Root of the mean of squares: a place that is bad on one instance outranks one that is middling on all (LeakProf). */
export function rootMeanSquare(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
