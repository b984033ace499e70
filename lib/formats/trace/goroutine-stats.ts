import type { GoroutineColumns } from '../../model/trace';
import { Floats, grown, Ints } from './grow';
import type { TableInterner } from './interner';

/**
 * What is known of each goroutine, by slot, while a trace is read (internal/trace/summary.go GoroutineSummary). Stacks are
 * occurrences. NaN times are «never»; a slot whose `created` is NaN has not appeared.
 */
export class GoroutineStats {
  size = 1024;
  created = new Float64Array(this.size).fill(Number.NaN);
  started = new Float64Array(this.size).fill(Number.NaN);
  ended = new Float64Array(this.size).fill(Number.NaN);
  exec = new Float64Array(this.size);
  schedWait = new Float64Array(this.size);
  syscall = new Float64Array(this.size);
  syscallBlock = new Float64Array(this.size);
  block = new Float64Array(this.size);
  /** State now, since when, why, and the stack of the transition into it. */
  state = new Uint8Array(this.size);
  since = new Float64Array(this.size);
  reason = new Uint32Array(this.size);
  stack = new Int32Array(this.size);
  /** When its P went idle during the syscall it is in; NaN when it did not. And that P. */
  blockedAt = new Float64Array(this.size).fill(Number.NaN);
  syscallProc = new Int32Array(this.size).fill(-1);
  name = new Uint32Array(this.size);
  inTrace = new Uint8Array(this.size);
  /** 1 for goroutines made by cgo callbacks, whose ids come again. */
  callback = new Uint8Array(this.size);
  creator = new Int32Array(this.size).fill(-1);
  creatorStack = new Int32Array(this.size);
  waker = new Int32Array(this.size).fill(-1);
  wokenAt = new Float64Array(this.size).fill(Number.NaN);
  wakerStack = new Int32Array(this.size);
  wakeups = new Uint32Array(this.size);
  maxRun = new Float64Array(this.size);
  maxWait = new Float64Array(this.size);
  /** First node of the list of block times by reason; −1 for none. */
  blockHead = new Int32Array(this.size).fill(-1);
  readonly nodeReason = new Ints();
  private readonly nodeNext = new Ints();
  readonly nodeNs = new Floats();
  /** First node of the list of times in ranges by name; −1 for none. A range that is open has a start. */
  rangeHead = new Int32Array(this.size).fill(-1);
  private readonly rangeName = new Ints();
  private readonly rangeNext = new Ints();
  private readonly rangeNs = new Floats();
  private readonly rangeSince = new Floats();

  /** Makes room for `count` goroutines, and for as many as the rest of the file will bring where `done` of it gave these. */
  reserve(count: number, done: number): void {
    if (count <= this.size) return;
    const size = Math.ceil(count * Math.min(8, Math.max(1.3, 1.05 / done)));
    this.size = size;
    const nan = Number.NaN;
    this.created = withNaN(this.created, size, nan);
    this.started = withNaN(this.started, size, nan);
    this.ended = withNaN(this.ended, size, nan);
    this.blockedAt = withNaN(this.blockedAt, size, nan);
    this.wokenAt = withNaN(this.wokenAt, size, nan);
    this.exec = grown(this.exec, size);
    this.schedWait = grown(this.schedWait, size);
    this.syscall = grown(this.syscall, size);
    this.syscallBlock = grown(this.syscallBlock, size);
    this.block = grown(this.block, size);
    this.state = grown(this.state, size);
    this.since = grown(this.since, size);
    this.reason = grown(this.reason, size);
    this.stack = grown(this.stack, size);
    this.syscallProc = grown(this.syscallProc, size, -1);
    this.name = grown(this.name, size);
    this.inTrace = grown(this.inTrace, size);
    this.callback = grown(this.callback, size);
    this.creator = grown(this.creator, size, -1);
    this.creatorStack = grown(this.creatorStack, size);
    this.waker = grown(this.waker, size, -1);
    this.wakerStack = grown(this.wakerStack, size);
    this.wakeups = grown(this.wakeups, size);
    this.maxRun = grown(this.maxRun, size);
    this.maxWait = grown(this.maxWait, size);
    this.blockHead = grown(this.blockHead, size, -1);
    this.rangeHead = grown(this.rangeHead, size, -1);
  }

