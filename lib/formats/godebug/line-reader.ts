import type { JoinedLine } from '../container/parts';

/** Positions of the bytes of a line being read; every method moves past what it read or leaves `ok` false. */
export class LineReader {
  pos = 0;
  end = 0;
  ok = true;
  private joined: JoinedLine | undefined;

  /** @param bytes the input; a line that was put together has a buffer of its own */
  constructor(public bytes: Uint8Array) {}

  over(bytes: Uint8Array, joined: JoinedLine | undefined): void {
    this.bytes = bytes;
    this.joined = joined;
  }

  /** Where in the input the byte under the reader stands. */
  get offset(): number {
    return this.joined ? this.joined.originOf(this.pos) : this.pos;
  }

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
        // What a number of this size cannot hold any more: both would overflow.
        if (scale === 1e20) continue;
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
