import type { DurationHistogram, SchedulingStats } from '../../model/trace';
import type { TableInterner } from './interner';

const kept = 50;
const buckets = 54;

/** The power of two that a duration belongs to. */
export function powerOf(ns: number): number {
  return ns < 2147483648 ? 31 - Math.clz32(ns | 1) : Math.floor(Math.log2(ns));
}

/** Durations by power of two, and the longest of them with where they were. The hot loop fills `counts` and `sums` itself. */
export class Durations {
  readonly counts = new Float64Array(buckets);
  /** All ns, the longest, and how long one must be to be among the longest kept. */
  readonly sums = new Float64Array(3);
  private rows: { goroutine: number; start: number; ns: number; stack: number }[] = [];

  /** Keeps one of the longest: called for durations beyond the threshold. */
  private keep(goroutine: number, start: number, ns: number, stack: number): void {
    this.rows.push({ goroutine, start, ns, stack });
    if (this.rows.length >= 4 * kept) this.trim();
  }

  /** The same for what lasted from since[goroutine] to times[at], without a number handed over, which would be boxed. */
  keepUntil(goroutine: number, since: Float64Array, times: Float64Array, at: number, stack: number): void {
    this.keep(goroutine, since[goroutine], times[at] - since[goroutine], stack);
  }

  private trim(): void {
    this.rows.sort((a, b) => b.ns - a.ns || a.start - b.start);
    this.rows.length = Math.min(this.rows.length, kept);
    if (this.rows.length === kept) this.sums[2] = this.rows[kept - 1].ns;
  }

  histogram(): DurationHistogram {
    return { count: this.counts.slice(), totalNs: this.sums[0], maxNs: this.sums[1] };
  }

  longest(rowOf: Int32Array, interner: TableInterner): SchedulingStats['longRuns'] {
    this.trim();
    return {
      goroutine: Int32Array.from(this.rows, (row) => rowOf[row.goroutine]),
      start: Float64Array.from(this.rows, (row) => row.start),
      ns: Float64Array.from(this.rows, (row) => row.ns),
      stack: Uint32Array.from(this.rows, (row) => interner.stack(row.stack)),
    };
  }
}
