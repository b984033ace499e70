import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { ByteSource } from '../../base/source';
import { varintEnd, varintFloat, varintId } from './cursor';
import { Ev, maxBatchSize } from './kinds';
import type { WideIds } from './wide';

/** One batch of a v2 trace: its header, and its bytes unread (internal/trace/batch.go). */
export interface Batch {
  /** First byte of the header, and of the data, in the file. */
  readonly offset: number;
  readonly dataOffset: number;
  readonly gen: number;
  readonly m: number;
  /** Base timestamp as float64. */
  readonly time: number;
  readonly data: Uint8Array;
  /** 0 for a regular batch, else the experiment. */
  readonly experiment: number;
  /** The bare byte that ends a generation (Go 1.26). */
  readonly endOfGeneration: boolean;
}

const usualWindow = 4 << 20;
/** A header is at most: type, experiment, and four varints. */
const maxHeader = 2 + 4 * 10;

/** Reads the batches of a source one after another, through windows of a few MB. */
export class BatchReader {
  private window: Uint8Array = new Uint8Array(0);
  private used: Uint8Array[] = [];
  private readonly free: Uint8Array[] = [];
  private windowStart = 0;

  /** `offset` is where the next batch starts. */
  constructor(
    private readonly source: ByteSource,
    public offset: number,
    private readonly end: number,
    private readonly wide: WideIds,
    private readonly windowBytes = usualWindow,
  ) {}

  /** The next batch, or undefined at the end of the file. Throws InputError (truncated, bad-varint, bad-value). */
  async next(): Promise<Batch | undefined> {
    if (this.offset >= this.end) return undefined;
    await this.ensure(maxHeader);
    const size = this.header();
    if (size < 0) return this.take(0);
    await this.ensure(this.headerLength + size);
    const available = this.windowStart + this.window.length - (this.offset + this.headerLength);
    if (available < size) {
      throw new InputError({
        code: 'truncated',
        message: phrase`the trace ends inside a batch: ${Math.max(0, available)} of ${size} bytes are there`,
        offset: this.offset,
        expected: phrase`${size} bytes of batch data`,
        hint: phrase`the file is cut off: copy it again, or stop the trace before reading it`,
      });
    }
    return this.take(size);
  }

  private headerLength = 0;
  private gen = 0;
  private m = 0;
  private time = 0;
  private experiment = 0;

  private take(size: number): Batch {
    const from = this.offset - this.windowStart + this.headerLength;
    const batch: Batch = {
      offset: this.offset,
      dataOffset: this.offset + this.headerLength,
      gen: this.gen,
      m: this.m,
      time: this.time,
      data: this.window.subarray(from, from + size),
      experiment: this.experiment,
      endOfGeneration: this.headerLength === 1,
    };
    this.offset += this.headerLength + size;
    return batch;
  }

  /** Parses the header at the offset; the size of the data, or −1 for an end-of-generation byte. */
  private header(): number {
    const data = this.window;
    const start = this.offset - this.windowStart;
    const type = data[start];
    this.experiment = 0;
    if (type === Ev.EndOfGeneration) {
      this.headerLength = 1;
      this.gen = 0;
      this.m = -1;
      this.time = 0;
      return -1;
    }
    if (type !== Ev.EventBatch && type !== Ev.ExperimentalBatch) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`byte ${type} stands where a batch of the trace should start`,
        offset: this.offset,
        expected: phrase`the start of an event batch (1), an experimental batch (49) or the end of a generation (52)`,
        hint: phrase`the file is damaged from here on: capture the trace again`,
      });
    }
    let pos = start + 1;
    if (type === Ev.ExperimentalBatch) {
      if (pos >= data.length) throw this.cut();
      this.experiment = data[pos++];
    }
    let end = this.varint(pos);
    this.gen = varintId(data, pos, end, this.wide);
    pos = end;
    end = this.varint(pos);
    this.m = varintId(data, pos, end, this.wide);
    pos = end;
    end = this.varint(pos);
    this.time = varintFloat(data, pos, end);
    pos = end;
    end = this.varint(pos);
    const size = varintFloat(data, pos, end);
    this.headerLength = end - start;
    if (size > maxBatchSize) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`a batch of the trace claims ${size} bytes`,
        offset: this.offset,
        expected: phrase`at most ${maxBatchSize} bytes`,
        hint: phrase`the file is damaged from here on: capture the trace again`,
      });
    }
    return size;
  }

  private varint(pos: number): number {
    const end = varintEnd(this.window, pos, this.window.length);
    if (end < 0) throw this.cut();
    return end;
  }

  private cut(): InputError {
    return new InputError({
      code: 'truncated',
      message: phrase`the header of a batch cannot be read`,
      offset: this.offset,
      expected: phrase`generation, thread, time and size as varints`,
      hint: phrase`the file is damaged or cut off here: capture the trace again`,
    });
  }

  /** Makes the window hold `bytes` from the offset on, where the source has them. */
  private async ensure(bytes: number): Promise<void> {
    const have = this.windowStart + this.window.length;
    const want = Math.min(this.offset + bytes, this.end);
    if (want <= have && this.offset >= this.windowStart) return;
    const { windowBytes } = this;
    const length = Math.min(this.end - this.offset, Math.max(bytes, windowBytes));
    if (this.source.sliceInto && length <= windowBytes) {
      const into = this.free.pop() ?? new Uint8Array(windowBytes);
      this.used.push(into);
      this.window = await this.source.sliceInto(this.offset, this.offset + length, into);
    } else this.window = await this.source.slice(this.offset, this.offset + length);
    this.windowStart = this.offset;
  }

  /** Tells that the batches so far are no longer needed, but for the last: their windows may be filled again. */
  release(): void {
    const current = this.used.pop();
    this.free.push(...this.used);
    this.used = current ? [current] : [];
  }
}
