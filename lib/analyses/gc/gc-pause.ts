import { type GcSeries, pauses, quantiles } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { time } from './figures';
import { judged } from './next-capture';
import { gcSeriesOf, traceOf } from './series';
import { thresholds } from './thresholds';

/** Stops of the world for sweep termination and for mark termination, each a pause of its own. */
export const gcPause: Analysis = {
  id: 'gc-pause',
  rules: ['gc-pause'],
  reads: ['gclog', 'trace'],
  run: (index) =>
    judged(index, gcSeriesOf(index), ['stops'], (series) => {
      const all = quantiles(pauses(series));
      const sweep = quantiles(series.sweepTermNs);
      const mark = quantiles(series.markTermNs);
      const long = longStops(series);
      const often = all.count >= thresholds.pauseCount && long >= Math.max(thresholds.pauseLeast, all.count / 100);
      if (!often && all.max < thresholds.pauseLowNs) return undefined;
      const worse = sweep.max >= mark.max;
      const phase = worse ? { en: 'sweep termination', zh: '清扫终止' } : { en: 'mark termination', zh: '标记终止' };
      const severity = often && all.p99 >= thresholds.pauseHighNs ? 'high' : often || all.max >= thresholds.pauseHighNs ? 'medium' : 'low';
      return {
        rule: 'gc-pause',
        severity,
        tier: series.source === 'trace' || often ? 'proven' : 'strong',
        title: {
          en: `Collections stop the program for up to ${time(all.max)} at ${phase.en}`,
          zh: `回收在${phase.zh}阶段使程序停顿，最长 ${time(all.max)}`,
        },
        summary: {
          en: `${all.count} stops: half under ${time(all.p50)}, 99 % under ${time(all.p99)}, ${time(all.total)} in all. Sweep termination: at most ${time(sweep.max)}; mark termination: at most ${time(mark.max)}. Both do little work themselves: a long one waits for a goroutine that does not stop, or for a CPU.`,
          zh: `共停顿 ${all.count} 次：一半短于 ${time(all.p50)}，99 % 短于 ${time(all.p99)}，合计 ${time(all.total)}。清扫终止最长 ${time(sweep.max)}，标记终止最长 ${time(mark.max)}。两者本身工作很少：停顿长说明在等某个不肯停下的 goroutine，或在等 CPU。`,
        },
        raise:
          series.source === 'gctrace' && !traceOf(index, series)
            ? {
                en: 'An execution trace shows which goroutine kept the world from stopping.',
                zh: '执行跟踪能显示是哪个 goroutine 拖住了停顿。',
              }
            : undefined,
        evidence: {
          count: all.count,
          longer: long,
          phase: worse ? 'sweep-termination' : 'mark-termination',
          pauseNs: { p50: all.p50, p95: all.p95, p99: all.p99, max: all.max, total: all.total },
          sweepTerminationNs: { p50: sweep.p50, p99: sweep.p99, max: sweep.max },
          markTerminationNs: { p50: mark.p50, p99: mark.p99, max: mark.max },
          source: series.source,
        },
        inputs: [series.input],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

/** Stops of at least `pauseP99Ns`. */
function longStops(series: GcSeries): number {
  let long = 0;
  for (const ns of pauses(series)) if (ns >= thresholds.pauseP99Ns) long++;
  return long;
}
