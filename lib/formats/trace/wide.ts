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

/** Places in the window for each id in the table, at most; and how long a window may be in any case. */
const windowRatio = 8;
const windowFloor = 1 << 16;

/**
 * A table from ids to dense slots, no object per id. Ids mostly count up from some number: those in a window around it are found by their
 * position in an array, the others by open addressing.
 */
export class IdTable {
  count = 0;
  /** The id of each slot. */
  ids: Float64Array;
  /** Slot + 1 of the ids from `base` on; 0 for none. */
  private window: Int32Array;
  private base = 0;
  private slots: Int32Array;
  private mask: number;
  private hashed = 0;

  constructor(capacity = 64) {
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.ids = new Float64Array(size / 2);
    this.window = new Int32Array(size);
    this.slots = new Int32Array(64).fill(-1);
    this.mask = 63;
  }

  /** The slot of an id, or −1. */
  find(id: number): number {
    const at = id - this.base;
    const window = this.window;
    if (at >= 0 && at < window.length) return window[at] - 1;
    return this.findHashed(id);
  }

  /** The same of values[at]: a number handed over as such would be boxed by the engine. */
  findAt(values: Float64Array, at: number): number {
    const place = values[at] - this.base;
    const window = this.window;
    if (place >= 0 && place < window.length) return window[place] - 1;
    return this.findHashed(values[at]);
  }

  private findHashed(id: number): number {
    const { slots, ids, mask } = this;
    let at = home(id, mask);
    for (;;) {
      const slot = slots[at];
      if (slot < 0 || ids[slot] === id) return slot;
      at = (at + 1) & mask;
    }
  }

  /** The slot of an id, made when it has none. */
  add(id: number): number {
    const known = this.find(id);
    return known >= 0 ? known : this.make(id);
  }

  /** The same of values[at]. */
  addAt(values: Float64Array, at: number): number {
    const place = values[at] - this.base;
    const { window, count } = this;
    if (place >= 0 && place < window.length && count < this.ids.length) {
      const known = window[place];
      if (known !== 0) return known - 1;
      window[place] = count + 1;
      this.ids[count] = values[at];
      return this.count++;
    }
    return this.add(values[at]);
  }

  private make(id: number): number {
    const slot = this.count++;
    if (slot === this.ids.length) {
      const ids = new Float64Array(slot * 2);
      ids.set(this.ids);
      this.ids = ids;
    }
    this.ids[slot] = id;
    const at = id - this.base;
    if (at >= this.window.length && at < this.window.length * 2 && this.mayBe(this.window.length * 2)) {
      this.layWindow(this.base, this.window.length * 2);
    } else if (at >= 0 && at < this.window.length) this.window[at] = slot + 1;
    else {
      this.insert(slot);
      if (++this.hashed * 2 > this.slots.length) this.growHash();
    }
    return slot;
  }

  private mayBe(length: number): boolean {
    return length <= Math.max(windowFloor, this.count * windowRatio);
  }

  private insert(slot: number): void {
    let at = home(this.ids[slot], this.mask);
    while (this.slots[at] >= 0) at = (at + 1) & this.mask;
    this.slots[at] = slot;
  }

  /** Puts the window over `length` ids from `base` on, and all ids where they belong then. */
  private layWindow(base: number, length: number): void {
    this.base = base;
    this.window = new Int32Array(length);
    this.slots.fill(-1);
    this.hashed = 0;
    for (let slot = 0; slot < this.count; slot++) {
      const at = this.ids[slot] - base;
      if (at >= 0 && at < length) this.window[at] = slot + 1;
      else {
        this.insert(slot);
        this.hashed++;
      }
    }
  }

  /** Many ids lie outside the window: it moves to the median of all ids if it holds more of them there, else the rest gets more room. */
  private growHash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    this.mask = this.slots.length - 1;
    const sorted = this.ids.slice(0, this.count).sort();
    const median = sorted[this.count >> 1];
    let length = this.window.length;
    while (this.mayBe(length * 2)) length *= 2;
    const within = (base: number, size: number) => sorted.reduce((sum, id) => (id >= base && id < base + size ? sum + 1 : sum), 0);
    if (median >= 0 && within(median, length) > within(this.base, this.window.length)) this.layWindow(median, length);
    else this.layWindow(this.base, this.window.length);
  }
}
