import { UsageError } from '../base/errors';
import { type GoroutineGroup, type GroupFrame, groupGoroutines, stackOf } from '../index/goroutines/groups';
import { goroutinesOfProfile } from '../index/goroutines/view';
import { GoroutineFlag, type GoroutineTable } from '../model/goroutines';
import type { PartRef } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

export type { GoroutineGroup, GroupFrame } from '../index/goroutines/groups';

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
  readonly labels: Readonly<Record<string, string>>;
}

export interface GoroutineQueries {
  /** Goroutines at the same place, in the same state, made by the same `go` statement; greatest first. Of a dump, or of a goroutine profile. */
  'goroutines.groups': Query<
    PartRef,
    { readonly origin: GoroutineTable['origin']; readonly total: number; readonly groups: readonly GoroutineGroup[] }
  >;
  /** Single goroutines: those at the given rows, else all, from `offset` on, `limit` (100) at most. */
  'goroutines.list': Query<
    PartRef & { readonly rows?: ArrayLike<number>; readonly offset?: number; readonly limit?: number },
    { readonly total: number; readonly rows: readonly GoroutineRow[] }
  >;
}

export const goroutineQueries: Handlers<GoroutineQueries> = {
  'goroutines.groups': (session, ref) => {
    const table = goroutineTable(session, ref);
    const { total, groups } = session.index.memo(`goroutine groups ${ref.input} ${ref.part}`, () => groupGoroutines(table));
    return { origin: table.origin, total, groups: groups.map((group) => ({ ...group, rows: group.rows.slice() })) };
  },
  'goroutines.list': (session, { rows, offset = 0, limit = 100, ...ref }) => {
    const table = goroutineTable(session, ref);
    const total = rows?.length ?? table.count;
    const shown: GoroutineRow[] = [];
    for (let at = offset; at < Math.min(total, offset + limit); at++) {
      const row = rows ? rows[at] : at;
      if (!(row >= 0 && row < table.count)) throw new UsageError(`there is no goroutine at row ${row}`);
      shown.push(rowOf(table, row));
    }
    return { total, rows: shown };
  },
};

/** The goroutines of a dump or of a goroutine, goroutineleak or threadcreate profile. Throws UsageError for anything else. */
function goroutineTable(session: Session, ref: PartRef): GoroutineTable {
  const input = session.input(ref.input);
  const candidates = ref.part === undefined ? input.parts : input.parts.slice(ref.part, ref.part + 1);
  for (const part of candidates) {
    if (part.kind === 'goroutines') return part.table;
    if (part.kind === 'profile' && ['goroutine', 'goroutineleak', 'threadcreate'].includes(part.table.kind)) {
      const { table } = part;
      return session.index.memo(`goroutines of profile ${ref.input} ${ref.part}`, () => goroutinesOfProfile(table));
    }
  }
  throw new UsageError(`${input.name} is ${input.format}: it holds no goroutines`);
}

function rowOf(table: GoroutineTable, row: number): GoroutineRow {
  const { frames, strings, labelSets } = table;
  const creator = table.creator[row];
  const set = table.labels[row];
  const labels: Record<string, string> = {};
  for (let at = labelSets.start[set]; at < labelSets.start[set + 1]; at++)
    labels[strings[labelSets.key[at]]] = strings[labelSets.value[at]];
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
    labels,
  };
}
