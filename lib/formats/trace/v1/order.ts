import { phrase } from '../../../base/phrase';
import { badOrder } from '../order-state';
import { IdTable, type WideIds } from '../wide';
import type { V1Events } from './events';
import type { V1Parser } from './parse';
import { GStatus, V1 } from './types';

const { Dead, Runnable, Running, Waiting } = GStatus;

/** «Any sequence» is 2^64−1 on the wire, which WideIds holds as −1. */
const any = -1;
/** The GC's own row among the goroutines. */
const garbage = Number.NEGATIVE_INFINITY;

/** What an event asks of a goroutine before it can come, and leaves it in (tracev1/order.go stateTransition). */
class Transition {
  g = 0;
  ordered = false;
  fromSeq = 0;
  from = 0;
  toSeq = 0;
  to = 0;
  /** The sequence goes up by one from whatever it is. */
  increments = false;

  constructor(private readonly wide: WideIds) {}

  /** Reads the event at `at`; whether it has to wait for a goroutine at all. */
  of(events: V1Events, at: number): boolean {
    const type = events.type[at];
    this.ordered = true;
    this.increments = false;
    switch (type) {
      case V1.GoCreate:
        return this.set(events.a0[at], 0, Dead, 1, Runnable);
      case V1.GoWaiting:
      case V1.GoInSyscall:
        return this.set(events.g[at], 1, Runnable, 2, Waiting);
      case V1.GoStart:
      case V1.GoStartLabel:
        return this.set(events.g[at], events.a1[at], Runnable, this.wide.next(events.a1[at]), Running);
      case V1.GoStartLocal:
        this.increments = true;
        return this.set(events.g[at], any, Runnable, any, Running);
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoSleep:
      case V1.GoSysBlock:
      case V1.GoBlockGC:
        return this.set(events.g[at], any, Running, any, Waiting);
      case V1.GoSched:
      case V1.GoPreempt:
        return this.set(events.g[at], any, Running, any, Runnable);
      case V1.GoUnblock:
      case V1.GoSysExit:
        return this.set(events.a0[at], events.a1[at], Waiting, this.wide.next(events.a1[at]), Runnable);
      case V1.GoUnblockLocal:
      case V1.GoSysExitLocal:
        this.increments = true;
        return this.set(events.a0[at], any, Waiting, any, Runnable);
      case V1.GCStart:
        return this.set(garbage, events.a0[at], Dead, this.wide.next(events.a0[at]), Dead);
      default:
        this.ordered = false;
        return false;
    }
  }

  private set(g: number, fromSeq: number, from: number, toSeq: number, to: number): true {
    this.g = g;
    this.fromSeq = fromSeq;
    this.from = from;
    this.toSeq = toSeq;
    this.to = to;
    return true;
  }
}

/**
 * Merges the events of all Ps into one order (parser.go parseEventBatches): of the events that can come, the earliest. Then gives
 * syscall exits their real time and sorts again, stably. Positions of the events, in order.
 */
export function mergeV1(parser: V1Parser, wide: WideIds): Uint32Array {
  const { events, procs } = parser;
  const order = new Uint32Array(events.count);
  const transition = new Transition(wide);
  const goroutines = new IdTable(1024);
  const gc: { seq: number; status: number } = { seq: 0, status: Dead };
  let seqs = new Float64Array(2048);
  let statuses = new Uint8Array(2048);
  const next = procs.map((proc) => proc.start);
  const available = procs.map((_, i) => i);
  const heap: number[] = [];
  const heapProc: number[] = [];

  const slotOf = (g: number): number => {
    const slot = goroutines.add(g);
    if (slot >= seqs.length) {
      const longer = new Float64Array(slot * 2);
      longer.set(seqs);
      seqs = longer;
      const wider = new Uint8Array(slot * 2);
      wider.set(statuses);
      statuses = wider;
    }
    return slot;
  };
  const ready = (): boolean => {
    if (!transition.ordered) return true;
    const { fromSeq, from } = transition;
    if (transition.g === garbage) return (fromSeq === any || fromSeq === gc.seq) && from === gc.status;
    const slot = slotOf(transition.g);
    return (fromSeq === any || fromSeq === seqs[slot]) && from === statuses[slot];
  };
  const apply = (): void => {
    if (!transition.ordered) return;
    if (!ready()) throw badOrder(phrase`a goroutine changes state as no scheduler lets it`, 0);
    const isGc = transition.g === garbage;
    const slot = isGc ? 0 : slotOf(transition.g);
    const current = isGc ? gc.seq : seqs[slot];
    const seq = transition.increments ? wide.next(current) : transition.toSeq === any ? current : transition.toSeq;
    if (isGc) {
      gc.seq = seq;
      gc.status = transition.to;
    } else {
      seqs[slot] = seq;
      statuses[slot] = transition.to;
    }
  };

  for (let n = 0; ; ) {
    for (let i = 0; i < available.length; ) {
      const proc = available[i];
      if (next[proc] < procs[proc].end) {
        transition.of(events, next[proc]);
        if (!ready()) {
          i++;
          continue;
        }
        push(heap, heapProc, events.time, next[proc]++, proc);
      }
      available[i] = available[available.length - 1];
      available.pop();
    }
    if (heap.length === 0) {
      if (available.length > 0) throw badOrder(phrase`no event of the trace can come next: its Ps wait for each other`, 0);
      break;
    }
    const [at, proc] = pop(heap, heapProc, events.time);
    transition.of(events, at);
    if (events.type[at] === V1.GoStartLocal) events.type[at] = V1.GoStart;
    else if (events.type[at] === V1.GoUnblockLocal) events.type[at] = V1.GoUnblock;
    else if (events.type[at] === V1.GoSysExitLocal) events.type[at] = V1.GoSysExit;
    order[n++] = at;
    apply();
    available.push(proc);
  }
  return exitTimes(events, order);
}

