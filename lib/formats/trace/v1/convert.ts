import { phrase } from '../../../base/phrase';
import { GoState, ProcState } from '../../../model/trace';
import { type EventChunk, pushEvent } from '../chunk';
import { Ev } from '../kinds';
import { badOrder, type SchedulerState } from '../order-state';
import type { GenerationTables } from '../tables';
import type { V1Parser } from './parse';
import { stopReasons, V1 } from './types';

/** Texts that conversion adds: reasons of waits, in the order of the positions below (internal/trace/tracev1.go). */
const reasons = [
  'forever',
  'preempted',
  'runtime.Gosched',
  'sleep',
  'chan send',
  'chan receive',
  'network',
  'sync',
  'sync.(*Cond).Wait',
  'select',
  '',
  'GC mark assist wait for work',
];

/** By v1 type: the reason its wait is given, as a position in `reasons`. */
const reasonOf: Readonly<Record<number, number>> = {
  [V1.GoStop]: 0,
  [V1.GoPreempt]: 1,
  [V1.GoSched]: 2,
  [V1.GoSleep]: 3,
  [V1.GoBlockSend]: 4,
  [V1.GoBlockRecv]: 5,
  [V1.GoBlockNet]: 6,
  [V1.GoBlockSync]: 7,
  [V1.GoBlockCond]: 8,
  [V1.GoBlockSelect]: 9,
  [V1.GoBlock]: 10,
  [V1.GoBlockGC]: 11,
};

/** What a v1 trace's tables are as those of one generation. */
export function v1Tables(parser: V1Parser): { tables: GenerationTables; stackPosition: Map<number, number>; extra: number } {
  const strings = ['', ...parser.named, ...parser.logTexts];
  const extra = strings.length;
  strings.push(...reasons, ...stopReasons);
  parser.stringIndex.finish();
  const frames = parser.pcs.count;
  const frameFn = new Uint32Array(frames);
  const frameFile = new Uint32Array(frames);
  const frameLine = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    frameFn[i] = Math.max(0, parser.stringIndex.position(parser.frameRaw[3 * i]));
    frameFile[i] = Math.max(0, parser.stringIndex.position(parser.frameRaw[3 * i + 1]));
    frameLine[i] = parser.frameRaw[3 * i + 2];
  }
  const stackPosition = new Map<number, number>([[0, 0]]);
  const starts = [0, 0];
  const stackFrames: number[] = [];
  for (const [id, stack] of parser.stacks) {
    stackPosition.set(id, starts.length - 1);
    for (const frame of stack) stackFrames.push(frame);
    starts.push(stackFrames.length);
  }
  const none = new Float64Array(0);
  const tables: GenerationTables = {
    strings,
    framePc: parser.pcs.ids.slice(0, frames),
    frameFn,
    frameFile,
    frameLine,
    stackStart: Uint32Array.from(starts),
    stackFrames: Uint32Array.from(stackFrames),
    samples: { count: 0, time: none, m: none, p: none, g: none, stack: none },
    nsPerTick: 1,
    clock: undefined,
  };
  return { tables, stackPosition, extra };
}

/** Adds an event in the context of the one being converted: type, resource, states from and to, stack, arguments. */
type Put = (to: number, res?: number, from?: number, into?: number, stack?: number, x?: number, y?: number, z?: number) => true;

/** Turns the events of a v1 trace into those of v2, one after another (internal/trace/tracev1.go convertEvent). */
export class V1Converter {
  private preInit = true;
  private readonly createdPreInit = new Set<number>();
  private readonly seenProcs = new Set<number>();
  private readonly threadOf = new Map<number, number>();
  private readonly tasks = new Map<number, { readonly name: string; readonly parent: number }>();
  private stopReason = 0;
  private readonly blocked: Uint8Array;

  constructor(
    private readonly parser: V1Parser,
    private readonly order: Uint32Array,
    private readonly state: SchedulerState,
    private readonly version: number,
    private readonly stackPosition: Map<number, number>,
    /** Position of the first added string; and the trace's strings. */
    private readonly extra: number,
    private readonly strings: readonly string[],
  ) {
    this.blocked = blockedSyscalls(parser, order);
  }

