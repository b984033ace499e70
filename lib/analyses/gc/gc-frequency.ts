import type { Localized } from '../../base/localized';
import { limitedGoals } from '../../index/gc/limit';
import { cpuFraction, cyclesPerSecond } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { percent } from '../figures';
import { allocatorWords } from './allocators';
import { judged } from './next-capture';
import { inputsOf, tellingSeries } from './series';
import { thresholds } from './thresholds';

/** Collections follow each other faster than the work needs, and cost for it. */
export const gcFrequency: Analysis = {
  id: 'gc-frequency',
  rules: ['gc-frequency'],
  reads: ['gclog', 'trace', 'profile'],
  run: (index) =>
    judged(index, tellingSeries(index), ['allocations'], (series) => {
      const rate = cyclesPerSecond(series);
      const cycles = series.count + series.missing;
      const cpu = cpuFraction(series);
      if (rate < thresholds.cyclesPerSecond || cpu < thresholds.frequencyCpu) return undefined;
      const often = rate >= thresholds.manyCyclesPerSecond && cpu >= thresholds.cpuShare;
      const allocators = allocatorWords(index, series);
      // A goal that a memory limit set is the limit's at any higher GOGC (mgcpacer.go heapGoalInternal takes the lower one).
      const seen = limitedGoals(series);
      const limited = seen !== undefined && seen.orGogc === undefined;
      // GOGC has no say in a collection that is asked for (mgc.go gcTriggerCycle).
      const forced = series.forced.reduce((sum, flag) => sum + flag, 0);
      const asked = forced >= series.count * thresholds.forcedMost;
      const less = asked ? askedWords(forced) : limited ? limitWords : gogcWords;
      return {
        rule: 'gc-frequency',
        severity: often ? ('high' as const) : ('medium' as const),
        tier: 'proven',
        title: {
          en: `The collector runs ${rate.toFixed(1)} times a second and takes ${percent(cpu)} of the CPU`,
          zh: `回收器每秒运行 ${rate.toFixed(1)} 次，占用 ${percent(cpu)} 的 CPU`,
        },
        summary: {
          en: `${cycles} collections in ${(series.durationNs / 1e9).toFixed(1)} s. ${less.en}${allocators.sentence.en}`,
          zh: `${(series.durationNs / 1e9).toFixed(1)} s 内回收 ${cycles} 次。${less.zh}${allocators.sentence.zh}`,
        },
        evidence: {
          count: cycles,
          cyclesPerSecond: rate,
          gcCpuFraction: cpu,
          durationNs: series.durationNs,
          source: series.source,
          ...allocators.evidence,
        },
        ...(asked ? { guidance: ['gc-read-phases'] } : limited && { guidance: ['gc-memory-limit', 'gc-allocate-less'] }),
        inputs: [...inputsOf(series), ...allocators.inputs],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

const askedWords = (forced: number): Localized => ({
  en: `${forced} of them were asked for (runtime.GC, debug.FreeOSMemory, a heap profile with ?gc=1): only fewer calls make those rarer, whatever GOGC is.`,
  zh: `其中 ${forced} 次是主动要求的（runtime.GC、debug.FreeOSMemory，或带 ?gc=1 的堆剖析）：无论 GOGC 为多少，只有减少调用才能降低频率。`,
});
const gogcWords = {
  en: 'A higher GOGC or fewer allocations would make them rarer; the what-if panel of the GC page and gotriage whatif say what each would give.',
  zh: '提高 GOGC 或减少分配都能降低频率；GC 页的假设分析面板与 gotriage whatif 给出各自的效果。',
};
const limitWords = {
  en: 'GOMEMLIMIT sets their goals: a higher GOGC changes nothing. A higher limit, a smaller live heap or fewer allocations would make them rarer; the what-if panel of the GC page and gotriage whatif --memlimit say what each would give.',
  zh: '目标由 GOMEMLIMIT 设定：提高 GOGC 不起作用。提高上限、减小存活堆或减少分配才能降低频率；GC 页的假设分析面板与 gotriage whatif --memlimit 给出各自的效果。',
};
