import { Floats, grown, Ints } from '../../base/grow';
import { GoState, ProcState } from '../../model/trace';
import { Annotations } from './annotations';
import type { EventChunk } from './chunk';
import { Density, procsLane } from './density';
import { GoroutineStats } from './goroutine-stats';
import { TableInterner } from './interner';
import { Ev, Kind, kindOf, rangeNames, Step } from './kinds';
import { Latencies, syscall as syscallKind } from './latency';
import { RangeRows } from './range-rows';
import type { GenerationInfo, StreamContext } from './stream';
import type { GenerationTables } from './tables';
import { Utilization } from './utilization';
import { WaitReasons } from './wait-reasons';
import { WorldStops } from './world-stops';

/** The part of the summary that seldom events feed: ranges, metrics, tasks, samples, clocks, statuses. */
export class RareSummary {
  readonly goroutines = new GoroutineStats();
  readonly annotations = new Annotations(this.goroutines);
  readonly latencies = new Latencies();
  readonly density = new Density();
  readonly utilization = new Utilization();
  readonly ranges = new RangeRows();
  readonly stops = new WorldStops();
  readonly interner: TableInterner;
  /** Metric readings: GOMAXPROCS, heap, goal. */
  readonly metricTime = [new Floats(), new Floats(), new Floats()];
  readonly metricValue = [new Floats(), new Floats(), new Floats()];
  readonly sampleTime = new Floats();
  readonly sampleGoroutine = new Ints();
  readonly sampleProc = new Floats();
  readonly sampleThread = new Floats();
  readonly sampleStack = new Ints();
  protected readonly reasons = new WaitReasons();
  /** The goroutine in a syscall on each P, by slot (summary.go syscallingP); −1 for none. */
  syscalling = new Int32Array(64).fill(-1);
  /** The goroutine a sweep on each P began on (summary.go rangesP). */
  private sweepGoroutine = new Int32Array(64).fill(-1);
  /** Goroutines whose status was told since GOMAXPROCS is known, in the first generation. */
  private readonly toldStatus = new Set<number>();
  /** Transitions out of NotExist. */
  createdCount = 0;
  /** Whether goroutines came out of cgo callbacks, whose ids come again. */
  callbacks = false;
  /** In a generation that is counted by itself: each time a P was lost during a syscall; its P (slot), when the syscall began, when the P was lost. */
  readonly losses: number[] = [];
  protected syncTime = 0;
  protected syncs = 0;
  protected tables: GenerationTables | undefined;
  private readonly names: { gc: number; sweep: number; assist: number };
  readonly clocks: {
    readonly ticks: number;
    readonly nsPerTick: number;
    readonly mono: number;
    readonly sec: number;
    readonly nsec: number;
  }[] = [];

  constructor(readonly context: StreamContext) {
    this.interner = new TableInterner(context.wide);
    this.names = {
      gc: this.interner.string(rangeNames.gc),
      sweep: this.interner.string(rangeNames.sweep),
      assist: this.interner.string(rangeNames.assist),
    };
  }

  generation(info: GenerationInfo): void {
    const { interner } = this;
    const before = (info.firstByte / info.endByte) * this.context.done;
    if (info.index > 0) this.goroutines.expect(before);
    const known = interner.strings.length;
    interner.add(info.tables);
    this.tables = info.tables;
    if (info.tables.clock && this.clocks.length === 0) this.clocks.push({ ...info.tables.clock, nsPerTick: info.tables.nsPerTick });
    this.latencies.reserve(interner.occurrences);
    this.reasons.add(interner.strings, known);
  }

  protected procId(slot: number): number {
    return slot < 0 ? -1 : this.context.state.procs.ids[slot];
  }

  protected stackOf(position: number): number {
    return position <= 0 ? 0 : this.interner.stackBase + position;
  }

  /** A goroutine that comes to be: where, and what its creator was doing. */
  protected appear(slot: number, chunk: EventChunk, i: number, creatorStack: number): void {
    const g = this.goroutines;
    const creator = chunk.g[i];
    const time = chunk.time[i];
    if (!Number.isNaN(g.created[slot]) && g.state[slot] > 1) this.density.leave(g.state[slot], time);
    if (Number.isNaN(g.created[slot])) g.created[slot] = time;
    else g.begin(slot, time);
    g.inTrace[slot] = 1;
    g.creator[slot] = creator;
    g.creatorStack[slot] = creatorStack;
    this.createdCount++;
    if (this.annotations.hasRegions) this.annotations.inherit(creator, slot, time);
  }

