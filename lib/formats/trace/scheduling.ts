import type { DurationHistogram, SchedulingStats } from '../../model/trace';
import type { TableInterner } from './interner';

const kept = 50;
const buckets = 54;

/** Durations by power of two, and the longest of them with where they were. */
export class Durations {
  private readonly counts = new Float64Array(buckets);
  private total = 0;
  private max = 0;
  /** A duration beyond this is among the longest. */
  threshold = 0;
  private rows: { goroutine: number; start: number; ns: number; stack: number }[] = [];

  add(ns: number): void {
    this.counts[ns < 2147483648 ? 31 - Math.clz32(ns | 1) : Math.floor(Math.log2(ns))]++;
    this.total += ns;
    if (ns > this.max) this.max = ns;
  }

  /** Keeps one of the longest: called for durations beyond the threshold. */
  keep(goroutine: number, start: number, ns: number, stack: number): void {
    this.rows.push({ goroutine, start, ns, stack });
    if (this.rows.length >= 4 * kept) this.trim();
  }

  private trim(): void {
    this.rows.sort((a, b) => b.ns - a.ns || a.start - b.start);
    this.rows.length = Math.min(this.rows.length, kept);
    if (this.rows.length === kept) this.threshold = this.rows[kept - 1].ns;
  }

  histogram(): DurationHistogram {
    return { count: this.counts.slice(), totalNs: this.total, maxNs: this.max };
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
