import { Floats } from '../../base/grow';
import type { UtilizationColumns } from '../../model/trace';

const assistBit = 1;
const markBit = 2;
/** For `mutator`: a mark worker whose last label was not «idle». */
const workerBit = 4;
/** In a mark assist, and running. */
const assistsBit = 8;

/** A step function of time, as internal/trace/gc.go addUtil keeps it: changes only, the lowest value at one time. */
class Curve {
  readonly time = new Floats();
  readonly util = new Floats();

  push(time: number, util: number): void {
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

  /** A P was lost from the beginning on, `procs` telling how many there were at each time. */
  lower(procsTime: readonly number[], procsCount: readonly number[]): void {
    let change = 0;
    for (let i = 0; i < this.util.count; ) {
      if (change < procsTime.length - 1 && procsTime[change + 1] < this.time.data[i]) {
        change++;
        continue;
      }
      this.util.data[i] = Math.max(0, this.util.data[i] - 1 / procsCount[change]);
      i++;
    }
  }

  finish(): UtilizationColumns {
    return { time: this.time.finish(), util: this.util.finish() };
  }
}

/**
 * Mutator utilisation over time: internal/trace/gc.go MutatorUtilizationV2 with UtilSTW | UtilBackground | UtilAssist, not per P. Fed
 * with the events that can change it. Where Go's code would index a P that does not exist, the answer is undefined.
 *
 * Go's code counts a mark worker twice when it starts for the second time: once for the start, since the goroutine is known as a worker, and
 * once for the label that follows it. Its P then counts as lost for the rest of the trace: once that is so of all Ps, utilisation stays 0, which
 * is also how the function ends, so that it seems to end there. `mutator` is the same function with each goroutine counted once.
 */
export class Utilization {
  /** Bits by goroutine slot: in a mark assist, ever a mark worker, now one. */
  flags = new Uint8Array(64);
  /** Slots of the goroutines that were ever labelled as workers of the collector, which Go's function never forgets. */
  readonly labelled = new Set<number>();
  private readonly asGo = new Curve();
  private readonly once = new Curve();
  private procs: number[] = [];
  /** For `once`: goroutines of the collector on each P, and the P that a goroutine counts on plus one, 0 for none. */
  private busyOn: number[] = [];
  private countsOn = new Int32Array(64);
  private readonly procsTime: number[] = [];
  private readonly procsCount: number[] = [];
  private stw = 0;
  private broken = false;
  /** Goroutines that run in an assist, and the time that they ran so up to a moment, all together. */
  private assisting = 0;
  private assistedNs = 0;
  private assistedAt = 0;

  reserve(goroutines: number): void {
    if (goroutines <= this.flags.length) return;
    const length = Math.max(goroutines, this.flags.length * 2);
    const flags = new Uint8Array(length);
    flags.set(this.flags);
    this.flags = flags;
    const countsOn = new Int32Array(length);
    countsOn.set(this.countsOn);
    this.countsOn = countsOn;
  }

  /** Nothing counts before GOMAXPROCS is known. */
  get known(): boolean {
    return this.procs.length > 0;
  }

  procsChange(time: number, count: number): void {
    // Below zero stand numbers beyond 2^53 (WideIds).
    if (count < 0 || count > 1 << 20) {
      this.broken = true;
      return;
    }
    if (this.procs.length > count) {
      this.procs.length = count;
      this.busyOn.length = count;
    }
    if (this.procs.length < count && this.asGo.time.count === 0) {
      this.asGo.push(time, 1);
      this.once.push(time, 1);
    }
    while (this.procs.length < count) {
      this.procs.push(0);
      this.busyOn.push(0);
    }
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
    this.count(proc, goroutine, begins);
    this.assists(time, goroutine, begins);
    if (begins) this.flags[goroutine] |= assistBit;
    else this.flags[goroutine] &= ~assistBit;
    this.record(time);
  }

  /** ns that goroutines ran in mark assists since GOMAXPROCS is known, all together. */
  assistedUpTo(time: number): number {
    this.assistedNs += (time - this.assistedAt) * this.assisting;
    this.assistedAt = time;
    return this.assistedNs;
  }

  private assists(time: number, goroutine: number, executes: boolean): void {
    if (executes === ((this.flags[goroutine] & assistsBit) !== 0)) return;
    this.assistedUpTo(time);
    this.flags[goroutine] ^= assistsBit;
    this.assisting += executes ? 1 : -1;
  }

  /** A mark assist that runs since before the trace: what was recorded so far lacks it. */
  assistWasActive(): void {
    if (!this.known) return;
    this.asGo.lower(this.procsTime, this.procsCount);
    this.once.lower(this.procsTime, this.procsCount);
  }

  markWorker(time: number, proc: number, goroutine: number): void {
    if (!this.known) return;
    this.flags[goroutine] |= markBit | workerBit;
    this.labelled.add(goroutine);
    this.add(proc, 1);
    this.count(proc, goroutine, true);
    this.record(time);
  }

  /** A mark worker runs because its P had nothing else to do: nobody misses that time. */
  idleWorker(time: number, goroutine: number): void {
    this.flags[goroutine] &= ~workerBit;
    if (!this.known || this.countsOn[goroutine] === 0) return;
    this.count(-1, goroutine, false);
    this.record(time);
  }

  /** A goroutine with flags starts (+1) or stops (−1) executing on a P. */
  transition(time: number, proc: number, goroutine: number, delta: 1 | -1): void {
    if (!this.known) return;
    this.add(proc, delta);
    if (delta < 0 || (this.flags[goroutine] & ~markBit) !== 0) this.count(proc, goroutine, delta > 0);
    if ((this.flags[goroutine] & assistBit) !== 0) this.assists(time, goroutine, delta > 0);
    this.record(time);
  }

  private count(proc: number, goroutine: number, executes: boolean): void {
    const counted = this.countsOn[goroutine] - 1;
    if (executes === counted >= 0) return;
    if (executes && proc >= 0 && proc < this.busyOn.length) {
      this.busyOn[proc]++;
      this.countsOn[goroutine] = proc + 1;
    } else if (!executes) {
      if (counted < this.busyOn.length) this.busyOn[counted]--;
      this.countsOn[goroutine] = 0;
    }
  }

  private add(proc: number, delta: number): void {
    if (proc < 0 || proc >= this.procs.length) this.broken = true;
    else this.procs[proc] += delta;
  }

  private record(time: number): void {
    if (this.procs.length === 0) return;
    this.asGo.push(time, this.utilisation(this.procs));
    this.once.push(time, this.utilisation(this.busyOn));
  }

  private utilisation(collecting: readonly number[]): number {
    if (this.stw > 0) return 0;
    let busy = 0;
    for (const gc of collecting) if (gc > 0) busy++;
    return 1 - busy / collecting.length;
  }

  /** Both functions, each ending with 0; that of Go is undefined where its computation fails. */
  finish(end: number): { readonly asGo: UtilizationColumns | undefined; readonly mutator: UtilizationColumns } {
    if (this.procs.length > 0) {
      this.asGo.push(end, 0);
      this.once.push(end, 0);
    }
    return { asGo: this.broken ? undefined : this.asGo.finish(), mutator: this.once.finish() };
  }
}
