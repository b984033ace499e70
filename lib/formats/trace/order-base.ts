import { type Phrase, phrase } from '../../base/phrase';
import { type EventChunk, pushEvent } from './chunk';
import type { Cursors } from './cursors';
import { Ev, stackArg, typeNames } from './kinds';
import { badOrder, type SchedulerState } from './order-state';
import type { CpuSamples, RawIndex } from './tables';

/** What every event's handling needs: its arguments, its context's demands (order.go validateCtx), its strings and stacks, its place in the chunk. */
export class OrderBase {
  protected chunk!: EventChunk;
  private nextSample = 0;

  constructor(
    protected readonly state: SchedulerState,
    protected readonly cursors: Cursors,
    protected readonly strings: RawIndex,
    protected readonly stacks: RawIndex,
    protected readonly stringValues: readonly string[],
    protected readonly gen: number,
  ) {}

  protected arg(c: number, i: number): number {
    return this.cursors.args[8 * c + 1 + i];
  }

  protected bad(c: number, message: Phrase): Error {
    return badOrder(message, this.cursors.offset(c));
  }

  /** Thread, P and goroutine are needed (order.go userGoReqs). */
  protected need(c: number, m: number, p: number, g: number): void {
    this.needProc(c, m, p);
    if (g < 0) throw this.bad(c, phrase`a ${this.name(c)} event needs a goroutine and its thread has none`);
  }

  protected needProc(c: number, m: number, p: number): void {
    this.needThread(c, m);
    if (p < 0) throw this.bad(c, phrase`a ${this.name(c)} event needs a P and its thread has none`);
  }

  protected needThread(c: number, m: number): void {
    if (m < 0) throw this.bad(c, phrase`a ${this.name(c)} event needs a thread and has none`);
  }

  private name(c: number): string {
    return typeNames[this.cursors.type[c]];
  }

  /** Position of a string or stack of this generation; throws where there is none (event.go validateTableIDs). */
  protected string(c: number, id: number): number {
    const position = this.strings.position(id);
    if (position < 0) throw this.bad(c, phrase`a ${this.name(c)} event names string ${id}, which does not exist`);
    return position;
  }

  protected stack(c: number, id: number): number {
    const position = this.stacks.position(id);
    if (position < 0) throw this.bad(c, phrase`a ${this.name(c)} event names stack ${id}, which does not exist`);
    return position;
  }

  /** The same for the string or stack that argument `i` names, without handing a number over, which would be boxed. */
  protected stringAt(c: number, i: number): number {
    return this.string(c, this.arg(c, i));
  }

  protected stackAt(c: number, i: number): number {
    return this.stack(c, this.arg(c, i));
  }

  /** Writes the event with its own stack. */
  protected emit(type: number, c: number, m: number, p: number, g: number, res = -1, trans = 0, a0 = 0, a1 = 0, a2 = 0): true {
    const at = stackArg[type];
    const stack = at === 255 ? 0 : this.stack(c, this.arg(c, at));
    pushEvent(this.chunk, type, this.cursors.time[c], m, p, g, res, trans, stack, a0, a1, a2);
    return true;
  }

  /** When the next CPU sample comes; ∞ after the last. */
  protected sampleTime(samples: CpuSamples): number {
    if (this.nextSample >= samples.count) return Number.POSITIVE_INFINITY;
    const { cursors } = this;
    return cursors.nanoseconds(samples.time[this.nextSample], 0) - cursors.origin;
  }

  protected emitSample(samples: CpuSamples): void {
    const { state, chunk } = this;
    const i = this.nextSample++;
    const time = this.cursors.nanoseconds(samples.time[i], 0) - this.cursors.origin;
    const stack = this.stacks.position(samples.stack[i]);
    if (stack < 0) throw badOrder(phrase`a CPU sample names stack ${samples.stack[i]}, which does not exist`, 0);
    const slot = (id: number, table: { add(id: number): number }) => (id === -1 ? -1 : table.add(id));
    const g = slot(samples.g[i], state.goroutines);
    pushEvent(chunk, Ev.CPUSample, time, slot(samples.m[i], state.threads), slot(samples.p[i], state.procs), g, -1, 0, stack);
  }
}
