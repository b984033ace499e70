import { InputError } from '../../../base/errors';
import { type Phrase, phrase } from '../../../base/phrase';
import { badVarint, varintEnd, varintId } from '../cursor';
import { RawIndex } from '../tables';
import { IdTable, type WideIds } from '../wide';
import { V1Events } from './events';
import { argTotal, hasStack, sinceVersion, V1 } from './types';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function damagedV1(message: Phrase, offset: number, expected: Phrase): InputError {
  return new InputError({ code: 'bad-value', message, offset, expected, hint: phrase`the file is damaged: capture the trace again` });
}

/**
 * Reads the bytes of a v1 trace (internal/trace/internal/tracev1/parser.go): first where each P's batches are and the CPU samples,
 * then the events of P after P. The whole file is in memory, as the format needs.
 */
export class V1Parser {
  readonly events = new V1Events();
  /** Events [start, end) of each P, in the order of its batches. */
  readonly procs: { readonly p: number; readonly start: number; readonly end: number }[] = [];
  readonly stringIndex = new RawIndex();
  /** Texts of `stringIndex`, by its slots; and texts of logs, which stand in the events. */
  readonly named: string[] = [];
  readonly logTexts: string[] = [];
  /** Frames by pc, first wins; stacks as positions of frames, by id. */
  readonly pcs = new IdTable();
  readonly frameRaw: number[] = [];
  readonly stacks = new Map<number, number[]>();
  readonly timerGoroutines = new Set<number>();
  /** Ticks per second. */
  frequency = 0;
  private pos: number;
  private readonly args: number[] = [];
  private text = '';
  /** Ticks of the first batch: times are kept relative to it, so that floats hold them. */
  private base: bigint | undefined;
  private readonly batches = new Map<number, number[]>();
  private readonly sampleRows: number[] = [];
  private readonly lastG = new Map<number, number>();

  constructor(
    private readonly data: Uint8Array,
    start: number,
    private readonly version: number,
    private readonly wide: WideIds,
  ) {
    this.pos = start;
  }

  parse(): void {
    this.collect();
    for (const [p, offsets] of this.batches) {
      const start = this.events.count;
      for (const offset of offsets) this.batch(offset);
      this.procs.push({ p, start, end: this.events.count });
    }
    this.samples();
    if (this.frequency === 0) throw damagedV1(phrase`the trace has no clock frequency`, this.data.length, phrase`a frequency event`);
  }

  private samples(): void {
    const rows: number[][] = [];
    for (let i = 0; i < this.sampleRows.length; i += 4) rows.push(this.sampleRows.slice(i, i + 4));
    rows.sort((a, b) => a[0] - b[0]);
    const start = this.events.count;
    for (const [time, p, g, stack] of rows) {
      const at = this.events.add(V1.CPUSample, time, g, p);
      this.events.stack[at] = stack;
    }
    this.procs.push({ p: -2, start, end: this.events.count });
  }

  /** First pass: offsets of the batches by P, and the CPU samples. */
  private collect(): void {
    let current = -1;
    while (this.pos < this.data.length) {
      const at = this.pos;
      const type = this.raw(true);
      if (type === 0) continue;
      if (type === V1.Batch) {
        current = this.args[0] === -1 ? -1 : this.args[0];
        const offsets = this.batches.get(current);
        if (offsets) offsets.push(at);
        else this.batches.set(current, [at]);
      }
      if (!this.batches.has(current)) throw damagedV1(phrase`an event stands before any batch`, at, phrase`a batch header (1)`);
      if (type === V1.CPUSample) {
        if (this.args.length !== argTotal[type])
          throw damagedV1(phrase`a CPU sample has the wrong number of arguments`, at, phrase`${argTotal[type]} arguments`);
        this.sampleRows.push(this.ticks(this.args[1]), int32(this.args[2], this.wide), this.args[3], this.args[4]);
      }
    }
  }

  /** Ticks relative to the first batch's. */
  private ticks(value: number): number {
    this.base ??= this.wide.unsigned(value);
    return Number(BigInt.asIntN(64, this.wide.unsigned(value) - this.base));
  }

  /** Second pass: the events of one batch. */
  private batch(offset: number): void {
    this.pos = offset;
    let p = -1;
    let time = 0;
    let g = 0;
    let begun = false;
    while (this.pos < this.data.length) {
      const at = this.pos;
      const type = this.raw(false);
      if (type === 0 || type === V1.CPUSample) continue;
      const { args } = this;
      const wanted = type === V1.Stack ? args.length : argTotal[type];
      if (type === V1.Batch) {
        if (begun) break;
        begun = true;
        p = args[0];
        g = this.lastG.get(p) ?? 0;
        time = this.ticks(args[1]);
        continue;
      }
      if (args.length !== wanted) throw damagedV1(phrase`event type ${type} has ${args.length} arguments`, at, phrase`${wanted} arguments`);
      if (type === V1.Frequency) {
        this.frequency = args[0];
        if (!(this.frequency > 0)) throw damagedV1(phrase`the clock frequency is not positive`, at, phrase`ticks per second`);
      } else if (type === V1.TimerGoroutine) this.timerGoroutines.add(args[0]);
      else if (type === V1.Stack) this.stack(at);
      else {
        time += args[0];
        g = this.event(type, time, g, p);
      }
    }
    this.lastG.set(p, g);
  }

