import type { InputError } from '../../../base/errors';
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

/**
 * Checks that the order is one a scheduler gives, and fills in what the format leaves out (parser.go postProcessTrace).
 *
 * @throws InputError bad-order, with the event's time
 */
export function checkV1({ events, stacks }: V1Parser, order: Uint32Array): void {
  const check = new OrderCheck(events);
  for (const at of order) {
    check.event(at);
    if (events.stack[at] !== 0 && !stacks.has(events.stack[at])) events.stack[at] = 0;
  }
}

/** The states of all goroutines and Ps up to the event at hand, which is kept in fields: nothing is made for an event. */
class OrderCheck {
  private readonly gs = new Map<number, G>([[0, { state: Running, why: 0, createStack: 0, assist: false }]]);
  private readonly ps = new Map<number, P>();
  private readonly tasks = new Set<number>();
  /** Positions of the events that began the regions still open, by goroutine. */
  private readonly regions = new Map<number, number[]>();
  private collecting = false;
  private stopped = false;
  /** The event at hand: its position, its goroutine, and what is known of that one and of its P. */
  private at = 0;
  private id = 0;
  private g: G | undefined;
  private p: P | undefined;

  constructor(private readonly events: V1Events) {}

  event(at: number): void {
    const { events } = this;
    const type = events.type[at];
    this.at = at;
    this.id = events.g[at];
    this.g = this.gs.get(this.id);
    this.p = this.ps.get(events.p[at]);
    if (!this.processor(type) && !this.transition(type)) this.annotation(type);
  }

  private failure(message: Phrase): InputError {
    return badOrder(phrase`${message} (time ${this.events.time[this.at]})`, 0);
  }

  private fail(message: Phrase): never {
    throw this.failure(message);
  }

  private own(): G {
    if (!this.g) {
      this.g = { state: Dead, why: 0, createStack: 0, assist: false };
      this.gs.set(this.id, this.g);
    }
    return this.g;
  }

  private proc(): P {
    if (!this.p) {
      this.p = { running: false, g: 0, sweep: false };
      this.ps.set(this.events.p[this.at], this.p);
    }
    return this.p;
  }

  /** Fails unless the event's goroutine runs on the event's P; with `zero` it may be none. */
  private isRunning(zero: boolean): void {
    if ((this.g?.state ?? Dead) !== Running) this.fail(phrase`goroutine ${this.id} is not running`);
    if ((this.p?.g ?? 0) !== this.id) this.fail(phrase`P ${this.events.p[this.at]} does not run goroutine ${this.id}`);
    if (!zero && this.id === 0) this.fail(phrase`goroutine 0 does what it cannot`);
  }

  /** The event's goroutine gives its P up for the state. */
  private leave(state: number): G {
    this.isRunning(false);
    const g = this.own();
    g.state = state;
    this.proc().g = 0;
    return g;
  }

  /** Ps and the collector; false for other events. */
  private processor(type: number): boolean {
    switch (type) {
      case V1.ProcStart:
        if (this.proc().running) this.fail(phrase`a P starts that is running`);
        this.proc().running = true;
        return true;
      case V1.ProcStop:
        if (!this.proc().running) this.fail(phrase`a P stops that is not running`);
        if (this.proc().g !== 0) this.fail(phrase`a P stops that runs a goroutine`);
        this.proc().running = false;
        return true;
      case V1.GCStart:
        if (this.collecting) this.fail(phrase`a GC begins while one runs`);
        this.collecting = true;
        this.events.p[this.at] = fakeP.GC;
        return true;
      case V1.GCDone:
        if (!this.collecting) this.fail(phrase`a GC ends that never began`);
        this.collecting = false;
        return true;
      case V1.STWStart:
        if (this.stopped) this.fail(phrase`the world is stopped twice`);
        this.stopped = true;
        return true;
      case V1.STWDone:
        if (!this.stopped) this.fail(phrase`the world is started that was not stopped`);
        this.stopped = false;
        return true;
      case V1.GCSweepStart:
        if (this.proc().sweep) this.fail(phrase`a sweep begins inside a sweep`);
        this.proc().sweep = true;
        return true;
      case V1.GCSweepDone:
        if (!this.proc().sweep) this.fail(phrase`a sweep ends that never began`);
        this.proc().sweep = false;
        return true;
      case V1.GCMarkAssistStart:
        if (this.own().assist) this.fail(phrase`a mark assist begins inside a mark assist`);
        this.own().assist = true;
        return true;
      case V1.GCMarkAssistDone:
        this.own().assist = false;
        return true;
      default:
        return false;
    }
  }

