import type { Int64Column } from './profile';

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** True while the value can be held by a number without loss. */
function isSafeBigInt(value: bigint): boolean {
  return value <= maxSafe && value >= -maxSafe;
}

/** A number while it is exact, the bigint otherwise. */
export function narrow(value: bigint): number | bigint {
  return isSafeBigInt(value) ? Number(value) : value;
}

/**
 * Grows a column of int64 values: a Float64Array until a value arrives that a number cannot hold, then a BigInt64Array with
 * every value before it carried over.
 */
export class Int64Builder {
  private floats: Float64Array;
  private bigs: BigInt64Array | undefined;
  length = 0;

  constructor(capacity = 16) {
    this.floats = new Float64Array(Math.max(capacity, 1));
  }

  /** Appends a safe integer. */
  push(value: number): void {
    if (this.bigs !== undefined) {
      this.pushBig(BigInt(value));
      return;
    }
    if (this.length === this.floats.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.floats);
      this.floats = grown;
    }
    this.floats[this.length++] = value;
  }

  /** Appends any int64. */
  pushBig(value: bigint): void {
    if (this.bigs === undefined) {
      if (isSafeBigInt(value)) {
        this.push(Number(value));
        return;
      }
      this.bigs = new BigInt64Array(Math.max(this.floats.length, this.length + 1));
      for (let i = 0; i < this.length; i++) this.bigs[i] = BigInt(this.floats[i]);
      this.floats = new Float64Array(0);
    }
    if (this.length === this.bigs.length) {
      const grown = new BigInt64Array(this.length * 2);
      grown.set(this.bigs);
      this.bigs = grown;
    }
    this.bigs[this.length++] = value;
  }

  pushAny(value: number | bigint): void {
    if (typeof value === 'number') this.push(value);
    else this.pushBig(value);
  }

  finish(): Int64Column {
    return this.bigs === undefined ? trim(this.floats, this.length) : trim(this.bigs, this.length);
  }
}

/** Grows a column of 32-bit indices. */
export class Uint32Builder {
  array: Uint32Array;
  length = 0;

  constructor(capacity = 16) {
    this.array = new Uint32Array(Math.max(capacity, 1));
  }

  push(value: number): void {
    if (this.length === this.array.length) this.grow(this.length + 1);
    this.array[this.length++] = value;
  }

  /** Makes room for `count` more values. */
  reserve(count: number): void {
    if (this.length + count > this.array.length) this.grow(this.length + count);
  }

  private grow(least: number): void {
    const grown = new Uint32Array(Math.max(least, Math.ceil(this.array.length * 1.5)));
    grown.set(this.array.subarray(0, this.length));
    this.array = grown;
  }

  finish(): Uint32Array {
    return trim(this.array, this.length);
  }
}

interface Sliceable<T> {
  readonly length: number;
  subarray(start: number, end: number): T;
  slice(start: number, end: number): T;
}

/** The first `length` values: a copy of its own where much of the buffer would be kept for nothing. */
function trim<T extends Sliceable<T>>(array: T, length: number): T {
  if (length === array.length) return array;
  return length * 4 > array.length * 3 && length > 1024 ? array.subarray(0, length) : array.slice(0, length);
}

/** The value at a position as a bigint, whatever the column's kind. */
export function bigAt(column: Int64Column, index: number): bigint {
  return BigInt(column[index]);
}
