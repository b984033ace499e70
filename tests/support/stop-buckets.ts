import type { WorldStop } from '@/lib/query/trace-lanes';

/** A bucket of a runtime/metrics histogram with what fell into it, bounds in ns: what tests/differential/gc/stops.go prints. */
export interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}
export const metricNames = { stopNs: '/sched/pauses/stopping/gc:seconds', ns: '/sched/pauses/total/gc:seconds' } as const;
export type StopMetrics = Readonly<Record<(typeof metricNames)[keyof typeof metricNames], readonly Bucket[]>> & {
  /** Seconds of CPU that the collector's stops took, as MemStats.GCCPUFraction counts them. */
  readonly '/cpu/classes/gc/pause:cpu-seconds'?: number;
};

/** By how many ns each value lies outside the bucket of its rank; negative where it lies below. Throws where there are not as many. */
export function outside(stops: readonly WorldStop[], field: keyof typeof metricNames, metrics: StopMetrics): number[] {
  const ours = stops.map((stop) => stop[field]).sort((a, b) => a - b);
  const ranks = metrics[metricNames[field]].flatMap((bucket) => Array<Bucket>(bucket.count).fill(bucket));
  if (ours.length !== ranks.length) throw new Error(`${ours.length} stops, the program counted ${ranks.length}`);
  return ours.map((value, i) => (value > ranks[i].high ? value - ranks[i].high : Math.min(0, value - ranks[i].low)));
}
