import { ProcState } from '../../model/trace';
import { dropEvents, type EventChunk } from './chunk';
import type { PartCount } from './count';
import { join, mayJoin, stateOfStatus } from './join';
import { Ev, ProcStatus, Step } from './kinds';
import { GcState } from './order-state';
import type { GenerationPacket } from './packets';
import { Seen } from './split';
import { StitchError } from './stitch-error';
import { type EventSink, type StreamContext, TimeOrder } from './stream';
import { Summary } from './summary';
import { GenerationLog } from './table';
import { IdTable, WideIds } from './wide';

/** Where a packet's generation is in a file of `size` bytes. */
interface PacketBytes {
  readonly firstByte: number;
  readonly endByte: number;
  readonly size: number;
}

/** From a worker's slots to the trace's. */
class SlotMap {
  slots = new Int32Array(256);
  count = 0;

  constructor(private readonly table: IdTable) {}

  add(ids: Float64Array, translate: (id: number) => number): void {
    if (this.count + ids.length > this.slots.length) {
      const longer = new Int32Array((this.count + ids.length) * 2);
      longer.set(this.slots);
      this.slots = longer;
    }
    for (const id of ids) this.slots[this.count++] = this.table.add(translate(id));
  }
}

/**
 * Joins the packets of generations that were decoded side by side into the one stream that sequential decoding gives: slots, times,
 * values and statuses become those of the whole trace, and what a generation takes for granted is checked against the end of the one
 * before. Packets come in order, generation after generation.
 */
export class Stitcher {
  readonly wide = new WideIds();
  readonly context: StreamContext;
  private readonly goroutines = new IdTable(1024);
  private readonly procs = new IdTable();
  private readonly threads = new IdTable();
  private readonly taskNames: string[] = [''];
  private readonly tasks = new Map<number, { readonly name: string; readonly parent: number }>();
  private goState = new Uint8Array(1024);
  private procState = new Uint8Array(256);
  private maps: { g: SlotMap; p: SlotMap; m: SlotMap };
  private wideOf: number[] = [];
  private strings: readonly string[] = [];
  private index = -1;
  private shift = 0;
  private readonly times = new TimeOrder();
  /** Carried over the boundary: the goroutine of each thread, and threads in a syscall that still hold their P. */
  private threadGoroutine = new Map<number, number>();
  private readonly holding = new Map<number, number>();
  private gc: number = GcState.Undetermined;

  readonly summary: Summary;
  readonly log = new GenerationLog();
  private readonly sinks: readonly EventSink[];

  constructor(version: number) {
    const state = { goroutines: this.goroutines, procs: this.procs, threads: this.threads, taskNames: this.taskNames };
    this.context = { version, wide: this.wide, state, origin: Number.NaN, done: 1 };
    this.maps = this.newMaps();
    this.summary = new Summary(this.context);
    this.sinks = [this.log, this.summary];
  }

  private newMaps(): { g: SlotMap; p: SlotMap; m: SlotMap } {
    return { g: new SlotMap(this.goroutines), p: new SlotMap(this.procs), m: new SlotMap(this.threads) };
  }

  /**
   * Takes the next packet: its chunk is rewritten in place and counted, and the part that was counted already is added. False where that cannot be:
   * the generation has to come again with all its events, the first packet of which is given to `again`. Throws StitchError.
   */
  add(packet: GenerationPacket, bytes: PacketBytes): boolean {
    const { context, sinks } = this;
    if (packet.begin) {
      const { gen, origin, tables } = packet.begin;
      this.index++;
      this.maps = this.newMaps();
      this.wideOf = [];
      this.strings = tables.strings;
      if (this.index === 0) {
        context.origin = origin;
        this.times.last = -origin;
      }
      this.shift = origin - context.origin;
      context.done = bytes.endByte / bytes.size;
      for (const sink of sinks)
        sink.generation?.({ index: this.index, gen, firstByte: bytes.firstByte, endByte: bytes.endByte, tables }, context);
    }
    this.addIds(packet);
    this.rewrite(packet.chunk);
    this.times.raise(packet.chunk);
    for (const sink of sinks) sink.events(packet.chunk, context);
    if (packet.part && !this.addPart(packet.part)) return false;
    if (packet.end) this.carry(packet.end);
    return true;
  }

