import type { GoroutineGroup, GroupFrame } from '@/lib/query/goroutines';

/** A group with the line to look at: the innermost frame of own code, else of a dependency, else the leaf. */
export interface GroupRow extends GoroutineGroup {
  readonly at: GroupFrame | undefined;
}

export function groupRows(groups: readonly GoroutineGroup[]): GroupRow[] {
  return groups.map((group) => ({
    ...group,
    at: group.frames.find((frame) => frame.own) ?? group.frames.find((frame) => !frame.standard) ?? group.frames[0],
  }));
}
