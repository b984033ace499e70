import { backgroundUtilization, percentGoal, Runway, triggerPoint } from './pacer';
import { finite, follows, type GcSeries, liveBefore } from './series';

const mib = 1 << 20;

/** Bytes that a cycle counts for each P without anybody allocating them, and the part of a cycle's bytes that they are at most. */
export interface Counted {
  readonly perProc: number;
  readonly most: number;
}

/**
 * Free slots of the spans that a P holds count as allocated when it takes them (runtime/mcache.go refill) and are given back
 * uncounted at each collection (prepareForSweep): every cycle counts some memory that nobody allocated. A P holds a span of each size class
 * in use, of 8 KiB and more, half of it free: docs/gc-prediction.md has what programs showed.
 */
export const usualCounted: Counted = { perProc: 0.2 * mib, most: 0.15 };
/** What they showed at the least and at the most; the latter with pools that the collector empties and the program fills again. */
export const countedSpread: { readonly low: Counted; readonly high: Counted } = {
  low: { perProc: 0, most: 0 },
  high: { perProc: 0.7 * mib, most: 0.4 },
};

/** Where the bytes of the observed run are known (./memstats): as they are, then the two ends of the band. Fewer fit into shorter cycles. */
export function measuredCounted(perProc: number): [Counted, Counted, Counted] {
  return [
    { perProc, most: 0.4 },
    { perProc: perProc * 0.7, most: 0.25 },
    { perProc: perProc * 1.3, most: 0.5 },
  ];
}

/**
 * What a program asks of the collector, apart from when collections happened to be: functions of its progress. Progress is
 * the volume allocated so far, which is the same at every GOGC for the same work.
 */
export interface Demand {
  readonly count: number;
  /** Bytes allocated up to the end of each observed collection's mark. */
  readonly progress: Float64Array;
  /**
   * What its mark found alive of the heap at its start: the live heap after it less what was allocated meanwhile, all of which counts
   * as live (gcController allocates black during a mark).
   */
  readonly retained: Float64Array;
  /** The live heap as observed, with what was allocated during the mark. */
  readonly live: Float64Array;
  /** CPU of the mark without assists as a share of the observed: idle workers then do part of what assists did. */
  readonly unassisted: Float64Array;
  /** Bytes that would have been allocated during its mark without assists, with background and idle workers alone. */
  readonly natural: Float64Array;
  /** Scannable stacks and globals. */
  readonly roots: Float64Array;
  /** CPU of its mark by workers and assists, without idle ones, and of its pauses. */
  readonly markCpuNs: Float64Array;
  readonly pauseCpuNs: Float64Array;
  /** Time of its mark, and of its two pauses together. */
  readonly markNs: Float64Array;
  readonly pauseNs: Float64Array;
  /** Bytes allocated during its mark. */
  readonly during: Float64Array;
  /** The program's share of the CPU during marks. */
  readonly mutator: number;
  /** Bytes allocated per ns while no collection marks. */
  readonly rate: number;
  /** Shares of GOMAXPROCS × mark time. */
  readonly assist: Float64Array;
  readonly idle: Float64Array;
  /** Progress at which somebody asked for a collection, and whether the program did: each of its wishes is one, the timer's need not be. */
  readonly forced: readonly { readonly at: number; readonly byProgram: boolean }[];
  /** All that was allocated. */
  readonly total: number;
  /** Bytes that each collection adds to heapLive without the program allocating them. */
  readonly counted: number;
  /** They are at most this part of a cycle's bytes. */
  readonly mostCounted: number;
  readonly durationNs: number;
  readonly procs: number;
  /** Live heap when the series begins (./series, liveBefore). */
  readonly before: number;
  /** GOGC of the observed run, as its goals show; 100 where they do not. */
  readonly gogc: number;
  readonly gogcKnown: boolean;
}

