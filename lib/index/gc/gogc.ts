import { percentGoal } from './pacer';
import { finite, follows, type GcSeries } from './series';

const mib = 1 << 20;

/** GOGC values that people set, the most usual ones first: of two that explain as many goals, the first is taken. */
const common = [100, 200, 50, 300, 400];
const usual = [...common, 150, 75, 25, 500, 800, 80, 120, 125, 250, 20, 10, 30, 40, 60, 175, 350, 600, 700, 1000];
/** Values that a series' own goals suggest, beside the usual ones. */
const mostOwn = 40;

/** By what a later candidate must outweigh the best before it: a common one, and any other, which explains whole MiB by chance more easily. */
const clearly = 1.1;
const clearlyUncommon = 1.3;

/**
 * Sizes of a trace and of the same run are known to the byte; stacks and globals, which they do not tell, are one value for all goals, give
 * or take this: 64 KiB or a hundredth of the live heap.
 */
const leastDrift = 64 * 1024;
const drift = 0.01;

/** Where another GOGC explains so much more than those that the first goal allows, the program has set it since. */
const sinceSet = 1.25;

/**
 * GOGC from the goals: that which explains most of them by the live heap before (gcPercentHeapGoal), each within its whole MiB where a log
 * cut it; of a process seen from its start one that its first goal allows, unless the program changed it. Undefined where none explains a
 * third of them: a memory limit set them, or GOGC changed.
 */
export function inferGogc(series: GcSeries): number | undefined {
  const rows = chosenRows(series);
  const first = boundsOf(series);
  const free = bestOf(rows, candidatesOf(rows));
  const allowed = first && bestOf(rows, candidatesOf(rows).filter(within(first)));
  const best = allowed && allowed.explained * sinceSet >= free.explained ? allowed : free;
  return best.explained * 3 >= rows.length ? best.gogc : undefined;
}

/** Part of the goals that one GOGC explains which the process's first goal allows; 0 where the series does not begin with its process. */
export function explainedSinceStart(series: GcSeries): number {
  const first = boundsOf(series);
  const rows = chosenRows(series);
  return first && rows.length > 0 ? bestOf(rows, candidatesOf(rows).filter(within(first))).explained / rows.length : 0;
}

interface Best {
  readonly gogc: number | undefined;
  readonly explained: number;
}

function bestOf(rows: readonly Row[], candidates: readonly number[]): Best {
  let best: number | undefined;
  let most = 0;
  let goals = 0;
  for (const candidate of candidates) {
    const { weight, explained } = rows[0]?.exact ? explainedExactly(rows, candidate) : explainedBy(rows, candidate);
    if (weight > most * (common.includes(candidate) ? clearly : clearlyUncommon)) {
      most = weight;
      goals = explained;
      best = candidate;
    }
  }
  return { gogc: best, explained: goals };
}

interface Bounds {
  readonly least: number;
  readonly below: number;
}

const within =
  ({ least, below }: Bounds) =>
  (gogc: number): boolean =>
    gogc >= Math.floor(least) && gogc < below;

/** Where GOGC lies by a process's first goal. A limit that lowered that goal would leave the program less than 8 MiB: there is none. */
function boundsOf(series: GcSeries): Bounds | undefined {
  if (!series.fromStart || series.number[0] !== 1 || !(series.goal[0] >= 0)) return undefined;
  return { least: leastGogc(series) ?? 0, below: ((series.goal[0] + series.resolution) * 100) / percentGoal(0, 0, 100) };
}

/**
 * The least that GOGC can be by a process's first goal: with nothing alive yet GOGC sets it to 4 MiB or the roots, whichever is more, × GOGC/100,
 * and a limit can only lower it. Undefined where the series does not begin with its process, and where what was allocated raised the goal.
 */
export function leastGogc(series: GcSeries): number | undefined {
  if (!series.fromStart || series.number[0] !== 1 || !(series.goal[0] > 0) || isRaised(series, 0)) return undefined;
  return (series.goal[0] * 100) / Math.max(percentGoal(0, 0, 100), finite(series.roots[0]) + 2 * series.resolution);
}

/**
 * mgcpacer.go heapGoalInternal keeps a goal 64 KiB above the heap at which the collection began, which a large object may carry past it: what
 * set such a goal does not show. Collections begin well before their goal otherwise (`triggerPoint`), by more than a large heap's unit; in a small
 * one the object is most of what is alive after them.
 */
