import { firstAbove } from '../../base/search';
import type { Extent } from './series';

/** Spans of one lane: disjoint, in order. */
export interface TimeLane {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}

/** The span at a time, or one that ends or begins within `slack` of it: marks are drawn at least a pixel wide. */
export function spanNear(lane: TimeLane, time: number, slack: number): number | undefined {
  const at = firstAbove(lane.end, time - slack);
  return at < lane.start.length && lane.start[at] <= time + slack ? at : undefined;
}

/**
 * The spans in a window as one SVG path of boxes, each at least a pixel wide; those hidden behind the one before are left out, so that the
 * path has at most one box a pixel.
 */
export function lanePath(lane: TimeLane, window: Extent, place: (time: number) => number, y: number, height: number): string {
  let path = '';
  let drawn = Number.NEGATIVE_INFINITY;
  for (let at = firstAbove(lane.end, window.min); at < lane.start.length && lane.start[at] < window.max; at++) {
    const left = Math.max(place(Math.max(window.min, lane.start[at])), drawn);
    const right = Math.max(place(Math.min(window.max, lane.end[at])), place(Math.max(window.min, lane.start[at])) + 1);
    if (right <= left) continue;
    path += `M${left.toFixed(1)},${y}H${right.toFixed(1)}v${height}H${left.toFixed(1)}z`;
    drawn = right;
  }
  return path;
}
