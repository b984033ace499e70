import type { TraceTable } from '../../model/trace';

/** What a lane of ranges shows, in drawing order. */
export const rangeLanes = ['stw-gc', 'stw-other', 'mark', 'assist', 'sweep'] as const;
export type RangeLane = (typeof rangeLanes)[number];

/** The times at which at least one range of a lane is open, as disjoint spans in order. Gaps below the step are closed. */
export interface LaneSpans {
  readonly lane: RangeLane;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Ranges that begin in each span, and the sum of their durations (more than its length where they overlap). */
  readonly ranges: Float64Array;
  readonly ns: Float64Array;
  /** Position in the trace's ranges of the longest of them. */
  readonly longest: Int32Array;
}

/** The lane of a range by its name (internal/trace/range names; runtime/proc.go stwReasonStrings). */
function laneOf(name: string): RangeLane | undefined {
  if (name.startsWith('stop-the-world')) return isGcPause(name) ? 'stw-gc' : 'stw-other';
  if (name === 'GC concurrent mark phase') return 'mark';
  if (name === 'GC mark assist') return 'assist';
  if (name === 'GC incremental sweep') return 'sweep';
  return undefined;
}

/** The pauses of a collection itself; any other reason is somebody's request (runtime/proc.go stwReason.isGC). */
export function isGcPause(name: string): boolean {
  return name === 'stop-the-world (GC sweep termination)' || name === 'stop-the-world (GC mark termination)';
}

/** Reason of a stop-the-world: the text in its brackets. */
export function stwReason(name: string): string {
  return name.slice(name.indexOf('(') + 1, name.lastIndexOf(')'));
}

/** Lanes of the ranges that touch [from, to), spans nearer than `step` ns joined. */
export function laneSpans(trace: TraceTable, from: number, to: number, step: number): LaneSpans[] {
  const lanes = new Map<RangeLane, { start: number[]; end: number[]; ranges: number[]; ns: number[]; longest: number[] }>(
    rangeLanes.map((lane) => [lane, { start: [], end: [], ranges: [], ns: [], longest: [] }]),
  );
  const ofName = new Map<number, RangeLane | undefined>();
  const { ranges } = trace;
  const length = (i: number) => (Number.isNaN(ranges.end[i]) ? trace.durationNs : ranges.end[i]) - ranges.start[i];
  for (let i = 0; i < ranges.count; i++) {
    const start = ranges.start[i];
    if (start >= to) break;
    const end = start + length(i);
    if (end < from) continue;
    if (!ofName.has(ranges.name[i])) ofName.set(ranges.name[i], laneOf(trace.strings[ranges.name[i]]));
    const name = ofName.get(ranges.name[i]);
    const lane = name && lanes.get(name);
    if (!lane) continue;
    const last = lane.start.length - 1;
    if (last >= 0 && start - lane.end[last] <= step) {
      lane.end[last] = Math.max(lane.end[last], end);
      lane.ranges[last]++;
      lane.ns[last] += end - start;
      if (end - start > length(lane.longest[last])) lane.longest[last] = i;
    } else {
      lane.start.push(start);
      lane.end.push(end);
      lane.ranges.push(1);
      lane.ns.push(end - start);
      lane.longest.push(i);
    }
  }
  return [...lanes].map(([lane, spans]) => ({
    lane,
    start: Float64Array.from(spans.start),
    end: Float64Array.from(spans.end),
    ranges: Float64Array.from(spans.ranges),
    ns: Float64Array.from(spans.ns),
    longest: Int32Array.from(spans.longest),
  }));
}
