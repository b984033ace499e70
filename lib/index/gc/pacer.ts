/**
 * The rule by which Go's collector sets its goal and its trigger, in bytes. Source: Go's runtime/mgcpacer.go; the names are
 * those of the functions there.
 */

const mib = 1 << 20;

/** defaultHeapMinimum: the heap goal is never under 4 MiB × GOGC/100. */
const heapMinimum = 4 * mib;
/** gcBackgroundUtilization: what dedicated and fractional workers take of GOMAXPROCS while marking. */
export const backgroundUtilization = 0.25;
/** minTriggerRatioNum, maxTriggerRatioNum over triggerRatioDen. */
const minTriggerRatio = 45 / 64;
const maxTriggerRatio = 61 / 64;
/** memoryLimitHeapGoalHeadroomPercent and memoryLimitMinHeapGoalHeadroom. */
const limitHeadroom = 0.03;
const limitMinHeadroom = mib;

export interface PacerSetting {
  /** GOGC; Infinity is «off». */
  readonly gogc: number;
  /** GOMEMLIMIT in bytes; Infinity is none. */
  readonly limit: number;
}

/** gcPercentHeapGoal: live + (live + roots) × GOGC/100, at least 4 MiB × GOGC/100. */
export function percentGoal(live: number, roots: number, gogc: number): number {
  if (!Number.isFinite(gogc)) return Number.POSITIVE_INFINITY;
  return Math.max(live + ((live + roots) * gogc) / 100, (heapMinimum * gogc) / 100);
}

/** memoryLimitHeapGoal without an overage: what the limit leaves for objects, less the headroom; never under the live heap. */
export function limitGoal(live: number, nonHeap: number, limit: number): number {
  if (!Number.isFinite(limit)) return Number.POSITIVE_INFINITY;
  if (nonHeap >= limit) return live;
  const goal = limit - nonHeap;
  const headroom = Math.max(goal * limitHeadroom, limitMinHeadroom);
  return Math.max(goal < 2 * headroom ? headroom : goal - headroom, live);
}

/** The limit that sets a goal: limitGoal the other way round. */
export function limitForGoal(goal: number, nonHeap: number): number {
  return Math.max(goal / (1 - limitHeadroom), goal + limitMinHeadroom) + nonHeap;
}

/** heapGoalInternal. */
export function heapGoal(live: number, roots: number, nonHeap: number, { gogc, limit }: PacerSetting): number {
  return Math.min(percentGoal(live, roots, gogc), limitGoal(live, nonHeap, limit));
}

/** trigger: the goal less the runway, between 0.7 and 0.95 of the way (up to the goal less 4 MiB where that is later). */
export function triggerPoint(live: number, goal: number, runway: number): number {
  if (live >= goal) return goal;
  const min = live + (goal - live) * minTriggerRatio;
  const max = Math.max(live + (goal - live) * maxTriggerRatio, goal - heapMinimum);
  return Math.min(Math.max(goal - runway, min), max);
}

/** Cycles whose cons/mark ratio the runway keeps in mind: the last one and the four before (lastConsMark). */
const remembered = 5;

/** The runway that commit derives from the cons/mark ratios of the last cycles. */
export class Runway {
  private readonly ratios: number[] = [];

  /**
   * endCycle: the ratio of one cycle.
   * @param bytes allocated while marking  @param scanned the work done, taken as proportional to the live heap
   * @param assist @param idle shares of GOMAXPROCS × mark time
   */
  cycle(bytes: number, scanned: number, assist: number, idle: number): void {
    const utilization = Math.min(backgroundUtilization + assist, 0.95);
    if (scanned <= 0 || bytes <= 0) return;
    this.ratios.push((bytes * (utilization + idle)) / (scanned * (1 - utilization)));
    if (this.ratios.length > remembered) this.ratios.shift();
  }

  /** commit: bytes of allocation before the goal at which marking must begin. */
  of(scanWork: number): number {
    let most = 0;
    for (const ratio of this.ratios) if (ratio > most) most = ratio;
    return most * ((1 - backgroundUtilization) / backgroundUtilization) * scanWork;
  }
}
