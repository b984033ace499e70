import { type Lane, type LaneKind, type SpanBatch, spanClasses } from '../../model/lanes';
import { GoState, type TraceTable } from '../../model/trace';
import { mixed, running, type SpanWords } from './lane-columns';
import { isWait, type SharesByKind, shareColumns } from './lane-fold';

/** Ids of Ps and threads below this are found by position. */
const small = 4096;
const kinds = spanClasses.length;

/**
 * Lanes of a whole trace as shares of its steps, from batches of spans: no lane has more than its steps. Of goroutines only those of the rows `keys`.
 */
export class LaneShares {
  readonly from = 0;
  private readonly count: number;
  private readonly laneKeys: number[] = [];
  /** ns by step, at lane × classes + class. */
  private readonly shares: SharesByKind = [];
  /** When the last span of a goroutine's lane ended, and its class. */
  private readonly lastEnd: number[] = [];
  private readonly lastKind: number[] = [];
  /** Lane + 1 by small id, or by row. */
  private readonly laneOf: Int32Array;
  private readonly others = new Map<number, number>();

  constructor(
    trace: TraceTable,
    readonly by: LaneKind,
    readonly to: number,
    readonly step: number,
    keys: readonly number[] = [],
  ) {
    this.count = Math.max(1, Math.ceil(to / step));
    this.laneOf = new Int32Array(by === 'goroutine' ? trace.goroutines.count : small);
    for (const key of keys) if (this.laneOf[key] === 0) this.laneOf[key] = this.make(key) + 1;
  }

  private make(key: number): number {
    for (let kind = 0; kind < kinds; kind++) this.shares.push(undefined);
    this.lastEnd.push(-1);
    this.lastKind.push(0);
    return this.laneKeys.push(key) - 1;
  }

  add(batch: SpanBatch, words: SpanWords): void {
    if (this.by === 'goroutine') this.addGoroutines(batch, words);
    else this.addExecuting(batch, words);
  }

  private addExecuting({ spans }: SpanBatch, words: SpanWords): void {
    const { by, laneOf, step, shares } = this;
    const { state, start, end, goroutine, lost } = spans;
    const keys = by === 'proc' ? spans.proc : spans.thread;
    // Spans follow each other closely: most lie in the step of the one before.
    let at = 0;
    let left = 0;
    let right = step;
    let lastKey = -1;
    let lane = -1;
    for (let i = 0; i < spans.count; i++) {
      const call = state[i] === GoState.Syscall;
      if (!call && state[i] !== GoState.Running) continue;
      const key = keys[i];
      // Ids below −1 are those beyond 2^53.
      if (key === -1) continue;
      if (key !== lastKey) {
        lane = key >= 0 && key < small && laneOf[key] !== 0 ? laneOf[key] - 1 : this.laneFor(key);
        lastKey = key;
      }
      let kind = call ? words.inCall : words.running(goroutine[i]);
      if (kind === mixed) {
        if (words.assists.touches(goroutine[i], start, end, i)) {
          this.putPieces(lane, goroutine[i], start[i], end[i], words);
          continue;
        }
        kind = running;
      }
      const ends = call && by === 'proc' && lost[i] > 0 ? lost : end;
      if (start[i] < left || start[i] >= right) {
        at = Math.trunc(start[i] / step);
        left = at * step;
        right = left + step;
      }
      const column = shares[lane * kinds + kind];
      if (column && start[i] >= left && ends[i] <= right) column[at] += ends[i] - start[i];
      else this.put(lane, start, ends, i, kind);
    }
  }

  private laneFor(key: number): number {
    const known = this.others.get(key);
    if (known !== undefined) return known;
    const lane = this.make(key);
    if (key >= 0 && key < small) this.laneOf[key] = lane + 1;
    else this.others.set(key, lane);
    return lane;
  }

  private addGoroutines({ spans, strings }: SpanBatch, words: SpanWords): void {
    const { laneOf, lastEnd, lastKind } = this;
    const { goroutine, start, end } = spans;
    for (let i = 0; i < spans.count; i++) {
      const row = goroutine[i];
      const lane = row < 0 ? -1 : laneOf[row] - 1;
      if (lane < 0) continue;
      const reason = words.reason(spans, i, strings);
      let kind = words.kind(spans, i, reason);
      // A wait that goes on in the next generation is told again there, without its reason.
      if (reason === 0 && start[i] === lastEnd[lane] && isWait(kind) && isWait(lastKind[lane])) kind = lastKind[lane];
      lastEnd[lane] = end[i];
      lastKind[lane] = kind === mixed ? 0 : kind;
      if (kind === mixed && words.assists.touches(row, start, end, i)) this.putPieces(lane, row, start[i], end[i], words);
      else this.put(lane, start, end, i, kind === mixed ? running : kind);
    }
  }

  private putPieces(lane: number, row: number, start: number, end: number, words: SpanWords): void {
    words.pieces(row, start, end, (from, to, kind) => this.put(lane, Float64Array.of(from), Float64Array.of(to), 0, kind));
  }

  /** Adds [starts[i], ends[i]) to the steps it falls into. */
  private put(lane: number, starts: Float64Array, ends: Float64Array, i: number, kind: number): void {
    const { step, count } = this;
    const start = Math.max(0, starts[i]);
    const end = Math.min(this.to, ends[i]);
    if (end <= start) return;
    const column = this.shares[lane * kinds + kind] ?? new Float32Array(count);
    this.shares[lane * kinds + kind] = column;
    const first = Math.trunc(start / step);
    const last = Math.min(count - 1, Math.trunc(end / step));
    if (first === last) {
      column[first] += end - start;
      return;
    }
    column[first] += (first + 1) * step - start;
    for (let at = first + 1; at < last; at++) column[at] += step;
    column[last] += end - last * step;
  }

  get keys(): readonly number[] {
    return this.laneKeys.filter((_, lane) => this.of(lane).some((column) => column !== undefined));
  }

  /** Time on a lane, in ns. */
  busy(key: number): number {
    let sum = 0;
    for (const column of this.of(this.find(key))) if (column) for (let at = 0; at < column.length; at++) sum += column[at];
    return sum;
  }

  lane(key: number, label: string, name: string): Lane {
    return {
      key,
      label,
      name,
      start: new Float64Array(0),
      end: new Float64Array(0),
      kind: new Uint8Array(0),
      goroutine: new Int32Array(0),
      reason: new Uint32Array(0),
      ...shareColumns(this.of(this.find(key)), this.step),
    };
  }

  private find(key: number): number {
    return key >= 0 && key < this.laneOf.length ? this.laneOf[key] - 1 : (this.others.get(key) ?? -1);
  }

  private of(lane: number): SharesByKind {
    return lane < 0 ? [] : this.shares.slice(lane * kinds, (lane + 1) * kinds);
  }
}
