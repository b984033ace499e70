import type { Fate, GoroutineDelta, GroupDeltaRow } from '../../model/comparison';
import { type GoroutineGroup, type GoroutineGroups, leakingFrame } from '../goroutines/groups';

/**
 * Which groups of goroutines went, came and stayed. A group is the same one when state, stack lines and creation line agree; of those left
 * over, when state, functions and creating function agree (a fix moves lines).
 */
export function compareGoroutines(
  before: { readonly input: number; readonly groups: GoroutineGroups },
  after: { readonly input: number; readonly groups: GoroutineGroups },
): GoroutineDelta {
  const rows: GroupDeltaRow[] = [];
  const left = new Map(after.groups.groups.map((group) => [group.key, group]));
  const unmatched: GoroutineGroup[] = [];
  for (const group of before.groups.groups) {
    const same = left.get(group.key);
    if (same === undefined) unmatched.push(group);
    else {
      rows.push(rowOf(same, group.count, same.count, true));
      left.delete(group.key);
    }
  }
  const loose = new Map<string, { before: number; after: number; example: GoroutineGroup }>();
  const gather = (group: GoroutineGroup, side: 'before' | 'after'): void => {
    const key = looseKey(group);
    const known = loose.get(key);
    const entry = known ?? { before: 0, after: 0, example: group };
    if (known === undefined) loose.set(key, entry);
    entry[side] += group.count;
    if (side === 'after') entry.example = group;
  };
  for (const group of unmatched) gather(group, 'before');
  for (const group of left.values()) gather(group, 'after');
  for (const entry of loose.values()) rows.push(rowOf(entry.example, entry.before, entry.after, entry.before === 0 || entry.after === 0));
  rows.sort(
    (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || b.after - a.after || (a.function < b.function ? -1 : 1),
  );
  return { before: before.input, after: after.input, totalBefore: before.groups.total, totalAfter: after.groups.total, rows };
}

function looseKey(group: GoroutineGroup): string {
  return `${group.state}\n${group.frames.map((frame) => frame.fn).join('\n')}\n<${group.creator?.fn ?? ''}`;
}

function rowOf(group: GoroutineGroup, before: number, after: number, sameLines: boolean): GroupDeltaRow {
  const frame = leakingFrame(group.frames);
  return {
    state: group.state,
    function: frame?.fn ?? '',
    file: frame?.file ?? '',
    line: frame?.line ?? 0,
    createdBy: group.creator?.fn ?? '',
    before,
    after,
    fate: fateOf(before, after),
    sameLines,
  };
}

function fateOf(before: number, after: number): Fate {
  if (after === 0) return 'gone';
  if (before === 0) return 'came';
  return after < before ? 'fewer' : after > before ? 'more' : 'same';
}
