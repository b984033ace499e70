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
  readonly series: readonly GroupSeries[];
}

interface Snapshot {
  readonly instance: string;
  readonly source: string;
  readonly input: number;
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
      found.push({ instance: part.group ?? '', source: 'dump', input: part.input, table: part.table });
    }
    for (const part of index.of('profile')) {
      if (part.table.kind !== 'goroutine' && part.table.kind !== 'goroutineleak') continue;
      const source = `${part.table.kind} ${part.format}`;
      found.push({ instance: part.group ?? '', source, input: part.input, table: goroutinesOfProfile(part.table) });
    }
    const byProcess = new Map<string, Snapshot[]>();
    for (const snapshot of found) {
      const key = `${snapshot.instance}\0${snapshot.source}`;
      byProcess.set(key, [...(byProcess.get(key) ?? []), snapshot]);
    }
    return [...byProcess.values()].map((snapshots) => {
      const groups = snapshots.map((snapshot) => groupGoroutines(snapshot.table));
      return {
        instance: snapshots[0].instance,
        source: snapshots[0].source,
        inputs: snapshots.map((snapshot) => snapshot.input),
        snapshots: groups,
        series: followGroups(groups),
      };
    });
  });
}
