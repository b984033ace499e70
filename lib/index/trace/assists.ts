import { firstAbove } from '../../base/search';
import type { TraceTable } from '../../model/trace';

/** The mark assists of a trace by goroutine, each goroutine's in order. A goroutine is in one at a time (runtime/mgcmark.go gcAssistAlloc). */
export class Assists {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** First assist of each row, and one beyond the last. */
  private readonly first: Int32Array;
  /** The assist looked at last, by row. */
  private readonly next: Int32Array;

  constructor({ ranges, goroutines, strings, durationNs }: TraceTable) {
    const name = strings.indexOf('GC mark assist');
    const is = (i: number) => ranges.name[i] === name && ranges.goroutine[i] >= 0;
    const first = new Int32Array(goroutines.count + 2);
    for (let i = 0; i < ranges.count; i++) if (is(i)) first[ranges.goroutine[i] + 2]++;
    for (let row = 1; row < first.length; row++) first[row] += first[row - 1];
    const count = first[first.length - 1];
    this.start = new Float64Array(count);
    this.end = new Float64Array(count);
    // Ranges come in order of their begin.
    for (let i = 0; i < ranges.count; i++) {
      if (!is(i)) continue;
      const at = first[ranges.goroutine[i] + 1]++;
      this.start[at] = ranges.start[i];
      this.end[at] = Number.isNaN(ranges.end[i]) ? durationNs : ranges.end[i];
    }
    this.first = first;
    this.next = first.slice();
  }

  /** Whether [starts[i], ends[i]) of a goroutine touches an assist of it. Spans come nearly in order: most questions look at one assist. */
  touches(row: number, starts: Float64Array, ends: Float64Array, i: number): boolean {
    const { start, end, first, next } = this;
    const last = first[row + 1];
    let at = next[row];
    while (at < last && end[at] <= starts[i]) at++;
    while (at > first[row] && end[at - 1] > starts[i]) at--;
    next[row] = at;
    return at < last && start[at] < ends[i];
  }

  of(row: number): boolean {
    return row >= 0 && this.first[row] < this.first[row + 1];
  }

  /** Cuts [start, end) of a goroutine where its assists begin and end, and gives the pieces in order. */
  cut(row: number, start: number, end: number, give: (start: number, end: number, assists: boolean) => void): void {
    const last = this.first[row + 1];
    const first = firstAbove(this.end, start, this.first[row], last);
    let at = start;
    for (let i = first; i < last && this.start[i] < end; i++) {
      const from = Math.max(at, this.start[i]);
      const to = Math.min(end, this.end[i]);
      if (from > at) give(at, from, false);
      if (to > from) give(from, to, true);
      at = Math.max(at, to);
    }
    if (at < end) give(at, end, false);
  }
}