function timeOrder(): Error {
  return badOrder(phrase`the time stamps of the trace are out of order`, 0);
}

/** Real times of syscall exits, and the order that they make. */
function exitTimes(events: V1Events, order: Uint32Array): Uint32Array {
  const { time, type, g } = events;
  for (let i = 1; i < order.length; i++) if (time[order[i]] < time[order[i - 1]]) throw timeOrder();
  const lastBlock = new Map<number, number>();
  const moved: number[] = [];
  for (let i = 0; i < order.length; i++) {
    const at = order[i];
    if (type[at] === V1.GoSysBlock || type[at] === V1.GoInSyscall) lastBlock.set(g[at], time[at]);
    else if (type[at] === V1.GoSysExit && events.a2[at] !== 0) {
      const block = lastBlock.get(g[at]);
      if (block === undefined) throw badOrder(phrase`a syscall ends that never began`, 0);
      if (events.a3[at] < block) throw timeOrder();
      time[at] = events.a3[at];
      moved.push(i);
    }
  }
  // Everything else is in order already: sort what moved and merge. Equal times stay as they came.
  moved.sort((a, b) => time[order[a]] - time[order[b]] || a - b);
  const isMoved = new Uint8Array(order.length);
  for (const i of moved) isMoved[i] = 1;
  const sorted = new Uint32Array(order.length);
  let m = 0;
  let n = 0;
  for (let i = 0; i < order.length; i++) {
    if (isMoved[i]) continue;
    while (m < moved.length && (time[order[moved[m]]] < time[order[i]] || (time[order[moved[m]]] === time[order[i]] && moved[m] < i))) {
      sorted[n++] = order[moved[m++]];
    }
    sorted[n++] = order[i];
  }
  while (m < moved.length) sorted[n++] = order[moved[m++]];
  return sorted;
}

function push(heap: number[], procs: number[], time: Float64Array, at: number, proc: number): void {
  heap.push(at);
  procs.push(proc);
  let j = heap.length - 1;
  while (j > 0) {
    const i = (j - 1) >> 1;
    if (!(time[heap[j]] < time[heap[i]])) break;
    exchange(heap, procs, i, j);
    j = i;
  }
}

function pop(heap: number[], procs: number[], time: Float64Array): [number, number] {
  const n = heap.length - 1;
  exchange(heap, procs, 0, n);
  for (let i = 0; ; ) {
    const left = 2 * i + 1;
    if (left >= n) break;
    let j = left;
    if (left + 1 < n && time[heap[left + 1]] < time[heap[left]]) j = left + 1;
    if (!(time[heap[j]] < time[heap[i]])) break;
    exchange(heap, procs, i, j);
    i = j;
  }
  return [heap.pop() ?? 0, procs.pop() ?? 0];
}

function exchange(heap: number[], procs: number[], i: number, j: number): void {
  const at = heap[i];
  heap[i] = heap[j];
  heap[j] = at;
  const proc = procs[i];
  procs[i] = procs[j];
  procs[j] = proc;
}
