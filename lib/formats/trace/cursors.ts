import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Batch } from './batches';
import { badVarint, varintEnd, varintFloat, varintId } from './cursor';
import { argCount, Ev } from './kinds';
import type { WideIds } from './wide';

/**
 * One cursor for each thread that has events in a generation, as parallel arrays, and the heap of cursors by the time of
 * their next event. The heap's moves are those of internal/trace/batchcursor.go, so that ties fall as they do there.
 */
export class Cursors {
  readonly count: number;
  readonly type: Uint8Array;
  readonly time: Float64Array;
  /** Eight for each cursor: time difference, then the arguments. */
  readonly args: Float64Array;
  /** Slot of the cursor's thread, −1 for none. */
  readonly thread: Int32Array;
  readonly data: Uint8Array[] = [];
  readonly pos: Int32Array;
  /** Where the head event starts in `data`. */
  readonly start: Int32Array;
  readonly heap: Int32Array;
  heapSize = 0;
  private readonly index: Int32Array;

  constructor(
    private readonly batches: readonly (readonly Batch[])[],
    readonly nsPerTick: number,
    /** The trace's first time, in ns on its own clock: subtracted from every base time. */
    public origin: number,
    private readonly wide: WideIds,
  ) {
    const count = batches.length;
    this.count = count;
    this.type = new Uint8Array(count);
    this.time = new Float64Array(count);
    this.args = new Float64Array(count * 8);
    this.thread = new Int32Array(count).fill(-1);
    this.pos = new Int32Array(count);
    this.start = new Int32Array(count);
    this.heap = new Int32Array(count);
    this.index = new Int32Array(count).fill(-1);
    for (let c = 0; c < count; c++) this.data.push(new Uint8Array(0));
  }

  /** Moves to the cursor's next batch that has data; false at the end. */
  nextBatch(c: number): boolean {
    const batches = this.batches[c];
    while (++this.index[c] < batches.length) {
      const batch = batches[this.index[c]];
      if (batch.data.length === 0) continue;
      this.data[c] = batch.data;
      this.pos[c] = 0;
      this.time[c] = this.nanoseconds(batch.time, batch.offset) - this.origin;
      return true;
    }
    return false;
  }

  /** Reads the cursor's first event; false where its thread has none. The ones after it are read where they are put in order (order.ts). */
  first(c: number): boolean {
    if (!this.nextBatch(c)) return false;
    const data = this.data[c];
    this.start[c] = 0;
    const type = data[0];
    const count = argCount[type];
    if (count === 255) throw this.badEvent(c, type);
    let pos = 1;
    for (let i = 0; i <= count; i++) {
      if (pos >= data.length) throw this.cutEvent(c);
      this.args[8 * c + i] = this.slow(c, pos, i === 0);
      pos = this.slowEnd;
    }
    this.pos[c] = pos;
    this.type[c] = type;
    const time = this.time[c] + Math.floor(this.args[8 * c] * this.nsPerTick);
    if (!(time < 9007199254740992)) throw this.lateEvent(c);
    this.time[c] = time;
    return true;
  }

  /** ns of a timestamp: base.go frequency.mul. */
  nanoseconds(ticks: number, offset: number): number {
    const ns = Math.floor(ticks * this.nsPerTick);
    if (!(ns < 2 ** 63)) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`a timestamp of the trace is out of range`,
        offset,
        expected: phrase`less than 2^63 ns`,
        hint: phrase`the file is damaged: capture the trace again`,
      });
    }
    return ns;
  }

  /** File offset of the cursor's head event. */
  offset(c: number): number {
    const batch = this.batches[c][Math.max(0, Math.min(this.index[c], this.batches[c].length - 1))];
    return batch.dataOffset + this.start[c];
  }

  /** A varint of five bytes or more at `pos`: its value; `slowEnd` is where it ends. The time difference is rounded as float64. */
  slow(c: number, pos: number, isTime: boolean): number {
    const data = this.data[c];
    const end = varintEnd(data, pos, data.length);
    if (end < 0) throw badVarint(this.offset(c));
    this.slowEnd = end;
    return isTime ? varintFloat(data, pos, end) : varintId(data, pos, end, this.wide);
  }
  slowEnd = 0;

  badEvent(c: number, type: number): InputError {
    return new InputError({
      code: 'bad-value',
      message: type <= Ev.EndOfGeneration ? phrase`event type ${type} has no place among events` : phrase`unknown event type ${type}`,
      offset: this.offset(c),
      expected: phrase`an event with a time`,
      hint: phrase`the file is damaged: capture the trace again`,
    });
  }

  cutEvent(c: number): InputError {
    return new InputError({
      code: 'truncated',
      message: phrase`a batch of the trace ends inside an event`,
      offset: this.offset(c),
      expected: phrase`all arguments of the event`,
      hint: phrase`the file is damaged: capture the trace again`,
    });
  }

  lateEvent(c: number): InputError {
    return new InputError({
      code: 'bad-value',
      message: phrase`the trace spans more than 104 days: its times cannot be held`,
      offset: this.offset(c),
      expected: phrase`less than 2^53 ns between its first and last event`,
      hint: phrase`the file is damaged: capture the trace again`,
    });
  }

  insert(c: number): void {
    this.heap[this.heapSize++] = c;
    this.siftUp(this.heapSize - 1);
  }

  update(i: number): void {
    if (this.siftUp(i) === i) this.siftDown(i);
  }

  remove(at: number): void {
    const heap = this.heap;
    for (let i = at; i > 0; ) {
      const parent = (i - 1) >> 1;
      const held = heap[parent];
      heap[parent] = heap[i];
      heap[i] = held;
      i = parent;
    }
    const last = --this.heapSize;
    const held = heap[0];
    heap[0] = heap[last];
    heap[last] = held;
    this.siftDown(0);
  }

  private siftUp(at: number): number {
    const { heap, time } = this;
    let i = at;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!(time[heap[parent]] > time[heap[i]])) break;
      const held = heap[parent];
      heap[parent] = heap[i];
      heap[i] = held;
      i = parent;
    }
    return i;
  }

  siftDown(at: number): void {
    const { heap, time, heapSize } = this;
    if (at >= heapSize) return;
    let i = at;
    const item = heap[i];
    const itemTime = time[item];
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heapSize) break;
      let least = i;
      let leastTime = itemTime;
      const leftTime = time[heap[left]];
      if (leftTime < leastTime) {
        least = left;
        leastTime = leftTime;
      }
      if (left + 1 < heapSize && time[heap[left + 1]] < leastTime) least = left + 1;
      if (least === i) break;
      heap[i] = heap[least];
      i = least;
    }
    heap[i] = item;
  }
}