  /** Goroutines from state to state; false for other events. */
  private transition(type: number): boolean {
    const { events, id, at } = this;
    switch (type) {
      case V1.GoWaiting:
      case V1.GoInSyscall:
        if (this.own().state !== Runnable) this.fail(phrase`goroutine ${id} is not runnable`);
        this.own().state = Waiting;
        this.own().why = type;
        return true;
      case V1.GoCreate:
        this.isRunning(true);
        if (this.gs.has(events.a0[at])) this.fail(phrase`goroutine ${events.a0[at]} exists already`);
        this.gs.set(events.a0[at], { state: Runnable, why: type, createStack: events.a1[at] || -1, assist: false });
        return true;
      case V1.GoStart:
      case V1.GoStartLabel:
        this.start();
        return true;
      case V1.GoEnd:
      case V1.GoStop:
        this.leave(Dead);
        if (type === V1.GoEnd) this.regions.delete(id);
        return true;
      case V1.GoSched:
      case V1.GoPreempt:
        this.leave(Runnable).why = type;
        return true;
      case V1.GoUnblock:
        this.unblock();
        return true;
      case V1.GoSysCall:
        this.isRunning(false);
        this.own().why = type;
        return true;
      case V1.GoSysBlock:
        this.leave(Waiting);
        return true;
      case V1.GoSysExit:
        if (this.own().state !== Waiting) this.fail(phrase`goroutine ${id} leaves a syscall that it is not in`);
        this.own().state = Runnable;
        this.own().why = type;
        return true;
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC:
        this.leave(Waiting).why = type;
        return true;
      default:
        return false;
    }
  }

  private start(): void {
    const g = this.own();
    if (g.state !== Runnable) this.fail(phrase`goroutine ${this.id} starts but is not runnable`);
    if (this.proc().g !== 0) this.fail(phrase`a P starts a goroutine while it runs another`);
    g.state = Running;
    this.proc().g = this.id;
    if (g.createStack !== 0) this.events.stack[this.at] = Math.max(0, g.createStack);
    g.createStack = 0;
    g.why = 0;
  }

  private unblock(): void {
    const { events, at, id } = this;
    if ((this.g?.state ?? Dead) !== Running) this.fail(phrase`goroutine ${id} wakes another but is not running`);
    if (events.p[at] !== fakeP.Timer && (this.p?.g ?? 0) !== id) this.fail(phrase`P ${events.p[at]} does not run goroutine ${id}`);
    const other = this.gs.get(events.a0[at]);
    if (other?.state !== Waiting) throw this.failure(phrase`goroutine ${events.a0[at]} is woken but does not wait`);
    if (other.why === V1.GoBlockNet) events.p[at] = fakeP.Netpoll;
    other.state = Runnable;
    other.why = V1.GoUnblock;
  }

  /** User tasks and regions. */
  private annotation(type: number): void {
    const { tasks, events, at } = this;
    switch (type) {
      case V1.UserTaskCreate:
        if (tasks.has(events.a0[at])) this.fail(phrase`task ${events.a0[at]} begins twice`);
        tasks.add(events.a0[at]);
        break;
      case V1.UserTaskEnd:
        tasks.delete(events.a0[at]);
        break;
      case V1.UserRegion:
        this.region();
    }
  }

  private region(): void {
    const { events, at, regions } = this;
    const mode = events.a1[at];
    const open = regions.get(events.g[at]);
    if (mode === 0) {
      if (open) open.push(at);
      else regions.set(events.g[at], [at]);
    } else if (mode === 1) {
      const begin = open?.pop();
      if (begin !== undefined && (events.a0[begin] !== events.a0[at] || events.a2[begin] !== events.a2[at]))
        this.fail(phrase`a region ends inside another`);
    } else this.fail(phrase`a region neither begins nor ends`);
  }
}
