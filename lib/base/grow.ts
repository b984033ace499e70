/** A column of numbers that grows; `finish` gives it at its length. */
export class Floats {
  data = new Float64Array(64);
  count = 0;

  push(value: number): void {
    this.reserve();
    this.data[this.count++] = value;
  }

  /** Makes room for one more. */
  reserve(): void {
    if (this.count < this.data.length) return;
    const data = new Float64Array(this.count * 2);
    data.set(this.data);
    this.data = data;
  }

  finish(): Float64Array {
    return this.data.slice(0, this.count);
  }
}

export class Ints {
  data = new Int32Array(64);
  count = 0;

  push(value: number): void {
    if (this.count === this.data.length) {
      const data = new Int32Array(this.count * 2);
      data.set(this.data);
      this.data = data;
    }
    this.data[this.count++] = value;
  }

  finish(): Int32Array {
    return this.data.slice(0, this.count);
  }
}

/** The first `used` numbers, by default all, in a longer array; the other places hold `fill`, and are not touched where that is 0. */
export function grown<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  from: T,
  size: number,
  fill = 0,
  used = from.length,
): T {
  const to = new (from.constructor as new (length: number) => T)(size);
  to.set(used === from.length ? from : from.subarray(0, used));
  if (fill !== 0) to.fill(fill, used);
  return to;
}
