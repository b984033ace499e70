import { type GcSeries, markTerminations, pauses, type Quantiles, quantiles } from '../../index/gc/series';
import { collectorStops, standingNs, stopOf, timeToStop, type WorldStop } from '../../index/trace/stops';
import type { Finding } from '../../model/finding';
import type { TraceTable } from '../../model/trace';
import type { Analysis } from '../analysis';
import { time } from '../figures';
import { judged } from './next-capture';
import { gcSeriesOf, inputsOf, traceOf } from './series';
import { thresholds } from './thresholds';

/**
 * Stops of the world for sweep termination and for mark termination, each a pause of its own. A log's are judged by the clock times it prints, a
 * trace's by the time until the Ps run again (`standingNs`): its ranges (`pauseNs`) end later where the thread that stopped the world loses its CPU.
 */
export const gcPause: Analysis = {
  id: 'gc-pause',
  rules: ['gc-pause'],
  reads: ['gclog', 'trace'],
  run: (index) => judged(index, gcSeriesOf(index), ['stops'], (series) => judge(series, traceOf(index, series)?.table)),
};

function judge(series: GcSeries, trace: TraceTable | undefined): Finding | undefined {
  const seen = trace && inTrace(trace);
  const judgedBy = series.source === 'trace' && seen ? seen : { sweep: [...series.sweepTermNs], mark: [...markTerminations(series)] };
  const lengths = [...judgedBy.sweep, ...judgedBy.mark];
  const all = quantiles(lengths);
  const long = lengths.filter((ns) => ns >= thresholds.pauseP99Ns).length;
  const often = all.count >= thresholds.pauseCount && long >= Math.max(thresholds.pauseLeast, all.count / 100);
  if (!often && all.max < thresholds.pauseLowNs) return undefined;
  const sweep = quantiles(judgedBy.sweep);
  const mark = quantiles(judgedBy.mark);
  const worse = sweep.max >= mark.max;
  const phase = worse ? { en: 'sweep termination', zh: '清扫终止' } : { en: 'mark termination', zh: '标记终止' };
  const severity = often && all.p99 >= thresholds.pauseHighNs ? 'high' : often || all.max >= thresholds.pauseHighNs ? 'medium' : 'low';
  const waited = seen && waitedFor(seen);
  const told = quantiles(pauses(series));
  const three = ({ p50, p99, max }: Quantiles) => ({ p50, p99, max });
  return {
    rule: 'gc-pause',
    severity,
    tier: series.source === 'trace' || often ? 'proven' : 'strong',
    title: {
      en: `Collections stop the program for up to ${time(all.max)} at ${phase.en}`,
      zh: `回收在${phase.zh}阶段使程序停顿，最长 ${time(all.max)}`,
    },
    summary: {
      en: `${all.count} stops: half under ${time(all.p50)}, 99 % under ${time(all.p99)}, ${time(all.total)} in all. Sweep termination: at most ${time(sweep.max)}; mark termination: at most ${time(mark.max)}. Both do little work themselves: a long one waits for a goroutine that does not stop, or for a CPU.${waited?.en ?? ''}`,
      zh: `共停顿 ${all.count} 次：一半短于 ${time(all.p50)}，99 % 短于 ${time(all.p99)}，合计 ${time(all.total)}。清扫终止最长 ${time(sweep.max)}，标记终止最长 ${time(mark.max)}。两者本身工作很少：停顿长说明在等某个不肯停下的 goroutine，或在等 CPU。${waited?.zh ?? ''}`,
    },
    raise:
      series.source === 'gctrace' && !trace
        ? {
            en: 'An execution trace shows which goroutine kept the world from stopping.',
            zh: '执行跟踪能显示是哪个 goroutine 拖住了停顿。',
          }
        : undefined,
    evidence: {
      count: all.count,
      longer: long,
      phase: worse ? 'sweep-termination' : 'mark-termination',
      pauseNs: { p50: told.p50, p95: told.p95, p99: told.p99, max: told.max, total: told.total },
      sweepTerminationNs: three(quantiles(series.sweepTermNs)),
      markTerminationNs: three(quantiles(markTerminations(series))),
      ...(seen && {
        standingNs: three(quantiles([...seen.sweep, ...seen.mark])),
        timeToStopNs: three(quantiles(seen.toStop)),
        slowestToStop: {
          ns: seen.slowest.ns,
          timeToStopNs: seen.slowest.stopNs,
          reason: seen.slowest.reason,
          ...(seen.slowest.last && { goroutine: seen.slowest.last.name, ...placeOf(seen.slowest) }),
        },
      }),
      source: series.source,
    },
    inputs: [...inputsOf(series)],
    link: { view: 'gc', params: { input: String(series.input) } },
  };
}

