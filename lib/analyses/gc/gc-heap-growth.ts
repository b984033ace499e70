import type { GcSeries } from '../../index/gc/series';
import type { Analysis } from '../analysis';
import { percent, size } from '../figures';
import { judged } from './next-capture';
import { gcSeriesOf, inputsOf } from './series';
import { thresholds } from './thresholds';

/** The heap that collections leave grows through the series: memory that the program holds on to. */
export const gcHeapGrowth: Analysis = {
  id: 'gc-heap-growth',
  rules: ['gc-heap-growth'],
  reads: ['gclog', 'trace'],
  run: (index) =>
    judged(index, gcSeriesOf(index), ['retained'], (series) => {
      const line = trend(series);
      if (!line) return undefined;
      const perSecond = (line.slope * 1e9) / 2 ** 20;
      return {
        rule: 'gc-heap-growth',
        severity: line.grown >= line.mean && line.span >= thresholds.growthSettledNs ? 'high' : 'medium',
        tier: 'suspect',
        title: {
          en: `The live heap grows by ${perSecond.toFixed(perSecond < 10 ? 1 : 0)} MiB a second: ${size(line.from)} to ${size(line.to)} over ${line.count} collections`,
          zh: `存活堆每秒增长 ${perSecond.toFixed(perSecond < 10 ? 1 : 0)} MiB：${line.count} 次回收间从 ${size(line.from)} 增至 ${size(line.to)}`,
        },
        summary: {
          en: `What collections leave grew by ${percent(line.grown / line.mean)} of its mean and follows a line (r² ${line.fit.toFixed(2)}). A start-up or a filling cache looks the same: a longer log, or heap profiles some minutes apart, tell them from a leak.`,
          zh: `回收后剩余的堆增长了均值的 ${percent(line.grown / line.mean)}，且呈线性（r² ${line.fit.toFixed(2)}）。启动过程或缓存填充也会如此：更长的日志，或相隔数分钟的堆剖析，可将其与泄漏区分开。`,
        },
        raise: {
          en: 'Two heap profiles some minutes apart name the lines that keep the memory.',
          zh: '相隔数分钟的两份堆剖析能指出滞留内存的代码行。',
        },
        evidence: {
          count: line.count,
          growth: { fromBytes: line.from, toBytes: line.to, bytesPerSecond: line.slope * 1e9, fit: line.fit },
          source: series.source,
        },
        inputs: [...inputsOf(series)],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

interface Trend {
  readonly count: number;
  /** Time that the line covers, ns. */
  readonly span: number;
  /** Bytes a ns. */
  readonly slope: number;
  readonly fit: number;
  readonly from: number;
  readonly to: number;
  readonly grown: number;
  readonly mean: number;
}

/**
 * The line through the live heap after each collection, over time or over the collections' numbers (a program that pauses grows by
 * work, not by time), whichever fits better. The first third is left out as start-up.
 */
function trend(series: GcSeries): Trend | undefined {
  const from = Math.floor(series.count / 3);
  const n = series.count - from;
  if (n < thresholds.growthCycles) return undefined;
  const live = series.heapLive.subarray(from);
  const lines = [series.startNs.subarray(from), Float64Array.from({ length: n }, (_, i) => i)].map((x) => regress(x, live));
  const best = lines.reduce((a, b) => ((b?.fit ?? 0) > (a?.fit ?? 0) ? b : a));
  if (!best || best.grown <= 0 || best.fit < thresholds.growthFit) return undefined;
  const mean = live.reduce((sum, value) => sum + value, 0) / n;
  if (best.grown < thresholds.growthBytes || best.grown < mean * thresholds.growthPart) return undefined;
  const span = series.startNs[series.count - 1] - series.startNs[from];
  return {
    count: n,
    span,
    slope: span > 0 ? best.grown / span : 0,
    fit: best.fit,
    from: best.from,
    to: best.from + best.grown,
    grown: best.grown,
    mean,
  };
}

/** Least squares: the value at the first x, the growth to the last, r². */
function regress(x: Float64Array, y: Float64Array): { from: number; grown: number; fit: number } | undefined {
  const n = x.length;
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i] - mx, y[i] - my];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  // Not-a-number in a column makes every comparison false.
  if (!(xx > 0 && yy > 0)) return undefined;
  const slope = xy / xx;
  return { from: Math.max(my + slope * (x[0] - mx), 0), grown: slope * (x[n - 1] - x[0]), fit: (xy * xy) / (xx * yy) };
}
