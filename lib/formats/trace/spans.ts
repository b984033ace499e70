import { grown } from '../../base/grow';
import type { SpanColumns, WakeColumns } from '../../model/lanes';
import { GoState } from '../../model/trace';
import type { EventChunk } from './chunk';
import { Ev } from './kinds';
import type { EventSink, GenerationInfo, StreamContext } from './stream';

export type { SpanColumns, WakeColumns } from '../../model/lanes';

/** A generation's strings and stacks among those of all windows: position by local string, and what local stacks count from. */
export interface JoinedTables {
  readonly strings: Uint32Array;
  readonly stackBase: number;
}

/** Collects the spans and wake-ups of the events it is given. */
export class SpanSink implements EventSink {
  private readonly goroutine: Int32Array;
  private readonly state: Uint8Array;
  private readonly start: Float64Array;
  private readonly end: Float64Array;
  private readonly proc: Float64Array;
  private readonly thread: Float64Array;
  private readonly lost: Float64Array;
  private readonly reason: Uint32Array;
  private readonly stack: Uint32Array;
  private count = 0;
  private readonly wakeTime: Float64Array;
  private readonly wakeFrom: Int32Array;
  private readonly wakeTo: Int32Array;
  private readonly wakeStack: Uint32Array;
  private wakeCount = 0;
  /** The goroutine last in a system call on each P, as slots. */
  private calls = new Int32Array(64).fill(-1);
  /** Open span by goroutine slot, and row by slot; −1 for none. */
  private open = new Int32Array(1024).fill(-1);
  private rows = new Int32Array(1024).fill(-2);
  private joined: JoinedTables = { strings: new Uint32Array(1), stackBase: 0 };

  /**
   * `begin` is when the first span may start: that of goroutines that are there already. `events` is how many events come at most: an event begins
   * one span and wakes one goroutine at most, so the columns never move, and the room not used is never touched.
   */
  constructor(
    private readonly join: (info: GenerationInfo) => JoinedTables,
    private readonly rowOf: (id: number) => number,
    private readonly begin: number,
    events: number,
  ) {
    this.goroutine = new Int32Array(events);
    this.state = new Uint8Array(events);
    this.start = new Float64Array(events);
    this.end = new Float64Array(events);
    this.proc = new Float64Array(events);
    this.thread = new Float64Array(events);
    this.lost = new Float64Array(events);
    this.reason = new Uint32Array(events);
    this.stack = new Uint32Array(events);
    this.wakeTime = new Float64Array(events);
    this.wakeFrom = new Int32Array(events);
    this.wakeTo = new Int32Array(events);
    this.wakeStack = new Uint32Array(events);
  }

  generation(info: GenerationInfo): void {
    this.joined = this.join(info);
  }

  events(chunk: EventChunk, context: StreamContext): void {
    const { goroutines, procs, threads } = context.state;
    if (this.open.length < goroutines.count) {
      this.open = grown(this.open, goroutines.count * 2, -1);
      this.rows = grown(this.rows, goroutines.count * 2, -2);
    }
    if (this.calls.length < procs.count) this.calls = grown(this.calls, procs.count * 2, -1);
    const { strings: map, stackBase: base } = this.joined;
    const { type: types, time: times, trans: transs, res: ress, m: ms, p: ps, g: gs, stack: stacks, a0: a0s } = chunk;
    const { goroutine, state, start, end, proc, thread, reason, stack, open, rows, calls } = this;
    let { count, wakeCount } = this;
    for (let i = 0; i < chunk.count; i++) {
      const type = types[i];
      if (type < Ev.GoCreate || type > Ev.GoStatusStack || (type > Ev.GoStatus && type < Ev.GoSwitch)) {
        if (type === Ev.ProcStop || type === Ev.ProcSteal) {
          const caller = calls[ress[i]];
          calls[ress[i]] = -1;
          const call = caller < 0 ? -1 : open[caller];
          if (call >= 0 && state[call] === GoState.Syscall && proc[call] === procs.ids[ress[i]] && this.lost[call] === 0) {
            this.lost[call] = times[i];
          }
        }
        continue;
      }
      const slot = ress[i];
      const from = transs[i] >> 3;
      const to = transs[i] & 7;
      if (from === to) continue;
      const time = times[i];
      const place = stacks[i] === 0 ? 0 : base + stacks[i];
      const before = open[slot];
      if (before >= 0) end[before] = time;
      if (rows[slot] === -2) this.place(slot, goroutines.ids);
      if (from === GoState.Waiting) {
        const waker = gs[i];
        if (waker >= 0 && rows[waker] === -2) this.place(waker, goroutines.ids);
        this.wakeTime[wakeCount] = time;
        this.wakeFrom[wakeCount] = waker < 0 ? -1 : rows[waker];
        this.wakeTo[wakeCount] = rows[slot];
        this.wakeStack[wakeCount] = place;
        wakeCount++;
      }
      if (to === GoState.NotExist) {
        open[slot] = -1;
        continue;
      }
      const executes = to === GoState.Running || to === GoState.Syscall;
      open[slot] = count;
      goroutine[count] = rows[slot];
      state[count] = to;
      start[count] = from === GoState.Undetermined ? this.begin : time;
      end[count] = Number.NaN;
      proc[count] = executes && ps[i] >= 0 ? procs.ids[ps[i]] : -1;
      thread[count] = executes && ms[i] >= 0 ? threads.ids[ms[i]] : -1;
      reason[count] = type === Ev.GoBlock || type === Ev.GoStop ? map[a0s[i]] : 0;
      stack[count] = place;
      if (to === GoState.Syscall && ps[i] >= 0) calls[ps[i]] = slot;
      count++;
    }
    this.count = count;
    this.wakeCount = wakeCount;
  }

  private place(slot: number, ids: Float64Array): void {
    this.rows[slot] = this.rowOf(ids[slot]);
  }

  /** The columns; what is still open ends at `end`. */
  finish(end: number): { readonly spans: SpanColumns; readonly wakes: WakeColumns } {
    const { count, wakeCount } = this;
    for (let i = 0; i < count; i++) if (Number.isNaN(this.end[i])) this.end[i] = end;
    return {
      spans: {
        count,
        goroutine: this.goroutine.subarray(0, count),
        state: this.state.subarray(0, count),
        start: this.start.subarray(0, count),
        end: this.end.subarray(0, count),
        proc: this.proc.subarray(0, count),
        thread: this.thread.subarray(0, count),
        lost: this.lost.subarray(0, count),
        reason: this.reason.subarray(0, count),
        stack: this.stack.subarray(0, count),
      },
      wakes: {
        count: wakeCount,
        time: this.wakeTime.subarray(0, wakeCount),
        from: this.wakeFrom.subarray(0, wakeCount),
        to: this.wakeTo.subarray(0, wakeCount),
        stack: this.wakeStack.subarray(0, wakeCount),
      },
    };
  }
}
