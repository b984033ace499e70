import { captureStem, minutesBySleepers, orderSnapshots, type SnapshotClock } from '../../index/goroutines/clock';
import { type GoroutineGroups, groupGoroutines } from '../../index/goroutines/groups';
import { clusterProcesses, mainFile } from '../../index/goroutines/programs';
import { followGroups, type GroupSeries } from '../../index/goroutines/snapshots';
import { goroutinesOfProfile } from '../../index/goroutines/view';
import { spanOf } from '../../index/profile/span';
import type { GoroutineTable } from '../../model/goroutines';
import type { CaseIndex } from '../case';

/** One process seen by one kind of capture: its snapshots in time order. */
export interface ProcessView {
  /** Label given to the instance (--group), '' without one. */
  readonly group: string;
  /** What names it: its label; where captures without one are of several processes, the first input of each; else ''. */
  readonly instance: string;
  /** Source file of main.main, '' where it does not show. */
  readonly program: string;
  /** debug=2 dumps, protobuf or debug=1 profiles: their places are written differently, so each is followed on its own. */
  readonly source: string;
  readonly inputs: readonly number[];
  readonly snapshots: readonly GoroutineGroups[];
  /** What tells the time between them. */
  readonly clock: SnapshotClock;
  readonly series: readonly GroupSeries[];
}

interface Snapshot {
  readonly group: string;
  readonly source: string;
  readonly input: number;
  readonly name: string;
  readonly table: GoroutineTable;
  readonly buildId: string;
}

/** Every process of the case, each kind of capture on its own. Made once for a case. */
export function processViews(index: CaseIndex): readonly ProcessView[] {
  return index.memo('leaks/processes', () => {
    const found: Snapshot[] = [];
    for (const part of index.of('goroutines')) {
      if (part.table.origin !== 'dump') continue;
      // A crash prints one goroutine or all of them; one alone is where the program fell, not where it leaks.
      if (part.table.count === 1 && part.table.reason !== '') continue;
      found.push({ group: part.group ?? '', source: 'dump', input: part.input, name: part.name, table: part.table, buildId: '' });
    }
    for (const part of index.of('profile')) {
      if (part.table.kind !== 'goroutine' && part.table.kind !== 'goroutineleak') continue;
      // By how many they became more or fewer in some seconds: no snapshot.
      if (spanOf(part.table) !== undefined) continue;
      const source = `${part.table.kind} ${part.format}`;
      const buildId = part.table.mappings[0]?.buildId ?? '';
      found.push({ group: part.group ?? '', source, input: part.input, name: part.name, table: goroutinesOfProfile(part.table), buildId });
    }
    const beside = timesByStem(index);
    return named(found).map(({ instance, given }) => {
      const { order, kind, times } = orderSnapshots(
        given.map(({ name, group, table }) => ({
          name,
          timeNanos: table.timeNanos,
          besideNanos: beside.get(`${group}\0${captureStem(name)}`) ?? 0n,
        })),
      );
      const snapshots = order.map((at) => given[at]);
      const groups = snapshots.map((snapshot) => groupGoroutines(snapshot.table));
      const slept = times === undefined ? minutesBySleepers(groups) : undefined;
      const minutes = times ?? slept;
      return {
        group: snapshots[0].group,
        instance,
        program: programOf(snapshots),
        source: snapshots[0].source,
        inputs: snapshots.map((snapshot) => snapshot.input),
        snapshots: groups,
        clock: { kind: slept ? 'wait-minutes' : kind, minutes: minutes && minutes[minutes.length - 1] > 0 ? minutes : undefined },
        series: followGroups(groups, minutes),
      };
    });
  });
}

/** The snapshots of each process and kind of capture. What the user labelled is one process; the rest is told apart by what it holds. */
function named(found: readonly Snapshot[]): { instance: string; given: Snapshot[] }[] {
  const bySource = new Map<string, Snapshot[]>();
  for (const snapshot of found) {
    const key = `${snapshot.group}\0${snapshot.source}`;
    bySource.set(key, [...(bySource.get(key) ?? []), snapshot]);
  }
  const processes: { instance: string; given: Snapshot[] }[] = [];
  const unnamed: Snapshot[][] = [];
  for (const given of bySource.values()) {
    if (given[0].group !== '') {
      processes.push({ instance: given[0].group, given });
      continue;
    }
    const clusters = clusterProcesses(given);
    const members: Snapshot[][] = [];
    given.forEach((snapshot, i) => {
      members[clusters[i]] = [...(members[clusters[i]] ?? []), snapshot];
    });
    unnamed.push(...members);
  }
  // One process, however many kinds of capture: it needs no name.
  const several = new Set(unnamed.map(([{ source }]) => source)).size < unnamed.length;
  const taken = new Set<string>();
  const firstOf = new Map<string, string>();
  for (const given of unnamed) {
    const [{ source, name: own }] = given;
    const program = programOf(given);
    // A profile of a program is of the process whose dump came first, unless another one of its kind is.
    const first = firstOf.get(program);
    const name = first === undefined || taken.has(`${source}\0${first}`) ? own : first;
    if (program !== '' && first === undefined) firstOf.set(program, name);
    taken.add(`${source}\0${name}`);
    processes.push({ instance: several ? name : '', given });
  }
  return processes;
}

function programOf(snapshots: readonly Snapshot[]): string {
  return snapshots.map(({ table }) => mainFile(table)).find((file) => file !== '') ?? '';
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
