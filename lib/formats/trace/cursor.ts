import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';
import type { WideIds } from './wide';

/** Reads unsigned varints of one batch, one after another; for everything but the hot loop over events (cursors.ts). */
export class ByteCursor {
  pos = 0;

  constructor(
    readonly data: Uint8Array,
    /** Where the data starts in the file, for error offsets. */
    readonly fileOffset: number,
    private readonly wide: WideIds,
  ) {}

  get done(): boolean {
    return this.pos >= this.data.length;
  }

  byte(): number {
    if (this.pos >= this.data.length) throw this.short(phrase`one more byte`);
    return this.data[this.pos++];
  }

  /** A varint as the number that stands for it (WideIds). */
  id(): number {
    const first = this.data[this.pos];
    if (first < 128) {
      this.pos++;
      return first;
    }
    const end = varintEnd(this.data, this.pos, this.data.length);
    if (end < 0) throw badVarint(this.fileOffset + this.pos);
    const value = varintId(this.data, this.pos, end, this.wide);
    this.pos = end;
    return value;
  }

  /** A varint as float64, rounded as Go rounds float64(uint64). */
  float(): number {
    const end = varintEnd(this.data, this.pos, this.data.length);
    if (end < 0) throw badVarint(this.fileOffset + this.pos);
    const value = varintFloat(this.data, this.pos, end);
    this.pos = end;
    return value;
  }

  short(expected: Phrase): InputError {
    return new InputError({
      code: 'truncated',
      message: phrase`a batch of the trace ends in the middle of an entry`,
      offset: this.fileOffset + this.pos,
      expected,
      hint: phrase`the file is damaged: capture the trace again`,
    });
  }
}

export function badVarint(offset: number): InputError {
  return new InputError({
    code: 'bad-varint',
    message: phrase`a number of the trace cannot be read`,
    offset,
    expected: phrase`a varint of at most 64 bits`,
    hint: phrase`the file is damaged: capture the trace again`,
  });
}

/** Where the varint at `pos` ends, or −1 when it is cut or exceeds 64 bits (encoding/binary Uvarint). */
export function varintEnd(data: Uint8Array, pos: number, limit: number): number {
  for (let i = 0; i < 10 && pos + i < limit; i++) {
    const byte = data[pos + i];
    if (byte < 128) return i === 9 && byte > 1 ? -1 : pos + i + 1;
  }
  return -1;
}

function varintHalves(data: Uint8Array, pos: number, end: number): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (let i = 0, shift = 0; pos + i < end; i++, shift += 7) {
    const bits = data[pos + i] & 127;
    if (shift < 28) low += bits * 2 ** shift;
    else if (shift === 28) {
      low += (bits & 15) * 2 ** 28;
      high += bits >>> 4;
    } else high += bits * 2 ** (shift - 32);
  }
  return { low, high };
}

/** The value of a varint of at most seven bytes: below 2^49, exact in a float. */
function varintShort(data: Uint8Array, pos: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= pos; at--) value = value * 128 + (data[at] & 127);
  return value;
}

export function varintFloat(data: Uint8Array, pos: number, end: number): number {
  if (end - pos <= 7) return varintShort(data, pos, end);
  const { low, high } = varintHalves(data, pos, end);
  return high * 4294967296 + low;
}

export function varintId(data: Uint8Array, pos: number, end: number, wide: WideIds): number {
  if (end - pos <= 7) return varintShort(data, pos, end);
  const { low, high } = varintHalves(data, pos, end);
  if (high < 0x200000) return high * 4294967296 + low;
  return wide.intern((BigInt(high) << 32n) | BigInt(low));
}
