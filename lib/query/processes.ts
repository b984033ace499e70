import { processViews } from '../analyses/leaks/processes';
import { type GroupFrame, leakingFrame } from '../index/goroutines/groups';
import type { Handlers, Query } from './query';

/** One place over the snapshots of a process; `counts` has one number for each of them. */
export interface PlaceGrowth {
  readonly key: string;
  readonly state: string;
  /** The line to look at: the innermost frame of the user's own code where there is one. */
  readonly at: GroupFrame | undefined;
  readonly counts: readonly number[];
  /** Goroutines a snapshot more, by least squares. */
  readonly slope: number;
  /** Goroutines that stood here in the first snapshot too and never woke; -1 without ids. */
  readonly neverWoke: number;
}

/** The snapshots of one process, seen by one kind of capture. */
export interface ProcessGrowth {
  /** Label of the instance (--group), '' without one. */
  readonly instance: string;
  /** In time order. */
  readonly snapshots: readonly { readonly input: number; readonly name: string; readonly total: number; readonly timeNanos: bigint }[];
  readonly series: readonly PlaceGrowth[];
}

export interface ProcessQueries {
  /** Every process of the case with its snapshots: those of one kind of capture, by time. */
  'goroutines.processes': Query<undefined, readonly ProcessGrowth[]>;
  /** Positions of the inputs that hold goroutines, ordered by capture time where it is known. */
  'goroutines.inputs': Query<undefined, readonly number[]>;
}

export const processQueries: Handlers<ProcessQueries> = {
  'goroutines.processes': (session) =>
    processViews(session.index).map((process) => ({
      instance: process.instance,
      snapshots: process.snapshots.map((snapshot, i) => ({
        input: process.inputs[i],
        name: session.input(process.inputs[i]).name,
        total: snapshot.total,
        timeNanos: snapshot.table.timeNanos,
      })),
      series: process.series.map(({ key, last, counts, slope, neverWoke }) => ({
        key,
        state: last.state,
        at: leakingFrame(last.frames),
        counts,
        slope,
        neverWoke,
      })),
    })),
  'goroutines.inputs': (session) => {
    // A log that only says how many goroutines there were has a growth, but none to list.
    const found = new Set(session.index.of('goroutines').flatMap((part) => (part.table.count > 0 ? [part.input] : [])));
    for (const { input, table } of session.index.of('profile')) if (['goroutine', 'goroutineleak'].includes(table.kind)) found.add(input);
    const time = (input: number) => session.inputs[input].timeNanos;
    return [...found].sort((a, b) => {
      const [x, y] = [time(a), time(b)];
      if (x === undefined || y === undefined) return x === y ? a - b : x === undefined ? 1 : -1;
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  },
};
