import type { GroupRow } from '@/lib/query/goroutines';

export type { GroupRow } from '@/lib/query/goroutines';

/** A group and how many of its goroutines the filter lets through. */
export interface ShownGroup {
  readonly group: GroupRow;
  readonly count: number;
}

/** A group's key is its whole stack: the address holds a hash of it (FNV-1a, 53 bits by two rounds). */
export function shortKey(key: string): string {
  let a = 2166136261;
  let b = 40389;
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 16777619);
    b = Math.imul(b ^ key.charCodeAt(i), 2246822519);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
