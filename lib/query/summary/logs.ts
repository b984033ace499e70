import { seriesFromLog } from '../../index/gc/from-log';
import { pauses, quantiles } from '../../index/gc/series';
import { GcFlag, type GcLogTable } from '../../model/gclog';
import type { SchedLogTable } from '../../model/schedlog';
import type { GctraceSummary, OtherSummary } from '../../report/types';

/**
 * A log of several processes is summed over them; what is «last» is of the last one. Each stop of the world is a pause of its own. The time
 * is that up to the last collection's start: of a process whose first lines are not in the log, since about the first one that is.
 */
export function gclogSummary(table: GcLogTable): GctraceSummary {
  const { cycles, runs } = table;
  const all = runs.map((_, run) => seriesFromLog(table, run, 0));
  const stops = function* () {
    for (const series of all) yield* pauses(series);
  };
  const { p50, p95, p99, max, total } = quantiles(stops());
  let forced = 0;
  for (const flags of cycles.flags) if (flags & GcFlag.forced) forced += 1;
  let durationNs = 0;
  let missing = 0;
  for (const one of all) {
    if (one.count > 0) durationNs += one.startNs[one.count - 1];
    missing += one.missing;
  }
  const durationS = durationNs / 1e9;
  const lastOf = (column: Float64Array | Uint32Array) => (column.length > 0 ? column[column.length - 1] : 0);
  return {
    cycles: cycles.count,
    forced,
    durationS,
    gcPerSecond: durationS > 0 ? (cycles.count + missing) / durationS : 0,
    cpuPercentLast: lastOf(cycles.cpuPercent),
    pauseNs: { p50, p95, p99, max, total },
    heapLiveMBLast: lastOf(cycles.heapLiveMB),
    heapGoalMBLast: lastOf(cycles.goalMB),
    procs: lastOf(cycles.procs),
    ...(runs.length > 1 && { processes: runs.length }),
  };
}

export function schedlogSummary(table: SchedLogTable): OtherSummary {
  const { rows } = table;
  const most = (column: Float64Array) => column.reduce((a, b) => Math.max(a, b), 0);
  return {
    lines: rows.count,
    processes: table.runs.length,
    durationS: table.runs.reduce((sum, { first, count }) => sum + rows.ms[first + count - 1] - rows.ms[first], 0) / 1000,
    gomaxprocs: rows.count > 0 ? rows.gomaxprocs[rows.count - 1] : 0,
    threadsMax: most(rows.threads),
    globalRunQueueMax: most(rows.runqueue),
    localRunQueueMax: most(rows.localQueue),
    goroutinesDescribed: table.goroutines.count,
  };
}
