import type { GroupRow } from './group-row';

export const bys = ['state', 'function', 'creator'] as const;
export type By = (typeof bys)[number];

/** What a group counts under; '' where the capture does not tell. */
export function bucketOf(group: GroupRow, by: By): string {
  if (by === 'state') return group.state;
  if (by === 'function') return group.at?.fn ?? '';
  return group.creator?.fn ?? '';
}

export interface Bucket {
  readonly key: string;
  readonly count: number;
  readonly groups: number;
  /** Wait reason of most of its goroutines, for the colour. */
  readonly state: string;
}

export function bucketsOf(groups: readonly GroupRow[], by: By): Bucket[] {
  const buckets = new Map<string, { count: number; groups: number; largest: number; state: string }>();
  for (const group of groups) {
    const key = bucketOf(group, by);
    const bucket = buckets.get(key) ?? { count: 0, groups: 0, largest: 0, state: group.state };
    bucket.count += group.count;
    bucket.groups++;
    if (group.count > bucket.largest) {
      bucket.largest = group.count;
      bucket.state = group.state;
    }
    buckets.set(key, bucket);
  }
  return [...buckets].map(([key, { count, groups: n, state }]) => ({ key, count, groups: n, state })).sort((a, b) => b.count - a.count);
}