  /** Room that one event may need in a chunk beyond the goroutines that are there when tracing starts. */
  get roomNeeded(): number {
    return 3 + (this.preInit ? this.createdPreInit.size : 0);
  }

  /** Adds what the event at `i` of the order becomes; false where that is nothing. */
  convert(chunk: EventChunk, i: number): boolean {
    const { events } = this.parser;
    const at = this.order[i];
    const type = events.type[at];
    const time = events.time[at];
    const p = events.p[at];
    const g = events.g[at];
    const own = g === 0 ? -1 : this.state.goroutines.add(g);
    const proc = p === -1 ? -1 : this.state.procs.add(p);
    const thread = type === V1.CPUSample ? undefined : this.threadOf.get(p);
    let m = thread === undefined ? -1 : this.state.threads.add(thread);
    const stack = this.stackPosition.get(events.stack[at]) ?? 0;
    const [a0, a1, a2] = [events.a0[at], events.a1[at], events.a2[at]];
    const put: Put = (to, res = -1, from = 0, into = 0, withStack = 0, x = 0, y = 0, z = 0) => {
      pushEvent(chunk, to, time, m, proc, own, res, from * 8 + into, withStack, x, y, z);
      return true;
    };
    const goroutine = (id: number) => this.state.goroutines.add(id);
    switch (type) {
      case V1.Gomaxprocs:
        if (!this.preInit) return put(Ev.ProcsChange, -1, 0, 0, stack, a0);
        this.preInit = false;
        for (const id of this.createdPreInit) {
          pushEvent(chunk, Ev.GoStatus, time, -1, -1, -1, goroutine(id), GoState.Undetermined * 8 + GoState.Runnable);
        }
        this.createdPreInit.clear();
        return true;
      case V1.ProcStart:
        this.threadOf.set(p, a0);
        m = this.state.threads.add(a0);
        return this.procEvent(p, proc, Ev.ProcStart, ProcState.Idle, ProcState.Running, put);
      case V1.ProcStop:
        this.procEvent(p, proc, Ev.ProcStop, ProcState.Running, ProcState.Idle, put);
        this.threadOf.delete(p);
        return true;
      case V1.GCStart:
        return put(Ev.GCBegin, -1, 0, 0, stack);
      case V1.GCDone:
        return put(Ev.GCEnd);
      case V1.STWStart:
        this.stopReason = this.extra + reasons.length + this.stopKind(a0);
        return put(Ev.STWBegin, -1, 0, 0, 0, this.stopReason);
      case V1.STWDone:
        return put(Ev.STWEnd, -1, 0, 0, 0, this.stopReason);
      case V1.GCSweepStart:
        return put(Ev.GCSweepBegin, proc, 0, 0, stack);
      case V1.GCSweepDone:
        return put(Ev.GCSweepEnd, proc, 0, 0, 0, a0, a1);
      case V1.GCMarkAssistStart:
        return put(Ev.GCMarkAssistBegin, own, 0, 0, stack);
      case V1.GCMarkAssistDone:
        return put(Ev.GCMarkAssistEnd, own);
      case V1.GoCreate:
        if (this.preInit) {
          this.createdPreInit.add(a0);
          return false;
        }
        return put(Ev.GoCreate, goroutine(a0), GoState.NotExist, GoState.Runnable, stack, 0, this.stackPosition.get(a1) ?? 0);
      case V1.GoStart:
        if (!this.preInit) return put(Ev.GoStart, goroutine(a0), GoState.Runnable, GoState.Running);
        this.createdPreInit.delete(a0);
        return put(Ev.GoStatus, goroutine(a0), GoState.Undetermined, GoState.Running);
      case V1.GoStartLabel:
        put(Ev.GoStart, goroutine(a0), GoState.Runnable, GoState.Running);
        return put(Ev.GoLabel, -1, 0, 0, 0, Math.max(0, this.parser.stringIndex.position(a2)));
      case V1.GoEnd:
        return put(Ev.GoDestroy, own, GoState.Running, GoState.NotExist);
      case V1.GoSched:
      case V1.GoPreempt:
        return put(Ev.GoStop, own, GoState.Running, GoState.Runnable, stack, this.extra + reasonOf[type]);
      case V1.GoStop:
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC:
        return put(Ev.GoBlock, own, GoState.Running, GoState.Waiting, stack, this.extra + reasonOf[type]);
      case V1.GoUnblock:
        return put(Ev.GoUnblock, goroutine(a0), GoState.Waiting, GoState.Runnable, stack);
      case V1.GoSysCall:
        put(Ev.GoSyscallBegin, own, GoState.Running, GoState.Syscall, stack);
        if (this.blocked[i] === 0) {
          pushEvent(chunk, Ev.GoSyscallEnd, time + 1, m, proc, own, own, GoState.Syscall * 8 + GoState.Running);
        }
        return true;
      case V1.GoSysExit:
        return put(Ev.GoSyscallEndBlocked, own, GoState.Syscall, GoState.Runnable);
      case V1.GoSysBlock:
        return false;
      case V1.GoWaiting:
      case V1.GoInSyscall:
        this.createdPreInit.delete(a0);
        return put(Ev.GoStatus, goroutine(a0), GoState.Undetermined, type === V1.GoWaiting ? GoState.Waiting : GoState.Syscall);
      case V1.HeapAlloc:
        return put(Ev.HeapAlloc, -1, 0, 0, 0, a0);
      case V1.HeapGoal:
        return put(Ev.HeapGoal, -1, 0, 0, 0, a0);
      case V1.UserTaskCreate: {
        const name = Math.max(0, this.parser.stringIndex.position(a2));
        this.tasks.set(a0, { name: this.strings[name], parent: a1 });
        return put(Ev.UserTaskBegin, -1, 0, 0, stack, a0, a1 === 0 ? -1 : a1, name);
      }
      case V1.UserTaskEnd: {
        // Where the begin was seen, a missing parent stays 0 here: tracev1.go hands on the number it read.
        const task = this.tasks.get(a0);
        this.tasks.delete(a0);
        const name = task && task.name !== '' ? this.state.taskNames.push(task.name) - 1 : 0;
        return put(Ev.UserTaskEnd, -1, 0, 0, stack, a0, task ? task.parent : -1, name);
      }
      case V1.UserRegion:
        return put(
          a1 === 0 ? Ev.UserRegionBegin : Ev.UserRegionEnd,
          -1,
          0,
          0,
          stack,
          a0,
          Math.max(0, this.parser.stringIndex.position(a2)),
        );
      case V1.UserLog: {
        const category = Math.max(0, this.parser.stringIndex.position(a1));
        return put(Ev.UserLog, -1, 0, 0, stack, a0, category, 1 + this.parser.named.length + events.a3[at]);
      }
      case V1.CPUSample:
        return put(Ev.CPUSample, -1, 0, 0, stack);
      default:
        throw badOrder(phrase`event type ${type} has no place in a trace of Go 1.${this.version}`, 0);
    }
  }

  private procEvent(p: number, proc: number, type: number, from: number, to: number, put: Put): true {
    if (this.seenProcs.has(p)) return put(type, proc, from, to);
    this.seenProcs.add(p);
    return put(Ev.ProcStatus, proc, ProcState.Undetermined, to);
  }

  /** The reason of a stopped world (tracev1 STWReason): before 1.21 only two were told apart. */
  private stopKind(kind: number): number {
    if (this.version < 21) return kind === 0 || kind === 1 ? kind + 1 : 0;
    return kind >= 0 && kind < stopReasons.length ? kind : 0;
  }
}

/** For each syscall: 1 where the next event of its goroutine says that it blocked. */
function blockedSyscalls(parser: V1Parser, order: Uint32Array): Uint8Array {
  const { type, g } = parser.events;
  const blocked = new Uint8Array(order.length);
  const next = new Map<number, number>();
  for (let i = order.length - 1; i >= 0; i--) {
    const at = order[i];
    if (type[at] === V1.GoSysCall && next.get(g[at]) === V1.GoSysBlock) blocked[i] = 1;
    next.set(g[at], type[at]);
  }
  return blocked;
}