  /** Takes the first packet of a generation that comes again: its first `counted` events are counted already. */
  again(packet: GenerationPacket, counted: number, bytes: PacketBytes): void {
    this.maps = this.newMaps();
    this.wideOf = [];
    if (packet.begin) this.shift = packet.begin.origin - this.context.origin;
    dropEvents(packet.chunk, counted);
    this.add({ ...packet, begin: undefined }, bytes);
  }

  private addIds(packet: GenerationPacket): void {
    for (const value of packet.wide) this.wideOf.push(this.wide.intern(value));
    const translate = (id: number) => (id < -1 ? this.wideOf[-2 - id] : id);
    this.maps.g.add(packet.goroutines, translate);
    this.maps.p.add(packet.procs, translate);
    this.maps.m.add(packet.threads, translate);
    this.reserve();
  }

  /** Goroutines that were labelled as workers of the collector, by id. */
  labelled(): number[] {
    return Array.from(this.summary.utilization.labelled, (slot) => this.goroutines.ids[slot]).filter((id) => id >= 0);
  }

  private addPart(part: PartCount): boolean {
    const { g, p } = this.maps;
    if (this.shift !== 0 || this.times.last !== part.after || !mayJoin(this.summary, part, g.slots)) return false;
    this.rewrite(part.log);
    join(this.summary, part, part.log, { g: g.slots, p: p.slots, value: (value) => this.value(value) });
    for (let slot = 0; slot < part.slots; slot++) {
      if (part.seen[slot] === Seen.Old || part.seen[slot] === Seen.Born) this.goState[g.slots[slot]] = stateOfStatus[part.status[slot]];
    }
    this.log.counted(part.events, part.last);
    this.times.last = part.last;
    return true;
  }

  /** The time after the last event: that of the final sync. */
  get endTime(): number {
    return this.times.last + 1;
  }

  get generations(): number {
    return this.index + 1;
  }

  private reserve(): void {
    if (this.goState.length < this.goroutines.count) {
      const longer = new Uint8Array(this.goroutines.count * 2);
      longer.set(this.goState);
      this.goState = longer;
    }
    if (this.procState.length < this.procs.count) {
      const longer = new Uint8Array(this.procs.count * 2);
      longer.set(this.procState);
      this.procState = longer;
    }
  }

  private rewrite(chunk: EventChunk): void {
    const { type: types, time, m, p, g, res, trans } = chunk;
    const { shift, goState, procState } = this;
    const gs = this.maps.g.slots;
    const ps = this.maps.p.slots;
    const ms = this.maps.m.slots;
    for (let i = 0; i < chunk.count; i++) {
      const type = types[i];
      time[i] += shift;
      if (m[i] >= 0) m[i] = ms[m[i]];
      if (p[i] >= 0) p[i] = ps[p[i]];
      if (g[i] >= 0) g[i] = gs[g[i]];
      if (type >= Ev.GoCreate && type <= Ev.GoSyscallEndBlocked) {
        const slot = gs[res[i]];
        res[i] = slot;
        goState[slot] = trans[i] & 7;
        if (this.holding.size > 0 && type === Ev.GoSyscallEndBlocked) this.gate(m[i]);
      } else if (type >= Ev.ProcStart && type <= Ev.ProcSteal) {
        const slot = ps[res[i]];
        res[i] = slot;
        // A stolen P whose syscall began in the generation before was not known to be in use.
        trans[i] = (type === Ev.ProcSteal ? procState[slot] << 3 : trans[i] & 56) | (trans[i] & 7);
        procState[slot] = trans[i] & 7;
        if (this.holding.size > 0) this.procGate(type, slot, m[i]);
      } else if (type !== Ev.HeapAlloc) this.seldom(chunk, i);
      else if (chunk.a0[i] < -1) chunk.a0[i] = this.wideOf[-2 - chunk.a0[i]];
    }
  }

  /** An event that has to wait until its thread has lost the P it held in a syscall: where it did not, the order may be another. */
  private gate(thread: number): void {
    if (this.holding.has(thread)) throw new StitchError('a thread goes on before its P is seen to be taken');
  }

  private procGate(type: number, proc: number, thread: number): void {
    if (type === Ev.ProcStart) this.gate(thread);
    else for (const [holder, held] of this.holding) if (held === proc) this.holding.delete(holder);
  }

