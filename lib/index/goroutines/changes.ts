import type { GoroutineGroup, GoroutineGroups, GroupFrame } from './groups';
import { leakingFrame } from './groups';

/** What became of a place between two snapshots. */
export type ChangeFate = 'new' | 'gone' | 'grew' | 'shrank' | 'same';

/** One place in two snapshots of a process. */
export interface GroupChange {
  readonly key: string;
  readonly state: string;
  readonly at: GroupFrame | undefined;
  readonly creator: GroupFrame | undefined;
  readonly before: number;
  readonly after: number;
  /** By goroutine id, -1 where a capture has none: those at this place in both, those that came to it, those that left it. */
  readonly stayed: number;
  readonly came: number;
  readonly went: number;
  readonly fate: ChangeFate;
}

/** Every place of either snapshot, those that changed most first. `key` names the group in the later one, where it stands there. */
export function changesBetween(before: GoroutineGroups, after: GoroutineGroups): GroupChange[] {
  const ids = hasIds(before) && hasIds(after);
  const earlier = new Map(before.groups.map((group) => [group.key, group]));
  const changes: GroupChange[] = [];
  for (const group of after.groups) {
    changes.push(change(earlier.get(group.key), group));
    earlier.delete(group.key);
  }
  for (const group of earlier.values()) changes.push(change(group, undefined));
  return changes.sort(
    (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || b.after - a.after || (a.key < b.key ? -1 : 1),
  );

  function change(from: GoroutineGroup | undefined, to: GoroutineGroup | undefined): GroupChange {
    const shown = (to ?? from) as GoroutineGroup;
    const [was, is] = [from?.count ?? 0, to?.count ?? 0];
    let stayed = ids ? 0 : -1;
    if (ids && from && to) {
      const here = new Set(Array.from(from.rows, (row) => before.table.id[row]));
      for (const row of to.rows) if (here.has(after.table.id[row])) stayed++;
    }
    return {
      key: shown.key,
      state: shown.state,
      at: leakingFrame(shown.frames),
      creator: shown.creator,
      before: was,
      after: is,
      stayed,
      came: ids ? is - stayed : -1,
      went: ids ? was - stayed : -1,
      fate: was === 0 ? 'new' : is === 0 ? 'gone' : is > was ? 'grew' : is < was ? 'shrank' : 'same',
    };
  }
}

function hasIds({ table }: GoroutineGroups): boolean {
  return table.count > 0 && table.id[0] >= 0;
}
