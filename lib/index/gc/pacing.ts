import { follows, type GcSeries } from './series';

/** How the pacer's goals left room and were kept, one row for each collection. */
export interface GcPacing {
  /** Bytes that the program might allocate until the goal: the goal less the live heap of the collection before; NaN where one is unknown, or lines are missing. */
  readonly headroom: Float64Array;
  /**
   * Bytes of the heap at the mark's end beyond the goal, negative where it ended short of it; NaN where there was no goal. The pacer starts a
   * mark so early that it should end at the goal (runtime/mgcpacer.go, trigger); a program that allocates faster than that passes it.
   * From a log, whose sizes are whole MiB, a positive one is certain and up to a MiB off.
   */
  readonly overshoot: Float64Array;
  /** Collections with a goal, and those of them that passed it. */
  readonly judged: number;
  readonly passed: number;
  /** The greatest overshoot, in bytes; 0 where none passed its goal. */
  readonly most: number;
}

export function gcPacing(series: GcSeries): GcPacing {
  const { count, goal, heapEnd, heapLive } = series;
  const headroom = new Float64Array(count);
  const overshoot = new Float64Array(count);
  let judged = 0;
  let passed = 0;
  let most = 0;
  for (let i = 0; i < count; i++) {
    headroom[i] = follows(series, i) ? Math.max(0, goal[i] - heapLive[i - 1]) : Number.NaN;
    overshoot[i] = heapEnd[i] - goal[i];
    if (Number.isNaN(overshoot[i])) continue;
    judged++;
    if (overshoot[i] > 0) passed++;
    most = Math.max(most, overshoot[i]);
  }
  return { headroom, overshoot, judged, passed, most };
}
