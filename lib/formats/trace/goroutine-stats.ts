import { Floats, grown, Ints } from '../../base/grow';
import type { GoroutineColumns } from '../../model/trace';
import type { TableInterner } from './interner';

/**
 * What is known of each goroutine, by slot, while a trace is read (internal/trace/summary.go GoroutineSummary). Stacks are
 * occurrences. NaN times are «never»; a slot whose `created` is NaN has not appeared.
 */
export class GoroutineStats {
  /** Slots that were made ready, and those there is room for. */
  private count = 0;
  private size = 64;
  private likely = { goroutines: 0, nodes: 0 };
  created = new Float64Array(this.size);
  started = new Float64Array(this.size);
  ended = new Float64Array(this.size);
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
  blockedAt = new Float64Array(this.size);
  syscallProc = new Int32Array(this.size);
  name = new Uint32Array(this.size);
  inTrace = new Uint8Array(this.size);
  /** 1 for goroutines made by cgo callbacks, whose ids come again. */
  callback = new Uint8Array(this.size);
  creator = new Int32Array(this.size);
  creatorStack = new Int32Array(this.size);
  waker = new Int32Array(this.size);
  wokenAt = new Float64Array(this.size);
  wakerStack = new Int32Array(this.size);
  wakeups = new Uint32Array(this.size);
  maxRun = new Float64Array(this.size);
  maxWait = new Float64Array(this.size);
  /** First node of the list of block times by reason; −1 for none. */
  blockHead = new Int32Array(this.size);
  /** Of each node its reason and the next one's position, and its ns. */
  nodes = new Int32Array(2 * 64);
  nodeNs = new Float64Array(64);
  private nodeCount = 0;
  /** First node of the list of times in ranges by name; −1 for none. A range that is open has a start. */
  rangeHead = new Int32Array(this.size);
  private readonly rangeName = new Ints();
  private readonly rangeNext = new Ints();
  private readonly rangeNs = new Floats();
  private readonly rangeSince = new Floats();

  /**
   * Tells that `done` of the file, a fraction, brought what is here: columns that grow from here on grow to what the whole is likely to
   * bring, and are seldom copied. Room that is not used costs no memory: its pages are never touched.
   */
  expect(done: number): void {
    const ahead = Math.min(16, 1.2 / done);
    this.likely = { goroutines: Math.ceil(this.count * ahead), nodes: Math.ceil(this.nodeCount * ahead) };
  }

  /** Makes room for `count` goroutines, and for a new block reason in each of `events` events. */
  reserve(count: number, events: number): void {
    if (this.nodeCount + events > this.nodeNs.length) this.growNodes(Math.max((this.nodeCount + events) * 2, this.likely.nodes));
    if (count > this.size) this.grow(Math.max(count * 2, this.likely.goroutines));
    if (count <= this.count) return;
    const { count: from } = this;
    for (const column of [this.created, this.started, this.ended, this.blockedAt, this.wokenAt]) column.fill(Number.NaN, from, count);
    for (const column of [this.syscallProc, this.creator, this.waker, this.blockHead, this.rangeHead]) column.fill(-1, from, count);
    this.count = count;
  }

  private growNodes(size: number): void {
    this.nodes = grown(this.nodes, 2 * size, 0, 2 * this.nodeCount);
    this.nodeNs = grown(this.nodeNs, size, 0, this.nodeCount);
  }

  private grow(size: number): void {
    const { count } = this;
    this.size = size;
    this.created = grown(this.created, size, 0, count);
    this.started = grown(this.started, size, 0, count);
    this.ended = grown(this.ended, size, 0, count);
    this.blockedAt = grown(this.blockedAt, size, 0, count);
    this.wokenAt = grown(this.wokenAt, size, 0, count);
    this.exec = grown(this.exec, size, 0, count);
    this.schedWait = grown(this.schedWait, size, 0, count);
    this.syscall = grown(this.syscall, size, 0, count);
    this.syscallBlock = grown(this.syscallBlock, size, 0, count);
    this.block = grown(this.block, size, 0, count);
    this.state = grown(this.state, size, 0, count);
    this.since = grown(this.since, size, 0, count);
    this.reason = grown(this.reason, size, 0, count);
    this.stack = grown(this.stack, size, 0, count);
    this.syscallProc = grown(this.syscallProc, size, 0, count);
    this.name = grown(this.name, size, 0, count);
    this.inTrace = grown(this.inTrace, size, 0, count);
    this.callback = grown(this.callback, size, 0, count);
    this.creator = grown(this.creator, size, 0, count);
    this.creatorStack = grown(this.creatorStack, size, 0, count);
    this.waker = grown(this.waker, size, 0, count);
    this.wakerStack = grown(this.wakerStack, size, 0, count);
    this.wakeups = grown(this.wakeups, size, 0, count);
    this.maxRun = grown(this.maxRun, size, 0, count);
    this.maxWait = grown(this.maxWait, size, 0, count);
    this.blockHead = grown(this.blockHead, size, 0, count);
    this.rangeHead = grown(this.rangeHead, size, 0, count);
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
    const { nodes } = this;
    this.block[slot] += ns;
    for (let node = this.blockHead[slot]; node >= 0; node = nodes[2 * node + 1]) {
      if (nodes[2 * node] === reason) {
        this.nodeNs[node] += ns;
        return;
      }
    }
    this.reserve(0, 1);
    this.nodes[2 * this.nodeCount] = reason;
    this.nodes[2 * this.nodeCount + 1] = this.blockHead[slot];
    this.nodeNs[this.nodeCount] = ns;
    this.blockHead[slot] = this.nodeCount++;
  }

  /** The same for the wait that ends at times[at] (without handing a number over, which would be boxed); there is room for it. */
  addBlockUntil(slot: number, reason: number, times: Float64Array, at: number): void {
    const { nodes, nodeNs } = this;
    const ns = times[at] - this.since[slot];
    this.block[slot] += ns;
    const head = this.blockHead[slot];
    for (let node = head; node >= 0; node = nodes[2 * node + 1]) {
      if (nodes[2 * node] === reason) {
        nodeNs[node] += ns;
        return;
      }
    }
    const node = this.nodeCount++;
    nodes[2 * node] = reason;
    nodes[2 * node + 1] = head;
    nodeNs[node] = ns;
    this.blockHead[slot] = node;
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
      if (rows === count) return (from.length <= rows * 4 ? from.subarray(0, rows) : from.slice(0, rows)) as T;
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
    const { nodes, nodeNs } = this;
    const blockStart = new Uint32Array(rows + 1);
    const blockReason = new Uint32Array(this.nodeCount);
    const blockReasonNs = new Float64Array(this.nodeCount);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      for (let node = this.blockHead[slots[row]]; node >= 0; node = nodes[2 * node + 1]) {
        blockReason[count] = nodes[2 * node];
        blockReasonNs[count++] = nodeNs[node];
      }
      blockStart[row + 1] = count;
    }
    return { blockStart, blockReason: shortened(blockReason, count), blockReasonNs: shortened(blockReasonNs, count) };
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
    return { rangeStart, rangeName: shortened(name, count), rangeNs: shortened(ns, count) };
  }
}

/** The first `count` values; nodes of a goroutine that was forgotten are left over at the end. */
function shortened<T extends Float64Array | Uint32Array>(from: T, count: number): T {
  return (count === from.length ? from : from.slice(0, count)) as T;
}
