import { firstAtLeast } from '../../base/search';
import type { MetricSeries, TraceTable } from '../../model/trace';
import { backgroundUtilization } from './pacer';
import type { GcSeries } from './series';

const sweepTermination = /^stop-the-world \(.*sweep termination\)$/;
const markTermination = /^stop-the-world \(.*mark termination\)$/;
const concurrentMark = 'GC concurrent mark phase';
const markAssist = 'GC mark assist';

/** Frames from which a collection is the program's own wish. */
export const forcingFrame = /^(?:runtime\.GC|runtime\/debug\.(?:freeOSMemory|FreeOSMemory)|runtime_debug_freeOSMemory)$/;

interface Cycle {
  /** Row of its concurrent mark phase, which begins before the first stop; -1 where the trace began after that. */
  readonly mark: number;
  /** Rows of the ranges of its stops: the first, those for mark termination after which marking went on, and the one that ended it. */
  readonly sweep: number;
  readonly restarts: readonly number[];
  readonly end: number;
}

/**
 * The collections of a trace, whole ones only: sweep termination and the last mark termination both ended in it. The concurrent mark is what
 * lies between them, as gctrace counts it (the trace's own range «GC concurrent mark phase» begins before the first stop and ends in
 * the last: runtime/mgc.go gcStart, gcMarkTermination). Times and sizes are exact. The CPU of assists and of dedicated and fractional
 * workers together is what mutator utilisation lost in the mark; the assists' part of it is the time that goroutines ran in their ranges: an
 * assist that finds nothing to do waits in it. A stop costs each P from where it stands still, as runtime/mgc.go counts since Go 1.23
 * (worldStop.stoppingCPUTime), to where the first is started again: the thread that starts them may be held up before it ends the range.
 * CPU of idle workers is what else the workers ran, spread over the marks.
 */
export function seriesFromTrace(table: TraceTable, input: number): GcSeries {
  const { ranges } = table;
  const cycles = wholeCycles(table);
  const n = cycles.length;
  const gomaxprocs = metric(table, '/sched/gomaxprocs:threads');
  const procs = Math.max(1, lastOf(gomaxprocs) ?? 1);
  // The first reading holds for the time before it too.
  const procsAt = (ns: number) => Math.max(1, valueAt(gomaxprocs, Math.max(ns, gomaxprocs?.time[0] ?? 0)) || 1);
  const heap = metric(table, '/memory/classes/heap/objects:bytes');
  const goal = metric(table, '/gc/heap/goal:bytes');
  const column = (make: (cycle: Cycle, at: number) => number) => Float64Array.from(cycles, make);
  const length = (row: number) => ranges.end[row] - ranges.start[row];
  const stopOf = new Map(Array.from(table.stops.range, (row, stop) => [row, stop]));
  const stopCpu = stoppedCpu(table, stopOf, procsAt);
  const markNs = column(({ sweep, end }) => ranges.start[end] - ranges.end[sweep]);
  const taken = takenCpu(table, cycles, procsAt);
  // Without GOMAXPROCS the assists' ranges are all there is, and the workers are taken to keep to what the pacer gives them.
  const assist = taken ? assistedCpu(table, stopOf, cycles, taken) : assistRanges(table, cycles);
  const background = taken
    ? taken.map((value, at) => value - assist[at])
    : column(({ sweep, end }) => (ranges.start[end] - ranges.end[sweep]) * procsAt(ranges.end[sweep]) * backgroundUtilization);
  const workers = workerTime(table);
  const marked = markNs.reduce((sum, value) => sum + value, 0);
  return {
    source: 'trace',
    input,
    process: undefined,
    count: n,
    number: column((_, at) => at + 1),
    startNs: column(({ sweep }) => ranges.start[sweep]),
    sweepTermNs: column(({ sweep }) => length(sweep)),
    markNs,
    markTermNs: column(({ end }) => length(end)),
    restarts: {
      cycle: Int32Array.from(cycles.flatMap(({ restarts }, at) => restarts.map(() => at))),
      startNs: Float64Array.from(cycles.flatMap(({ restarts }) => restarts.map((row) => ranges.start[row]))),
      ns: Float64Array.from(cycles.flatMap(({ restarts }) => restarts.map(length))),
    },
    pauseCpuNs: column(({ sweep, restarts, end }) => [sweep, ...restarts, end].reduce((sum, row) => sum + stopCpu(row), 0)),
    assistCpuNs: assist,
    backgroundCpuNs: background,
    idleCpuNs: markNs.map((value, at) => (marked > 0 ? Math.max(0, (workers * value) / marked - background[at]) : 0)),
    heapStart: column(({ sweep }) => valueAt(heap, ranges.end[sweep])),
    heapEnd: column(({ end }) => valueAt(heap, ranges.start[end])),
    heapLive: column(({ end }) => lowest(heap, ranges.start[end], ranges.end[end])),
    heapBefore: heap?.value[0] ?? Number.NaN,
    heapAfter: lastOf(heap) ?? Number.NaN,
    goal: column(({ end }) => goalOf(valueAt(goal, ranges.start[end]))),
    roots: new Float64Array(n).fill(Number.NaN),
    forced: Uint8Array.from(cycles, (cycle) => (beganIn(table, cycle, forcingFrame) ? 1 : 0)),
    periodic: Uint8Array.from(cycles, (cycle) => (beganIn(table, cycle, /^runtime\.forcegchelper$/) ? 1 : 0)),
    procs,
    procsEach: column(({ sweep }) => procsAt(ranges.start[sweep])),
    meanProcs: Math.max(1, meanOf(gomaxprocs, table.durationNs) ?? 1),
    resolution: 1,
    durationNs: table.durationNs,
    originNs: 0,
    fromStart: false,
    missing: 0,
    coveredNs: table.durationNs,
  };
}

