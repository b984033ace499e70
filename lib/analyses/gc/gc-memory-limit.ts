import type { Localized } from '../../base/localized';
import { type LimitedGoals, limitedGoals } from '../../index/gc/limit';
import { cpuFraction, cyclesPerSecond } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { percent, size } from '../figures';
import { judged } from './next-capture';
import { inputsOf, limitOf, tellingSeries } from './series';
import { thresholds } from './thresholds';

/**
 * A memory limit near the live heap: collections follow each other and free little. The goals show it: they stay the same while
 * the live heap moves, and lie just above it, which no GOGC would do.
 */
export const gcMemoryLimit: Analysis = {
  id: 'gc-memory-limit',
  rules: ['gc-memory-limit'],
  reads: ['gclog', 'trace'],
  run: (index) =>
    judged(index, tellingSeries(index), ['memStats', 'allocations'], (series) => {
      const seen = limitedGoals(series, thresholds.limitRatio);
      // Small heaps live under the floor of 4 MiB × GOGC/100.
      if (!seen || seen.tight < thresholds.limitPart || seen.live < thresholds.limitLeastLive) return undefined;
      const limit = limitOf(index, series);
      const cpu = cpuFraction(series);
      // By more than the goals that it sets: its own value, or the MemStats of the process.
      const told = limit !== undefined && limit.from !== 'goals';
      const spiral = cpu >= thresholds.cpuShareHigh;
      const { orGogc } = seen;
      const other =
        told || orGogc === undefined
          ? { en: '', zh: '' }
          : {
              en: ` So still a live heap would have these goals under GOGC=${orGogc} as well, without a limit.`,
              zh: `存活堆如此平稳，即使没有上限，GOGC=${orGogc} 也会得到同样的目标。`,
            };
      return {
        rule: 'gc-memory-limit',
        severity: spiral ? 'critical' : cpu >= thresholds.cpuShare ? 'high' : 'medium',
        tier: told || (spiral && orGogc === undefined) ? 'strong' : 'suspect',
        title: titleOf(seen, cyclesPerSecond(series).toFixed(0)),
        summary: {
          en: `${limit ? `GOMEMLIMIT is ${limit.from === 'told' ? '' : 'about '}${size(limit.bytes)}. ` : ''}${seen.steady ? `The goal stays near ${size(seen.goal)} whatever is alive` : `The goal lies at ${size(seen.goal)} or below, less than GOGC sets it by the first goal`}, as GOMEMLIMIT sets it and GOGC does not; ${percent(seen.tight)} of the collections had less than half of the live heap as room, and they take ${percent(cpu)} of the CPU.${other.en}`,
          zh: `${limit ? `GOMEMLIMIT ${limit.from === 'told' ? '为' : '约为'} ${size(limit.bytes)}。` : ''}${seen.steady ? `无论存活多少，目标始终在 ${size(seen.goal)} 附近` : `目标不高于 ${size(seen.goal)}，低于首个目标所表明的 GOGC 会设定的值`}，这是 GOMEMLIMIT 而非 GOGC 的特征；${percent(seen.tight)} 的回收可用余量不足存活堆的一半，共占 ${percent(cpu)} 的 CPU。${other.zh}`,
        },
        raise: told
          ? undefined
          : {
              en: 'The value of GOMEMLIMIT, or a heap profile with debug=1 of the same time.',
              zh: 'GOMEMLIMIT 的值，或同一时刻的 debug=1 堆剖析。',
            },
        evidence: {
          goalBytes: seen.goal,
          liveBytes: seen.live,
          ...(limit && { memoryLimit: { bytes: limit.bytes, lowBytes: limit.low, highBytes: limit.high, from: limit.from } }),
          headroomBytes: room(seen),
          share: seen.tight,
          gcCpuFraction: cpu,
          cyclesPerSecond: cyclesPerSecond(series),
          source: series.source,
        },
        inputs: [...inputsOf(series)],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

function room({ goal, live, starved }: LimitedGoals): number {
  return starved ? 0 : Math.max(0, goal - live);
}

function titleOf(seen: LimitedGoals, rate: string): Localized {
  const left = room(seen);
  const [live, above] = [size(seen.live), size(left)];
  return left === 0
    ? {
        en: `The memory limit leaves no room above the ${live} that are alive: ${rate} collections a second`,
        zh: `内存上限在 ${live} 存活堆之上没有留下余量：每秒回收 ${rate} 次`,
      }
    : {
        en: `The memory limit leaves the heap ${above} above the ${live} that are alive: ${rate} collections a second`,
        zh: `内存上限在 ${live} 存活堆之上只留下 ${above}：每秒回收 ${rate} 次`,
      };
}
