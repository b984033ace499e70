import { groupGoroutines } from '../../index/goroutines/groups';
import type { GoroutineTable } from '../../model/goroutines';
import type { GoroutineSummary } from '../../report/types';

export function goroutineSummary(table: GoroutineTable): GoroutineSummary {
  const { total, groups } = groupGoroutines(table);
  const states = new Map<string, number>();
  let leaked = 0;
  for (const group of groups) {
    leaked += group.leaked;
    // Count profiles in text hide the state.
    if (group.state !== '') states.set(group.state, (states.get(group.state) ?? 0) + group.count);
  }
  return { goroutines: total, states: Object.fromEntries(states), leaked, groups: groups.length, truncated: table.truncated };
}
