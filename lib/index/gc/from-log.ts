import { type GcCycleColumns, GcFlag, type GcLogTable } from '../../model/gclog';
import { type GcSeries, noRestarts } from './series';

const mib = 1 << 20;

/**
 * The collections of one run of a gctrace log. A run whose first line is not of collection 1 began before the log did: what the process did
 * until then is no part of the series.
 */
export function seriesFromLog(table: GcLogTable, run: number, input: number): GcSeries {
  const { first, count, missing } = table.runs[run];
  const c = table.cycles;
  const end = first + count;
  const cut = (column: Float64Array) => column.subarray(first, end);
  const bytes = (column: Float64Array) => cut(column).map((value) => value * mib);
  const flags = c.flags.subarray(first, end);
  const last = end - 1;
  const fromStart = count === 0 || c.number[first] <= 1;
  const originNs = fromStart ? 0 : beginOf(cut(c.number), cut(c.startNs));
  const startNs = cut(c.startNs).map((start) => start - originNs);
  const durationNs = count > 0 ? startNs[count - 1] + lengthOf(c, last) : 0;
  const counted = fromStart && missing <= count * mostAbsent ? countedPart(table, run) : 1;
  const pauseCpuNs = cut(c.sweepTermCpuNs).map((value, i) => (value + c.markTermCpuNs[first + i]) * counted);
  return {
    source: 'gctrace',
    input,
    process: table.runs.length > 1 ? run + 1 : undefined,
    count,
    number: cut(c.number),
    startNs,
    sweepTermNs: cut(c.sweepTermNs),
    markNs: cut(c.markNs),
    markTermNs: cut(c.markTermNs),
    restarts: noRestarts,
    pauseCpuNs,
    assistCpuNs: cut(c.assistCpuNs),
    backgroundCpuNs: cut(c.backgroundCpuNs),
    idleCpuNs: cut(c.idleCpuNs),
    heapStart: bytes(c.heapStartMB),
    heapEnd: bytes(c.heapEndMB),
    heapLive: bytes(c.heapLiveMB),
    heapBefore: fromStart ? 0 : c.heapLiveMB[first] * mib,
    heapAfter: Number.NaN,
    goal: bytes(c.goalMB).map((value, i) => (flags[i] & GcFlag.noGoal ? Number.NaN : value)),
    roots: bytes(c.stacksMB).map((value, i) => (Number.isNaN(value) ? 0 : value + c.globalsMB[first + i] * mib)),
    forced: flags.map((flag) => (flag & GcFlag.forced ? 1 : 0)),
    periodic: flags.map((flag) => (flag & GcFlag.periodic ? 1 : 0)),
    procs: count > 0 ? c.procs[last] : 0,
    procsEach: Float64Array.from(c.procs.subarray(first, end)),
    meanProcs: durationNs > 0 ? procTime(table, run, originNs)[count - 1] / durationNs : 0,
    resolution: mib,
    durationNs,
    originNs,
    fromStart,
    missing,
    coveredNs: durationNs - lostNs(table, run),
  };
}

/**
 * The part of the pauses' printed CPU that the runtime counts itself. A line prints the whole of a stop for every P; since Go 1.23 the share
 * of the CPU counts for each P only from where it stands still (runtime/proc.go, stopTheWorldWithSema's stoppingCPUTime): a stop that waits
 * for one goroutine leaves the others at work. Each line's per cent is that share since the process began, cut off: it bounds the part from
 * both sides, closely where the per cent is about to change. The part that most lines allow is taken; the whole where they allow that as well.
 */