  protected nameFrom(slot: number, stack: number): void {
    if (this.goroutines.name[slot] === 0) this.goroutines.name[slot] = this.interner.rootFunction(stack);
  }

  /** Any event that the hot loop does not handle itself. */
  protected rareEvent(chunk: EventChunk, i: number): void {
    const type = chunk.type[i];
    switch (kindOf[type]) {
      case Kind.Sync:
        this.syncTime = chunk.time[i];
        this.syncs = chunk.a0[i];
        break;
      case Kind.Metric:
        this.metric(0, chunk, i);
        this.utilization.procsChange(chunk.time[i], chunk.a0[i]);
        break;
      case Kind.Label:
        this.label(chunk, i);
        break;
      case Kind.StackSample:
        this.sample(chunk, i);
        break;
      case Kind.RangeBegin:
      case Kind.RangeActive:
      case Kind.RangeEnd:
        this.range(chunk, i, kindOf[type]);
        break;
      case Kind.TaskBegin:
      case Kind.TaskEnd:
      case Kind.RegionBegin:
      case Kind.RegionEnd:
      case Kind.Log:
        this.annotation(chunk, i, kindOf[type]);
        break;
      case Kind.StateTransition:
        if (type === Ev.ProcStatus) this.procTransition(chunk, i);
        else if (type === Ev.GoStatus || type === Ev.GoStatusStack) this.status(chunk, i);
        break;
      default:
        if (type === Step.Call) this.enterSyscall(chunk.res[i], chunk.p[i]);
        else if (type === Step.Idle) this.loseProc(chunk, i);
    }
  }

  /** A P goes idle, of which nothing else counts here: the goroutine in a syscall on it is blocked from now on. */
  private loseProc(chunk: EventChunk, i: number): void {
    const proc = chunk.res[i];
    const slot = proc < this.syscalling.length ? this.syscalling[proc] : -1;
    if (slot < 0) return;
    this.goroutines.blockedAt[slot] = chunk.time[i];
    this.syscalling[proc] = -1;
    this.losses.push(proc, this.goroutines.since[slot], chunk.time[i]);
  }

  // From here on, what the hot loop calls often takes the chunk and a position: a number passed on would be boxed.

  protected metric(which: number, chunk: EventChunk, i: number): void {
    const times = this.metricTime[which];
    const values = this.metricValue[which];
    times.reserve();
    values.reserve();
    times.data[times.count++] = chunk.time[i];
    values.data[values.count++] = chunk.a0[i];
  }

  /** A P that changes: a goroutine in a syscall on it is blocked from here on when it goes idle. */
  protected procTransition(chunk: EventChunk, i: number): void {
    const proc = chunk.res[i];
    const time = chunk.time[i];
    const from = chunk.trans[i] >> 3;
    const to = chunk.trans[i] & 7;
    if (from === to) return;
    const { density } = this;
    const rest = density.edge[0] - time;
    if (from === ProcState.Running) {
      density.counts[procsLane]--;
      density.current[procsLane] -= rest;
    }
    if (to === ProcState.Running) {
      if (from === ProcState.Undetermined) density.wasThere(procsLane, time);
      density.counts[procsLane]++;
      density.current[procsLane] += rest;
    }
    if (to === ProcState.Idle) {
      const goroutine = proc < this.syscalling.length ? this.syscalling[proc] : -1;
      if (goroutine >= 0) {
        this.goroutines.blockedAt[goroutine] = time;
        this.syscalling[proc] = -1;
      }
    }
    if (this.stops.open[0] !== 0) {
      if (chunk.type[i] === Ev.ProcStop) this.stops.stopped(proc, time);
      else if (chunk.type[i] === Ev.ProcStart) this.stops.started(proc, time);
      else if (chunk.type[i] === Ev.ProcSteal) this.stops.taken(proc);
    }
  }

  /** A goroutine gives up its P while the world is being stopped. */
  leaveStopping(chunk: EventChunk, i: number): void {
    this.stops.leave(chunk.p[i], chunk.res[i], this.stackOf(chunk.stack[i]));
  }

