import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';
import type { Batch } from './batches';
import { ByteCursor } from './cursor';
import { Ev, maxFramesPerStack, maxStringSize } from './kinds';
import { goSort } from './pdqsort';
import { IdTable, type WideIds } from './wide';

/**
 * The tables of one generation: strings, stacks, frames, CPU samples and clocks (internal/trace/generation.go). Positions are
 * local: 0 is '' among strings and «no stack» among stacks. Plain data once `finish` has run.
 */
export interface GenerationTables {
  readonly strings: string[];
  /** Program counters as WideIds numbers; function and file as positions in `strings`. */
  readonly framePc: Float64Array;
  readonly frameFn: Uint32Array;
  readonly frameFile: Uint32Array;
  readonly frameLine: Float64Array;
  /** stacks + 1 positions in `stackFrames`; stack 0 is empty. */
  readonly stackStart: Uint32Array;
  readonly stackFrames: Uint32Array;
  readonly samples: CpuSamples;
  /** ns per timestamp unit. */
  readonly nsPerTick: number;
  readonly clock: { readonly ticks: number; readonly mono: number; readonly sec: number; readonly nsec: number } | undefined;
}

export interface CpuSamples {
  readonly count: number;
  /** Timestamps in the trace's units, sorted as Go sorts them. */
  readonly time: Float64Array;
  readonly m: Float64Array;
  readonly p: Float64Array;
  readonly g: Float64Array;
  /** Raw stack ids. */
  readonly stack: Float64Array;
}

/** From raw ids to local positions: an array where ids are dense, a hash table where not. */
export class RawIndex {
  readonly table = new IdTable();
  /** Position by id; −1 for none. Ids from its length on are in `table`. */
  dense: Int32Array = new Int32Array(0);

  /** The position the id was given: 1 for the first. 0 when it was there already, or is the reserved id 0. */
  insert(id: number): number {
    if (id === 0) return 0;
    const before = this.table.count;
    const slot = this.table.add(id);
    return slot === before ? slot + 1 : 0;
  }

  finish(): void {
    let max = 0;
    const { ids, count } = this.table;
    for (let slot = 0; slot < count; slot++) if (ids[slot] > max) max = ids[slot];
    const size = max <= 4 * count + 1024 ? max + 1 : 1;
    this.dense = new Int32Array(size).fill(-1);
    this.dense[0] = 0;
    for (let slot = 0; slot < count; slot++) if (ids[slot] >= 0 && ids[slot] < size) this.dense[ids[slot]] = slot + 1;
  }