  /** A goroutine appears; one that had its id before is forgotten (summary.go replaces it). */
  begin(slot: number, time: number): void {
    if (!Number.isNaN(this.created[slot])) this.forget(slot);
    this.created[slot] = time;
  }

  private forget(slot: number): void {
    for (const column of [this.started, this.ended, this.blockedAt, this.wokenAt]) column[slot] = Number.NaN;
    for (const column of [this.exec, this.schedWait, this.syscall, this.syscallBlock, this.block]) column[slot] = 0;
    for (const column of [this.wakeups, this.maxRun, this.maxWait]) column[slot] = 0;
    for (const column of [this.name, this.reason, this.stack, this.inTrace, this.callback, this.creatorStack, this.wakerStack])
      column[slot] = 0;
    for (const column of [this.creator, this.waker, this.blockHead, this.rangeHead, this.syscallProc]) column[slot] = -1;
  }

  addBlock(slot: number, reason: number, ns: number): void {
    this.block[slot] += ns;
    const reasons = this.nodeReason.data;
    const nexts = this.nodeNext.data;
    for (let node = this.blockHead[slot]; node >= 0; node = nexts[node]) {
      if (reasons[node] === reason) {
        this.nodeNs.data[node] += ns;
        return;
      }
    }
    this.nodeReason.push(reason);
    this.nodeNs.push(ns);
    this.nodeNext.push(this.blockHead[slot]);
    this.blockHead[slot] = this.nodeNs.count - 1;
  }

  /** Adds the wait that ends at times[at] (without handing a number over, which would be boxed). */
  addBlockUntil(slot: number, reason: number, times: Float64Array, at: number): void {
    const ns = times[at] - this.since[slot];
    for (let node = this.blockHead[slot]; node >= 0; node = this.nodeNext.data[node]) {
      if (this.nodeReason.data[node] === reason) {
        this.nodeNs.data[node] += ns;
        this.block[slot] += ns;
        return;
      }
    }
    this.block[slot] += ns;
    this.nodeReason.push(reason);
    this.nodeNs.reserve();
    this.nodeNs.data[this.nodeNs.count++] = ns;
    this.nodeNext.push(this.blockHead[slot]);
    this.blockHead[slot] = this.nodeNs.count - 1;
  }

  private rangeNode(slot: number, name: number): number {
    const names = this.rangeName.data;
    const nexts = this.rangeNext.data;
    for (let node = this.rangeHead[slot]; node >= 0; node = nexts[node]) if (names[node] === name) return node;
    return -1;
  }

  /** A range begins at `time`; one that is open already is begun anew, without what it had so far. */
  openRange(slot: number, name: number, time: number): void {
    let node = this.rangeNode(slot, name);
    if (node < 0) {
      node = this.rangeNs.count;
      this.rangeName.push(name);
      this.rangeNs.push(0);
      this.rangeSince.push(time);
      this.rangeNext.push(this.rangeHead[slot]);
      this.rangeHead[slot] = node;
    } else this.rangeSince.data[node] = time;
  }

  /** A range ends at `time`: its time counts, if it is open. */
  closeRange(slot: number, name: number, time: number): void {
    const node = this.rangeNode(slot, name);
    if (node >= 0) this.closeRangeNode(node, time);
  }

  /** All of a goroutine's ranges end. */
  closeRanges(slot: number, time: number): void {
    const nexts = this.rangeNext.data;
    for (let node = this.rangeHead[slot]; node >= 0; node = nexts[node]) this.closeRangeNode(node, time);
  }

  private closeRangeNode(node: number, time: number): void {
    const since = this.rangeSince.data[node];
    if (Number.isNaN(since)) return;
    this.rangeNs.data[node] += time - since;
    this.rangeSince.data[node] = Number.NaN;
  }

