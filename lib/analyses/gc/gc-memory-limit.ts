import { inferGogc } from '../../index/gc/demand';
import { cpuFraction, type GcSeries } from '../../index/gc/series';
import type { Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import { percent, rateOf, size } from './figures';
import { tellingSeries } from './series';
import { thresholds } from './thresholds';

/**
 * A memory limit near the live heap: collections follow each other and free little. The goals show it: they stay the same while
 * the live heap moves, and lie just above it, which no GOGC would do.
 */
export const gcMemoryLimit: Analysis = {
  id: 'gc-memory-limit',
  rules: ['gc-memory-limit'],
  reads: ['gclog', 'trace'],
  run: (index) => ({
    findings: tellingSeries(index).flatMap((series): Finding[] => {
      const seen = limitOf(series);
      if (!seen) return [];
      const cpu = cpuFraction(series);
      const spiral = cpu >= thresholds.cpuShareHigh;
      return [
        {
          rule: 'gc-memory-limit',
          severity: spiral ? 'critical' : cpu >= thresholds.cpuShare ? 'high' : 'medium',
          tier: spiral ? 'strong' : 'suspect',
          title: {
            en: `The memory limit leaves the heap ${size(seen.goal - seen.live)} above the ${size(seen.live)} that are alive: ${rateOf(series).toFixed(0)} collections a second`,
            zh: `内存上限在 ${size(seen.live)} 存活堆之上只留下 ${size(seen.goal - seen.live)}：每秒回收 ${rateOf(series).toFixed(0)} 次`,
          },
          summary: {
            en: `The goal stays near ${size(seen.goal)} whatever is alive, as GOMEMLIMIT sets it and GOGC does not; ${percent(seen.part)} of the collections had less than half of the live heap as room, and they take ${percent(cpu)} of the CPU.`,
            zh: `无论存活多少，目标始终在 ${size(seen.goal)} 附近，这是 GOMEMLIMIT 而非 GOGC 的特征；${percent(seen.part)} 的回收可用余量不足存活堆的一半，共占 ${percent(cpu)} 的 CPU。`,
          },
          raise: {
            en: 'The value of GOMEMLIMIT, or a heap profile with debug=1 of the same time.',
            zh: 'GOMEMLIMIT 的值，或同一时刻的 debug=1 堆剖析。',
          },
          evidence: {
            goalBytes: seen.goal,
            liveBytes: seen.live,
            headroomBytes: seen.goal - seen.live,
            share: seen.part,
            gcCpuFraction: cpu,
            cyclesPerSecond: rateOf(series),
            source: series.source,
          },
          inputs: [series.input],
          link: { view: 'gc', params: { input: String(series.input) } },
        },
      ];
    }),
  }),
};

/** Goal and live heap of the second half of the series where a limit set the goals; undefined where GOGC did. */
function limitOf(series: GcSeries): { goal: number; live: number; part: number } | undefined {
  const from = Math.max(1, series.count >> 1);
  const goals: number[] = [];
  const lives: number[] = [];
  let tight = 0;
  for (let i = from; i < series.count; i++) {
    const live = series.heapLive[i - 1] + series.resolution / 2;
    const goal = series.goal[i];
    // Small heaps live under the floor of 4 MiB × GOGC/100.
    if (Number.isNaN(goal) || live < 4 * 2 ** 20) continue;
    goals.push(goal);
    lives.push(live);
    if (goal + series.resolution < live * thresholds.limitRatio) tight++;
  }
  if (goals.length < thresholds.growthCycles || tight < goals.length * thresholds.limitPart) return undefined;
  const gogc = inferGogc(series);
  // A GOGC of 50 or more sets goals of half the live heap above it and more: those here are tighter.
  if (gogc !== undefined && gogc >= 50) return undefined;
  if (spread(goals) > thresholds.limitSpread || (gogc !== undefined && spread(goals) > spread(lives))) return undefined;
  return { goal: median(goals), live: median(lives), part: tight / goals.length };
}

/** Mean deviation from the median, as a part of it. */
function spread(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0) / values.length / middle;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
