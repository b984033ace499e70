import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { changesBetween, type GroupChange } from '../index/goroutines/changes';
import { type CreationTree, creationTree } from '../index/goroutines/creation';
import {
  type GoroutineGroup,
  type GoroutineGroups,
  type GroupFrame,
  groupGoroutines,
  leakingFrame,
  stackOf,
} from '../index/goroutines/groups';
import { lockRings } from '../index/goroutines/locks';
import {
  type GoroutineFilter,
  type GoroutineSort,
  groupOfRows,
  type LabelBucket,
  type LabelKey,
  labelBuckets,
  labelKeys,
  selectGoroutines,
  sortGoroutines,
} from '../index/goroutines/select';
import { goroutinesOfProfile } from '../index/goroutines/view';
import { GoroutineFlag, type GoroutineTable } from '../model/goroutines';
import type { PartRef } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

export type { GroupChange } from '../index/goroutines/changes';
export type { CreationTree } from '../index/goroutines/creation';
export type { GoroutineGroup, GroupFrame } from '../index/goroutines/groups';
export type { GoroutineFilter, GoroutineSort, LabelBucket, LabelKey } from '../index/goroutines/select';

/** A group with the line to look at: the innermost frame of own code, else of a dependency, else outside the runtime and sync. */
export interface GroupRow extends GoroutineGroup {
  readonly at: GroupFrame | undefined;
}

