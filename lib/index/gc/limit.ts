import type { GcLogTable } from '../../model/gclog';
import type { TraceTable } from '../../model/trace';
import { explainedSinceStart, inferGogc, leastGogc } from './gogc';
import { mappedOf, nonHeapOf, sameProcess } from './memstats';
import { limitForGoal, percentGoal } from './pacer';
import { finite, follows, type GcSeries } from './series';

/** GOMEMLIMIT of a run, and how it is known. */
export interface MemoryLimit {
  readonly bytes: number;
  /** The value lies between these: both are `bytes` where it is told. */
  readonly low: number;
  readonly high: number;
  /**
   * `told`: a reading of /gc/gomemlimit:bytes, or the log's own text. `memstats`: from the goals that it set and the MemStats of the
   * same process. `goals`: from the goals alone, with the memory beside the heap estimated.
   */
  readonly from: 'told' | 'memstats' | 'goals';
}

type MemStats = Readonly<Record<string, string>>;

const mib = 1 << 20;
const leastGoals = 5;
/** Goals that a limit sets stay within this of their median, and move less than a third of what the live heap does. */
const flat = 0.08;
const flatter = 3;
/** Below this, and below a third of a printed unit, the live heap stands still, and a goal set by GOGC would too. */
const moves = 0.01;

/**
 * Memory that counts against GOMEMLIMIT without being a heap object, where nothing tells it: measured on the programs of
 * docs/gc-prediction.md it lay between 8 and 19 MiB, growing with the heap.
 */
export const estimatedNonHeap = (heap: number): number => 7 * mib + heap * 0.07;
/** How far off the estimate may be, as a factor. */
export const nonHeapSpread = { low: 0.7, high: 1.3 } as const;

/** Goals of the second half of a series that a memory limit set, and the live heap under them. */
export interface LimitedGoals {
  readonly goal: number;
  readonly live: number;
  /** Part of the collections that had less than half of the live heap as room. */
  readonly tight: number;
  /** The goals stay where they are; else they lie where the process's first goal proves that GOGC did not set them. */
  readonly steady: boolean;
  /** The limit leaves nothing above the live heap: the goals are the live heap itself, and the limit's own lies below them. */
  readonly starved: boolean;
  /** Where the live heap stands as still as the goals: the GOGC that would set them just so. */
  readonly orGogc?: number;
}

/** What is mapped beyond a limit takes no more than half of its goal away. */
const mostLowered = 2;
/** No GOGC that anybody sets puts a goal this near to the live heap. */
const noRoom = 1.05;
/** So large a part of the goals that the GOGC of the process's start explains leaves a limit nothing to explain. */
const nearlyAll = 0.9;
/** Goals that lie this much closer to what GOGC makes of the live heap than to each other move with it. */
const closer = 2;

/**
 * Of goals that stay where they are while the live heap moves, which GOGC's would not (mgcpacer.go gcPercentHeapGoal,
 * memoryLimitHeapGoal). Those at the floor of 4 MiB × GOGC/100 stay as well, and are left out. Goals that move are the limit's where they lie lower than the
 * process's first goal allows GOGC to set them.
 */
export function limitedGoals(series: GcSeries, tightRatio = 1.5): LimitedGoals | undefined {
  const goals: number[] = [];
  const lives: number[] = [];
  let tight = 0;
  let starved = 0;
  let below = 0;
  const proven = leastGogc(series);
  for (let i = Math.max(1, series.count >> 1); i < series.count; i++) {
    if (Number.isNaN(series.goal[i]) || !follows(series, i)) continue;
    const live = series.heapLive[i - 1] + series.resolution / 2;
    goals.push(series.goal[i]);
    lives.push(live);
    if (series.goal[i] + series.resolution < live * tightRatio) tight++;
    if (series.goal[i] <= live * noRoom) starved++;
    if (proven !== undefined && series.goal[i] + series.resolution < percentGoal(series.heapLive[i - 1], 0, proven)) below++;
  }
  if (goals.length < leastGoals) return undefined;
  const [goal, live] = [median(goals), median(lives)];
  if (starved * 2 >= goals.length && live >= 4 * mib)
    return { goal: least(goals), live, tight: tight / goals.length, steady: true, starved: true };
  const gogc = inferGogc(series);
  if (gogc !== undefined && isFloor(series, goal, live, gogc)) return undefined;
  if (explainedSinceStart(series) >= nearlyAll) return undefined;
  const [goalSpread, liveSpread] = [spread(goals), spread(lives)];
  const clear = goalSpread <= flat && liveSpread >= Math.max(goalSpread * flatter, moves, series.resolution / 3 / live);
  // Goals closer to the live heap than GOGC=50 sets them, and steadier than it.
  const near = (gogc === undefined || gogc < 50) && goalSpread <= 0.1 && (gogc === undefined || goalSpread <= liveSpread);
  if (clear || (near && live >= 4 * mib && tight * 2 >= goals.length && !moveAlong(goals, lives, gogc, series.resolution))) {
    const orGogc = !clear && gogc !== undefined && gogc >= (proven ?? 0) ? { orGogc: gogc } : undefined;
    return { goal, live, tight: tight / goals.length, steady: true, starved: false, ...orGogc };
  }
  if (gogc !== undefined || below * 5 < goals.length * 4) return undefined;
  // Memory that is mapped beyond the limit lowers its goal for a while (memoryLimitHeapGoal's overage): the highest is the limit's own.
  // One far above the others is of another setting, which the program changed meanwhile.
  const highest = [series.goal[0], ...goals]
    .filter((value) => value <= goal * mostLowered)
    .reduce((most, value) => Math.max(most, value), goal);
  return { goal: highest, live, tight: tight / goals.length, steady: false, starved: false };
}

