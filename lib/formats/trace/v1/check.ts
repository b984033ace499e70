import { type Phrase, phrase } from '../../../base/phrase';
import { badOrder } from '../order-state';
import type { V1Events } from './events';
import type { V1Parser } from './parse';
import { fakeP, GStatus, V1 } from './types';

const { Dead, Runnable, Running, Waiting } = GStatus;

interface G {
  state: number;
  /** Type of the event that explains the state; 0 for none. */
  why: number;
  /** Stack of the creation, until the goroutine first runs. */
  createStack: number;
  assist: boolean;
}

interface P {
  running: boolean;
  g: number;
  sweep: boolean;
}

/** Checks that the order is one a scheduler gives, and fills in what the format leaves out (parser.go postProcessTrace). */
export function checkV1(parser: V1Parser, order: Uint32Array): void {
  const { events } = parser;
  const gs = new Map<number, G>([[0, { state: Running, why: 0, createStack: 0, assist: false }]]);
  const ps = new Map<number, P>();
  const tasks = new Set<number>();
  const regions = new Map<number, number[]>();
  let gc = false;
  let stopped = false;
  for (const at of order) {
    const type = events.type[at];
    const id = events.g[at];
    let g = gs.get(id);
    let p = ps.get(events.p[at]);
    const fail = (message: Phrase): never => {
      throw badOrder(phrase`${message} (time ${events.time[at]})`, 0);
    };
    const own = (): G => {
      if (!g) {
        g = { state: Dead, why: 0, createStack: 0, assist: false };
        gs.set(id, g);
      }
      return g;
    };
    const proc = (): P => {
      if (!p) {
        p = { running: false, g: 0, sweep: false };
        ps.set(events.p[at], p);
      }
      return p;
    };
    const running = (zero: boolean): void => {
      if ((g?.state ?? Dead) !== Running) fail(phrase`goroutine ${id} is not running`);
      if ((p?.g ?? 0) !== id) fail(phrase`P ${events.p[at]} does not run goroutine ${id}`);
      if (!zero && id === 0) fail(phrase`goroutine 0 does what it cannot`);
    };
    switch (type) {
      case V1.ProcStart:
        if (proc().running) fail(phrase`a P starts that is running`);
        proc().running = true;
        break;
      case V1.ProcStop:
        if (!proc().running) fail(phrase`a P stops that is not running`);
        if (proc().g !== 0) fail(phrase`a P stops that runs a goroutine`);
        proc().running = false;
        break;
      case V1.GCStart:
        if (gc) fail(phrase`a GC begins while one runs`);
        gc = true;
        events.p[at] = fakeP.GC;
        break;
      case V1.GCDone:
        if (!gc) fail(phrase`a GC ends that never began`);
        gc = false;
        break;
      case V1.STWStart:
        if (stopped) fail(phrase`the world is stopped twice`);
        stopped = true;
        break;
      case V1.STWDone:
        if (!stopped) fail(phrase`the world is started that was not stopped`);
        stopped = false;
        break;
      case V1.GCSweepStart:
        if (proc().sweep) fail(phrase`a sweep begins inside a sweep`);
        proc().sweep = true;
        break;
      case V1.GCSweepDone:
        if (!proc().sweep) fail(phrase`a sweep ends that never began`);
        proc().sweep = false;
        break;
      case V1.GCMarkAssistStart:
        if (own().assist) fail(phrase`a mark assist begins inside a mark assist`);
        own().assist = true;
        break;
      case V1.GCMarkAssistDone:
        own().assist = false;
        break;
      case V1.GoWaiting:
      case V1.GoInSyscall:
        if (own().state !== Runnable) fail(phrase`goroutine ${id} is not runnable`);
        own().state = Waiting;
        own().why = type;
        break;
      case V1.GoCreate:
        running(true);
        if (gs.has(events.a0[at])) fail(phrase`goroutine ${events.a0[at]} exists already`);
        gs.set(events.a0[at], { state: Runnable, why: type, createStack: events.a1[at] || -1, assist: false });
        break;
      case V1.GoStart:
      case V1.GoStartLabel:
        if (own().state !== Runnable) fail(phrase`goroutine ${id} starts but is not runnable`);
        if (proc().g !== 0) fail(phrase`a P starts a goroutine while it runs another`);
        own().state = Running;
        proc().g = id;
        if (own().createStack !== 0) events.stack[at] = Math.max(0, own().createStack);
        own().createStack = 0;
        own().why = 0;
        break;
      case V1.GoEnd:
      case V1.GoStop:
        running(false);
        own().state = Dead;
        proc().g = 0;
        if (type === V1.GoEnd) regions.delete(id);
        break;
      case V1.GoSched:
      case V1.GoPreempt:
        running(false);
        own().state = Runnable;
        own().why = type;
        proc().g = 0;
        break;
      case V1.GoUnblock: {
        if ((g?.state ?? Dead) !== Running) fail(phrase`goroutine ${id} wakes another but is not running`);
        if (events.p[at] !== fakeP.Timer && (p?.g ?? 0) !== id) fail(phrase`P ${events.p[at]} does not run goroutine ${id}`);
        const other = gs.get(events.a0[at]);
        if (!other || other.state !== Waiting) return void fail(phrase`goroutine ${events.a0[at]} is woken but does not wait`);
        if (other.why === V1.GoBlockNet) events.p[at] = fakeP.Netpoll;
        other.state = Runnable;
        other.why = type;
        break;
      }
      case V1.GoSysCall:
        running(false);
        own().why = type;
        break;
      case V1.GoSysBlock:
        running(false);
        own().state = Waiting;
        proc().g = 0;
        break;
      case V1.GoSysExit:
        if (own().state !== Waiting) fail(phrase`goroutine ${id} leaves a syscall that it is not in`);
        own().state = Runnable;
        own().why = type;
        break;
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC:
        running(false);
        own().state = Waiting;
        own().why = type;
        proc().g = 0;
        break;
      case V1.UserTaskCreate:
        if (tasks.has(events.a0[at])) fail(phrase`task ${events.a0[at]} begins twice`);
        tasks.add(events.a0[at]);
        break;
      case V1.UserTaskEnd:
        tasks.delete(events.a0[at]);
        break;
      case V1.UserRegion:
        region(events, at, regions, fail);
        break;
    }
    if (events.stack[at] !== 0 && !parser.stacks.has(events.stack[at])) events.stack[at] = 0;
  }
}

function region(events: V1Events, at: number, regions: Map<number, number[]>, fail: (message: Phrase) => never): void {
  const mode = events.a1[at];
  const open = regions.get(events.g[at]);
  if (mode === 0) {
    if (open) open.push(at);
    else regions.set(events.g[at], [at]);
  } else if (mode === 1) {
    const begin = open?.pop();
    if (begin !== undefined && (events.a0[begin] !== events.a0[at] || events.a2[begin] !== events.a2[at]))
      fail(phrase`a region ends inside another`);
  } else fail(phrase`a region neither begins nor ends`);
}