  /** Position of an id, −1 when the tables lack it. */
  position(id: number): number {
    if (id >= 0 && id < this.dense.length) return this.dense[id];
    const slot = this.table.find(id);
    return slot < 0 ? -1 : slot + 1;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function damaged(message: Phrase, offset: number, expected: Phrase): InputError {
  return new InputError({ code: 'bad-value', message, offset, expected, hint: phrase`the file is damaged: capture the trace again` });
}

/** Collects the tables of a generation from its structural batches. */
export class TableBuilder {
  readonly strings: string[] = [''];
  readonly stringIndex = new RawIndex();
  readonly stackIndex = new RawIndex();
  private readonly pcs = new IdTable();
  private frameRaw: number[] = [];
  private readonly stackStart: number[] = [0, 0];
  private readonly stackFrames: number[] = [];
  private readonly sampleRows: number[] = [];
  private frequency = 0;
  private hasFrequency = false;
  private clock: GenerationTables['clock'];

  constructor(
    private readonly version: number,
    private readonly wide: WideIds,
  ) {}

  /** Takes the batch where it is structural; false for a batch of events (generation.go processBatch). */
  take(batch: Batch): boolean {
    if (batch.experiment !== 0) return true;
    if (batch.data.length === 0) return false;
    switch (batch.data[0]) {
      case Ev.Strings:
        this.addStrings(batch);
        return true;
      case Ev.Stacks:
        this.addStacks(batch);
        return true;
      case Ev.CPUSamples:
        this.addSamples(batch);
        return true;
      case Ev.Frequency:
        if (this.version >= 25) return false;
        this.addSync(batch, 0);
        return true;
      case Ev.Sync:
        if (this.version < 25) return false;
        this.addSync(batch, 1);
        return true;
      default:
        return false;
    }
  }

  private addStrings(batch: Batch): void {
    const cursor = new ByteCursor(batch.data, batch.dataOffset, this.wide);
    cursor.pos = 1;
    while (!cursor.done) {
      const at = batch.dataOffset + cursor.pos;
      if (cursor.byte() !== Ev.String) throw damaged(phrase`a string table holds something else`, at, phrase`a string entry (5)`);
      const id = cursor.id();
      const length = cursor.id();
      if (length < 0 || length > maxStringSize) throw damaged(phrase`a string is too long`, at, phrase`at most ${maxStringSize} bytes`);
      if (cursor.pos + length > batch.data.length) throw cursor.short(phrase`${length} bytes of string`);
      const text = decoder.decode(batch.data.subarray(cursor.pos, cursor.pos + length));
      cursor.pos += length;
      if (this.stringIndex.insert(id) === 0) throw damaged(phrase`string ${id} is defined twice`, at, phrase`each string id once`);
      this.strings.push(text);
    }
  }

  private addStacks(batch: Batch): void {
    const cursor = new ByteCursor(batch.data, batch.dataOffset, this.wide);
    cursor.pos = 1;
    while (!cursor.done) {
      const at = batch.dataOffset + cursor.pos;
      if (cursor.byte() !== Ev.Stack) throw damaged(phrase`a stack table holds something else`, at, phrase`a stack entry (3)`);
      const id = cursor.id();
      const frames = cursor.id();
      if (frames < 0 || frames > maxFramesPerStack)
        throw damaged(phrase`a stack is too deep`, at, phrase`at most ${maxFramesPerStack} frames`);
      for (let i = 0; i < frames; i++) {
        const pc = cursor.id();
        const fn = cursor.id();
        const file = cursor.id();
        const line = cursor.id();
        const before = this.pcs.count;
        const frame = this.pcs.add(pc);
        if (frame === before) this.frameRaw.push(fn, file, line);
        this.stackFrames.push(frame);
      }
      if (this.stackIndex.insert(id) === 0) throw damaged(phrase`stack ${id} is defined twice`, at, phrase`each stack id once`);
      this.stackStart.push(this.stackFrames.length);
    }
  }

  private addSamples(batch: Batch): void {
    const cursor = new ByteCursor(batch.data, batch.dataOffset, this.wide);
    cursor.pos = 1;
    while (!cursor.done) {
      const at = batch.dataOffset + cursor.pos;
      if (cursor.byte() !== Ev.CPUSample) throw damaged(phrase`a table of CPU samples holds something else`, at, phrase`a CPU sample (7)`);
      const time = cursor.float();
      const m = cursor.id();
      const p = cursor.id();
      const g = cursor.id();
      this.sampleRows.push(time, m, p, g === 0 ? -1 : g, cursor.id());
    }
  }

  /** ns per timestamp unit; 0 until it is known. */
  get nsPerTick(): number {
    return this.frequency;
  }

  private addSync(batch: Batch, start: number): void {
    const cursor = new ByteCursor(batch.data, batch.dataOffset, this.wide);
    cursor.pos = start;
    let ticks = batch.time;
    while (!cursor.done) {
      const at = batch.dataOffset + cursor.pos;
      const type = cursor.byte();
      if (type === Ev.Frequency) {
        if (this.hasFrequency) throw damaged(phrase`the clock frequency stands twice in a generation`, at, phrase`one frequency`);
        this.frequency = 1 / (cursor.float() / 1e9);
        this.hasFrequency = this.frequency !== 0;
      } else if (type === Ev.ClockSnapshot && this.version >= 25) {
        if (this.clock) throw damaged(phrase`the clock snapshot stands twice in a generation`, at, phrase`one clock snapshot`);
        ticks += cursor.float();
        this.clock = { ticks, mono: cursor.id(), sec: cursor.id(), nsec: cursor.id() };
      } else throw damaged(phrase`event ${type} stands among the clocks`, at, phrase`a frequency (8) or a clock snapshot (51)`);
    }
  }

  /** Checks the tables against each other; `offset` is where the generation ends in the file. */
  finish(offset: number): GenerationTables {
    if (!this.hasFrequency) throw damaged(phrase`a generation has no clock frequency`, offset, phrase`a frequency event`);
    if (this.version >= 25 && !this.clock)
      throw damaged(phrase`a generation has no clock snapshot`, offset, phrase`a clock snapshot event`);
    this.stringIndex.finish();
    this.stackIndex.finish();
    const frames = this.pcs.count;
    const frameFn = new Uint32Array(frames);
    const frameFile = new Uint32Array(frames);
    const frameLine = new Float64Array(frames);
    for (let i = 0; i < frames; i++) {
      const fn = this.stringIndex.position(this.frameRaw[3 * i]);
      const file = this.stringIndex.position(this.frameRaw[3 * i + 1]);
      if (fn < 0 || file < 0)
        throw damaged(phrase`a stack frame names a string that does not exist`, offset, phrase`a string of the same generation`);
      frameFn[i] = fn;
      frameFile[i] = file;
      frameLine[i] = this.frameRaw[3 * i + 2];
    }
    return {
      strings: this.strings,
      framePc: this.pcs.ids.slice(0, frames),
      frameFn,
      frameFile,
      frameLine,
      stackStart: Uint32Array.from(this.stackStart),
      stackFrames: Uint32Array.from(this.stackFrames),
      samples: this.sortedSamples(),
      nsPerTick: this.frequency,
      clock: this.clock,
    };
  }

  private sortedSamples(): CpuSamples {
    const rows = this.sampleRows;
    const count = rows.length / 5;
    const keys = new Float64Array(count);
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      keys[i] = Math.floor(rows[5 * i] * this.frequency);
      order[i] = i;
    }
    goSort(order, count, keys);
    const column = (field: number) => Float64Array.from(order, (row) => rows[5 * row + field]);
    return { count, time: column(0), m: column(1), p: column(2), g: column(3), stack: column(4) };
  }
}
