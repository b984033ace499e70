import { cpuFraction } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { allocatorWords } from './allocators';
import { percent, sum, time } from './figures';
import { judged } from './next-capture';
import { tellingSeries } from './series';
import { thresholds } from './thresholds';

/** Share of the available CPU that collections take from the program: pauses, assists and background workers, idle ones left out. */
export const gcCpuShare: Analysis = {
  id: 'gc-cpu-share',
  rules: ['gc-cpu-share'],
  reads: ['gclog', 'trace', 'profile'],
  run: (index) =>
    judged(index, tellingSeries(index), ['allocations'], (series) => {
      const share = cpuFraction(series);
      if (share < thresholds.cpuShare) return undefined;
      const [pause, assist, background, idle] = [series.pauseCpuNs, series.assistCpuNs, series.backgroundCpuNs, series.idleCpuNs].map(sum);
      const allocators = allocatorWords(index, series);
      return {
        rule: 'gc-cpu-share',
        severity: share >= thresholds.cpuShareCritical ? 'critical' : share >= thresholds.cpuShareHigh ? 'high' : 'medium',
        tier: 'proven',
        title: {
          en: `Garbage collection takes ${percent(share)} of the CPU`,
          zh: `垃圾回收占用 ${percent(share)} 的 CPU`,
        },
        summary: {
          en: `Of ${series.procs} Ps over ${(series.coveredNs / 1e9).toFixed(1)} s: background workers ${time(background)}, assists ${time(assist)}, pauses ${time(pause)}; idle workers ${time(idle)} are not counted.${allocators.sentence.en}`,
          zh: `${series.procs} 个 P、${(series.coveredNs / 1e9).toFixed(1)} s 内：后台标记 ${time(background)}，辅助标记 ${time(assist)}，停顿 ${time(pause)}；空闲标记 ${time(idle)} 不计入。${allocators.sentence.zh}`,
        },
        evidence: {
          share,
          gcCpuFraction: share,
          cpuNs: { background, assist, pause, idle },
          procs: series.procs,
          durationNs: series.coveredNs,
          source: series.source,
          ...allocators.evidence,
        },
        inputs: [series.input, ...allocators.inputs],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};
