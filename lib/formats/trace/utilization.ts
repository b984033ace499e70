import type { UtilizationColumns } from '../../model/trace';
import { Floats } from './grow';

const assistBit = 1;
const markBit = 2;

/**
 * Mutator utilisation over time: internal/trace/gc.go MutatorUtilizationV2 with UtilSTW | UtilBackground | UtilAssist, not per P. Fed
 * with the events that can change it. Where Go's code would index a P that does not exist, the answer is undefined.
 */
export class Utilization {
  /** Bits by goroutine slot: in a mark assist, background mark worker. */
  flags = new Uint8Array(1024);
  private readonly time = new Floats();
  private readonly util = new Floats();
  private procs: number[] = [];
  private readonly procsTime: number[] = [];
  private readonly procsCount: number[] = [];
  private stw = 0;
  private broken = false;

  reserve(goroutines: number): void {
    if (goroutines <= this.flags.length) return;
    const flags = new Uint8Array(Math.max(goroutines, this.flags.length * 2));
    flags.set(this.flags);
    this.flags = flags;
  }

  /** Nothing counts before GOMAXPROCS is known. */
  get known(): boolean {
    return this.procs.length > 0;
  }

  procsChange(time: number, count: number): void {
    if (count > 1 << 20) {
      this.broken = true;
      return;
    }
    if (this.procs.length > count) this.procs.length = count;
    if (this.procs.length < count && this.time.count === 0) {
      this.time.push(time);
      this.util.push(1);
    }
    while (this.procs.length < count) this.procs.push(0);
    if (this.procsCount[this.procsCount.length - 1] !== count) {
      this.procsTime.push(time);
      this.procsCount.push(count);
    }
    this.record(time);
  }

  stop(time: number, isGc: boolean, delta: 1 | -1): void {
    if (!this.known || !isGc) return;
    this.stw += delta;
    this.record(time);
  }

  assist(time: number, proc: number, goroutine: number, begins: boolean): void {
    if (!this.known) return;
    this.add(proc, begins ? 1 : -1);
    if (begins) this.flags[goroutine] |= assistBit;
    else this.flags[goroutine] &= ~assistBit;
    this.record(time);
  }

  /** A mark assist that runs since before the trace: what was recorded so far lacks it. */
  assistWasActive(): void {
    if (!this.known) return;
    let change = 0;
    for (let i = 0; i < this.util.count; ) {
      if (change < this.procsTime.length - 1 && this.procsTime[change + 1] < this.time.data[i]) {
        change++;
        continue;
      }
      this.util.data[i] = Math.max(0, this.util.data[i] - 1 / this.procsCount[change]);
      i++;
    }
  }

  markWorker(time: number, proc: number, goroutine: number): void {
    if (!this.known) return;
    this.flags[goroutine] |= markBit;
    this.add(proc, 1);
    this.record(time);
  }

  /** A goroutine with flags starts (+1) or stops (−1) executing on a P. */
  transition(time: number, proc: number, delta: 1 | -1): void {
    if (!this.known) return;
    this.add(proc, delta);
    this.record(time);
  }

  private add(proc: number, delta: number): void {
    if (proc < 0 || proc >= this.procs.length) this.broken = true;
    else this.procs[proc] += delta;
  }

  private record(time: number): void {
    if (this.procs.length === 0) return;
    let busy = 0;
    if (this.stw > 0) busy = this.procs.length;
    else for (const gc of this.procs) if (gc > 0) busy++;
    this.push(time, 1 - busy / this.procs.length);
  }

  private push(time: number, util: number): void {
    const last = this.time.count - 1;
    if (last >= 0) {
      if (util === this.util.data[last]) return;
      if (time === this.time.data[last]) {
        if (util < this.util.data[last]) this.util.data[last] = util;
        return;
      }
    }
    this.time.push(time);
    this.util.push(util);
  }

  finish(end: number): UtilizationColumns | undefined {
    if (this.broken) return undefined;
    if (this.procs.length > 0) this.push(end, 0);
    return { time: this.time.finish(), util: this.util.finish() };
  }
}
