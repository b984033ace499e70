import { grown } from '../../base/grow';
import type { SpanBatch } from '../../model/lanes';
import { GoState } from '../../model/trace';
import type { EventChunk } from './chunk';
import { Ev } from './kinds';
import type { JoinedTables } from './spans';
import type { EventSink, GenerationInfo, StreamContext } from './stream';

/** Spans and wake-ups of a batch: few enough to stay in the processor's cache. */
const capacity = 4096;

/**
 * The spans of the events it is given, each when it ends, in batches whose columns are used again: whoever only counts them needs no memory for
 * all. `begin` is when goroutines that are there already begin; `rowOf` gives the row of a goroutine's id. With `executing` only what is on a thread
 * is given, running or in a system call, and no wake-ups: a third of it all.
 */
export class SpanFeed implements EventSink {
  private readonly batch = emptyBatch();
  private count = 0;
  private wakeCount = 0;
  /** The span that each goroutine is in, by slot: its state (0 for none), P and thread as slots (−1 for none), and when it lost its P (0 for not). */
  private state = new Uint8Array(1024);
  private start = new Float64Array(1024);
  private lost = new Float64Array(1024);
  private proc = new Int32Array(1024);
  private thread = new Int32Array(1024);
  private reason = new Uint32Array(1024);
  private stack = new Uint32Array(1024);
  private rows = new Int32Array(1024).fill(-2);
  /** The goroutine last in a system call on each P, as slots. */
  private calls = new Int32Array(64).fill(-1);
  private context: StreamContext | undefined;
  private joined: JoinedTables = { strings: new Uint32Array(1), stackBase: 0 };

  constructor(
    private readonly join: (info: GenerationInfo) => JoinedTables,
    private readonly rowOf: (id: number) => number,
    private readonly begin: number,
    private readonly onBatch: (batch: Omit<SpanBatch, 'strings'>) => void,
    private readonly executing = false,
  ) {}

  generation(info: GenerationInfo): void {
    // What the batch holds is named by the tables before.
    this.give();
    this.joined = this.join(info);
  }

  events(chunk: EventChunk, context: StreamContext): void {
    this.context = context;
    this.reserve(context);
    const { goroutines } = context.state;
    const { strings: map, stackBase: base } = this.joined;
    const { type: types, time: times, trans: transs, res: ress, m: ms, p: ps, g: gs, stack: stacks, a0: a0s } = chunk;
    const { state, start, lost, proc, thread, reason, stack, rows, calls } = this;
    const { wakes } = this.batch;
    const { executing } = this;
    for (let i = 0; i < chunk.count; i++) {
      const type = types[i];
      if (type < Ev.GoCreate || type > Ev.GoStatusStack || (type > Ev.GoStatus && type < Ev.GoSwitch)) {
        if (type === Ev.ProcStop || type === Ev.ProcSteal) {
          const caller = calls[ress[i]];
          calls[ress[i]] = -1;
          if (caller >= 0 && state[caller] === GoState.Syscall && proc[caller] === ress[i] && lost[caller] === 0) {
            lost[caller] = times[i];
          }
        }
        continue;
      }
      const slot = ress[i];
      const from = transs[i] >> 3;
      const to = transs[i] & 7;
      if (from === to) continue;
      if (state[slot] !== 0) this.close(slot, times, i);
      const executes = to === GoState.Running || to === GoState.Syscall;
      if (executing && !executes) {
        state[slot] = 0;
        continue;
      }
      const place = stacks[i] === 0 ? 0 : base + stacks[i];
      if (rows[slot] === -2) rows[slot] = this.rowOf(goroutines.ids[slot]);
      if (from === GoState.Waiting && !executing) {
        const waker = gs[i];
        if (waker >= 0 && rows[waker] === -2) rows[waker] = this.rowOf(goroutines.ids[waker]);
        if (this.wakeCount === capacity) this.give();
        const at = this.wakeCount++;
        wakes.time[at] = times[i];
        wakes.from[at] = waker < 0 ? -1 : rows[waker];
        wakes.to[at] = rows[slot];
        wakes.stack[at] = place;
      }
      if (to === GoState.NotExist) {
        state[slot] = 0;
        continue;
      }
      state[slot] = to;
      start[slot] = from === GoState.Undetermined ? this.begin : times[i];
      lost[slot] = 0;
      proc[slot] = executes ? ps[i] : -1;
      thread[slot] = executes ? ms[i] : -1;
      reason[slot] = type === Ev.GoBlock || type === Ev.GoStop ? map[a0s[i]] : 0;
      stack[slot] = place;
      if (to === GoState.Syscall && ps[i] >= 0) calls[ps[i]] = slot;
    }
  }

  private reserve({ state: { goroutines, procs } }: StreamContext): void {
    if (this.calls.length < procs.count) this.calls = grown(this.calls, procs.count * 2, -1);
    if (this.state.length >= goroutines.count) return;
    const size = goroutines.count * 2;
    this.state = grown(this.state, size);
    this.start = grown(this.start, size);
    this.lost = grown(this.lost, size);
    this.proc = grown(this.proc, size);
    this.thread = grown(this.thread, size);
    this.reason = grown(this.reason, size);
    this.stack = grown(this.stack, size);
    this.rows = grown(this.rows, size, -2);
  }

  /** Puts the span of a goroutine into the batch; it ends at ends[at] (a number handed over as such would be boxed). */
  private close(slot: number, ends: Float64Array, at: number): void {
    if (this.count === capacity) this.give();
    const { spans } = this.batch;
    const { procs, threads } = (this.context as StreamContext).state;
    const row = this.count++;
    spans.goroutine[row] = this.rows[slot];
    spans.state[row] = this.state[slot];
    spans.start[row] = this.start[slot];
    spans.end[row] = ends[at];
    spans.proc[row] = this.proc[slot] < 0 ? -1 : procs.ids[this.proc[slot]];
    spans.thread[row] = this.thread[slot] < 0 ? -1 : threads.ids[this.thread[slot]];
    spans.reason[row] = this.reason[slot];
    spans.stack[row] = this.stack[slot];
    spans.lost[row] = this.lost[slot];
  }

  private give(): void {
    const { count, wakeCount } = this;
    if (count === 0 && wakeCount === 0) return;
    this.onBatch({ spans: { ...this.batch.spans, count }, wakes: { ...this.batch.wakes, count: wakeCount } });
    this.count = 0;
    this.wakeCount = 0;
  }

  /** What is still open ends at `end`. */
  finish(end: number): void {
    const ends = new Float64Array([end]);
    for (let slot = 0; slot < this.state.length; slot++) if (this.state[slot] !== 0) this.close(slot, ends, 0);
    this.state.fill(0);
    this.give();
  }
}

function emptyBatch(): Omit<SpanBatch, 'strings'> {
  return {
    spans: {
      count: 0,
      goroutine: new Int32Array(capacity),
      state: new Uint8Array(capacity),
      start: new Float64Array(capacity),
      end: new Float64Array(capacity),
      proc: new Float64Array(capacity),
      thread: new Float64Array(capacity),
      lost: new Float64Array(capacity),
      reason: new Uint32Array(capacity),
      stack: new Uint32Array(capacity),
    },
    wakes: {
      count: 0,
      time: new Float64Array(capacity),
      from: new Int32Array(capacity),
      to: new Int32Array(capacity),
      stack: new Uint32Array(capacity),
    },
  };
}
