/**
 * Numbers pairs of numbers in the order in which they first come: an open-addressed table over flat columns, because a profile of three hundred
 * thousand samples asks it ten million times.
 */
export class PairTable {
  first = new Int32Array(1024);
  second = new Int32Array(1024);
  count = 0;
  /** Position + 1; 0 where free. */
  private slots = new Int32Array(4096);
  private mask = 4095;

  /** The pair's number; `count` has grown when it is new. */
  add(first: number, second: number): number {
    let slot = this.hash(first, second);
    for (let found = this.slots[slot]; found !== 0; found = this.slots[slot]) {
      if (this.first[found - 1] === first && this.second[found - 1] === second) return found - 1;
      slot = (slot + 1) & this.mask;
    }
    const pair = this.count++;
    if (pair === this.first.length) this.growColumns();
    this.first[pair] = first;
    this.second[pair] = second;
    this.slots[slot] = pair + 1;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return pair;
  }

  private hash(first: number, second: number): number {
    const mixed = Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }

  private growColumns(): void {
    const first = new Int32Array(this.first.length * 2);
    first.set(this.first);
    const second = new Int32Array(first.length);
    second.set(this.second);
    this.first = first;
    this.second = second;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    for (let pair = 0; pair < this.count; pair++) {
      let slot = this.hash(this.first[pair], this.second[pair]);
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = pair + 1;
    }
  }
}

/** The array, or one of at least twice the length with the same start. */
export function grownTo<T extends Int32Array | Uint8Array>(array: T, length: number): T {
  if (length <= array.length) return array;
  const grown = new (array.constructor as new (length: number) => T)(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}
