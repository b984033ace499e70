import type { Demand } from './demand';
import { CpuLimiter, cpuLimit } from './limiter';
import { backgroundUtilization, heapGoal, type PacerSetting, Runway, triggerPoint } from './pacer';

export interface ReplayOptions extends PacerSetting {
  /** Bytes allocated as a share of the observed: 0.7 is «allocate 30 % less». */
  readonly allocation: number;
  /** Memory that counts against the limit and is no heap object, as a function of the heap's peak so far. */
  readonly nonHeap: (heap: number) => number;
  /** Allocation during marks as a share of the expected, for the band. */
  readonly marking: number;
}

export interface Replayed {
  readonly cycles: number;
  /** CPU of collections, idle workers left out. */
  readonly cpuNs: number;
  /** Time that the program lost to them: their pauses, and of their marks what it did not allocate at its usual rate. */
  readonly delayNs: number;
  readonly peakHeap: number;
  /** Collections that began with the goal at the live heap: the limit leaves no room. */
  readonly starved: number;
  /** True where the replay was broken off because collections follow each other without end. */
  readonly endless: boolean;
}

/** The goal may be passed by a tenth before assists bite harder (revise: maxOvershoot). */
const overshoot = 1.1;
/** minRunway of heapGoalInternal. */
const leastRunway = 64 * 1024;
/**
 * While the limiter keeps collections to half of the CPU (./limiter), a mark that half of the CPU works at lasts half as long as one that a
 * quarter works at, and the program has two thirds of the CPU meanwhile.
 */
const leastOfNatural = (backgroundUtilization / cpuLimit) * ((1 - cpuLimit) / (1 - backgroundUtilization));
/** Marks that let more than so many times the observed bytes through are guesswork: they are taken to last no longer. */
const mostOfDuring = 3;
/** A limit under the live heap would go on for ever: past this many times the observed collections the replay is broken off. */
const mostTimes = 30;
const mostCyclesLeast = 10_000;

/** What a collection costs the program beyond what its log shows (write barriers, sweeping, cold caches), as a part of its mark. */
const unseenDelay = 0.2;

/** Time that one collection costs the program: its pauses, what it did not allocate in the mark at its usual rate, and what no log shows. */
export function delayOf(pauseNs: number, markNs: number, during: number, rate: number): number {
  return pauseNs + unseenDelay * markNs + (rate > 0 ? Math.max(0, markNs - during / rate) : 0);
}

/** Runs the observed demand through the pacer at other settings. */
export function replay(demand: Demand, options: ReplayOptions): Replayed {
  const total = demand.total * options.allocation;
  const runway = new Runway();
  const limiter = new CpuLimiter(demand.procs);
  const rate = demand.rate * options.allocation;
  const forced = demand.forced.map(({ at, byProgram }) => ({ at: at * options.allocation, byProgram }));
  let nextForced = 0;
  let progress = 0;
  let live = demand.before;
  let scanWork = demand.before;
  let cursor = 0;
  let passed = -1;
  let cycles = 0;
  let cpuNs = 0;
  let delayNs = 0;
  let peakHeap = 0;
  let starved = 0;
  const mostCycles = Math.max(demand.count * mostTimes, mostCyclesLeast);
  while (cycles < mostCycles) {
    const at = progress / options.allocation;
    cursor = advance(demand, cursor, at);
    const roots = demand.roots[cursor];
    const goal = heapGoal(live, roots, options.nonHeap(Math.max(peakHeap, live)), options);
    const trigger = triggerPoint(live, goal, runway.of(scanWork));
    // With GOGC=off there is no trigger.
    const counted = Number.isFinite(trigger) ? Math.min(demand.counted, Math.max(trigger - live, 0) * demand.mostCounted) : 0;
    let room = Math.max(trigger - live - counted, 0);
    // The timer asks only where nothing was collected for two minutes.
    while (nextForced < forced.length && forced[nextForced].at < progress && !forced[nextForced].byProgram) nextForced++;
    if (nextForced < forced.length && forced[nextForced].at - progress <= room) {
      room = Math.max(0, forced[nextForced].at - progress);
      nextForced++;
    } else if (progress + room >= total) {
      peakHeap = Math.max(peakHeap, live + total - progress);
      break;
    }
    if (goal <= live) starved++;
    progress += room;
    const heap = live + room + counted;
    cursor = advance(demand, cursor, progress / options.allocation);
    const first = Math.min(passed + 1, cursor);
    passed = cursor;
    const kept = value(demand, cursor, demand.retained, progress / options.allocation);
    const natural = demand.natural[cursor] * options.allocation * options.marking;
    // Assists see to it that the mark ends about when the heap is at the goal, as long as the limiter lets them.
    if (rate > 0) limiter.add(0, (room / rate) * demand.procs);
    const least = limiter.limiting ? natural * leastOfNatural : leastRunway;
    const during = Math.min(natural, Math.max((goal - heap) * overshoot, least));
    progress += during;
    peakHeap = Math.max(peakHeap, heap + during);
    live = Math.min(kept + during, heap + during);
    scanWork = kept + roots;
    runway.cycle(natural, scanWork, 0, demand.idle[cursor]);
    cycles++;
    const mean = (column: Float64Array) => meanOf(column, first, cursor);
    const size = Math.min((kept + roots) / (mean(demand.retained) + roots + 1), 2);
    const pauseCpu = mean(demand.pauseCpuNs);
    const markCpu = mean(demand.markCpuNs) * size * (during < natural ? 1 : mean(demand.unassisted));
    cpuNs += markCpu + pauseCpu;
    const part = Math.min(during / (Math.max(mean(demand.during), 1) * options.allocation), mostOfDuring);
    const lasting = mean(demand.markNs) * size * (1 + demand.mutator * (part - 1));
    limiter.add(markCpu + pauseCpu, Math.max(0, lasting * demand.procs - markCpu));
    delayNs += delayOf(mean(demand.pauseNs), lasting, during, rate);
  }
  return { cycles, cpuNs, delayNs, peakHeap, starved, endless: cycles >= mostCycles };
}

/** The observed collection that is nearest at or after the progress. */
function advance(demand: Demand, cursor: number, progress: number): number {
  let at = cursor;
  while (at < demand.count - 1 && demand.progress[at] < progress) at++;
  return at;
}

/** Over the observed collections from one to another: a mark that took long once should not count for all that it stands for. */
function meanOf(column: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i <= to; i++) sum += column[i];
  return sum / (to - from + 1);
}

/** A column between two observed collections. */
function value(demand: Demand, cursor: number, column: Float64Array, progress: number): number {
  if (cursor === 0) return column[0];
  const from = demand.progress[cursor - 1];
  const to = demand.progress[cursor];
  const share = to > from ? Math.min(Math.max((progress - from) / (to - from), 0), 1) : 1;
  return column[cursor - 1] + (column[cursor] - column[cursor - 1]) * share;
}
