import { costOf, finite, follows, type GcSeries } from './series';

/** What the time between collections was like: one row for each, from its start to the next one's (the last to the series' end). */
export interface GcRates {
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
  /**
   * GC CPU over GOMAXPROCS × time, idle workers left out: by the pauses, assists and background workers. NaN for the last of a log, which
   * ends with it: nothing tells how long the program ran on. NaN before a gap in the log as well.
   */
  readonly share: Float64Array;
  readonly assistShare: Float64Array;
  /** Bytes allocated a second: from the live heap of a collection to the heap at the next one's start, and while it marked. */
  readonly allocatedPerSecond: Float64Array;
}

export function gcRates(series: GcSeries): GcRates {
  const n = series.count;
  const fromNs = series.startNs.slice(0, n);
  const toNs = new Float64Array(n);
  const share = new Float64Array(n);
  const assistShare = new Float64Array(n);
  const allocatedPerSecond = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i++) {
    const cycleEnd = fromNs[i] + finite(series.sweepTermNs[i]) + finite(series.markNs[i]) + finite(series.markTermNs[i]);
    toNs[i] = Math.max(i + 1 < n ? fromNs[i + 1] : series.durationNs, cycleEnd);
    const span = toNs[i] - fromNs[i];
    const available = span * series.procsEach[i];
    const isOpen = i + 1 === n && cycleEnd >= series.durationNs;
    const isGap = i + 1 < n && !follows(series, i + 1);
    if (isOpen || isGap) {
      share[i] = Number.NaN;
      assistShare[i] = Number.NaN;
    } else if (available > 0) {
      share[i] = Math.min(1, costOf(series, i) / available);
      assistShare[i] = Math.min(1, finite(series.assistCpuNs[i]) / available);
    }
    if (span > 0 && i + 1 < n && !isGap) {
      const during = Math.max(0, series.heapEnd[i] - series.heapStart[i]);
      const after = Math.max(0, series.heapStart[i + 1] - series.heapLive[i]);
      allocatedPerSecond[i] = ((during + after) / span) * 1e9;
    }
  }
  return { fromNs, toNs, share, assistShare, allocatedPerSecond };
}
