import { cpuFraction, type GcSeries, sum } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { percent, time } from '../figures';
import { allocatorWords } from './allocators';
import { judged } from './next-capture';
import { inputsOf, tellingSeries } from './series';
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
      const procs = Math.round(series.meanProcs * 10) / 10;
      // Fewer allocations shorten no stop: what it waits for does.
      const stopped = pause > (assist + background + pause) * thresholds.pausePart;
      const most = stopped ? stoppedWords : undefined;
      const held = series.source === 'trace' && meanMark(series) < shortMarkNs ? heldWords : undefined;
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
          en: `Of ${procs} Ps over ${(series.coveredNs / 1e9).toFixed(1)} s: background workers ${time(background)}, assists ${time(assist)}, pauses ${time(pause)}; idle workers ${time(idle)} are not counted.${most?.en ?? ''}${held?.en ?? ''}${allocators.sentence.en}`,
          zh: `${procs} 个 P、${(series.coveredNs / 1e9).toFixed(1)} s 内：后台标记 ${time(background)}，辅助标记 ${time(assist)}，停顿 ${time(pause)}；空闲标记 ${time(idle)} 不计入。${most?.zh ?? ''}${held?.zh ?? ''}${allocators.sentence.zh}`,
        },
        evidence: {
          share,
          gcCpuFraction: share,
          cpuNs: { background, assist, pause, idle },
          procs,
          durationNs: series.coveredNs,
          source: series.source,
          ...allocators.evidence,
        },
        ...(stopped && { guidance: ['gc-read-phases'] }),
        inputs: [...inputsOf(series), ...allocators.inputs],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

/** From marks this short on, what a worker holds its P for beside marking weighs (docs/gc-prediction.md). */
const shortMarkNs = 2e6;
const stoppedWords = {
  en: ' Most of that is Ps standing still in stops of the world, which wait for a goroutine or for a CPU: fewer allocations make stops rarer, not shorter.',
  zh: '其中大部分是全局停顿时静止不动的 P，停顿在等某个 goroutine 或在等 CPU：减少分配只能让停顿更少，不能让它更短。',
};
const heldWords = {
  en: ' The marks are short: a trace counts workers as long as they hold a P, also while they wait for the other Ps at a mark’s end, and so up to half more than gctrace and MemStats do.',
  zh: '标记都很短：跟踪把 worker 占有 P 的时间全部计入，包括标记结束时等待其他 P 的时间，因此最多比 gctrace 与 MemStats 多计一半。',
};

function meanMark({ markNs, count }: GcSeries): number {
  return sum(markNs) / Math.max(1, count);
}
