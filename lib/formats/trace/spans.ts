import { GoState } from '../../model/trace';
import type { EventChunk } from './chunk';
import { Floats, grown, Ints } from './grow';
import { Ev } from './kinds';
import type { EventSink, GenerationInfo, StreamContext } from './stream';

/** Spans of goroutine states, in the order of the events that began them. */
export interface SpanColumns {
  readonly count: number;
  /** Row among the trace's goroutines. */
  readonly goroutine: Int32Array;
  /** A GoState. */
  readonly state: Uint8Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Id of the P and thread it ran on (running and syscall spans), else −1. */
  readonly proc: Float64Array;
  readonly thread: Float64Array;
  /** Why: a string and a stack of the windows' tables (TraceWindows.strings, TraceWindows.frames); 0 for none. */
  readonly reason: Uint32Array;
  readonly stack: Uint32Array;
}

/** Who made whom runnable. */
export interface WakeColumns {
  readonly count: number;
  readonly time: Float64Array;
  /** Rows among the trace's goroutines; `from` is −1 for timers and the network poller. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly stack: Uint32Array;
}

/** A generation's strings and stacks among those of all windows: position by local string, and what local stacks count from. */
export interface JoinedTables {
  readonly strings: Uint32Array;
  readonly stackBase: number;
}

/** Collects the spans and wake-ups of the events it is given. */
export class SpanSink implements EventSink {
  private readonly goroutine = new Ints();
  private readonly state = new Ints();
  private readonly start = new Floats();
  private readonly end = new Floats();
  private readonly proc = new Floats();
  private readonly thread = new Floats();
  private readonly reason = new Ints();
  private readonly stack = new Ints();
  private readonly wakeTime = new Floats();
  private readonly wakeFrom = new Ints();
  private readonly wakeTo = new Ints();
  private readonly wakeStack = new Ints();
  /** Open span by goroutine slot, and row by slot; −1 for none. */
  private open = new Int32Array(1024).fill(-1);
  private rows = new Int32Array(1024).fill(-2);
  private joined: JoinedTables = { strings: new Uint32Array(1), stackBase: 0 };

  /** `begin` is when the first span may start: that of goroutines that are there already. */
  constructor(
    private readonly join: (info: GenerationInfo) => JoinedTables,
    private readonly rowOf: (id: number) => number,
    private readonly begin: number,
  ) {}

  generation(info: GenerationInfo): void {
    this.joined = this.join(info);
  }

  events(chunk: EventChunk, context: StreamContext): void {
    const { goroutines, procs, threads } = context.state;
    if (this.open.length < goroutines.count) {
      this.open = grown(this.open, goroutines.count * 2, -1);
      this.rows = grown(this.rows, goroutines.count * 2, -2);
    }
    const { strings: map, stackBase: base } = this.joined;
    for (let i = 0; i < chunk.count; i++) {
      const type = chunk.type[i];
      if (type < Ev.GoCreate || type > Ev.GoStatusStack || (type > Ev.GoStatus && type < Ev.GoSwitch)) continue;
      const slot = chunk.res[i];
      const from = chunk.trans[i] >> 3;
      const to = chunk.trans[i] & 7;
      if (from === to) continue;
      const time = chunk.time[i];
      const stack = chunk.stack[i] === 0 ? 0 : base + chunk.stack[i];
      const open = this.open[slot];
      if (open >= 0) this.end.data[open] = time;
      if (from === GoState.Waiting) {
        this.wakeTime.push(time);
        this.wakeFrom.push(chunk.g[i] < 0 ? -1 : this.row(chunk.g[i], goroutines.ids));
        this.wakeTo.push(this.row(slot, goroutines.ids));
        this.wakeStack.push(stack);
      }
      if (to === GoState.NotExist) {
        this.open[slot] = -1;
        continue;
      }
      const executes = to === GoState.Running || to === GoState.Syscall;
      this.open[slot] = this.start.count;
      this.goroutine.push(this.row(slot, goroutines.ids));
      this.state.push(to);
      this.start.push(from === GoState.Undetermined ? this.begin : time);
      this.end.push(Number.NaN);
      this.proc.push(executes && chunk.p[i] >= 0 ? procs.ids[chunk.p[i]] : -1);
      this.thread.push(executes && chunk.m[i] >= 0 ? threads.ids[chunk.m[i]] : -1);
      this.reason.push(type === Ev.GoBlock || type === Ev.GoStop ? map[chunk.a0[i]] : 0);
      this.stack.push(stack);
    }
  }

  private row(slot: number, ids: Float64Array): number {
    let row = this.rows[slot];
    if (row === -2) {
      row = this.rowOf(ids[slot]);
      this.rows[slot] = row;
    }
    return row;
  }

  /** The columns; what is still open ends at `end`. */
  finish(end: number): { readonly spans: SpanColumns; readonly wakes: WakeColumns } {
    const ends = this.end.finish();
    for (let i = 0; i < ends.length; i++) if (Number.isNaN(ends[i])) ends[i] = end;
    return {
      spans: {
        count: ends.length,
        goroutine: this.goroutine.finish(),
        state: Uint8Array.from(this.state.finish()),
        start: this.start.finish(),
        end: ends,
        proc: this.proc.finish(),
        thread: this.thread.finish(),
        reason: Uint32Array.from(this.reason.finish()),
        stack: Uint32Array.from(this.stack.finish()),
      },
      wakes: {
        count: this.wakeTime.count,
        time: this.wakeTime.finish(),
        from: this.wakeFrom.finish(),
        to: this.wakeTo.finish(),
        stack: Uint32Array.from(this.wakeStack.finish()),
      },
    };
  }
}
