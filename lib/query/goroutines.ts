import { type GoroutineGroup, type GoroutineGroups, groupGoroutines, leakingFrame } from '../index/goroutines/groups';
import { type GroupSeries, followGroups } from '../index/goroutines/snapshots';
import { goroutinesOfProfile } from '../index/goroutines/view';
import type { Decoded } from '../model/decoded';
import type { GoroutineTable } from '../model/goroutines';
import type { LeakCause } from '../model/rules';
import { UsageError } from '../base/errors';
import type { PartRef } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

/** A frame as the pages show it; leaf first where it stands in a list. */
export interface FrameRow {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly own: boolean;
}

/** Goroutines at the same place, in the same state, made by the same `go` statement. */
export interface GroupRow {
  /** The same in every capture of the same build. */
  readonly key: string;
  readonly state: string;
  readonly cause: LeakCause | undefined;
  readonly count: number;
  readonly leaked: number;
  /** Whole minutes waited; -1 where none were printed. */
  readonly minutesMin: number;
  readonly minutesMax: number;
  /** The line to look at: the innermost frame of the user's own code where there is one. */
  readonly at: FrameRow | undefined;
  readonly creator: FrameRow | undefined;
  readonly stack: readonly FrameRow[];
  /** Ids of the first hundred; none in count profiles. */
  readonly ids: readonly number[];
}

export interface GoroutineGroupsReport {
  readonly input: number;
  readonly total: number;
  readonly leaked: number;
  readonly truncated: boolean;
  readonly timeNanos: bigint;
  /** Greatest first. */
  readonly groups: readonly GroupRow[];
}

/** One place over the snapshots; `counts` has one number for each of them. */
export interface GroupGrowth {
  readonly key: string;
  readonly state: string;
  readonly at: FrameRow | undefined;
  readonly counts: readonly number[];
  /** Goroutines a snapshot more, by least squares. */
  readonly slope: number;
  /** Goroutines that stood here in the first snapshot too and never woke; -1 without ids. */
  readonly neverWoke: number;
}

export interface GoroutineGrowthReport {
  /** Inputs that are snapshots, in time order. */
  readonly snapshots: readonly { readonly input: number; readonly name: string; readonly total: number; readonly timeNanos: bigint }[];
  readonly series: readonly GroupGrowth[];
}

export interface GoroutineQueries {
  /** Groups of a dump, or of a goroutine or goroutineleak profile. */
  'goroutines.groups': Query<PartRef, GoroutineGroupsReport>;
  /** The given inputs as snapshots of one process, in the order given. */
  'goroutines.growth': Query<{ readonly inputs: readonly number[] }, GoroutineGrowthReport>;
  /** Positions of the inputs that hold goroutines, ordered by capture time. */
  'goroutines.inputs': Query<undefined, readonly number[]>;
}

const mostIds = 100;

export const goroutineQueries: Handlers<GoroutineQueries> = {
  'goroutines.groups': (session, ref) => {
    const grouped = groupsOf(session, ref);
    return {
      input: ref.input,
      total: grouped.total,
      leaked: grouped.groups.reduce((sum, group) => sum + group.leaked, 0),
      truncated: grouped.table.truncated,
      timeNanos: grouped.table.timeNanos,
      groups: grouped.groups.map((group) => rowOf(group, grouped.table)),
    };
  },
  'goroutines.growth': (session, { inputs }) => {
    const snapshots = inputs.map((input) => groupsOf(session, { input }));
    return {
      snapshots: snapshots.map((snapshot, i) => ({
        input: inputs[i],
        name: session.input(inputs[i]).name,
        total: snapshot.total,
        timeNanos: snapshot.table.timeNanos,
      })),
      series: followGroups(snapshots).map(growthOf),
    };
  },
  'goroutines.inputs': (session) => {
    const found = new Set(session.index.of('goroutines').map((part) => part.input));
    for (const part of session.index.of('profile')) if (part.table.kind === 'goroutine' || part.table.kind === 'goroutineleak') found.add(part.input);
    const time = (input: number) => session.inputs[input].timeNanos;
    return [...found].sort((a, b) => {
      const [x, y] = [time(a), time(b)];
      if (x === undefined || y === undefined) return x === y ? a - b : x === undefined ? 1 : -1;
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  },
};

function groupsOf(session: Session, ref: PartRef): GoroutineGroups {
  const input = session.input(ref.input);
  const fits = (part: Decoded) =>
    part.kind === 'goroutines' || (part.kind === 'profile' && (part.table.kind === 'goroutine' || part.table.kind === 'goroutineleak'));
  const at = ref.part ?? input.parts.findIndex(fits);
  const part = input.parts[at];
  if (!part || !fits(part)) throw new UsageError(`${input.name} is ${input.format}: it holds no goroutines`);
  return session.index.memo(`query groups ${ref.input} ${at}`, () => {
    const table: GoroutineTable = part.kind === 'goroutines' ? part.table : goroutinesOfProfile((part as Extract<Decoded, { kind: 'profile' }>).table);
    return groupGoroutines(table);
  });
}

function frameRow(frame: { fn: string; file: string; line: number; own: boolean }): FrameRow {
  return { function: frame.fn, file: frame.file, line: frame.line, own: frame.own };
}

function rowOf(group: GoroutineGroup, table: GoroutineTable): GroupRow {
  const at = leakingFrame(group.frames);
  const ids: number[] = [];
  for (let i = 0; i < group.rows.length && ids.length < mostIds; i++) if (table.id[group.rows[i]] >= 0) ids.push(table.id[group.rows[i]]);
  return {
    key: group.key,
    state: group.state,
    cause: group.cause,
    count: group.count,
    leaked: group.leaked,
    minutesMin: group.minutes.min,
    minutesMax: group.minutes.max,
    at: at && frameRow(at),
    creator: group.creator && frameRow(group.creator),
    stack: group.frames.map(frameRow),
    ids,
  };
}

function growthOf(series: GroupSeries): GroupGrowth {
  const at = leakingFrame(series.last.frames);
  return { key: series.key, state: series.last.state, at: at && frameRow(at), counts: series.counts, slope: series.slope, neverWoke: series.neverWoke };
}
