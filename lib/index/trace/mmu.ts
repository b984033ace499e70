import { Heap } from '../../base/heap';
import type { UtilizationColumns } from '../../model/trace';
import { Distribution } from './mmu-distribution';

/** A window of the trace and the mean mutator utilisation in it. */
export interface UtilizationWindow {
  /** ns from the trace's first event. */
  readonly time: number;
  readonly utilization: number;
}

const bandsWanted = 1000;
const never = Number.POSITIVE_INFINITY;
const usualExactPoints = 100_000;
/** Windows of which quantiles are taken where there are more changes than that: 200 lie below the 1 % quantile. */
const samples = 20_000;

/** Integrates the utilisation function from a position that only moves forward (gc.go integrator). */
class Integrator {
  constructor(
    private readonly curve: MmuCurve,
    public position: number,
  ) {}

  advance(time: number): number {
    const { times, utils, sums } = this.curve;
    let position = this.position;
    if (position + 8 < times.length && times[position + 8] > time) {
      while (position + 1 < times.length && times[position + 1] <= time) position++;
    } else {
      let low = position;
      let high = times.length;
      while (low < high) {
        const mid = (low + high) >> 1;
        if (times[mid] <= time) low = mid + 1;
        else high = mid;
      }
      position = low - 1;
    }
    this.position = position;
    return sums[position] + (time === times[position] ? 0 : utils[position] * (time - times[position]));
  }

  next(time: number): number {
    const { times } = this.curve;
    for (let i = this.position; i < times.length; i++) if (times[i] > time) return times[i];
    return never;
  }
}

/** Gathers the minimum, and on demand the worst windows and the distribution (gc.go accumulator). */
class Accumulator {
  mmu = 1;
  bound = 1;
  /** The least bad first: gc.go utilHeap. */
  readonly worst = new Heap<UtilizationWindow>((a, b) =>
    a.utilization === b.utilization ? a.time > b.time : a.utilization > b.utilization,
  );
  private lastTime = never;
  private lastUtil = 0;

  constructor(
    private readonly wanted: number,
    private readonly distribution?: Distribution,
  ) {}

  resetTime(): void {
    this.lastTime = never;
  }

  /** Adds a point of the windowed function; true where more points of this band would change nothing. */
  add(time: number, util: number, window: number): boolean {
    if (util < this.mmu) this.mmu = util;
    this.bound = this.mmu;
    // Go stops here for a minimum without worst windows, and so before it fills a distribution: gc.go addMU.
    if (this.wanted === 0 && !this.distribution) return util === 0;
    if (this.wanted > 0) this.consider(time, util, window);
    if (this.wanted > 0) this.bound = this.full ? Math.max(this.bound, this.worst.items[0].utilization) : 1;
    if (this.distribution) {
      if (this.lastTime !== never) this.distribution.add(this.lastUtil, util, time - this.lastTime);
      this.lastTime = time;
      this.lastUtil = util;
      const approximate = this.distribution.approximate();
      this.bound = approximate === undefined ? 1 : Math.max(this.bound, approximate);
      return false;
    }
    return this.full && this.worst.items[0].utilization === 0;
  }

  private get full(): boolean {
    return this.worst.size >= this.wanted;
  }

  /** The first window of the heap that overlaps is the one it is held against, and makes way for a worse one: which that is, the heap's order says. */
  private consider(time: number, util: number, window: number): void {
    const { worst } = this;
    if (this.full && util >= worst.items[0].utilization) return;
    const overlapping = worst.items.findIndex((other) => time + window > other.time && other.time + window > time);
    if (overlapping >= 0) {
      if (worst.items[overlapping].utilization <= util) return;
      worst.remove(overlapping);
    }
    worst.push({ time, utilization: util });
    if (worst.size > this.wanted) worst.pop();
  }
}

/**
 * Minimum mutator utilisation over window sizes, worst windows, and percentiles: a port of internal/trace/gc.go MMUCurve (band
 * summaries first, then the exact function only where a band could matter).
 */
export class MmuCurve {
  readonly times: Float64Array;
  readonly utils: Float64Array;
  /** Integral of the utilisation up to each change. */
  readonly sums: Float64Array;
  private readonly bandNs: number;
  private readonly bandMin: Float64Array;
  private readonly bandSum: Float64Array;
  private readonly bandPosition: Int32Array;

  /** Throws RangeError where the columns are empty. `exactPoints`: see quantiles. */
  constructor(
    columns: UtilizationColumns,
    private readonly exactPoints = usualExactPoints,
  ) {
    const { time, util } = columns;
    if (time.length === 0) throw new RangeError('a utilisation curve needs at least one point');
    this.times = time;
    this.utils = util;
    this.sums = new Float64Array(time.length);
    for (let i = 1; i < time.length; i++) this.sums[i] = this.sums[i - 1] + util[i - 1] * (time[i] - time[i - 1]);
    const bands = Math.min(bandsWanted, time.length);
    this.bandNs = Math.max(1, Math.floor((this.duration + bands - 1) / bands));
    this.bandMin = new Float64Array(bands + 1);
    this.bandSum = new Float64Array(bands + 1);
    this.bandPosition = new Int32Array(bands + 1);
    const left = new Integrator(this, 0);
    for (let i = 0; i <= bands; i++) {
      const start = i * this.bandNs + time[0];
      this.bandSum[i] = left.advance(start);
      this.bandPosition[i] = left.position;
      let least = 1;
      for (let at = left.position; at < time.length && time[at] < start + this.bandNs; at++) least = Math.min(least, util[at]);
      this.bandMin[i] = least;
    }
  }

