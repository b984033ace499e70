/**
 * Positions by id. Ids are arbitrary non-zero 64-bit numbers; those below a small multiple of the table's size go through a flat
 * array, all others through a map, exact in both cases.
 */
export class IdIndex {
  /** id → position + 1 for small ids; 0 where there is none. */
  readonly dense: Uint32Array;
  private readonly sparse = new Map<number | bigint, number>();

  constructor(count: number) {
    this.dense = new Uint32Array(count * 2 + 64);
  }

  /** False when the id was there before. */
  add(id: number | bigint, position: number): boolean {
    if (typeof id === 'number' && id < this.dense.length) {
      if (this.dense[id] !== 0) return false;
      this.dense[id] = position + 1;
      return true;
    }
    if (this.sparse.has(id)) return false;
    this.sparse.set(id, position);
    return true;
  }

  /** The position, or -1. */
  get(id: number | bigint): number {
    if (typeof id === 'number' && id < this.dense.length) return this.dense[id] - 1;
    return this.sparse.get(id) ?? -1;
  }
}
