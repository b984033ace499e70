import type { DurationHistogram, SchedulingStats } from '../../model/trace';
import type { TableInterner } from './interner';

const kept = 50;
const buckets = 54;

/** The power of two that a duration belongs to. */
export function powerOf(ns: number): number {
  return ns < 2147483648 ? 31 - Math.clz32(ns | 1) : Math.floor(Math.log2(ns));
}

/** One long span: the slot of its goroutine, and the occurrence of its stack. */
export interface LongSpan {
  readonly goroutine: number;
  readonly start: number;
  readonly ns: number;
  readonly stack: number;
}

export interface DurationsPart {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly rows: readonly LongSpan[];
}

/** Durations by power of two, and the longest of them with where they were. The hot loop fills `counts` and `sums` itself. */
export class Durations {
  readonly counts = new Float64Array(buckets);
  /** All ns, the longest, and how long one must be to be among the longest kept. */
  readonly sums = new Float64Array(3);
  private rows: LongSpan[] = [];
  private full = 4 * kept;

  /** Keeps one of the longest: called for durations beyond the threshold. */
  private keep(goroutine: number, start: number, ns: number, stack: number): void {
    this.rows.push({ goroutine, start, ns, stack });
    if (this.rows.length >= this.full) this.trim();
  }

  /** The same for what lasted from since[goroutine] to times[at], without a number handed over, which would be boxed. */
  keepUntil(goroutine: number, since: Float64Array, times: Float64Array, at: number, stack: number): void {
    this.keep(goroutine, since[goroutine], times[at] - since[goroutine], stack);
  }

  /**
   * Gives up what cannot be among the longest: what is shorter than the longest of each of so many goroutines. (Not simply what comes after the
   * first so many: of a generation counted by itself some may turn out to be no goroutine's longest so far.)
   */
  private trim(): void {
    const { rows } = this;
    rows.sort((a, b) => b.ns - a.ns || a.start - b.start);
    const goroutines = new Set<number>();
    let at = 0;
    while (at < rows.length && goroutines.size < kept) goroutines.add(rows[at++].goroutine);
    if (goroutines.size === kept) {
      const least = rows[at - 1].ns;
      while (at < rows.length && rows[at].ns === least) at++;
      rows.length = at;
      this.sums[2] = least;
    }
    this.full = Math.max(4 * kept, 2 * rows.length);
  }

  /** What was counted so far: plain data. */
  part(): DurationsPart {
    this.trim();
    return { counts: this.counts, sums: this.sums, rows: this.rows };
  }

  /** Adds what was counted elsewhere; `rows` gives the spans worth keeping in this count's terms. */
  join({ counts, sums }: DurationsPart, rows: readonly LongSpan[]): void {
    for (let i = 0; i < buckets; i++) this.counts[i] += counts[i];
    this.sums[0] += sums[0];
    this.sums[1] = Math.max(this.sums[1], sums[1]);
    for (const row of rows) if (row.ns >= this.sums[2]) this.keep(row.goroutine, row.start, row.ns, row.stack);
  }

  histogram(): DurationHistogram {
    return { count: this.counts.slice(), totalNs: this.sums[0], maxNs: this.sums[1] };
  }

  longest(rowOf: Int32Array, interner: TableInterner): SchedulingStats['longRuns'] {
    this.trim();
    this.rows.length = Math.min(this.rows.length, kept);
    return {
      goroutine: Int32Array.from(this.rows, (row) => rowOf[row.goroutine]),
      start: Float64Array.from(this.rows, (row) => row.start),
      ns: Float64Array.from(this.rows, (row) => row.ns),
      stack: Uint32Array.from(this.rows, (row) => interner.stack(row.stack)),
    };
  }
}