/** @param gogc that of the observed run; undefined where nothing tells it, Infinity is off */
export function demandOf(series: GcSeries, gogc: number | undefined, over: Counted = usualCounted): Demand {
  const percent = gogc ?? 100;
  const n = series.count;
  const before = liveBefore(series);
  const live = refineLive(series, percent);
  const roots = series.roots.map((value) => finite(value) + (series.resolution > 1 ? 0.3 * mib : 0));
  const shares = Array.from({ length: n }, (_, i) => sharesOf(series, i));
  const together = sharesOf(series);
  const gain = together.assist > 0 ? (unhindered(together) - 1) / together.assist : 0;
  const assist = Float64Array.from(shares, (one) => one.assist);
  const idle = Float64Array.from(shares, (one) => one.idle);
  // Two passes: the first gives the rate of allocation that tells how much of it fell into each mark.
  let rate = Number.NaN;
  let start = new Float64Array(n);
  let during = new Float64Array(n);
  let progress = new Float64Array(n);
  for (let pass = 0; pass < 2; pass++) {
    ({ start, during } = refineHeap(series, live, roots, assist, idle, rate, percent));
    progress = new Float64Array(n);
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += Math.max(0, start[i] - (i > 0 ? live[i - 1] : before)) + during[i];
      progress[i] = total;
    }
    rate = series.coveredNs > 0 ? total / series.coveredNs : 0;
  }
  const pauseNs = Float64Array.from({ length: n }, (_, i) => finite(series.sweepTermNs[i]) + finite(series.markTermNs[i]));
  for (let i = 0; i < series.restarts.ns.length; i++) pauseNs[series.restarts.cycle[i]] += series.restarts.ns[i];
  const markNs = series.markNs.map(finite);
  const counted = n > 0 ? Math.min(over.perProc * series.procs, (progress[n - 1] / n) * over.most) : 0;
  for (let i = 0; i < n; i++) progress[i] -= counted * (i + 1);
  return {
    count: n,
    progress,
    retained: live.map((value, i) => Math.max(value - during[i], value * 0.05)),
    live,
    unassisted: Float64Array.from(shares, unassistedCost),
    // Of each mark by its own assists, so that all together gain what the shares of all together say: a mark of a ms tells little by itself.
    natural: during.map((value, i) => value * Math.min(1 + gain * shares[i].assist, mostUnhindered)),
    roots,
    markCpuNs: Float64Array.from({ length: n }, (_, i) => finite(series.assistCpuNs[i]) + finite(series.backgroundCpuNs[i])),
    pauseCpuNs: series.pauseCpuNs.map(finite),
    markNs,
    pauseNs,
    during,
    mutator: together.mutator,
    rate: usualRate(series, start, live, before),
    assist,
    idle,
    forced: Array.from(progress, (end, i) => ({ at: end - during[i], byProgram: series.periodic[i] === 0 })).filter(
      (_, i) => series.forced[i] || series.periodic[i],
    ),
    total: n > 0 ? progress[n - 1] : 0,
    counted,
    mostCounted: over.most,
    durationNs: series.coveredNs,
    procs: series.meanProcs,
    before,
    gogc: percent,
    gogcKnown: gogc !== undefined,
  };
}

/** The live heap within its whole MiB, from the next goal that was set from it. */
function refineLive(series: GcSeries, gogc: number): Float64Array {
  const out = Float64Array.from(series.heapLive);
  if (series.resolution <= 1) return out;
  for (let i = 0; i < series.count; i++) {
    if (series.exact?.[i]) continue;
    let low = series.heapLive[i];
    let high = low + series.resolution;
    const goal = i + 1 < series.count && follows(series, i + 1) ? series.goal[i + 1] : Number.NaN;
    if (Number.isFinite(goal) && goal > (4 * mib * gogc) / 100 + mib) {
      const share = gogc / 100;
      const roots = finite(series.roots[i]);
      const goalLow = (goal - (roots + mib) * share) / (1 + share);
      const goalHigh = (goal + mib - roots * share) / (1 + share);
      if (goalHigh > low && goalLow < high) {
        low = Math.max(low, goalLow);
        high = Math.min(high, goalHigh);
      }
    }
    out[i] = (low + high) / 2;
  }
  return out;
}

/**
 * Bytes allocated per ns between marks, at which half of all bytes come slower and half faster: times at which the program waits
 * for work take no part, as they allocate nothing.
 */
