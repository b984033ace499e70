/** A float64 column that grows: the decoder does not know how many lines there are. */
export class Growing {
  private data: Float64Array;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Float64Array(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  get(at: number): number {
    return this.data[at];
  }

  set(at: number, value: number): void {
    this.data[at] = value;
  }

  /** The column at its length; in the order of `rows` where given. */
  finish(rows?: Uint32Array): Float64Array {
    if (!rows) return this.data.slice(0, this.length);
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = this.data[rows[i]];
    return out;
  }
}

/** Positions of the bytes of a line being read; every method moves past what it read or leaves `ok` false. */
export class LineReader {
  pos = 0;
  end = 0;
  ok = true;

  constructor(readonly bytes: Uint8Array) {}

  at(pos: number, end: number): this {
    this.pos = pos;
    this.end = end;
    this.ok = true;
    return this;
  }

  /** True and past it when the text stands here. */
  has(text: string): boolean {
    const { bytes, pos } = this;
    if (pos + text.length > this.end) return false;
    for (let i = 0; i < text.length; i++) if (bytes[pos + i] !== text.charCodeAt(i)) return false;
    this.pos += text.length;
    return true;
  }

  /** The text must stand here. */
  want(text: string): void {
    if (this.ok && !this.has(text)) this.ok = false;
  }

  /** A decimal number without sign and exponent, as the runtime prints them. */
  number(): number {
    if (!this.ok) return Number.NaN;
    const { bytes, end } = this;
    let pos = this.pos;
    let value = 0;
    const start = pos;
    for (; pos < end; pos++) {
      const digit = bytes[pos] - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (pos === start || pos - start > 20) {
      this.ok = false;
      return Number.NaN;
    }
    if (pos + 1 < end && bytes[pos] === 46 && isDigit(bytes[pos + 1])) {
      pos++;
      let scale = 1;
      for (; pos < end; pos++) {
        const digit = bytes[pos] - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        scale *= 10;
      }
      value /= scale;
    }
    this.pos = pos;
    return value;
  }

  /** `nil` or a number; nil is -1. */
  idOrNil(): number {
    return this.has('nil') ? -1 : this.number();
  }

  peek(): number {
    return this.pos < this.end ? this.bytes[this.pos] : -1;
  }
}

export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