  /** ns the curve spans. */
  get duration(): number {
    return this.times[this.times.length - 1] - this.times[0];
  }

  /** Least mean utilisation of any window of so many ns: 0 … 1. */
  mmu(window: number): number {
    const found = new Accumulator(0);
    this.scan(window, found);
    return found.mmu;
  }

  /**
   * Up to `count` windows of the least utilisation, worst first: the very ones of gc.go Examples, which promises no particular ones. A window
   * makes way for a worse one that overlaps it, so that another that it kept out is not looked at again; a worse one that overlaps two drives
   * out one of them; and the search ends with as many windows of utilisation 0 as are wanted, wherever more of them are.
   */
  worst(window: number, count: number): UtilizationWindow[] {
    const found = new Accumulator(count);
    this.scan(window, found);
    return [...found.worst.items].sort((a, b) => a.utilization - b.utilization || a.time - b.time);
  }

  /**
   * Quantiles of the utilisation over all windows of so many ns: 0.01 gives what 1 % of the windows lie below. Exact as gc.go MUD for up to
   * `exactPoints` changes of the function, beyond that from windows at even distances: assists of a busy program change it millions of times.
   */
  quantiles(window: number, quantiles: readonly number[]): number[] {
    if (this.times.length > this.exactPoints && window < this.duration) return this.sampled(window, quantiles);
    const mass = Math.max(0, this.duration - window);
    const distribution = new Distribution(mass * Math.max(...quantiles));
    const found = new Accumulator(0, distribution);
    this.scan(window, found);
    return quantiles.map((quantile) => {
      const value = distribution.inverse(mass * quantile);
      return Number.isNaN(value) ? found.mmu : value;
    });
  }

  private sampled(window: number, quantiles: readonly number[]): number[] {
    const left = new Integrator(this, 0);
    const right = new Integrator(this, 0);
    const start = this.times[0];
    const step = (this.duration - window) / samples;
    const values = new Float64Array(samples + 1);
    for (let i = 0; i <= samples; i++) {
      const time = start + i * step;
      values[i] = (right.advance(time + window) - left.advance(time)) / window;
    }
    values.sort();
    return quantiles.map((quantile) => values[Math.min(samples, Math.floor(quantile * samples))]);
  }

  private scan(wanted: number, found: Accumulator): void {
    if (wanted <= 0) {
      found.mmu = 0;
      return;
    }
    const window = Math.min(wanted, this.duration);
    const bounds = this.bandBounds(window);
    const order = new Heap<number>((a, b) => bounds[a] < bounds[b], bounds.keys());
    for (let band = order.items[0]; order.size > 0 && bounds[band] < found.bound; band = order.items[0]) {
      this.refine(band, window, found);
      order.pop();
    }
  }

  /** For each band, the least utilisation that any window that starts in it could have (gc.go mkBandUtil). */
  private bandBounds(window: number): Float64Array {
    const { bandNs, bandMin, bandSum } = this;
    const minBands = Math.floor((window + bandNs - 1) / bandNs);
    const maxBands = Math.floor((window + 2 * (bandNs - 1)) / bandNs);
    const tail = window % bandNs;
    const bounds = new Float64Array(Math.max(0, bandMin.length - maxBands + 1));
    for (let i = 0; i < bounds.length; i++) {
      const left = bandMin[i];
      const right1 = bandMin[i + minBands - 1];
      const right2 = bandMin[i + maxBands - 1];
      const least = Math.min(left, right1, right2);
      let util = 0;
      if (minBands === 1) util = least * window;
      else {
        let second = Math.min(left, right1);
        if (least === left) second = Math.min(right1, right2);
        else if (least === right1) second = Math.min(left, right2);
        util = least * bandNs + second * tail;
      }
      if (minBands > 2) util += bandSum[i + minBands - 1] - bandSum[i + 1];
      bounds[i] = util / window;
    }
    return bounds;
  }

  /** The exact function over the windows that start in a band (gc.go bandMMU). */
  private refine(band: number, window: number, found: Accumulator): void {
    const left = new Integrator(this, this.bandPosition[band]);
    const right = new Integrator(this, this.bandPosition[band]);
    let time = band * this.bandNs + this.times[0];
    const end = Math.min(time + this.bandNs, this.times[this.times.length - 1] - window);
    found.resetTime();
    for (;;) {
      const util = (right.advance(time + window) - left.advance(time)) / window;
      if (found.add(time, util, window) || time === end) return;
      const least = time + Math.trunc((util - found.bound) * window);
      time = Math.max(Math.min(left.next(time), right.next(time + window) - window), least);
      if (time >= end) time = end;
    }
  }
}