  /** Adds an event; the goroutine that its P runs after it. */
  private event(type: number, time: number, g: number, p: number): number {
    const { args, events } = this;
    const at = events.add(type, time, g, p);
    for (let i = 1; i < args.length; i++) {
      if (i === args.length - 1 && hasStack[type] === 1) events.stack[at] = Number(BigInt.asUintN(32, this.wide.unsigned(args[i])));
      else events.setArg(at, i - 1, args[i]);
    }
    switch (type) {
      case V1.GoStart:
      case V1.GoStartLocal:
      case V1.GoStartLabel:
        events.g[at] = events.a0[at];
        return events.a0[at];
      case V1.GoSysExit:
        if (events.a2[at] !== 0) events.a3[at] = this.ticks(events.a2[at]);
        events.g[at] = events.a0[at];
        return g;
      case V1.GoWaiting:
      case V1.GoInSyscall:
        events.g[at] = events.a0[at];
        return g;
      case V1.UserLog:
        events.a3[at] = this.logTexts.push(this.text) - 1;
        return g;
      case V1.GoEnd:
      case V1.GoStop:
      case V1.GoSched:
      case V1.GoPreempt:
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoSysBlock:
      case V1.GoBlockGC:
        return 0;
      default:
        return g;
    }
  }

  private stack(at: number): void {
    const { args } = this;
    if (args.length < 2) throw damagedV1(phrase`a stack has no size`, at, phrase`id and number of frames`);
    const [id, size] = args;
    if (size < 0 || size > 1000 || args.length !== 2 + 4 * size)
      throw damagedV1(phrase`a stack has the wrong number of frames`, at, phrase`four values a frame`);
    if (id === 0 || size === 0) return;
    const frames: number[] = [];
    for (let i = 0; i < size; i++) {
      const before = this.pcs.count;
      const frame = this.pcs.add(args[2 + 4 * i]);
      if (frame === before) this.frameRaw.push(args[3 + 4 * i], args[4 + 4 * i], args[5 + 4 * i]);
      frames.push(frame);
    }
    this.stacks.set(Number(BigInt.asUintN(32, this.wide.unsigned(id))), frames);
  }

  /** Reads one entry into `args` (and `text`); its type, 0 for a string. On the first pass it only skips what it can. */
  private raw(first: boolean): number {
    const { args, data } = this;
    args.length = 0;
    const at = this.pos;
    const byte = data[this.pos++];
    const type = byte & 63;
    const inline = (byte >> 6) + 1;
    if (type === 0 || type >= V1.Count || sinceVersion[type] > this.version)
      throw damagedV1(phrase`unknown event type ${type}`, at, phrase`an event type of this version`);
    if (type === V1.String) {
      this.string(at, first);
      return 0;
    }
    if (type === V1.Batch) {
      if (inline !== 2) throw damagedV1(phrase`a batch header has the wrong number of arguments`, at, phrase`two arguments`);
      args.push(this.varint(), this.varint());
      if (args[0] !== -1 && (args[0] < 0 || args[0] > 2147483647))
        throw damagedV1(phrase`a batch belongs to an impossible P`, at, phrase`a P below 2^31`);
      return type;
    }
    if (inline <= 3) {
      for (let i = 0; i < inline; i++) args.push(this.varint());
      return type;
    }
    const length = this.varint();
    if (length < 0 || length > 2048) throw damagedV1(phrase`an event is too long`, at, phrase`at most 2048 bytes of arguments`);
    const end = this.pos + length;
    if (end > data.length) throw cut(at);
    if (first && type !== V1.CPUSample) this.pos = end;
    else while (this.pos < end) args.push(this.varint(end));
    if (type === V1.UserLog) this.logText(at, first);
    return type;
  }

  private logText(at: number, first: boolean): void {
    const length = this.varint();
    if (length < 0 || this.pos + length > this.data.length) throw cut(at);
    if (length > 1e6) throw damagedV1(phrase`a log message is too long`, at, phrase`at most 1000000 bytes`);
    if (!first) this.text = decoder.decode(this.data.subarray(this.pos, this.pos + length));
    this.pos += length;
  }

  private string(at: number, first: boolean): void {
    const id = this.varint();
    const length = this.varint();
    if (length < 0 || this.pos + length > this.data.length) throw cut(at);
    if (!first) {
      if (length === 0 || length > 1e6) throw damagedV1(phrase`a string has the length ${length}`, at, phrase`1 to 1000000 bytes`);
      if (this.stringIndex.insert(id) === 0)
        throw damagedV1(phrase`string ${id} is reserved or defined twice`, at, phrase`each string id once`);
      this.named.push(decoder.decode(this.data.subarray(this.pos, this.pos + length)));
    }
    this.pos += length;
  }

  private varint(limit = this.data.length): number {
    const first = this.data[this.pos];
    if (first < 128 && this.pos < limit) {
      this.pos++;
      return first;
    }
    const end = varintEnd(this.data, this.pos, limit);
    if (end < 0) throw badVarint(this.pos);
    const value = varintId(this.data, this.pos, end, this.wide);
    this.pos = end;
    return value;
  }
}

function cut(offset: number): InputError {
  return new InputError({
    code: 'truncated',
    message: phrase`the trace ends inside an event`,
    offset,
    expected: phrase`the rest of the event`,
    hint: phrase`the file is cut off: stop the trace before copying it`,
  });
}

function int32(value: number, wide: WideIds): number {
  return Number(BigInt.asIntN(32, wide.unsigned(value)));
}
