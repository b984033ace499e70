import type { GoroutineTable } from '../../model/goroutines';

/** Goroutines that wait for one lock. */
export interface LockWaiters {
  readonly address: number;
  readonly rows: readonly number[];
}

/**
 * A ring of locks: some waiter of each lock has, in its frames' arguments, a pointer to the next one. A dump does not say
 * who holds a lock, so this is likely, not proven.
 */
export interface LockRing {
  readonly addresses: readonly number[];
  /** One waiting row for each lock of the ring. */
  readonly rows: readonly number[];
}

/** Locks with waiters, by address, most waiters first. */
export function lockWaiters(table: GoroutineTable): LockWaiters[] {
  const byAddress = new Map<number, number[]>();
  for (let row = 0; row < table.count; row++) {
    if (table.address[row] === 0 || table.argStart[row] === table.argStart[row + 1]) continue;
    const rows = byAddress.get(table.address[row]);
    if (rows) rows.push(row);
    else byAddress.set(table.address[row], [row]);
  }
  return [...byAddress]
    .map(([address, rows]) => ({ address, rows }))
    .sort((a, b) => b.rows.length - a.rows.length || a.address - b.address);
}

/** An argument points at a lock when it is its address or that of a small struct around it. */
const structReach = 128;
/** Rings are looked for among this many locks: a real one has few. */
const maxLocks = 2000;

/** Rings of two or three locks whose waiters point at each other's locks. */
export function lockRings(table: GoroutineTable): LockRing[] {
  const locks = lockWaiters(table).slice(0, maxLocks);
  const sorted = locks.map((lock) => lock.address).sort((a, b) => a - b);
  const edges = new Map<number, Map<number, number>>();
  for (const lock of locks) {
    const out = new Map<number, number>();
    for (const row of lock.rows.slice(0, 50)) {
      for (let i = table.argStart[row]; i < table.argStart[row + 1]; i++) {
        const other = lockNear(sorted, table.argWord[i], lock.address);
        if (other !== undefined && !out.has(other)) out.set(other, row);
      }
    }
    edges.set(lock.address, out);
  }
  const rings: LockRing[] = [];
  const seen = new Set<number>();
  for (const [a, fromA] of edges) {
    if (seen.has(a)) continue;
    const ring = ringThrough(edges, a, fromA);
    if (ring === undefined) continue;
    rings.push(ring);
    for (const address of ring.addresses) seen.add(address);
  }
  return rings;
}

function ringThrough(
  edges: ReadonlyMap<number, ReadonlyMap<number, number>>,
  a: number,
  fromA: ReadonlyMap<number, number>,
): LockRing | undefined {
  for (const [b, rowA] of fromA) {
    const fromB = edges.get(b);
    const back = fromB?.get(a);
    if (back !== undefined) return { addresses: [a, b], rows: [rowA, back] };
    for (const [c, rowB] of fromB ?? []) {
      const close = edges.get(c)?.get(a);
      if (close !== undefined && c !== a) return { addresses: [a, b, c], rows: [rowA, rowB, close] };
    }
  }
  return undefined;
}

/** The lock that the pointer is, or whose struct it is, other than the one waited for. */
function lockNear(sorted: readonly number[], pointer: number, except: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < pointer) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && found - pointer < structReach && found !== except ? found : undefined;
}
