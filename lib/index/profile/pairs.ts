/**
 * Numbers pairs of numbers in the order in which they first come: an open-addressed table over flat columns, because a profile of three hundred
 * thousand samples asks it ten million times. The pairs stand in the slots themselves, so that a look costs one line of the processor's cache.
 */
export class PairTable {
  // Small at first: that growing is part of the work shows early, before the loops around it are compiled for good.
  first = new Int32Array(16);
  second = new Int32Array(16);
  count = 0;
  /** Four numbers a slot: first, second, the pair's number + 1 or 0 where free, and nothing. */
  private slots = new Int32Array(4 * 64);
  private mask = 63;

  /** The pair's number; `count` has grown when it is new. */
  add(first: number, second: number): number {
    const { slots, mask } = this;
    let slot = hash(first, second) & mask;
    for (;;) {
      const at = slot * 4;
      const found = slots[at + 2];
      if (found === 0) break;
      if (slots[at] === first && slots[at + 1] === second) return found - 1;
      slot = (slot + 1) & mask;
    }
    const pair = this.count++;
    if (pair === this.first.length) this.growColumns();
    this.first[pair] = first;
    this.second[pair] = second;
    this.put(slot, pair);
    if (this.count * 2 > mask) this.growSlots();
    return pair;
  }

  private put(slot: number, pair: number): void {
    const at = slot * 4;
    this.slots[at] = this.first[pair];
    this.slots[at + 1] = this.second[pair];
    this.slots[at + 2] = pair + 1;
  }

  private growColumns(): void {
    this.first = grownTo(this.first, this.first.length + 1);
    this.second = grownTo(this.second, this.second.length + 1);
  }

  private growSlots(): void {
    this.mask = (this.mask + 1) * 4 - 1;
    this.slots = new Int32Array((this.mask + 1) * 4);
    for (let pair = 0; pair < this.count; pair++) {
      let slot = hash(this.first[pair], this.second[pair]) & this.mask;
      while (this.slots[slot * 4 + 2] !== 0) slot = (slot + 1) & this.mask;
      this.put(slot, pair);
    }
  }
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The array, or one of at least twice the length with the same start. */
export function grownTo<T extends Int32Array | Uint32Array | Uint8Array>(array: T, length: number): T {
  if (length <= array.length) return array;
  const grown = new (array.constructor as new (length: number) => T)(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}
