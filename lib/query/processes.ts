import { forecastOf } from '../analyses/leaks/forecast';
import { type ProcessView, processViews } from '../analyses/leaks/processes';
import { type ClockKind, captureStem } from '../index/goroutines/clock';
import { type GoroutineGroup, type GroupFrame, leakingFrame } from '../index/goroutines/groups';
import { rootMeanSquare } from '../index/goroutines/snapshots';
import type { Handlers, Query } from './query';

export type { ClockKind } from '../index/goroutines/clock';

/** One place over the snapshots of a process; `counts` has one number for each of them. */
export interface PlaceGrowth {
  readonly key: string;
  readonly state: string;
  /** The line to look at: the innermost frame of the user's own code where there is one. */
  readonly at: GroupFrame | undefined;
  readonly counts: readonly number[];
  /** Goroutines a snapshot more, by least squares. */
  readonly slope: number;
  /** The same a minute, and minutes from the last snapshot until 100 000; undefined without a clock, or without growth. */
  readonly perMinute: number | undefined;
  readonly minutesToMany: number | undefined;
  /** Goroutines that stood here in the first snapshot too and never woke; -1 without ids. */
  readonly neverWoke: number;
}

export interface ProcessSnapshot {
  readonly input: number;
  readonly name: string;
  /** The name without what tells one form of a capture from another: forms taken at one moment share it. */
  readonly moment: string;
  readonly total: number;
  readonly timeNanos: bigint;
}

/** The snapshots of one process, seen by one kind of capture. */
export interface ProcessGrowth {
  /** Label of the instance (--group), '' without one. */
  readonly instance: string;
  /** In time order. */
  readonly snapshots: readonly ProcessSnapshot[];
  readonly series: readonly PlaceGrowth[];
  /** What tells the time between the snapshots, and the minutes from the first to each. */
  readonly clock: { readonly kind: ClockKind; readonly minutes: readonly number[] | undefined };
  /** Of all goroutines: a minute by least squares, and minutes until 100 000. */
  readonly perMinute: number | undefined;
  readonly minutesToMany: number | undefined;
}

/** A place over the instances of a service. */
export interface InstancePlace {
  readonly key: string;
  readonly state: string;
  readonly at: GroupFrame | undefined;
  readonly creator: GroupFrame | undefined;
  /** Goroutines in each instance's last snapshot. */
  readonly counts: readonly number[];
  /** Root of the mean of their squares, by which LeakProf ranks. */
  readonly rootMeanSquare: number;
}

export interface ProcessQueries {
  /** Every process of the case with its snapshots: those of one kind of capture, by time. */
  'goroutines.processes': Query<undefined, readonly ProcessGrowth[]>;
  /** Positions of the inputs that hold goroutines, ordered by capture time where it is known. */
  'goroutines.inputs': Query<undefined, readonly number[]>;
  /** Blocked places over several instances of a service, the worst first; no instances where the case has one process. */
  'goroutines.instances': Query<undefined, { readonly instances: readonly string[]; readonly places: readonly InstancePlace[] }>;
}

export const processQueries: Handlers<ProcessQueries> = {
  'goroutines.instances': (session) => instancePlaces(processViews(session.index)),
  'goroutines.processes': (session) =>
    processViews(session.index).map((process) => ({
      instance: process.instance,
      clock: process.clock,
      ...rateOf(process),
      snapshots: process.snapshots.map((snapshot, i) => ({
        input: process.inputs[i],
        name: session.input(process.inputs[i]).name,
        moment: captureStem(session.input(process.inputs[i]).name),
        total: snapshot.total,
        timeNanos: snapshot.table.timeNanos,
      })),
      series: process.series.map(({ key, last, counts, slope, perMinute, minutesToMany, neverWoke }) => ({
        key,
        state: last.state,
        at: leakingFrame(last.frames),
        counts,
        slope,
        perMinute,
        minutesToMany,
        neverWoke,
      })),
    })),
  'goroutines.inputs': (session) => {
    // A log that only says how many goroutines there were has a growth, but none to list.
    const found = new Set(session.index.of('goroutines').flatMap((part) => (part.table.count > 0 ? [part.input] : [])));
    for (const { input, table } of session.index.of('profile')) if (['goroutine', 'goroutineleak'].includes(table.kind)) found.add(input);
    const time = (input: number) => session.inputs[input].timeNanos;
    const order = processViews(session.index).flatMap((process) => process.inputs);
    return [...found].sort((a, b) => {
      const [x, y] = [time(a), time(b)];
      if (x === undefined || y === undefined) return x === y ? order.indexOf(a) - order.indexOf(b) : x === undefined ? 1 : -1;
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  },
};

/** The last snapshot of each instance, of the kind of capture that most instances have. */
function instancePlaces(views: readonly ProcessView[]): { instances: string[]; places: InstancePlace[] } {
  const sources = new Map<string, ProcessView[]>();
  for (const view of views) sources.set(view.source, [...(sources.get(view.source) ?? []), view]);
  // Processes that no label names are instances of a service only where they run the same program.
  for (const [source, found] of sources) sources.set(source, mostOfOneProgram(found));
  const chosen = [...sources.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  if (chosen.length < 2) return { instances: [], places: [] };
  const places = new Map<string, { group: GoroutineGroup; counts: number[] }>();
  chosen.forEach((view, at) => {
    for (const group of view.snapshots[view.snapshots.length - 1].groups) {
      if (group.cause === undefined) continue;
      const place = places.get(group.key) ?? { group, counts: new Array<number>(chosen.length).fill(0) };
      place.counts[at] += group.count;
      places.set(group.key, place);
    }
  });
  return {
    instances: chosen.map((view) => view.instance),
    places: [...places]
      .map(([key, { group, counts }]) => ({
        key,
        state: group.state,
        at: leakingFrame(group.frames),
        creator: group.creator,
        counts,
        rootMeanSquare: rootMeanSquare(counts),
      }))
      .sort((a, b) => b.rootMeanSquare - a.rootMeanSquare || (a.key < b.key ? -1 : 1)),
  };
}

function mostOfOneProgram(views: readonly ProcessView[]): ProcessView[] {
  const byProgram = new Map<string, ProcessView[]>();
  for (const view of views) {
    const key = view.group === '' ? `program ${view.program}` : 'labelled';
    byProgram.set(key, [...(byProgram.get(key) ?? []), view]);
  }
  return [...byProgram.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function rateOf(process: ProcessView): { perMinute: number | undefined; minutesToMany: number | undefined } {
  const totals = process.snapshots.map((snapshot) => snapshot.total);
  const forecast = process.snapshots.length > 1 ? forecastOf(totals, process.clock) : undefined;
  return { perMinute: forecast?.perMinute, minutesToMany: forecast?.minutesToMany };
}
