import protobuf from 'protobufjs/minimal.js';
import type { Amount } from '../../base/units';

const two32 = 4294967296;

/** Fields of one message through protobufjs's Writer; zeros are left out, as google/pprof's encodeInt64Opt does. */
export class MessageWriter {
  private readonly writer: protobuf.Writer;

  constructor(writer = protobuf.Writer.create()) {
    this.writer = writer;
  }

  /** An int64 or uint64 field, unless it is zero. */
  integer(field: number, value: Amount): void {
    if (value !== 0 && value !== 0n) this.required(field, value);
  }

  /** The same, zero too. */
  required(field: number, value: Amount): void {
    this.writer.uint32(field << 3);
    this.varint(value);
  }

  bool(field: number, value: boolean): void {
    if (value) this.writer.uint32(field << 3).bool(true);
  }

  string(field: number, text: string): void {
    this.writer.uint32((field << 3) | 2).string(text);
  }

  /** A repeated field: packed from three values on, as google/pprof writes it. */
  repeated(field: number, count: number, at: (index: number) => Amount): void {
    if (count <= 2) {
      for (let i = 0; i < count; i++) this.required(field, at(i));
      return;
    }
    this.writer.uint32((field << 3) | 2).fork();
    for (let i = 0; i < count; i++) this.varint(at(i));
    this.writer.ldelim();
  }

  message(field: number, fill: (message: MessageWriter) => void): void {
    this.writer.uint32((field << 3) | 2).fork();
    fill(this);
    this.writer.ldelim();
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }

  private varint(value: Amount): void {
    if (typeof value === 'number' && value >= 0 && value < two32) {
      this.writer.uint32(value);
      return;
    }
    const bits = BigInt.asUintN(64, BigInt(value));
    this.writer.uint64(new LongBits(Number(bits & 0xffffffffn), Number(bits >> 32n)));
  }
}

/** The shape in which protobufjs takes 64 bits without the long package. */
class LongBits {
  readonly low: number;
  readonly high: number;
  readonly unsigned = true;

  constructor(low: number, high: number) {
    this.low = low | 0;
    this.high = high | 0;
  }
}
