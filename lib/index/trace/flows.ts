import type { SpanColumns, WakeColumns } from '../../model/lanes';
import { GoState } from '../../model/trace';

/** Wake-ups as arrows between lanes, in order of time. */
export interface FlowColumns {
  readonly count: number;
  /** When the waker made it runnable. */
  readonly time: Float64Array;
  /** When it ran next; NaN where that is outside of the window. */
  readonly ran: Float64Array;
  /** Rows of the goroutines; `from` is −1 for timers and the network poller. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** P and thread that the waker was on, and that the woken one ran on; −1 for none known. */
  readonly fromProc: Float64Array;
  readonly toProc: Float64Array;
  readonly fromThread: Float64Array;
  readonly toThread: Float64Array;
}

/** The wake-ups that a goroutine took part in, the first `limit` of them. */
export function flowsOf(spans: SpanColumns, wakes: WakeColumns, row: number, limit: number): FlowColumns & { readonly total: number } {
  const rows: number[] = [];
  let total = 0;
  for (let i = 0; i < wakes.count; i++) {
    if (wakes.from[i] !== row && wakes.to[i] !== row) continue;
    total++;
    if (rows.length < limit) rows.push(i);
  }
  const spansOf = new Map<number, number[]>();
  for (const i of rows) {
    spansOf.set(wakes.to[i], []);
    if (wakes.from[i] >= 0) spansOf.set(wakes.from[i], []);
  }
  for (let i = 0; i < spans.count; i++) {
    if (spans.state[i] === GoState.Running || spans.state[i] === GoState.Syscall) spansOf.get(spans.goroutine[i])?.push(i);
  }
  const count = rows.length;
  const number = () => new Float64Array(count).fill(-1);
  const out = {
    count,
    time: Float64Array.from(rows, (i) => wakes.time[i]),
    ran: new Float64Array(count).fill(Number.NaN),
    from: Int32Array.from(rows, (i) => wakes.from[i]),
    to: Int32Array.from(rows, (i) => wakes.to[i]),
    fromProc: number(),
    toProc: number(),
    fromThread: number(),
    toThread: number(),
  };
  for (let n = 0; n < count; n++) {
    const time = out.time[n];
    const waker = spansOf.get(out.from[n])?.findLast((i) => spans.start[i] <= time && spans.end[i] >= time);
    if (waker !== undefined) {
      out.fromProc[n] = spans.proc[waker];
      out.fromThread[n] = spans.thread[waker];
    }
    const ran = spansOf.get(out.to[n])?.find((i) => spans.start[i] >= time && spans.state[i] === GoState.Running);
    if (ran !== undefined) {
      out.ran[n] = spans.start[ran];
      out.toProc[n] = spans.proc[ran];
      out.toThread[n] = spans.thread[ran];
    }
  }
  return { ...out, total };
}