const leastRunway = 128 * 1024;
const mostlyAlive = 0.6;
const largeUnits = 64;

function isRaised({ goal, heapStart, heapLive, resolution }: GcSeries, row: number): boolean {
  const unit = Math.max(resolution, leastRunway);
  return goal[row] < heapStart[row] + unit && (heapLive[row] >= heapStart[row] * mostlyAlive || goal[row] >= unit * largeUnits);
}

const leastExact = 5;

/** A goal and the live heap that it was set from: their lower ends where a log cut them to whole MiB. */
interface Row {
  readonly live: number;
  readonly goal: number;
  /** Stacks and globals; NaN where nothing tells them. */
  readonly roots: number;
  readonly exact: boolean;
  /** What the sizes are known to. */
  readonly unit: number;
}

/** Some exact goals say more than many that are cut to whole MiB: those alone, else all as if they were. */
function chosenRows(series: GcSeries): Row[] {
  const own = rowsOf(series, false);
  const rows = own.length >= leastOwn ? own : rowsOf(series, true);
  const exact = rows.filter((row) => row.exact);
  return exact.length >= leastExact ? exact : rows.map((row) => ({ ...row, exact: false }));
}

/** With fewer goals that were not raised, those that were must do. */
const leastOwn = 5;
/** Of very many goals, so many at equal distances say as much. */
const enough = 4096;

function rowsOf(series: GcSeries, raised: boolean): Row[] {
  const rows: Row[] = [];
  const step = Math.max(1, Math.floor(series.count / enough));
  for (let i = 0; i < series.count; i += step) {
    // The first goal of a series that begins midway was set by a collection before it, and so was that after a gap.
    if (!(series.goal[i] > 0) || !(i === 0 ? series.fromStart : follows(series, i))) continue;
    if (!raised && isRaised(series, i)) continue;
    const exact = series.resolution <= 1 || (series.exact?.[i] === 1 && (i === 0 || series.exact[i - 1] === 1));
    rows.push({
      live: i > 0 ? series.heapLive[i - 1] : 0,
      goal: series.goal[i],
      roots: series.roots[i],
      exact,
      unit: exact ? leastDrift : series.resolution,
    });
  }
  return rows;
}

function candidatesOf(rows: readonly Row[]): number[] {
  const candidates = [...usual];
  for (const { live, goal, roots, unit } of rows) {
    if (candidates.length >= usual.length + mostOwn) break;
    const base = live + unit / 2;
    const own = Math.round(((goal + unit / 2 - base) / (base + finite(roots))) * 100);
    if (base > 8 * unit && own > 0 && own < 10_000 && !candidates.includes(own)) candidates.push(own);
  }
  return candidates;
}

interface Explained {
  readonly weight: number;
  readonly explained: number;
}

/**
 * Goals in whole MiB that a GOGC explains, and their weight, the part of what it allows that lies in the goal's MiB: a wide interval explains
 * much by chance, and one that only touches the MiB explains little.
 */
function explainedBy(rows: readonly Row[], gogc: number): Explained {
  let weight = 0;
  let explained = 0;
  for (const { live, goal, roots, unit } of rows) {
    const low = percentGoal(live, finite(roots), gogc);
    const high = percentGoal(live + unit, finite(roots) + (Number.isNaN(roots) ? 2 * mib : unit), gogc);
    if (goal + unit <= low || goal > high) continue;
    const shared = Math.min(goal + unit, high) - Math.max(goal, low);
    weight += high > low ? shared / (high - low) : 1;
    explained++;
  }
  return { weight, explained };
}

/** Goals known to the byte that a GOGC explains with one value of the roots, the middle of those that each of them would need. */
function explainedExactly(rows: readonly Row[], gogc: number): Explained {
  const needed = rows.map(({ live, goal }) => ((goal - live) * 100) / gogc - live).sort((a, b) => a - b);
  const roots = Math.max(0, needed[needed.length >> 1]);
  let explained = 0;
  for (const { live, goal } of rows) {
    if (Math.abs(percentGoal(live, roots, gogc) - goal) <= Math.max(leastDrift, live * drift)) explained++;
  }
  // Roots are small beside the heap: a GOGC that needs as much of them as there is heap explains half.
  const heap = rows.length > 0 ? rows[rows.length >> 1].live : 0;
  return { weight: explained * ((heap + mib) / (heap + mib + roots)), explained };
}
