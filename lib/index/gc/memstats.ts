import { demandOf } from './demand';
import type { GcSeries } from './series';

type MemStats = Readonly<Record<string, string>>;

/** Collections that must agree before a MemStats is taken for that of a log's process, and how many of the compared ones. */
const leastAgreeing = 5;
const agreeing = 0.9;
/** A log prints two or three digits of each pause, and the two clocks are read some instructions apart. */
const pauseTolerance = 0.15;
const pauseSlackNs = 5000;
/** PauseNs holds the last 256 pauses, that of collection n at (n + 255) % 256 (runtime.MemStats). */
const ring = 256;

/**
 * True where a MemStats and a log are of one process: the pauses of the collections that both tell of are equal (PauseNs against sweep
 * termination and mark termination). Nothing else of two runs of one program would agree so far.
 */
export function sameProcess(series: GcSeries, memStats: MemStats): boolean {
  const pauses = /^\[([\d ]+)\]$/
    .exec(memStats.PauseNs ?? '')?.[1]
    .split(' ')
    .map(Number);
  const last = Number(memStats.NumGC);
  if (!pauses || pauses.length !== ring || !(last > 0)) return false;
  let compared = 0;
  let equal = 0;
  for (let i = 0; i < series.count; i++) {
    const number = series.number[i];
    if (number > last || number <= last - ring) continue;
    const logged = series.sweepTermNs[i] + series.markTermNs[i];
    const told = pauses[(number + ring - 1) % ring];
    compared++;
    if (Math.abs(told - logged) <= logged * pauseTolerance + pauseSlackNs) equal++;
  }
  return compared >= leastAgreeing && equal >= compared * agreeing;
}

/** Collections from which what each of them counts too much can be told from the whole MiB of a log. */
const leastCounting = 20;
/** Tails of spans that hold no object count as well, in step with what is allocated: on average of the classes up to 2 KiB (sizeclasses.go). */
const tails = 0.02;
const nothingCounted = { perProc: 0, most: 0 };

/**
 * Bytes that each collection of a log counts without anybody allocating them (./demand, Counted): what the log's heaps say was
 * allocated up to the MemStats of the same process, less its TotalAlloc, over its collections. Undefined where the log does not
 * begin with its process, has gaps, or is of another process.
 */
export function unallocatedOf(series: GcSeries, gogc: number | undefined, memStats: MemStats): number | undefined {
  const [total, alloc, last] = ['TotalAlloc', 'HeapAlloc', 'NumGC'].map((name) => Number(memStats[name] ?? Number.NaN));
  if (series.source !== 'gctrace' || !(last >= leastCounting) || !(last <= series.count) || !(total > 0) || !(alloc >= 0)) return undefined;
  if (series.number[0] !== 1 || series.number[last - 1] !== last || !sameProcess(series, memStats)) return undefined;
  const { progress, live } = demandOf(series, gogc, nothingCounted);
  return Math.max(0, progress[last - 1] + Math.max(0, alloc - live[last - 1]) - total * (1 + tails)) / last;
}

/**
 * Memory that counts against GOMEMLIMIT and is no heap object, in bytes, from the MemStats lines of a heap profile with debug=1:
 * mappedReady − heapFree − heapAlloc of runtime/mgcpacer.go memoryLimitHeapGoal, where mappedReady is Sys less what was released and
 * heapFree is idle memory not released. Undefined where a value is absent.
 */
export function nonHeapOf(memStats: MemStats | undefined): number | undefined {
  const [sys, idle, alloc] = ['Sys', 'HeapIdle', 'HeapAlloc'].map((name) => Number(memStats?.[name] ?? Number.NaN));
  const value = sys - idle - alloc;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Memory that the runtime has from the system and has not given back, in bytes: mappedReady of the same function. */
export function mappedOf(memStats: MemStats): number | undefined {
  const value = Number(memStats.Sys) - Number(memStats.HeapReleased);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
