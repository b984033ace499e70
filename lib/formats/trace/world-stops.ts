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
  private readonly goroutine = new Ints();
  private readonly stack = new Ints();
  /** Of each P: the stop in which a goroutine left it or in which it was started (1 + row), that goroutine and its stack. */
  private leftIn = new Int32Array(64);
  private left = new Int32Array(64);
  private leftStack = new Int32Array(64);
  private startedIn = new Int32Array(64);

  /** The world is to stop; `range` is the row of that range. */
  begin(range: number, time: number): void {
    this.open[0] = 1;
    this.range.push(range);
    this.start.push(time);
    this.at.push(Number.NaN);
    this.resumed.push(Number.NaN);
    this.procs.push(0);
    this.ranOnNs.push(0);
    this.goroutine.push(-1);
    this.stack.push(0);
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

  /** A P is started before the range has ended: the world goes on already. */
  started(proc: number, time: number): void {
    this.reserve(proc);
    this.startedIn[proc] = this.range.count;
    const row = this.range.count - 1;
    if (Number.isNaN(this.resumed.data[row])) this.resumed.data[row] = time;
  }

  stopped(proc: number, time: number): void {
    this.reserve(proc);
    const row = this.range.count - 1;
    if (this.startedIn[proc] === row + 1) return;
    const has = this.leftIn[proc] === row + 1;
    this.at.data[row] = time;
    this.procs.data[row]++;
    this.ranOnNs.data[row] += time - this.start.data[row];
    this.goroutine.data[row] = has ? this.left[proc] : -1;
    this.stack.data[row] = has ? this.leftStack[proc] : 0;
  }

  columns(rowOf: (slot: number) => number, stackOf: (stack: number) => number): StopColumns {
    return {
      count: this.range.count,
      range: this.range.finish(),
      at: this.at.finish(),
      resumed: this.resumed.finish(),
      procs: this.procs.finish(),
      ranOnNs: this.ranOnNs.finish(),
      goroutine: this.goroutine.finish().map(rowOf),
      stack: Uint32Array.from(this.stack.finish(), stackOf),
    };
  }

  private reserve(proc: number): void {
    if (proc < this.left.length) return;
    this.leftIn = grown(this.leftIn, proc * 2);
    this.left = grown(this.left, proc * 2);
    this.leftStack = grown(this.leftStack, proc * 2);
    this.startedIn = grown(this.startedIn, proc * 2);
  }
}