function countedPart(table: GcLogTable, run: number): number {
  const { cycles, runs } = table;
  const { first, count, missing } = runs[run];
  const end = first + count;
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  let pauses = 0;
  let others = 0;
  const available = procTime(table, run, 0);
  let lines = 0;
  // A collection whose line is lost cost about what the others did.
  const meanOf = (a: Float64Array, b: Float64Array) => (missing > 0 ? (total(a, first, end) + total(b, first, end)) / count : 0);
  const meanPauses = meanOf(cycles.sweepTermCpuNs, cycles.markTermCpuNs);
  const meanOthers = meanOf(cycles.assistCpuNs, cycles.backgroundCpuNs);
  for (let row = first; row < end; row++) {
    const absent = row > first ? cycles.number[row] - cycles.number[row - 1] - 1 : 0;
    pauses += absent * meanPauses;
    others += absent * meanOthers;
    pauses += cycles.sweepTermCpuNs[row] + cycles.markTermCpuNs[row];
    others += cycles.assistCpuNs[row] + cycles.backgroundCpuNs[row];
    if (!(pauses > 0)) continue;
    const has = available[row - first];
    const told = cycles.cpuPercent[row] / 100;
    low[lines] = Math.min(Math.max((told * has - others) / pauses, 0), 1);
    high[lines] = Math.min(Math.max(((told + 0.01) * has - others) / pauses, 0), 1);
    lines++;
  }
  return commonest(low.subarray(0, lines), high.subarray(0, lines));
}

/** P-ns that there were from the time given to the end of each collection of a run: GOMAXPROCS as the line that ends the stretch has it. */
function procTime({ cycles, runs }: GcLogTable, run: number, fromNs: number): Float64Array {
  const { first, count } = runs[run];
  const out = new Float64Array(count);
  for (let i = 0, before = fromNs, total = 0; i < count; i++) {
    const now = cycles.startNs[first + i] + lengthOf(cycles, first + i);
    total += (now - before) * cycles.procs[first + i];
    before = now;
    out[i] = total;
  }
  return out;
}

/** With more lines lost than this part of those that are there, what the lost ones cost is guesswork. */
const mostAbsent = 0.25;

function total(column: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += column[row];
  return sum;
}

/** How many lines may contradict that stops are counted whole: their times are rounded. */
const mostAgainst = 0.01;

/** The middle of the stretch of [0, 1] that most of the intervals hold; 1 where about as many hold that. Sorts its arguments. */
function commonest(low: Float64Array, high: Float64Array): number {
  let whole = 0;
  for (const end of high) if (end === 1) whole++;
  low.sort();
  high.sort();
  let most = 0;
  let from = 1;
  let to = 1;
  for (let begun = 0, ended = 0; begun < low.length; ) {
    if (low[begun] <= high[ended]) {
      begun++;
      if (begun - ended > most) {
        most = begun - ended;
        from = low[begun - 1];
        to = high[ended];
      }
    } else ended++;
  }
  return most - whole <= Math.max(1, mostAgainst * low.length) ? 1 : (from + to) / 2;
}

/** Time of one collection, from its first stop to the end of its second. */
function lengthOf({ sweepTermNs, markNs, markTermNs }: GcCycleColumns, row: number): number {
  return sweepTermNs[row] + markNs[row] + markTermNs[row];
}

/** The mean interval before the first row, not before the process's start; the first row itself where there is no other. */
function beginOf(number: Float64Array, startNs: Float64Array): number {
  const last = number.length - 1;
  const mean = last > 0 ? (startNs[last] - startNs[0]) / (number[last] - number[0]) : 0;
  return Math.max(0, startNs[0] - mean);
}

/** Time of the collections whose lines are absent: of the gap between two rows all but the interval that ends with the second. */
function lostNs({ cycles, runs }: GcLogTable, run: number): number {
  const { first, count, missing } = runs[run];
  let lost = 0;
  for (let row = first + 1; missing > 0 && row < first + count; row++) {
    const absent = cycles.number[row] - cycles.number[row - 1] - 1;
    const gap = cycles.startNs[row] - cycles.startNs[row - 1] - lengthOf(cycles, row - 1);
    if (absent > 0 && gap > 0) lost += (gap * absent) / (absent + 1);
  }
  return lost;
}
