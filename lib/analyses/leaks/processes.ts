import { captureStem, minutesBySleepers, orderSnapshots, type SnapshotClock } from '../../index/goroutines/clock';
import { type GoroutineGroups, groupGoroutines } from '../../index/goroutines/groups';
import { followGroups, type GroupSeries } from '../../index/goroutines/snapshots';
import { goroutinesOfProfile } from '../../index/goroutines/view';
import type { GoroutineTable } from '../../model/goroutines';
import type { CaseIndex } from '../case';

/** One process seen by one kind of capture: its snapshots in time order. */
export interface ProcessView {
  /** Label of the instance (--group), '' without one. */
  readonly instance: string;
  /** debug=2 dumps, protobuf or debug=1 profiles: their places are written differently, so each is followed on its own. */
  readonly source: string;
  readonly inputs: readonly number[];
  readonly snapshots: readonly GoroutineGroups[];
  /** What tells the time between them. */
  readonly clock: SnapshotClock;
  readonly series: readonly GroupSeries[];
}

interface Snapshot {
  readonly instance: string;
  readonly source: string;
  readonly input: number;
  readonly name: string;
  readonly table: GoroutineTable;
}

/** Every process of the case, each kind of capture on its own. Made once for a case. */
export function processViews(index: CaseIndex): readonly ProcessView[] {
  return index.memo('leaks/processes', () => {
    const found: Snapshot[] = [];
    for (const part of index.of('goroutines')) {
      if (part.table.origin !== 'dump') continue;
      // A crash prints one goroutine or all of them; one alone is where the program fell, not where it leaks.
      if (part.table.count === 1 && part.table.reason !== '') continue;
      found.push({ instance: part.group ?? '', source: 'dump', input: part.input, name: part.name, table: part.table });
    }
    for (const part of index.of('profile')) {
      if (part.table.kind !== 'goroutine' && part.table.kind !== 'goroutineleak') continue;
      const source = `${part.table.kind} ${part.format}`;
      found.push({ instance: part.group ?? '', source, input: part.input, name: part.name, table: goroutinesOfProfile(part.table) });
    }
    const byProcess = new Map<string, Snapshot[]>();
    for (const snapshot of found) {
      const key = `${snapshot.instance}\0${snapshot.source}`;
      byProcess.set(key, [...(byProcess.get(key) ?? []), snapshot]);
    }
    const beside = timesByStem(index);
    return [...byProcess.values()].map((given) => {
      const { order, kind, times } = orderSnapshots(
        given.map(({ name, instance, table }) => ({
          name,
          timeNanos: table.timeNanos,
          besideNanos: beside.get(`${instance}\0${captureStem(name)}`) ?? 0n,
        })),
      );
      const snapshots = order.map((at) => given[at]);
      const groups = snapshots.map((snapshot) => groupGoroutines(snapshot.table));
      const slept = times === undefined ? minutesBySleepers(groups) : undefined;
      const minutes = times ?? slept;
      return {
        instance: snapshots[0].instance,
        source: snapshots[0].source,
        inputs: snapshots.map((snapshot) => snapshot.input),
        snapshots: groups,
        clock: { kind: slept ? 'wait-minutes' : kind, minutes: minutes && minutes[minutes.length - 1] > 0 ? minutes : undefined },
        series: followGroups(groups, minutes),
      };
    });
  });
}

/** Capture times by instance and name: a dump has none of its own, a profile taken beside it does. */
function timesByStem(index: CaseIndex): ReadonlyMap<string, bigint> {
  const times = new Map<string, bigint>();
  for (const { group, name, table } of index.of('profile')) {
    const key = `${group ?? ''}\0${captureStem(name)}`;
    if (table.timeNanos > 0n && !times.has(key)) times.set(key, table.timeNanos);
  }
  return times;
}