/**
 * GOGC of a run: from its goals, of those that a limit set only from the ones before it held them. Infinity (off) where the
 * process's first goal lies higher than any usual GOGC sets it, or where all goals were the limit's and lie further above the live heap than one would set them.
 */
export function observedGogc(series: GcSeries): number | undefined {
  const limited = limitedGoals(series);
  if (!limited) return inferGogc(series);
  const held = series.goal.findIndex((goal) => goal >= limited.goal * 0.9);
  const free = held < 3 ? undefined : inferGogc(firstRows(series, held));
  if (free !== undefined) return free;
  if ((leastGogc(series) ?? 0) > mostUsual) return Number.POSITIVE_INFINITY;
  if (!limited.steady) return undefined;
  return held <= 1 && limited.goal > limited.live * 2.2 ? Number.POSITIVE_INFINITY : undefined;
}

/** Nobody sets GOGC higher but to turn it off. */
const mostUsual = 1000;

function firstRows(series: GcSeries, count: number): GcSeries {
  const { heapLive, goal, roots } = series;
  return { ...series, count, heapLive: heapLive.subarray(0, count), goal: goal.subarray(0, count), roots: roots.subarray(0, count) };
}

function isFloor(series: GcSeries, goal: number, live: number, gogc: number): boolean {
  const floor = (4 * mib * gogc) / 100;
  return (
    Math.abs(goal + series.resolution / 2 - floor) <= Math.max(series.resolution, floor * 0.02) && live * (1 + gogc / 100) <= floor + mib
  );
}

/** Goals that move with the live heap, as GOGC sets them: by more than the unit that they are printed in. */
function moveAlong(goals: readonly number[], lives: readonly number[], gogc: number | undefined, unit: number): boolean {
  if (gogc === undefined) return false;
  const beyond = goals.map((goal, i) => goal - lives[i] * (1 + gogc / 100));
  const middle = median(beyond);
  const apart = beyond.reduce((sum, value) => sum + Math.abs(value - middle), 0) / goals.length;
  const moved = spread(goals) * median(goals);
  return moved >= unit && apart * closer <= moved;
}

/** GOMEMLIMIT of one run of a log: from the log's own text, else from the goals. */
export function limitOfLog(series: GcSeries, table: GcLogTable, run: number, memStats: readonly MemStats[]): MemoryLimit | undefined {
  const next = table.runs[run + 1]?.offset ?? Number.POSITIVE_INFINITY;
  const told = table.memoryLimits.findLast((one) => one.offset < next);
  return told ? exactly(told.bytes) : limitOfGoals(series, memStats);
}

/** GOMEMLIMIT of a trace's run: from its metric where the release writes one, else from the goals. */
export function limitOfTrace(series: GcSeries, table: TraceTable, memStats: readonly MemStats[]): MemoryLimit | undefined {
  const told = table.metrics.find((one) => one.name === '/gc/gomemlimit:bytes')?.value.at(-1);
  // math.MaxInt64 is «none»; wide values are negative places.
  if (told !== undefined && told > 0 && told < 2 ** 52) return exactly(told);
  return limitOfGoals(series, memStats);
}

function exactly(bytes: number): MemoryLimit {
  return { bytes, low: bytes, high: bytes, from: 'told' };
}

function limitOfGoals(series: GcSeries, memStats: readonly MemStats[]): MemoryLimit | undefined {
  const seen = limitedGoals(series);
  if (!seen) return undefined;
  const goal = seen.goal + series.resolution / 2;
  const own = memStats.findLast((one) => tellsOf(one, seen.goal, series));
  if (own) {
    const nonHeap = nonHeapOf(own) ?? 0;
    const without = limitForGoal(Number(own.NextGC), nonHeap);
    // What is mapped beyond the limit is taken off the goal as well: limit = goal + beside the heap + (mapped − limit).
    const bytes = Math.max(without, (without + (mappedOf(own) ?? 0)) / 2);
    // The pacer reads the memory beside the heap anew at every goal: it moves by some MiB.
    return { bytes, low: bytes - nonHeap * (seen.starved ? 1 : 0.25), high: bytes + nonHeap * 0.25, from: 'memstats' };
  }
  // Goals that are the live heap say only that the limit's own lies below them.
  if (seen.starved) return undefined;
  const peak = series.heapEnd.reduce((most, value) => Math.max(most, finite(value)), 0);
  const nonHeap = estimatedNonHeap(peak);
  const at = (share: number) => limitForGoal(goal, nonHeap * share);
  return { bytes: at(1), low: at(nonHeapSpread.low), high: at(nonHeapSpread.high), from: 'goals' };
}

/** The limit's goal moves with the memory beside the heap; further off it was not set by the limit. */
const sameGoal = 0.15;

/** A MemStats whose next goal is the one that the limit sets: of the log's process by its pauses; a trace's are not numbered. */
function tellsOf(memStats: MemStats, goal: number, series: GcSeries): boolean {
  const near = Math.abs(Number(memStats.NextGC) - goal) <= goal * sameGoal + series.resolution;
  return near && (series.source === 'trace' || sameProcess(series, memStats));
}

function least(values: readonly number[]): number {
  return values.reduce((min, value) => Math.min(min, value));
}

/** Mean deviation from the median, as a part of it. */
function spread(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0) / values.length / middle;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
