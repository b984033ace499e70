import protobuf from 'protobufjs/minimal.js';
import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const two32 = 4294967296;
const damageHint = phrase`The file is damaged or not a pprof profile: capture it again.`;

/**
 * protobufjs's Reader with the bounds and the 64-bit values that a pprof decoder needs. The 32-bit reads are protobufjs's
 * own; a varint of five bytes or more is read again here, whole. As google/pprof's decodeVarint, ten bytes are the most a varint may take
 * and bits past the 64th are dropped.
 */
export class ProfileReader {
  private readonly reader: protobuf.Reader;
  private readonly bytes: Uint8Array;
  /** The last long varint: unsigned 32-bit halves. */
  private lo = 0;
  private hi = 0;
  field = 0;
  wire = 0;
  /** Where the key of the field begins that `nextVarint` found. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.reader = new protobuf.Reader(bytes);
  }

  get pos(): number {
    return this.reader.pos;
  }

  set pos(position: number) {
    this.reader.pos = position;
  }

  /** Reads a field's key into `field` and `wire`. */
  key(end: number): void {
    const key = this.unsigned(end);
    if (typeof key === 'bigint' || key >= two32) {
      this.field = -1;
      this.wire = Number(BigInt(key) & 7n);
      return;
    }
    this.field = key >>> 3;
    this.wire = key & 7;
  }

  /**
   * Goes to the next of the fields 1 to `last` of a message that ends at `end`, stepping over others. False at the end. Fails where it is no
   * varint: `what` names the fields.
   */
  nextVarint(end: number, last: number, what: Phrase): boolean {
    while (this.reader.pos < end) {
      this.at = this.reader.pos;
      this.key(end);
      if (this.field >= 1 && this.field <= last) {
        this.expect(wireTypes.varint, this.at, what);
        return true;
      }
      this.skip(end, this.at);
    }
    return false;
  }

  /** The end of a length-delimited field that starts here, within `end`. */
  messageEnd(end: number): number {
    const start = this.reader.pos;
    const length = this.unsigned(end);
    const stop = this.reader.pos + Number(length);
    if (stop > end) {
      throw new InputError({
        code: 'truncated',
        message: phrase`A field declares ${length} bytes, but only ${end - this.reader.pos} are left.`,
        offset: start,
        expected: phrase`${length} bytes of field data`,
        hint: phrase`The file was cut short or is damaged: capture it again.`,
      });
    }
    return stop;
  }

  /** An unsigned 64-bit varint: a number while exact. */
  unsigned(end: number): number | bigint {
    const start = this.reader.pos;
    const short = this.short(start, end);
    if (short >= 0) return short;
    this.long(start, end);
    return this.hi < 0x200000 ? this.hi * two32 + this.lo : (BigInt(this.hi) << 32n) | BigInt(this.lo);
  }

  /** A signed 64-bit varint: a number while it is a safe integer. */
  signed(end: number): number | bigint {
    const start = this.reader.pos;
    const short = this.short(start, end);
    if (short >= 0) return short;
    this.long(start, end);
    const hi = this.hi | 0;
    const value = hi * two32 + this.lo;
    return Number.isSafeInteger(value) ? value : (BigInt(hi) << 32n) | BigInt(this.lo);
  }

  string(length: number): string {
    const start = this.reader.pos;
    this.reader.pos = start + length;
    return decodeText(this.bytes, start, start + length);
  }

  /** The same of a field of the profile itself, named by its number. */
  expectField(wire: number, offset: number, field: number): void {
    if (this.wire !== wire) this.expect(wire, offset, phrase`Field ${field} of the profile`);
  }

  /** Fails unless the field just read has the wire type. */
  expect(wire: number, offset: number, what: Phrase): void {
    if (this.wire !== wire) {
      throw new InputError({
        code: 'bad-wire-type',
        message: phrase`${what} has wire type ${this.wire}, not ${wire}.`,
        offset,
        expected: phrase`wire type ${wire}`,
        hint: damageHint,
      });
    }
  }

  /** Steps over the value of the field just read. */
  skip(end: number, offset: number): void {
    switch (this.wire) {
      case wireTypes.varint:
        this.unsigned(end);
        return;
      case wireTypes.fixed64:
        this.fixed(8, end);
        return;
      case wireTypes.bytes:
        this.reader.pos = this.messageEnd(end);
        return;
      case wireTypes.fixed32:
        this.fixed(4, end);
        return;
      default:
        throw new InputError({
          code: 'bad-wire-type',
          message: phrase`Unknown wire type ${this.wire}.`,
          offset,
          expected: phrase`a protobuf field key with wire type 0, 1, 2 or 5`,
          hint: damageHint,
        });
    }
  }

  private fixed(size: number, end: number): void {
    if (this.reader.pos + size > end) throw badVarint(this.reader.pos, phrase`${size} bytes`);
    this.reader.pos += size;
  }

  /** A varint of at most four bytes by protobufjs's Reader; -1 (and no step) for a longer one. */
  private short(start: number, end: number): number {
    const bytes = this.bytes;
    if (start < end && bytes[start] < 128) {
      this.reader.pos = start + 1;
      return bytes[start];
    }
    if (end - start < 4) {
      let last = start;
      while (last < end && bytes[last] >= 128) last++;
      if (last >= end) throw badVarint(start, phrase`a whole varint`);
    }
    if (bytes[start + 1] < 128 || bytes[start + 2] < 128 || bytes[start + 3] < 128) return this.reader.uint32();
    return -1;
  }

  private long(start: number, end: number): void {
    const bytes = this.bytes;
    let lo = 0;
    let hi = 0;
    let i = 0;
    for (; ; i++) {
      if (i >= 10 || start + i >= end) throw badVarint(start, phrase`a varint of at most 10 bytes`);
      const byte = bytes[start + i];
      const bits = byte & 127;
      if (i < 4) lo |= bits << (7 * i);
      else if (i === 4) {
        lo |= bits << 28;
        hi |= bits >>> 4;
      } else hi |= bits << (7 * i - 32);
      if (byte < 128) break;
    }
    this.reader.pos = start + i + 1;
    this.lo = lo >>> 0;
    this.hi = hi >>> 0;
  }
}

function badVarint(offset: number, expected: Phrase): InputError {
  return new InputError({
    code: 'bad-varint',
    message: phrase`A number runs past the end of its field or past ten bytes.`,
    offset,
    expected,
    hint: damageHint,
  });
}

const decoder = new TextDecoder();

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 64) {
    let text = '';
    let i = start;
    for (; i < end && bytes[i] < 128; i++) text += String.fromCharCode(bytes[i]);
    if (i === end) return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}