/** Time that goroutines ran in assists between the two stops of each collection; at most what the mark took of the program. */
function assistedCpu(
  { stops }: TraceTable,
  stopOf: ReadonlyMap<number, number>,
  cycles: readonly Cycle[],
  taken: Float64Array,
): Float64Array {
  const upTo = (row: number) => stops.assistedNs[stopOf.get(row) ?? -1] ?? 0;
  return Float64Array.from(cycles, ({ sweep, end }, at) => Math.min(upTo(end) - upTo(sweep), taken[at]));
}

/** Time of the assists' ranges, in which an assist that finds nothing to do waits. */
function assistRanges({ ranges, strings, durationNs }: TraceTable, cycles: readonly Cycle[]): Float64Array {
  const assist = new Float64Array(cycles.length);
  for (let row = 0, at = 0; row < ranges.count && cycles.length > 0; row++) {
    if (strings[ranges.name[row]] !== markAssist) continue;
    while (at < cycles.length - 1 && ranges.start[row] > ranges.end[cycles[at].end]) at++;
    assist[at] += (Number.isNaN(ranges.end[row]) ? durationNs : ranges.end[row]) - ranges.start[row];
  }
  return assist;
}

/** P-ns that stood still in a stop of the world, by its row in the ranges: each P from its stop until the first of them is started again. */
function stoppedCpu(
  { ranges, stops }: TraceTable,
  stopOf: ReadonlyMap<number, number>,
  procsAt: (ns: number) => number,
): (row: number) => number {
  return (row) => {
    const stop = stopOf.get(row);
    const procs = procsAt(ranges.start[row]);
    const whole = (ranges.end[row] - ranges.start[row]) * procs;
    if (stop === undefined) return whole;
    const resumed = stops.resumed[stop];
    const untilResumed = Number.isNaN(resumed) ? whole : (resumed - ranges.start[row]) * procs;
    return Math.max(0, untilResumed - stops.ranOnNs[stop]);
  };
}

/** Between two sweep terminations lies one cycle, which its last mark termination ends. */
function wholeCycles(table: TraceTable): Cycle[] {
  const { ranges, strings } = table;
  const cycles: Cycle[] = [];
  let sweep = -1;
  let mark = -1;
  let begun = -1;
  let ends: number[] = [];
  const close = () => {
    const end = ends.pop();
    if (sweep >= 0 && end !== undefined) cycles.push({ mark, sweep, restarts: ends, end });
    ends = [];
  };
  let unended = false;
  for (let row = 0; row < ranges.count; row++) {
    const name = strings[ranges.name[row]];
    const cut = Number.isNaN(ranges.end[row]);
    if (name === concurrentMark) {
      unended = cut;
      begun = row;
    } else if (sweepTermination.test(name)) {
      close();
      sweep = cut ? -1 : row;
      mark = begun;
      begun = -1;
    } else if (markTermination.test(name)) {
      if (cut) sweep = -1;
      ends.push(row);
    }
  }
  // Where the trace ends while marking goes on, what ended was a restart.
  if (!unended) close();
  return cycles;
}

