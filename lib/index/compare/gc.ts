import type { FigureTable } from '../../model/comparison';
import { allocationRate, cpuFraction, cyclesPerSecond, finite, type GcSeries, pauses, quantiles } from '../gc/series';
import { figuresOf } from './figures';

const specs = [
  ['gcPerSecond', 'Collections a second', '每秒回收次数', 'perSecond', 'less'],
  ['pauseP50', 'Pause, median', '停顿中位数', 'nanoseconds', 'less'],
  ['pauseP95', 'Pause, 95th percentile', '停顿 P95', 'nanoseconds', 'less'],
  ['pauseP99', 'Pause, 99th percentile', '停顿 P99', 'nanoseconds', 'less'],
  ['pauseMax', 'Pause, longest', '最长停顿', 'nanoseconds', 'less'],
  ['pauseShare', 'Time stopped', '停顿时间占比', 'share', 'less'],
  ['gcCpuShare', 'CPU share of GC', 'GC CPU 占比', 'share', 'less'],
  ['assistShare', 'CPU share of assists', '辅助标记 CPU 占比', 'share', 'less'],
  ['forcedPerSecond', 'Forced collections a second', '每秒强制回收次数', 'perSecond', 'less'],
  ['allocationRate', 'Allocated a second', '每秒分配', 'bytesPerSecond', 'less'],
  ['heapPeak', 'Heap, largest', '堆最大值', 'bytes', 'neither'],
  ['heapLiveLast', 'Live heap, last', '最后存活堆', 'bytes', 'neither'],
  ['heapGoalLast', 'Heap goal, last', '最后堆目标', 'bytes', 'neither'],
  ['heapGrowth', 'Live heap growth a second', '存活堆每秒增长', 'bytesPerSecond', 'less'],
  ['cycles', 'Collections', '回收次数', 'count', 'neither'],
  ['duration', 'Time covered', '覆盖时长', 'nanoseconds', 'neither'],
] as const;

/** The numbers of one process's collections. Rates are by the time that the series covers, so that runs of any length compare. */
export function gcNumbers(series: GcSeries): Record<string, number | undefined> {
  const { count, coveredNs, meanProcs } = series;
  const seconds = coveredNs / 1e9;
  const stops = quantiles(pauses(series));
  const rate = (value: number): number | undefined => (seconds > 0 ? value / seconds : undefined);
  let assist = 0;
  let forced = 0;
  let peak = Number.NaN;
  for (let i = 0; i < count; i++) {
    assist += finite(series.assistCpuNs[i]);
    forced += series.forced[i];
    for (const size of [series.heapStart[i], series.heapEnd[i]]) if (!(size <= peak) && !Number.isNaN(size)) peak = size;
  }
  const cpu = coveredNs * meanProcs;
  return {
    gcPerSecond: seconds > 0 ? cyclesPerSecond(series) : undefined,
    pauseP50: stops.count > 0 ? stops.p50 : undefined,
    pauseP95: stops.count > 0 ? stops.p95 : undefined,
    pauseP99: stops.count > 0 ? stops.p99 : undefined,
    pauseMax: stops.count > 0 ? stops.max : undefined,
    pauseShare: coveredNs > 0 ? stops.total / coveredNs : undefined,
    gcCpuShare: cpu > 0 ? cpuFraction(series) : undefined,
    assistShare: cpu > 0 ? assist / cpu : undefined,
    forcedPerSecond: rate(forced),
    allocationRate: allocationRate(series),
    heapPeak: peak,
    heapLiveLast: last(series.heapLive),
    heapGoalLast: last(series.goal),
    heapGrowth: liveSlope(series),
    cycles: count,
    duration: coveredNs,
  };
}

export function compareGc(before: GcSeries, after: GcSeries): FigureTable {
  return { before: before.input, after: after.input, figures: figuresOf(specs, gcNumbers(before), gcNumbers(after)) };
}

function last(values: Float64Array): number | undefined {
  return values.length > 0 ? values[values.length - 1] : undefined;
}

/** Least-squares slope of the live heap over time, bytes a second; undefined under three collections. */
function liveSlope({ startNs, heapLive, count }: GcSeries): number | undefined {
  if (count < 3) return undefined;
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(heapLive[i])) continue;
    const s = (startNs[i] - startNs[0]) / 1e9;
    n++;
    x += s;
    y += heapLive[i];
    xx += s * s;
    xy += s * heapLive[i];
  }
  const under = n * xx - x * x;
  return n < 3 || under === 0 ? undefined : (n * xy - x * y) / under;
}