function usualRate(series: GcSeries, start: Float64Array, live: Float64Array, before: number): number {
  const intervals: { readonly bytes: number; readonly rate: number }[] = [];
  let end = 0;
  let total = 0;
  for (let i = 0; i < series.count; i++) {
    const bytes = start[i] - (i > 0 ? live[i - 1] : before);
    const ns = series.startNs[i] - end;
    end = series.startNs[i] + finite(series.sweepTermNs[i]) + finite(series.markNs[i]) + finite(series.markTermNs[i]);
    if (!(bytes > 0) || !(ns > 0)) continue;
    intervals.push({ bytes, rate: bytes / ns });
    total += bytes;
  }
  intervals.sort((a, b) => a.rate - b.rate);
  let slower = 0;
  for (const { bytes, rate } of intervals) {
    slower += bytes;
    if (slower * 2 >= total) return rate;
  }
  return 0;
}

/** Heap at the start of each mark, and bytes allocated during it, within their whole MiB, by what the pacer would do. */
function refineHeap(
  series: GcSeries,
  live: Float64Array,
  roots: Float64Array,
  assist: Float64Array,
  idle: Float64Array,
  rate: number,
  gogc: number,
): { start: Float64Array<ArrayBuffer>; during: Float64Array<ArrayBuffer> } {
  const start = Float64Array.from(series.heapStart);
  const during = new Float64Array(series.count);
  const runway = new Runway();
  const unit = series.resolution;
  for (let i = 0; i < series.count; i++) {
    const before = i > 0 ? live[i - 1] : 0;
    const scan = before + roots[i];
    if (unit > 1 && !series.exact?.[i]) {
      const goal = percentGoal(before, roots[i], gogc);
      const near = Number.isFinite(goal) && !series.forced[i] ? triggerPoint(before, goal, runway.of(scan)) : start[i] + unit / 2;
      start[i] = clamp(near, start[i], start[i] + unit);
      const likely = Number.isNaN(rate) ? series.heapEnd[i] + unit / 2 - start[i] : rate * series.markNs[i];
      during[i] = Math.max(0, clamp(likely, series.heapEnd[i] - start[i], series.heapEnd[i] + unit - start[i]));
    } else during[i] = Math.max(0, series.heapEnd[i] - start[i]);
    runway.cycle(during[i], live[i] + roots[i], assist[i], idle[i]);
  }
  return { start, during };
}

/** Who worked in a mark, as shares of GOMAXPROCS × its time, and what is left to the program. */
interface Shares {
  readonly assist: number;
  readonly background: number;
  readonly idle: number;
  readonly mutator: number;
  /** Part of the assists that idle workers would do instead: those that ran show how much CPU nobody else wanted. */
  readonly spare: number;
}

/** Shares of one mark; of all of them together where no row is named. */
function sharesOf(series: GcSeries, row?: number): Shares {
  const of = (column: Float64Array) => (row === undefined ? column.reduce((sum, value) => sum + finite(value), 0) : finite(column[row]));
  const available = of(series.markNs) * series.meanProcs;
  const share = (column: Float64Array) => (available > 0 ? of(column) / available : 0);
  const assist = Math.min(share(series.assistCpuNs), 0.7);
  const idle = Math.min(share(series.idleCpuNs), 1);
  const background = share(series.backgroundCpuNs);
  const mutator = Math.max(1 - assist - background - idle, 0.05);
  return { assist, background, idle, mutator, spare: assist > 0 ? Math.min(idle / assist, 1) : 1 };
}

/**
 * How many times more is allocated in a mark that nobody assists. The work of the assists is left to the workers, and the mark lasts longer
 * by as much; CPU of the assists that idle workers do not take is the program's, which allocates faster by as much.
 */
function unhindered({ assist, background, idle, mutator, spare }: Shares): number {
  const workers = Math.max(background, backgroundUtilization) + idle;
  const longer = (workers + assist) / (workers + spare * assist);
  const faster = (mutator + (1 - spare) * assist) / mutator;
  return longer * faster;
}

/** Assists that did more than so many times what the workers did leave the rest to guesswork. */
const mostUnhindered = 4;

/** CPU of a mark without assists as a share of the observed, idle workers left out. */
function unassistedCost({ assist, background, spare }: Shares): number {
  return assist + background > 0 ? (background + (1 - spare) * assist) / (assist + background) : 1;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