  /** The columns of all goroutines that appeared, and from slot to row. What was gathered is given up on the way. */
  finish(count: number, ids: Float64Array, end: number, interner: TableInterner): { columns: GoroutineColumns; rowOf: Int32Array } {
    const rowOf = new Int32Array(count + 1).fill(-1);
    const slots = new Int32Array(count);
    let rows = 0;
    for (let slot = 0; slot < Math.min(count, this.size); slot++) {
      if (Number.isNaN(this.created[slot])) continue;
      slots[rows] = slot;
      rowOf[slot] = rows++;
    }
    const pick = <T extends Float64Array | Uint32Array | Uint8Array>(from: T): T => {
      // Without a copy, unless that would carry much room along that is not used.
      if (rows === count) return (from.length <= rows * 1.5 ? from.subarray(0, rows) : from.slice(0, rows)) as T;
      const to = new (from.constructor as new (length: number) => T)(rows);
      for (let row = 0; row < rows; row++) to[row] = from[slots[row]];
      return to;
    };
    const others = (from: Int32Array): Int32Array => {
      const to = new Int32Array(rows);
      for (let row = 0; row < rows; row++) {
        const slot = from[slots[row]];
        to[row] = slot < 0 ? -1 : rowOf[slot];
      }
      return to;
    };
    const stacks = (from: Int32Array): Uint32Array => {
      const to = new Uint32Array(rows);
      for (let row = 0; row < rows; row++) {
        const stack = from[slots[row]];
        if (stack > 0) to[row] = interner.stack(stack);
      }
      return to;
    };
    const columns: GoroutineColumns = {
      count: rows,
      id: pick(ids),
      name: pick(this.name),
      created: pick(this.created),
      createdInTrace: pick(this.inTrace),
      started: pick(this.started),
      ended: pick(this.ended),
      creator: others(this.creator),
      creatorStack: stacks(this.creatorStack),
      execNs: pick(this.exec),
      schedWaitNs: pick(this.schedWait),
      syscallNs: pick(this.syscall),
      syscallBlockNs: pick(this.syscallBlock),
      blockNs: pick(this.block),
      totalNs: this.totals(slots, rows, end),
      ...this.blockRows(slots, rows),
      ...this.rangeRows(slots, rows),
      state: pick(this.state),
      stateSince: pick(this.since),
      stateReason: pick(this.reason),
      stateStack: stacks(this.stack),
      waker: others(this.waker),
      wokenAt: pick(this.wokenAt),
      wakerStack: stacks(this.wakerStack),
      wakeups: Float64Array.from(pick(this.wakeups)),
      maxRunNs: pick(this.maxRun),
      maxSchedWaitNs: pick(this.maxWait),
    };
    return { columns, rowOf };
  }

  /** Time from its appearance to its end, or the trace's. */
  private totals(slots: Int32Array, rows: number, end: number): Float64Array {
    const totals = new Float64Array(rows);
    for (let row = 0; row < rows; row++) totals[row] = this.totalAt(slots[row], end);
    return totals;
  }

  totalAt(slot: number, end: number): number {
    const ended = this.ended[slot];
    return (Number.isNaN(ended) ? end : ended) - this.created[slot];
  }

  private blockRows(slots: Int32Array, rows: number): Pick<GoroutineColumns, 'blockStart' | 'blockReason' | 'blockReasonNs'> {
    const blockStart = new Uint32Array(rows + 1);
    const reason = new Ints();
    const ns = new Floats();
    for (let row = 0; row < rows; row++) {
      for (let node = this.blockHead[slots[row]]; node >= 0; node = this.nodeNext.data[node]) {
        reason.push(this.nodeReason.data[node]);
        ns.push(this.nodeNs.data[node]);
      }
      blockStart[row + 1] = ns.count;
    }
    return { blockStart, blockReason: Uint32Array.from(reason.finish()), blockReasonNs: ns.finish() };
  }

  /** By row, the ranges by name. */
  private rangeRows(slots: Int32Array, rows: number): Pick<GoroutineColumns, 'rangeStart' | 'rangeName' | 'rangeNs'> {
    const rangeStart = new Uint32Array(rows + 1);
    const name = new Uint32Array(this.rangeNs.count);
    const ns = new Float64Array(this.rangeNs.count);
    const nexts = this.rangeNext.data;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const from = count;
      for (let node = this.rangeHead[slots[row]]; node >= 0; node = nexts[node]) {
        let at = count++;
        for (; at > from && name[at - 1] > this.rangeName.data[node]; at--) {
          name[at] = name[at - 1];
          ns[at] = ns[at - 1];
        }
        name[at] = this.rangeName.data[node];
        ns[at] = this.rangeNs.data[node];
      }
      rangeStart[row + 1] = count;
    }
    return { rangeStart, rangeName: name.slice(0, count), rangeNs: ns.slice(0, count) };
  }
}

function withNaN(from: Float64Array<ArrayBuffer>, size: number, nan: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(size).fill(nan);
  to.set(from);
  return to;
}