/** P-ns that utilisation lost to assists and workers in each mark; undefined where the trace does not tell GOMAXPROCS. */
function takenCpu(table: TraceTable, cycles: readonly Cycle[], procsAt: (ns: number) => number): Float64Array | undefined {
  const { mutator, ranges } = table;
  if (mutator.time.length === 0) return undefined;
  const { time, util } = mutator;
  let at = 0;
  return Float64Array.from(cycles, ({ sweep, restarts, end }) => {
    const [from, to] = [ranges.end[sweep], ranges.start[end]];
    while (at + 1 < time.length && time[at + 1] <= from) at++;
    let lost = 0;
    for (let i = at; i < time.length && time[i] < to; i++) {
      const until = i + 1 < time.length ? Math.min(time[i + 1], to) : to;
      lost += (1 - util[i]) * Math.max(0, until - Math.max(time[i], from));
    }
    for (const row of restarts) lost -= ranges.end[row] - ranges.start[row];
    return Math.max(0, lost) * procsAt(from);
  });
}

/** CPU of all mark workers of the trace, idle ones too: the time that their goroutines ran. */
function workerTime(table: TraceTable): number {
  const { goroutines, strings } = table;
  let total = 0;
  for (let row = 0; row < goroutines.count; row++) {
    if (strings[goroutines.name[row]].startsWith('runtime.gcBgMarkWorker')) total += goroutines.execNs[row];
  }
  return total;
}

function metric(table: TraceTable, name: string): MetricSeries | undefined {
  return table.metrics.find((series) => series.name === name);
}

/** The last reading at or before the time; NaN before the first. */
function valueAt(series: MetricSeries | undefined, time: number): number {
  if (!series) return Number.NaN;
  let at = firstAtLeast(series.time, time);
  if (at >= series.time.length || series.time[at] > time) at--;
  return at < 0 ? Number.NaN : series.value[at];
}

/**
 * The lowest reading of an interval: mark termination sets heapLive to what was marked (resetLive), and where the goroutine that
 * stops the world is held up, others allocate before its range ends.
 */
function lowest(series: MetricSeries | undefined, from: number, to: number): number {
  let low = valueAt(series, to);
  if (!series) return low;
  for (let at = firstAtLeast(series.time, from); at < series.time.length && series.time[at] <= to; at++)
    low = Math.min(low, series.value[at]);
  return low;
}

function lastOf(series: MetricSeries | undefined): number | undefined {
  return series && series.value.length > 0 ? series.value[series.value.length - 1] : undefined;
}

/** The mean over [0, ns]; the first reading holds for the time before it too. */
function meanOf(series: MetricSeries | undefined, ns: number): number | undefined {
  const last = lastOf(series);
  if (!series || last === undefined || ns <= 0) return last;
  let total = series.value[0] * series.time[0];
  for (let i = 0; i < series.time.length; i++) total += series.value[i] * ((series.time[i + 1] ?? ns) - series.time[i]);
  return total / ns;
}

/** ^uint64(0) is no goal; it is kept as a negative place of a wide id. */
function goalOf(value: number): number {
  return value < 0 || value > 2 ** 52 ? Number.NaN : value;
}

/** Whose call began a collection: traces up to Go 1.21 have no stack for its stop, but one for its mark phase (runtime/trace.go traceGCStart). */
function beganIn(table: TraceTable, { mark, sweep }: Cycle, pattern: RegExp): boolean {
  const { stack } = table.ranges;
  return hasFrame(table, stack[sweep], pattern) || (mark >= 0 && hasFrame(table, stack[mark], pattern));
}

function hasFrame(table: TraceTable, stack: number, pattern: RegExp): boolean {
  const { stacks, frames, strings } = table;
  for (let i = stacks.start[stack]; i < stacks.start[stack + 1]; i++) if (pattern.test(strings[frames.fn[stacks.frame[i]]])) return true;
  return false;
}
