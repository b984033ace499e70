import type { LabelBucket } from '@/lib/query/goroutines';
import type { ShownGroup } from './group-row';

export const bys = ['state', 'function', 'creator', 'label'] as const;
export type By = (typeof bys)[number];

export interface Bucket {
  /** '' where the capture does not tell. */
  readonly key: string;
  readonly count: number;
  /** Wait reason of most of its goroutines, for the colour. */
  readonly state: string;
}

/** Goroutines by wait reason, function or creation site, greatest first. */
export function bucketsOf(groups: readonly ShownGroup[], by: Exclude<By, 'label'>): Bucket[] {
  const buckets = new Map<string, { count: number; largest: number; state: string }>();
  for (const { group, count } of groups) {
    const key = by === 'state' ? group.state : by === 'function' ? (group.at?.fn ?? '') : (group.creator?.fn ?? '');
    const bucket = buckets.get(key) ?? { count: 0, largest: 0, state: group.state };
    bucket.count += count;
    if (count > bucket.largest) {
      bucket.largest = count;
      bucket.state = group.state;
    }
    buckets.set(key, bucket);
  }
  return [...buckets].map(([key, { count, state }]) => ({ key, count, state })).sort((a, b) => b.count - a.count);
}

export function labelBucketsOf(buckets: readonly LabelBucket[]): Bucket[] {
  return buckets.map(({ value, count, state }) => ({ key: value, count, state }));
}
