import type { ByteSource } from '../../base/source';
import type { StopReader } from '../../model/lanes';
import { GoState, type TraceTable } from '../../model/trace';
import type { EventChunk } from './chunk';
import { TableInterner } from './interner';
import { Ev } from './kinds';
import { drain, type EventSink, type StreamContext } from './stream';
import { IdTable, WideIds } from './wide';
import { generationStream } from './windows';

/** Reads how the Ps stopped: a generation at a time, of which nothing is held. */
export function stopReader(source: ByteSource, trace: TraceTable): StopReader {
  const rows = new IdTable(trace.goroutines.count + 16);
  for (const id of trace.goroutines.id) rows.add(id);
  return async (index, { start, end }, work) => {
    const interner = new TableInterner(new WideIds());
    const sink = new StopSink(start, end);
    const { context } = await drain(await generationStream(source, trace, index, work), [
      { generation: ({ tables }) => interner.add(tables), events: () => undefined },
      sink,
    ]);
    const { ids } = context.state.goroutines;
    return Array.from(start, (_, i) => ({
      at: sink.at[i],
      procs: sink.procs[i],
      goroutine: sink.goroutine[i] < 0 ? -1 : rows.find(ids[sink.goroutine[i]]),
      frames: sink.stack[i] === 0 ? [] : interner.frames(interner.stackBase + sink.stack[i]),
    }));
  };
}

class StopSink implements EventSink {
  readonly at: Float64Array;
  readonly procs: Int32Array;
  /** Slots, and stacks of the generation. */
  readonly goroutine: Int32Array;
  readonly stack: Int32Array;
  /** The goroutine that last left each P and the stack it left, by the P's slot. */
  private readonly left = new Map<number, { goroutine: number; stack: number }>();
  private next = 0;

  constructor(
    private readonly start: Float64Array,
    private readonly end: Float64Array,
  ) {
    this.at = new Float64Array(start.length).fill(Number.NaN);
    this.procs = new Int32Array(start.length);
    this.goroutine = new Int32Array(start.length).fill(-1);
    this.stack = new Int32Array(start.length);
  }

  events(chunk: EventChunk, _context: StreamContext): void {
    const { count, type, time, trans, res, p, stack } = chunk;
    for (let i = 0; i < count; i++) {
      if (type[i] === Ev.ProcStop) this.stopped(res[i], time[i]);
      else if (type[i] >= Ev.GoCreate && type[i] <= Ev.GoStatusStack && !(type[i] > Ev.GoStatus && type[i] < Ev.GoSwitch)) {
        const [from, to] = [trans[i] >> 3, trans[i] & 7];
        if (from === GoState.Running && to !== GoState.Running && p[i] >= 0) this.left.set(p[i], { goroutine: res[i], stack: stack[i] });
      }
    }
  }

  private stopped(proc: number, time: number): void {
    while (this.next < this.end.length && this.end[this.next] < time) this.next++;
    const at = this.next;
    if (at === this.start.length || time <= this.start[at]) return;
    this.procs[at]++;
    this.at[at] = time;
    const last = this.left.get(proc);
    this.goroutine[at] = last?.goroutine ?? -1;
    this.stack[at] = last?.stack ?? 0;
  }
}