  /** A goroutine's status at the start of a generation: news only where it was not known before. */
  private status(chunk: EventChunk, i: number): void {
    const slot = chunk.res[i];
    const from = chunk.trans[i] >> 3;
    const to = chunk.trans[i] & 7;
    const time = chunk.time[i];
    const g = this.goroutines;
    if (this.syncs === 1 && this.utilization.known) this.toldStatus.add(slot);
    if (from === to) return;
    g.begin(slot, this.syncTime);
    const before = time - this.syncTime;
    this.nameFrom(slot, this.stackOf(chunk.stack[i]));
    g.state[slot] = to;
    g.since[slot] = time;
    g.reason[slot] = 0;
    g.stack[slot] = this.stackOf(chunk.stack[i]);
    this.density.wasThere(to, time);
    this.density.enter(to, time);
    switch (to) {
      case GoState.Running:
        g.exec[slot] += before;
        g.started[slot] = time;
        break;
      case GoState.Waiting:
        g.addBlock(slot, 0, before);
        break;
      case GoState.Runnable:
        g.schedWait[slot] += before;
        break;
      case GoState.Syscall:
        if (chunk.p[i] < 0) g.syscallBlock[slot] += before;
        else g.syscall[slot] += before;
        this.enterSyscall(slot, chunk.p[i]);
        break;
    }
    const isMarking = this.utilization.flags[slot] !== 0;
    if (isMarking && (to === GoState.Running || to === GoState.Syscall))
      this.utilization.transition(time, this.procId(chunk.p[i]), slot, 1);
  }

  /** The goroutine in a syscall on a P, by slots. */
  setSyscalling(proc: number, slot: number): void {
    if (proc >= this.syscalling.length) this.syscalling = grown(this.syscalling, proc * 2, -1);
    if (proc >= 0) this.syscalling[proc] = slot;
  }

  protected enterSyscall(slot: number, proc: number): void {
    const g = this.goroutines;
    this.setSyscalling(proc, slot);
    g.syscallProc[slot] = proc;
    g.blockedAt[slot] = Number.NaN;
  }

  /** A syscall that is over: its own time, and the time it had no P (summary.go on leaving GoSyscall). */
  protected leaveSyscall(slot: number, chunk: EventChunk, i: number): void {
    const g = this.goroutines;
    const time = chunk.time[i];
    const blockedAt = g.blockedAt[slot];
    const since = g.since[slot];
    if (Number.isNaN(blockedAt)) g.syscall[slot] += time - since;
    else {
      g.syscallBlock[slot] += time - blockedAt;
      g.syscall[slot] += blockedAt - since;
      g.blockedAt[slot] = Number.NaN;
    }
    if (g.syscallProc[slot] >= 0) this.syscalling[g.syscallProc[slot]] = -1;
    if (Number.isNaN(g.started[slot]) || g.callback[slot] !== 0) {
      this.latencies.hold(slot, syscallKind, g.stack[slot], time - since);
    } else {
      this.latencies.count[syscallKind][g.stack[slot]]++;
      this.latencies.ns[syscallKind][g.stack[slot]] += time - since;
    }
  }

  private label(chunk: EventChunk, i: number): void {
    const text = this.tables?.strings[chunk.a0[i]] ?? '';
    if (text.startsWith('GC ') && text !== 'GC (idle)') {
      this.utilization.markWorker(chunk.time[i], this.procId(chunk.p[i]), chunk.g[i]);
    } else if (text === 'GC (idle)') this.utilization.idleWorker(chunk.time[i], chunk.g[i]);
  }

  private sample(chunk: EventChunk, i: number): void {
    const { state } = this.context;
    this.sampleTime.push(chunk.time[i]);
    this.sampleGoroutine.push(chunk.g[i]);
    this.sampleProc.push(this.procId(chunk.p[i]));
    this.sampleThread.push(chunk.m[i] < 0 ? -1 : state.threads.ids[chunk.m[i]]);
    this.sampleStack.push(this.stackOf(chunk.stack[i]));
  }

