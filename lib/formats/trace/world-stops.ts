import { Floats, grown, Ints } from '../../base/grow';
import type { StopColumns } from '../../model/trace';

/** How the Ps stopped in each stop of the world: see model StopColumns. Ps and goroutines by slot, stacks by place in the interner. */
export class WorldStops {
  /** 1 while the world is being stopped or stands still; an array, for loops to hold on to. */
  readonly open = new Uint8Array(1);
  private readonly range = new Ints();
  private readonly start = new Floats();
  private readonly at = new Floats();
  private readonly resumed = new Floats();
  private readonly procs = new Ints();
  private readonly ranOnNs = new Floats();
  private readonly assistedNs = new Floats();
  private readonly goroutine = new Ints();
  private readonly stack = new Ints();
  /** Of each P: the stop in which a goroutine left it (1 + row), that goroutine and its stack; the stop in which it was last made idle. */
  private leftIn = new Int32Array(64);
  private left = new Int32Array(64);
  private leftStack = new Int32Array(64);
  private idleIn = new Int32Array(64);
  /** Of each P: the phase in which it was started. A phase ends with the stop, or where it shows that the world still was being stopped. */
  private startedIn = new Int32Array(64);
  private phase = 0;
  /** Ps started in the phase, without those that stopped again and had run nothing; how many these are, and what they add to the stop. */
  private going = 0;
  private readonly late = { procs: 0, at: 0, ranOnNs: 0 };

  /** The world is to stop; `range` is the row of that range, `assistedNs` the time that was spent in assists up to here. */
  begin(range: number, time: number, assistedNs: number): void {
    this.open[0] = 1;
    this.assistedNs.push(assistedNs);
    this.range.push(range);
    this.start.push(time);
    this.at.push(Number.NaN);
    this.resumed.push(Number.NaN);
    this.procs.push(0);
    this.ranOnNs.push(0);
    this.goroutine.push(-1);
    this.stack.push(0);
    this.nextPhase();
  }

  finish(): void {
    this.open[0] = 0;
  }

  /** A goroutine gives up the P that it ran on. */
  leave(proc: number, goroutine: number, stack: number): void {
    if (proc < 0) return;
    this.reserve(proc);
    this.leftIn[proc] = this.range.count;
    this.left[proc] = goroutine;
    this.leftStack[proc] = stack;
  }

  /**
   * A P is started before the range has ended: the world goes on already. Or its thread was given the P before the world was to stop, and gets
   * to it only now (runtime/proc.go, startm and mstart1): it stops at once.
   */
  started(proc: number, time: number): void {
    this.reserve(proc);
    this.startedIn[proc] = this.phase;
    this.leftIn[proc] = 0;
    this.going++;
    const row = this.range.count - 1;
    if (Number.isNaN(this.resumed.data[row])) this.resumed.data[row] = time;
  }

  stopped(proc: number, time: number): void {
    this.reserve(proc);
    const stop = this.range.count;
    const row = stop - 1;
    const wasIdle = this.idleIn[proc] === stop;
    const has = this.leftIn[proc] === stop;
    this.idleIn[proc] = stop;
    if (this.startedIn[proc] !== this.phase) {
      this.stillStopping();
      this.add(row, 1, time, time - this.start.data[row]);
      this.goroutine.data[row] = has ? this.left[proc] : -1;
      this.stack.data[row] = has ? this.leftStack[proc] : 0;
    } else if (!wasIdle && !has) {
      const { late } = this;
      late.procs++;
      late.at = time;
      late.ranOnNs += time - this.start.data[row];
      if (--this.going === 0) this.stillStopping();
    }
  }

  /** A P in a system call is taken from its thread. */
  taken(proc: number): void {
    this.reserve(proc);
    this.idleIn[proc] = this.range.count;
  }

  columns(rowOf: (slot: number) => number, stackOf: (stack: number) => number): StopColumns {
    return {
      count: this.range.count,
      range: this.range.finish(),
      at: this.at.finish(),
      resumed: this.resumed.finish(),
      procs: this.procs.finish(),
      ranOnNs: this.ranOnNs.finish(),
      assistedNs: this.assistedNs.finish(),
      goroutine: this.goroutine.finish().map(rowOf),
      stack: Uint32Array.from(this.stack.finish(), stackOf),
    };
  }

  /** What was started in this phase did not yet go on with the world. */
  private stillStopping(): void {
    const row = this.range.count - 1;
    const { procs, at, ranOnNs } = this.late;
    if (procs > 0) {
      this.add(row, procs, at, ranOnNs);
      this.goroutine.data[row] = -1;
      this.stack.data[row] = 0;
    }
    this.resumed.data[row] = Number.NaN;
    this.nextPhase();
  }

  private add(row: number, procs: number, at: number, ranOnNs: number): void {
    this.at.data[row] = at;
    this.procs.data[row] += procs;
    this.ranOnNs.data[row] += ranOnNs;
  }

  private nextPhase(): void {
    this.phase++;
    this.going = 0;
    this.late.procs = 0;
    this.late.ranOnNs = 0;
  }

  private reserve(proc: number): void {
    if (proc < this.left.length) return;
    this.leftIn = grown(this.leftIn, proc * 2);
    this.left = grown(this.left, proc * 2);
    this.leftStack = grown(this.leftStack, proc * 2);
    this.idleIn = grown(this.idleIn, proc * 2);
    this.startedIn = grown(this.startedIn, proc * 2);
  }
}
