import type { DensityLevel, DensityPyramid } from '../../model/trace';

/** Lanes: the goroutine states by number, and Ps in use. */
export const procsLane = 6;
const lanes = 7;
const maxBuckets = 8192;

/** The density of a stretch of a trace: bucket by bucket before the current one, and that one. Plain data. */
export interface DensityPart {
  readonly width: number;
  readonly bucket: number;
  readonly totals: readonly Float64Array[];
  readonly current: Float64Array;
  readonly counts: Int32Array;
}

/**
 * Counts of goroutines by state over time, as integrals over buckets. A change in the middle of a bucket adds or takes what is
 * left of it; when the buckets run out their width doubles. No memory but the buckets.
 */
export class Density {
  /** Integral over the current bucket as if no more changes came, by lane. */
  readonly current = new Float64Array(lanes);
  readonly counts = new Int32Array(lanes);
  /** End of the current bucket: in an array, so that reading it makes no object. */
  readonly edge = new Float64Array(1);
  private width = 65536;
  private bucket = 0;
  private readonly totals: Float64Array[] = [];
  /** Things found to have been there since the start, by the bucket they were found in. */
  private readonly since: Float64Array[] = [];

  constructor() {
    this.edge[0] = this.width;
    for (let lane = 0; lane < lanes; lane++) {
      this.totals.push(new Float64Array(maxBuckets));
      this.since.push(new Float64Array(maxBuckets + 1));
    }
  }

  /** Counts from `time` on, in the buckets that a count of the whole has by then; what comes out is to be added to one (`join`). */
  startAt(time: number): void {
    while (time >= this.width * maxBuckets) this.width *= 2;
    this.bucket = Math.max(0, Math.floor(time / this.width));
    this.edge[0] = (this.bucket + 1) * this.width;
  }

  /** What was counted since `startAt`. */
  part(): DensityPart {
    const { width, bucket, current, counts } = this;
    return { width, bucket, current, counts, totals: this.totals.map((totals) => totals.slice(0, bucket)) };
  }

  /** Adds what was counted elsewhere, up to the time `last`. Everything here is linear in what enters and leaves. False where it does not fit. */
  join(part: DensityPart, last: number): boolean {
    this.advance(last);
    if (this.width !== part.width || this.bucket !== part.bucket) return false;
    for (let lane = 0; lane < lanes; lane++) {
      const into = this.totals[lane];
      const from = part.totals[lane];
      for (let bucket = 0; bucket < from.length; bucket++) into[bucket] += from[bucket];
      this.current[lane] += part.current[lane];
      this.counts[lane] += part.counts[lane];
    }
    return true;
  }

  /** Makes the bucket of times[at] the current one (a number handed over as such would be boxed). */
  advanceTo(times: Float64Array, at: number): void {
    this.advance(times[at]);
  }

  private advance(time: number): void {
    while (time >= this.edge[0]) {
      for (let lane = 0; lane < lanes; lane++) {
        this.totals[lane][this.bucket] = this.current[lane];
      }
      this.bucket++;
      if (this.bucket === maxBuckets) this.widen();
      for (let lane = 0; lane < lanes; lane++) this.current[lane] = this.counts[lane] * this.width;
      this.edge[0] = (this.bucket + 1) * this.width;
    }
  }

  /** One thing enters a lane. */
  enter(lane: number, time: number): void {
    this.counts[lane]++;
    this.current[lane] += this.edge[0] - time;
  }

  leave(lane: number, time: number): void {
    this.counts[lane]--;
    this.current[lane] -= this.edge[0] - time;
  }

  /** One thing turns out to have been in a lane from the start of the trace until now (it is then entered as well). */
  wasThere(lane: number, time: number): void {
    this.current[lane] += time - (this.edge[0] - this.width);
    this.since[lane][this.bucket]++;
  }

  private settle(): void {
    for (let lane = 0; lane < lanes; lane++) {
      const since = this.since[lane];
      let count = 0;
      for (let bucket = this.bucket; bucket >= 0; bucket--) {
        this.totals[lane][bucket] += bucket < maxBuckets ? count * this.width : 0;
        count += since[bucket];
      }
      since.fill(0);
    }
  }

  private widen(): void {
    this.settle();
    for (const totals of this.totals) {
      for (let i = 0; i < maxBuckets / 2; i++) totals[i] = totals[2 * i] + totals[2 * i + 1];
      totals.fill(0, maxBuckets / 2);
    }
    this.bucket = maxBuckets / 2;
    this.width *= 2;
  }

  /** The pyramid up to the trace's end. `stw` and `gc` are spans [start, end) to lay over the buckets. */
  finish(end: number, stw: readonly (readonly [number, number])[], gc: readonly (readonly [number, number])[]): DensityPyramid {
    this.advance(end);
    for (let lane = 0; lane < lanes; lane++) {
      this.totals[lane][this.bucket] = this.current[lane] - this.counts[lane] * (this.edge[0] - end);
    }
    this.settle();
    const buckets = end > this.bucket * this.width || this.bucket === 0 ? this.bucket + 1 : this.bucket;
    const column = (lane: number) => this.totals[lane].slice(0, buckets);
    const base: DensityLevel = {
      bucketNs: this.width,
      buckets,
      running: column(3),
      runnable: column(2),
      waiting: column(4),
      syscall: column(5),
      stw: this.overlay(stw, buckets, end),
      gc: this.overlay(gc, buckets, end),
      procs: column(procsLane),
    };
    const levels = [base];
    while (levels[levels.length - 1].buckets > 64) levels.push(halved(levels[levels.length - 1]));
    return { levels };
  }

  private overlay(spans: readonly (readonly [number, number])[], buckets: number, end: number): Float64Array {
    const out = new Float64Array(buckets);
    for (const [from, to] of spans) {
      const stop = Number.isNaN(to) ? end : to;
      const last = Math.min(Math.floor(stop / this.width), buckets - 1);
      for (let b = Math.max(0, Math.floor(from / this.width)); b <= last; b++) {
        out[b] += Math.max(0, Math.min(stop, (b + 1) * this.width) - Math.max(from, b * this.width));
      }
    }
    return out;
  }
}

function halved(level: DensityLevel): DensityLevel {
  const buckets = Math.ceil(level.buckets / 2);
  const half = (from: Float64Array): Float64Array => {
    const to = new Float64Array(buckets);
    for (let i = 0; i < from.length; i++) to[i >> 1] += from[i];
    return to;
  };
  return {
    bucketNs: level.bucketNs * 2,
    buckets,
    running: half(level.running),
    runnable: half(level.runnable),
    waiting: half(level.waiting),
    syscall: half(level.syscall),
    stw: half(level.stw),
    gc: half(level.gc),
    procs: half(level.procs),
  };
}
