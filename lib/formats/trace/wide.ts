/**
 * 64-bit values of the file as numbers: those below 2^53 are themselves; 2^64−1 («none» for threads and tasks) is −1; any
 * other is −2 − its position in a side table, so that equality of numbers is equality of values and nothing is narrowed.
 */
export class WideIds {
  readonly values: bigint[] = [];
  private readonly positions = new Map<bigint, number>();

  /** The number that stands for an unsigned 64-bit value. */
  intern(value: bigint): number {
    if (value <= 9007199254740991n) return Number(value);
    if (value === 0xffffffffffffffffn) return -1;
    let position = this.positions.get(value);
    if (position === undefined) {
      position = this.values.length;
      this.values.push(value);
      this.positions.set(value, position);
    }
    return -2 - position;
  }

  /** The value a number stands for, as unsigned 64 bits. */
  unsigned(id: number): bigint {
    if (id >= 0) return BigInt(id);
    return id === -1 ? 0xffffffffffffffffn : this.values[-2 - id];
  }

  /** The same as signed 64 bits, as Go's ids are. */
  signed(id: number): bigint {
    return BigInt.asIntN(64, this.unsigned(id));
  }

  /** The value after it, as the number that stands for it (sequence counters wrap as uint64 does). */
  next(id: number): number {
    return id >= 0 && id < Number.MAX_SAFE_INTEGER ? id + 1 : this.intern(BigInt.asUintN(64, this.unsigned(id) + 1n));
  }
}

/**
 * Where an id belongs in a table: runs of 32 ids stay together, because ids come in sequence and so do their uses; the runs
 * are scattered by a mixer that no pattern of ids defeats.
 */
function home(id: number, mask: number): number {
  let low = id | 0;
  if (id > 2147483647) low ^= Math.imul((id / 4294967296) | 0, 0x85ebca6b);
  let run = low >>> 5;
  run = Math.imul(run ^ (run >>> 15), 0x2c1b3c6d);
  run = Math.imul(run ^ (run >>> 12), 0x297a2d39);
  return (((run ^ (run >>> 15)) << 5) | (low & 31)) & mask;
}

/** A table from ids to dense slots: open addressing over an Int32Array, no object per id. */
export class IdTable {
  count = 0;
  /** The id of each slot. */
  ids: Float64Array;
  private slots: Int32Array;
  private mask: number;

  constructor(capacity = 64) {
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.ids = new Float64Array(size / 2);
    this.slots = new Int32Array(size).fill(-1);
    this.mask = size - 1;
  }

  /** The slot of an id, or −1. */
  find(id: number): number {
    const slots = this.slots;
    const ids = this.ids;
    const mask = this.mask;
    let at = home(id, mask);
    for (;;) {
      const slot = slots[at];
      if (slot < 0 || ids[slot] === id) return slot;
      at = (at + 1) & mask;
    }
  }

  /** The same of values[at]: a number handed over as such would be boxed by the engine. */
  findAt(values: Float64Array, at: number): number {
    const id = values[at];
    const slots = this.slots;
    const ids = this.ids;
    const mask = this.mask;
    let place = home(id, mask);
    for (;;) {
      const slot = slots[place];
      if (slot < 0 || ids[slot] === id) return slot;
      place = (place + 1) & mask;
    }
  }

  /** The slot of an id, made when it has none. */
  add(id: number): number {
    let at = home(id, this.mask);
    for (;;) {
      const slot = this.slots[at];
      if (slot < 0) break;
      if (this.ids[slot] === id) return slot;
      at = (at + 1) & this.mask;
    }
    if (this.count === this.ids.length) {
      this.grow();
      return this.add(id);
    }
    this.slots[at] = this.count;
    this.ids[this.count] = id;
    return this.count++;
  }

  private grow(): void {
    const size = this.slots.length * 2;
    const ids = new Float64Array(size / 2);
    ids.set(this.ids);
    const slots = new Int32Array(size).fill(-1);
    const mask = size - 1;
    for (let slot = 0; slot < this.count; slot++) {
      let at = home(ids[slot], mask);
      while (slots[at] >= 0) at = (at + 1) & mask;
      slots[at] = slot;
    }
    this.ids = ids;
    this.slots = slots;
    this.mask = mask;
  }
}