  private seldom(chunk: EventChunk, i: number): void {
    const { type: types, p, g, res, trans, a0, a1, a2 } = chunk;
    const type = types[i];
    switch (type) {
      case Ev.ProcStatus: {
        const slot = this.maps.p.slots[res[i]];
        res[i] = slot;
        const known = this.procState[slot];
        const to = trans[i] & 7;
        if (this.index === 0) this.procState[slot] = to;
        else if (known === ProcState.Undetermined) {
          trans[i] = (ProcState.NotExist << 3) | to;
          this.procState[slot] = to;
        } else if (known === to) trans[i] = (to << 3) | to;
        else if (known === ProcState.Running && to === ProcState.Idle) trans[i] = (known << 3) | known;
        else throw new StitchError('the status of a P is not the one it had');
        break;
      }
      case Ev.GoStatus:
      case Ev.GoStatusStack: {
        const slot = this.maps.g.slots[res[i]];
        res[i] = slot;
        const to = trans[i] & 7;
        if (this.index > 0) {
          if (this.goState[slot] !== to) throw new StitchError('the status of a goroutine is not the one it had');
          trans[i] = (to << 3) | to;
        }
        this.goState[slot] = to;
        break;
      }
      case Step.Left:
      case Step.MarkOn:
      case Step.MarkOff:
      case Step.Settled:
        res[i] = this.maps.g.slots[res[i]];
        break;
      case Ev.GoSwitch:
      case Ev.GoSwitchDestroy:
      case Ev.GoCreateBlocked:
        res[i] = this.maps.g.slots[res[i]];
        this.goState[res[i]] = trans[i] & 7;
        break;
      case Ev.GCActive:
      case Ev.GCBegin:
      case Ev.GCEnd:
        this.collect(type);
        break;
      case Ev.GCSweepActive:
        res[i] = this.maps.p.slots[res[i]];
        if (g[i] < 0 && chunk.m[i] >= 0) g[i] = this.threadGoroutine.get(chunk.m[i]) ?? -1;
        break;
      case Ev.GCSweepBegin:
      case Ev.GCSweepEnd:
        res[i] = p[i];
        a0[i] = this.value(a0[i]);
        a1[i] = this.value(a1[i]);
        break;
      case Ev.GCMarkAssistActive:
        res[i] = this.maps.g.slots[res[i]];
        break;
      case Ev.GCMarkAssistBegin:
      case Ev.GCMarkAssistEnd:
        res[i] = g[i];
        break;
      case Ev.UserTaskBegin:
        a0[i] = this.value(a0[i]);
        a1[i] = this.value(a1[i]);
        if (this.tasks.has(a0[i])) throw new StitchError('a task begins twice');
        this.tasks.set(a0[i], { name: this.strings[a2[i]], parent: a1[i] });
        break;
      case Ev.UserTaskEnd: {
        a0[i] = this.value(a0[i]);
        const task = this.tasks.get(a0[i]);
        this.tasks.delete(a0[i]);
        a1[i] = task ? task.parent : -1;
        a2[i] = task && task.name !== '' ? this.taskNames.push(task.name) - 1 : 0;
        break;
      }
      case Ev.HeapGoal:
      case Ev.ProcsChange:
      case Ev.UserRegionBegin:
      case Ev.UserRegionEnd:
      case Ev.UserLog:
        a0[i] = this.value(a0[i]);
        break;
      default:
        if (type >= Ev.Span && type <= Ev.GoroutineStackFree) {
          a0[i] = this.value(a0[i]);
          a1[i] = this.value(a1[i]);
          a2[i] = this.value(a2[i]);
        }
    }
  }

  private value(value: number): number {
    return value < -1 ? (this.wideOf[-2 - value] ?? value) : value;
  }

  /** What the next generation takes for granted. */
  private carry(end: NonNullable<GenerationPacket['end']>): void {
    this.threadGoroutine = new Map();
    this.holding.clear();
    for (let i = 0; i < end.threadGoroutine.length; i++) {
      const thread = this.maps.m.slots[i];
      const goroutine = end.threadGoroutine[i];
      const proc = end.threadProc[i];
      if (goroutine >= 0) this.threadGoroutine.set(thread, this.maps.g.slots[goroutine]);
      if (proc >= 0 && end.procStatus[proc] === ProcStatus.Syscall) this.holding.set(thread, this.maps.p.slots[proc]);
    }
  }

  private collect(type: number): void {
    const running = type !== Ev.GCBegin;
    if (this.gc !== GcState.Undetermined && running !== (this.gc === GcState.Running))
      throw new StitchError('a GC does not follow from the one before');
    this.gc = type === Ev.GCEnd ? GcState.NotRunning : GcState.Running;
  }
}