interface Seen {
  /** ns that the Ps stood still, by phase. */
  readonly sweep: number[];
  readonly mark: number[];
  readonly toStop: number[];
  /** The one that stood still longest, and the one that took longest to stop. */
  readonly longest: WorldStop;
  readonly slowest: WorldStop;
}

/** What a trace shows of the collector's stops; undefined where it has none. */
function inTrace(trace: TraceTable): Seen | undefined {
  const { sweep, mark } = collectorStops(trace);
  const both = [...sweep, ...mark];
  if (both.length === 0) return undefined;
  const standing = both.map((stop) => standingNs(trace, stop));
  const toStop = both.map((stop) => timeToStop(trace, stop));
  const most = (of: readonly number[]) => stopOf(trace, both[of.indexOf(of.reduce((high, ns) => Math.max(high, ns)))]);
  return {
    sweep: standing.slice(0, sweep.length),
    mark: standing.slice(sweep.length),
    toStop,
    longest: most(standing),
    slowest: most(toStop),
  };
}

/** Who kept the world from stopping, where that took long; else what a long stop was spent on. */
function waitedFor({ longest, slowest }: Seen): { readonly en: string; readonly zh: string } | undefined {
  if (longest.standingNs >= thresholds.pauseP99Ns && longest.stopNs < longest.standingNs / 2) {
    return {
      en: ` In the longest of the trace the Ps had stopped ${longest.stopNs === 0 ? 'at once' : `after ${time(longest.stopNs)}`}. The work that follows takes microseconds, so its thread ${noCpu.en}.`,
      zh: `跟踪中最长的一次，各 P ${longest.stopNs === 0 ? '立即停下' : `在 ${time(longest.stopNs)} 后即已停下`}。其后的工作只需数微秒，可见是该线程${noCpu.zh}。`,
    };
  }
  if (slowest.stopNs < thresholds.pauseP99Ns) return undefined;
  const { function: fn = 'runtime.' } = placeOf(slowest);
  // The runtime's own goroutines stop by themselves, within microseconds.
  const ran = fn.startsWith('runtime.')
    ? { en: `ran nothing of the program’s, so its thread ${noCpu.en}`, zh: `没有运行程序的代码，可见是其线程${noCpu.zh}` }
    : { en: `ran ${fn}`, zh: `运行的是 ${fn}` };
  return {
    en: ` The trace shows the Ps take up to ${time(slowest.stopNs)} to stop; the last of them ${ran.en}.`,
    zh: `跟踪显示各 P 最多用了 ${time(slowest.stopNs)} 才停下，最后停下的 P ${ran.zh}。`,
  };
}

const noCpu = {
  en: 'waited for a CPU: other load on the machine, or a CPU quota that was used up',
  zh: '在等 CPU：机器上有其他负载，或 CPU 配额已用尽',
};

function placeOf({ last }: WorldStop): { readonly function?: string; readonly file?: string; readonly line?: number } {
  if (!last) return {};
  const { frame } = last;
  return frame ? { function: frame.function, file: frame.file, line: frame.line } : { function: last.name };
}
