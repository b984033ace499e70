import { GrowingUint32 } from '../growing';

/**
 * Gives equal byte pairs the same index, and decodes each once. A key is two byte ranges (function, file line), compared
 * byte by byte: a hash alone decides nothing.
 */
export class PairInterner {
  private pool = new Uint8Array(64 * 1024);
  private poolEnd = 0;
  private readonly first = new GrowingUint32();
  private readonly firstLength = new GrowingUint32();
  private readonly secondLength = new GrowingUint32();
  private readonly hashes = new GrowingUint32();
  private slots = new Int32Array(4096).fill(-1);
  count = 0;

  /** The index of the pair; `count` before the call where it is new. */
  intern(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
    const hash = hashBytes(b, bStart, bEnd, hashBytes(a, aStart, aEnd, 0x811c9dc5));
    let slot = spread(hash) & (this.slots.length - 1);
    for (;;) {
      const index = this.slots[slot];
      if (index < 0) break;
      if (this.hashes.at(index) === hash && this.holds(index, a, aStart, aEnd, b, bStart, bEnd)) return index;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    const index = this.count++;
    this.first.push(this.poolEnd);
    this.firstLength.push(aEnd - aStart);
    this.secondLength.push(bEnd - bStart);
    this.hashes.push(hash);
    this.append(a, aStart, aEnd);
    this.append(b, bStart, bEnd);
    this.slots[slot] = index;
    if (this.count * 2 > this.slots.length) this.slots = rehash(this.hashes, this.count, this.slots.length * 2);
    return index;
  }

  private holds(index: number, a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): boolean {
    if (this.firstLength.at(index) !== aEnd - aStart || this.secondLength.at(index) !== bEnd - bStart) return false;
    const pool = this.pool;
    let at = this.first.at(index);
    for (let i = aStart; i < aEnd; i++) if (pool[at++] !== a[i]) return false;
    for (let i = bStart; i < bEnd; i++) if (pool[at++] !== b[i]) return false;
    return true;
  }

  private append(from: Uint8Array, start: number, end: number): void {
    const needed = this.poolEnd + end - start;
    if (needed > this.pool.length) {
      const wider = new Uint8Array(Math.max(needed, this.pool.length * 2));
      wider.set(this.pool);
      this.pool = wider;
    }
    this.pool.set(from.subarray(start, end), this.poolEnd);
    this.poolEnd = needed;
  }
}

/** Gives equal sequences of frames the same stack. Stack 0 is the empty one. */
export class StackInterner {
  private readonly start = new GrowingUint32();
  private readonly frame = new GrowingUint32();
  private readonly hashes = new GrowingUint32();
  private slots = new Int32Array(1024).fill(-1);
  private count = 1;

  constructor() {
    this.start.push(0);
    this.start.push(0);
    this.hashes.push(0);
  }

  intern(frames: Uint32Array, length: number): number {
    if (length === 0) return 0;
    let hash = 0x811c9dc5;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ frames[i], 0x01000193);
    hash >>>= 0;
    let slot = spread(hash) & (this.slots.length - 1);
    for (;;) {
      const index = this.slots[slot];
      if (index < 0) break;
      if (this.hashes.at(index) === hash && this.holds(index, frames, length)) return index;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    const index = this.count++;
    for (let i = 0; i < length; i++) this.frame.push(frames[i]);
    this.start.push(this.frame.length);
    this.hashes.push(hash);
    this.slots[slot] = index;
    if (this.count * 2 > this.slots.length) this.slots = rehash(this.hashes, this.count, this.slots.length * 2);
    return index;
  }

  done(): { count: number; start: Uint32Array; frame: Uint32Array } {
    return { count: this.count, start: this.start.finish(), frame: this.frame.finish() };
  }

  private holds(index: number, frames: Uint32Array, length: number): boolean {
    const from = this.start.at(index);
    if (this.start.at(index + 1) - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.frame.at(from + i) !== frames[i]) return false;
    return true;
  }
}

/** FNV-1a over the bytes, as an unsigned 32-bit number. */
function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}

/** FNV's low bits alone are poor slots: fold the high ones in. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function rehash(hashes: GrowingUint32, count: number, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1);
  for (let index = 0; index < count; index++) {
    let slot = spread(hashes.at(index)) & (size - 1);
    while (slots[slot] >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = index;
  }
  return slots;
}