  private range(chunk: EventChunk, i: number, kind: number): void {
    const type = chunk.type[i];
    const time = chunk.time[i];
    const goroutine = chunk.g[i];
    const proc = chunk.p[i];
    let name = this.names.gc;
    let scope = -1;
    let owner = -1;
    switch (type) {
      case Ev.STWBegin:
      case Ev.STWEnd: {
        const text = `stop-the-world (${this.tables?.strings[chunk.a0[i]] ?? ''})`;
        name = this.interner.string(text);
        scope = goroutine;
        owner = goroutine;
        this.utilization.stop(time, text.includes('GC'), kind === Kind.RangeBegin ? 1 : -1);
        break;
      }
      case Ev.GCSweepActive:
      case Ev.GCSweepBegin:
      case Ev.GCSweepEnd:
        name = this.names.sweep;
        scope = type === Ev.GCSweepActive ? chunk.res[i] : proc;
        owner = this.sweepOwner(scope, goroutine, kind);
        break;
      case Ev.GCMarkAssistActive:
      case Ev.GCMarkAssistBegin:
      case Ev.GCMarkAssistEnd:
        name = this.names.assist;
        scope = type === Ev.GCMarkAssistActive ? chunk.res[i] : goroutine;
        owner = scope;
        this.assist(chunk, i, kind, scope);
        break;
    }
    if (kind === Kind.RangeEnd) {
      const isSweep = type === Ev.GCSweepEnd;
      this.ranges.finish(scope, name, time, isSweep ? chunk.a0[i] : 0, isSweep ? chunk.a1[i] : 0);
      if (type === Ev.STWEnd) this.stops.finish();
    } else {
      const row = this.ranges.begin(scope, name, time, owner >= 0 ? owner : goroutine, this.procId(proc), this.stackOf(chunk.stack[i]));
      if (type === Ev.STWBegin && row !== undefined) this.stops.begin(row, time, this.utilization.assistedUpTo(time));
    }
    if (owner >= 0) this.rangeTime(owner, name, kind, time);
  }

  /** Whose time a sweep on a P is: the goroutine's it begins and ends on. */
  private sweepOwner(proc: number, goroutine: number, kind: number): number {
    if (proc >= this.sweepGoroutine.length) this.sweepGoroutine = grown(this.sweepGoroutine, proc * 2, -1);
    if (kind !== Kind.RangeEnd) {
      if (goroutine >= 0) this.sweepGoroutine[proc] = goroutine;
      return goroutine;
    }
    const began = this.sweepGoroutine[proc];
    this.sweepGoroutine[proc] = -1;
    return began === goroutine ? goroutine : -1;
  }

  private assist(chunk: EventChunk, i: number, kind: number, goroutine: number): void {
    const proc = this.procId(chunk.p[i]);
    if (kind === Kind.RangeActive) {
      if (this.syncs > 1) return;
      const g = chunk.g[i];
      const executing = g >= 0 && (this.goroutines.state[g] === GoState.Running || this.goroutines.state[g] === GoState.Syscall);
      if (executing && this.toldStatus.has(g)) this.utilization.assistWasActive();
    }
    this.utilization.assist(chunk.time[i], proc, goroutine, kind !== Kind.RangeEnd);
  }

  private rangeTime(slot: number, name: number, kind: number, time: number): void {
    const g = this.goroutines;
    if (Number.isNaN(g.created[slot])) return;
    if (kind === Kind.RangeEnd) g.closeRange(slot, name, time);
    else if (kind === Kind.RangeActive) {
      // What it had before this generation counts; from the sync on it is counted anew.
      g.closeRange(slot, name, this.syncTime);
      g.openRange(slot, name, this.syncTime);
    } else g.openRange(slot, name, time);
  }

  private annotation(chunk: EventChunk, i: number, kind: number): void {
    const { annotations } = this;
    const map = this.interner.stringMap;
    const time = chunk.time[i];
    const goroutine = chunk.g[i];
    const [a0, a1, a2] = [chunk.a0[i], chunk.a1[i], chunk.a2[i]];
    switch (kind) {
      case Kind.TaskBegin:
        annotations.taskEvent(true, a0, a1, map[a2], goroutine, time);
        break;
      case Kind.TaskEnd:
        annotations.taskEvent(false, a0, a1, this.interner.string(this.context.state.taskNames[a2]), goroutine, time);
        break;
      case Kind.RegionBegin:
        annotations.regionBegin(time, a0, map[a1], goroutine);
        break;
      case Kind.RegionEnd:
        annotations.regionEnd(time, a0, map[a1], goroutine);
        break;
      default:
        annotations.log(time, a0, goroutine, map[a1], map[a2]);
    }
  }
}