export interface GoroutineRow {
  /** Position in the table. */
  readonly row: number;
  /** -1 in profiles. */
  readonly id: number;
  /** Goroutines the row stands for. */
  readonly count: number;
  readonly state: string;
  /** -1 where none were printed. */
  readonly minutes: number;
  readonly leaked: boolean;
  readonly lockedToThread: boolean;
  /** Leaf first, the runtime's own left out. */
  readonly frames: readonly GroupFrame[];
  readonly creator: { readonly fn: string; readonly file: string; readonly line: number } | undefined;
  /** The goroutine that made it, -1 when not printed. */
  readonly parent: number;
  /** Row of that goroutine where it is still in the capture, else -1. */
  readonly parentRow: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every goroutine of a capture as columns; the groups are those of `goroutines.groups`, in its order. */
export interface GoroutineColumns {
  readonly count: number;
  /** -1 in profiles. */
  readonly id: Float64Array;
  readonly weight: Float64Array;
  /** Whole minutes, -1 where none were printed. */
  readonly minutes: Float64Array;
  /** Position of the row's group. */
  readonly group: Uint32Array;
  /** 1 where Go's leak profile marked it. */
  readonly leaked: Uint8Array;
}

export interface GoroutineSelection {
  /** Goroutines in all and those selected, weights summed. */
  readonly total: number;
  readonly selected: number;
  /** Positions in the columns, sorted as asked. */
  readonly rows: Uint32Array;
  /** Selected goroutines of each group. */
  readonly byGroup: Float64Array;
}

/** One goroutine of a ring of locks: it waits for a lock and, by its arguments, has to do with the next one's. */
export interface RingWait {
  readonly row: number;
  readonly id: number;
  readonly state: string;
  /** Address of the lock it waits for, as the dump prints it. */
  readonly lock: string;
  readonly at: GroupFrame | undefined;
  readonly minutes: number;
}

export interface GoroutineQueries {
  /** Goroutines at the same place, in the same state, made by the same `go` statement; greatest first. Of a dump, or of a goroutine profile. */
  'goroutines.groups': Query<
    PartRef,
    {
      readonly origin: GoroutineTable['origin'];
      readonly total: number;
      readonly groups: readonly GroupRow[];
      readonly labels: readonly LabelKey[];
    }
  >;
  /** Single goroutines: those at the given rows, else all, from `offset` on, `limit` (100) at most. */
  'goroutines.list': Query<
    PartRef & { readonly rows?: ArrayLike<number>; readonly offset?: number; readonly limit?: number },
    { readonly total: number; readonly rows: readonly GoroutineRow[] }
  >;
  /** Every goroutine as columns, for a list that shows any of 100 000 at once. */
  'goroutines.columns': Query<PartRef, GoroutineColumns>;
  /** The goroutines that a filter lets through, sorted (as captured by default). */
  'goroutines.select': Query<
    PartRef & { readonly filter: GoroutineFilter; readonly sort?: GoroutineSort; readonly descending?: boolean },
    GoroutineSelection
  >;
  /** Goroutines by the value of a label. */
  'goroutines.labels': Query<PartRef & { readonly key: string; readonly filter: GoroutineFilter }, readonly LabelBucket[]>;
  /** Who made whom, as a tree of functions down to the waits. */
  'goroutines.creation': Query<PartRef & { readonly filter: GoroutineFilter }, CreationTree>;
  /** Which places came, went, grew and stayed between two captures of the same kind. */
  'goroutines.changes': Query<{ readonly before: PartRef; readonly after: PartRef }, readonly GroupChange[]>;
  /** Locks whose waiters point at each other's locks, each as the round of one waiter for each lock. Likely deadlocks. */
  'goroutines.rings': Query<PartRef, readonly (readonly RingWait[])[]>;
}

export const goroutineQueries: Handlers<GoroutineQueries> = {
  'goroutines.groups': (session, ref) => {
    const { table, total, groups } = grouped(session, ref);
    return {
      origin: table.origin,
      total,
      groups: groups.map((group) => ({ ...group, rows: group.rows.slice(), at: leakingFrame(group.frames) })),
      labels: labelKeys(table),
    };
  },
  'goroutines.list': (session, { rows, offset = 0, limit = 100, ...ref }) => {
    const table = goroutineTable(session, ref);
    const total = rows?.length ?? table.count;
    const shown: GoroutineRow[] = [];
    for (let at = offset; at < Math.min(total, offset + limit); at++) {
      const row = rows ? rows[at] : at;
      if (!(row >= 0 && row < table.count)) throw new UsageError(phrase`there is no goroutine at row ${row}`);
      shown.push(rowOf(table, row));
    }
    return { total, rows: shown };
  },
  'goroutines.columns': (session, ref) => {
    const { table, groups } = grouped(session, ref);
    return {
      count: table.count,
      id: table.id.slice(),
      weight: table.weight.slice(),
      minutes: table.minutes.slice(),
      group: groupOfRows(table, groups),
      leaked: Uint8Array.from(table.flags, (flags) => flags & GoroutineFlag.leaked),
    };
  },
  'goroutines.select': (session, { filter, sort, descending = false, ...ref }) => {
    const all = grouped(session, ref);
    const rows = selectGoroutines(all, filter);
    if (sort) sortGoroutines(all, rows, sort, descending);
    const byGroup = new Float64Array(all.groups.length);
    const groupOf = groupOfRows(all.table, all.groups);
    let selected = 0;
    for (const row of rows) {
      byGroup[groupOf[row]] += all.table.weight[row];
      selected += all.table.weight[row];
    }
    return { total: all.total, selected, rows, byGroup };
  },
  'goroutines.labels': (session, { key, filter, ...ref }) => {
    const all = grouped(session, ref);
    return labelBuckets(all.table, selectGoroutines(all, filter), key);
  },
  'goroutines.creation': (session, { filter, ...ref }) => {
    const all = grouped(session, ref);
    return creationTree(all, selectGoroutines(all, filter));
  },
  'goroutines.changes': (session, { before, after }) => changesBetween(grouped(session, before), grouped(session, after)),
  'goroutines.rings': (session, ref) => {
    const table = goroutineTable(session, ref);
    return lockRings(table).map(({ addresses, rows }) =>
      rows.map((row, at) => ({
        row,
        id: table.id[row],
        state: table.strings[table.state[row]],
        lock: `0x${addresses[at].toString(16)}`,
        at: leakingFrame(stackOf(table, row)),
        minutes: table.minutes[row],
      })),
    );
  },
};

function grouped(session: Session, ref: PartRef): GoroutineGroups {
  return groupGoroutines(goroutineTable(session, ref));
}

/** The goroutines of a dump or of a goroutine, goroutineleak or threadcreate profile. Throws UsageError for anything else. */
function goroutineTable(session: Session, ref: PartRef): GoroutineTable {
  const input = session.input(ref.input);
  const candidates = ref.part === undefined ? input.parts : input.parts.slice(ref.part, ref.part + 1);
  for (const part of candidates) {
    if (part.kind === 'goroutines') return part.table;
    if (part.kind === 'profile' && ['goroutine', 'goroutineleak', 'threadcreate'].includes(part.table.kind)) {
      return goroutinesOfProfile(part.table);
    }
  }
  throw new UsageError(phrase`${input.name} is ${input.format}: it holds no goroutines`);
}

function rowOf(table: GoroutineTable, row: number): GoroutineRow {
  const { frames, strings, labelSets } = table;
  const creator = table.creator[row];
  const set = table.labels[row];
  const labels: [key: string, value: string][] = [];
  for (let at = labelSets.start[set]; at < labelSets.start[set + 1]; at++)
    labels.push([strings[labelSets.key[at]], strings[labelSets.value[at]]]);
  return {
    row,
    id: table.id[row],
    count: table.weight[row],
    state: strings[table.state[row]],
    minutes: table.minutes[row],
    leaked: (table.flags[row] & GoroutineFlag.leaked) !== 0,
    lockedToThread: (table.flags[row] & GoroutineFlag.lockedToThread) !== 0,
    frames: stackOf(table, row),
    creator: creator < 0 ? undefined : { fn: strings[frames.fn[creator]], file: strings[frames.file[creator]], line: frames.line[creator] },
    parent: table.parent[row],
    parentRow: table.parent[row] >= 0 ? table.id.indexOf(table.parent[row]) : -1,
    labels: Object.fromEntries(labels),
  };
}
