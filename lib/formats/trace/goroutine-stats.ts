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
  total = new Float64Array(this.size);
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
  wakeups = new Float64Array(this.size);
  maxRun = new Float64Array(this.size);
  maxWait = new Float64Array(this.size);
  /** First node of the list of block times by reason; −1 for none. */
  private blockHead = new Int32Array(this.size).fill(-1);
  private readonly nodeReason = new Ints();
  private readonly nodeNext = new Ints();
  private readonly nodeNs = new Floats();
  /** Time in ranges by slot and name, and the start of those open. */
  readonly rangeNs = new Map<number, Map<number, number>>();
  readonly rangeOpen = new Map<number, Map<number, number>>();

  reserve(count: number): void {
    if (count <= this.size) return;
    const size = Math.max(count, this.size * 2);
    this.size = size;
    const nan = Number.NaN;
    this.created = withNaN(this.created, size, nan);
    this.started = withNaN(this.started, size, nan);
    this.ended = withNaN(this.ended, size, nan);
    this.blockedAt = withNaN(this.blockedAt, size, nan);
    this.wokenAt = withNaN(this.wokenAt, size, nan);
    this.total = grown(this.total, size);
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
  }

  /** A goroutine appears; one that had its id before is forgotten (summary.go replaces it). */
  begin(slot: number, time: number): void {
    if (!Number.isNaN(this.created[slot])) this.forget(slot);
    this.created[slot] = time;
  }

  private forget(slot: number): void {
    for (const column of [this.started, this.ended, this.blockedAt, this.wokenAt]) column[slot] = Number.NaN;
    for (const column of [this.total, this.exec, this.schedWait, this.syscall, this.syscallBlock, this.block]) column[slot] = 0;
    for (const column of [this.wakeups, this.maxRun, this.maxWait]) column[slot] = 0;
    for (const column of [this.name, this.reason, this.stack, this.inTrace, this.callback, this.creatorStack, this.wakerStack])
      column[slot] = 0;
    for (const column of [this.creator, this.waker, this.blockHead, this.syscallProc]) column[slot] = -1;
    this.rangeNs.delete(slot);
    this.rangeOpen.delete(slot);
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

  addRange(slot: number, name: number, ns: number): void {
    let times = this.rangeNs.get(slot);
    if (!times) {
      times = new Map();
      this.rangeNs.set(slot, times);
    }
    times.set(name, (times.get(name) ?? 0) + ns);
  }

  /** The columns of all goroutines that appeared, and from slot to row. */
  finish(count: number, ids: Float64Array, interner: TableInterner): { columns: GoroutineColumns; rowOf: Int32Array } {
    const rowOf = new Int32Array(count + 1).fill(-1);
    const slots: number[] = [];
    for (let slot = 0; slot < Math.min(count, this.size); slot++) {
      if (!Number.isNaN(this.created[slot])) rowOf[slot] = slots.push(slot) - 1;
    }
    const floats = (from: Float64Array) => Float64Array.from(slots, (slot) => from[slot]);
    const rows = (from: Int32Array) => Int32Array.from(slots, (slot) => (from[slot] < 0 ? -1 : rowOf[from[slot]]));
    const stacks = (from: Int32Array) => Uint32Array.from(slots, (slot) => interner.stack(from[slot]));
    const blocks = this.blockRows(slots);
    const ranges = this.rangeRows(slots);
    const columns: GoroutineColumns = {
      count: slots.length,
      id: floats(ids),
      name: Uint32Array.from(slots, (slot) => this.name[slot]),
      created: floats(this.created),
      createdInTrace: Uint8Array.from(slots, (slot) => this.inTrace[slot]),
      started: floats(this.started),
      ended: floats(this.ended),
      creator: rows(this.creator),
      creatorStack: stacks(this.creatorStack),
      execNs: floats(this.exec),
      schedWaitNs: floats(this.schedWait),
      syscallNs: floats(this.syscall),
      syscallBlockNs: floats(this.syscallBlock),
      blockNs: floats(this.block),
      totalNs: floats(this.total),
      ...blocks,
      ...ranges,
      state: Uint8Array.from(slots, (slot) => this.state[slot]),
      stateSince: floats(this.since),
      stateReason: Uint32Array.from(slots, (slot) => this.reason[slot]),
      stateStack: stacks(this.stack),
      waker: rows(this.waker),
      wokenAt: floats(this.wokenAt),
      wakerStack: stacks(this.wakerStack),
      wakeups: floats(this.wakeups),
      maxRunNs: floats(this.maxRun),
      maxSchedWaitNs: floats(this.maxWait),
    };
    return { columns, rowOf };
  }

  private blockRows(slots: readonly number[]): Pick<GoroutineColumns, 'blockStart' | 'blockReason' | 'blockReasonNs'> {
    const blockStart = new Uint32Array(slots.length + 1);
    const reason = new Ints();
    const ns = new Floats();
    for (let row = 0; row < slots.length; row++) {
      for (let node = this.blockHead[slots[row]]; node >= 0; node = this.nodeNext.data[node]) {
        reason.push(this.nodeReason.data[node]);
        ns.push(this.nodeNs.data[node]);
      }
      blockStart[row + 1] = ns.count;
    }
    return { blockStart, blockReason: Uint32Array.from(reason.finish()), blockReasonNs: ns.finish() };
  }

  private rangeRows(slots: readonly number[]): Pick<GoroutineColumns, 'rangeStart' | 'rangeName' | 'rangeNs'> {
    const rangeStart = new Uint32Array(slots.length + 1);
    const name = new Ints();
    const ns = new Floats();
    for (let row = 0; row < slots.length; row++) {
      for (const [key, value] of this.rangeNs.get(slots[row]) ?? []) {
        name.push(key);
        ns.push(value);
      }
      rangeStart[row + 1] = ns.count;
    }
    return { rangeStart, rangeName: Uint32Array.from(name.finish()), rangeNs: ns.finish() };
  }
}

function withNaN(from: Float64Array<ArrayBuffer>, size: number, nan: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(size).fill(nan);
  to.set(from);
  return to;
}
