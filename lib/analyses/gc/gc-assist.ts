import { costOf, type GcSeries, sum } from '../../index/gc/series';
import { stackFrames } from '../../index/trace/stack-frames';
import type { Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import type { CaseIndex } from '../case';
import { percent, time } from '../figures';
import { allocatorWords } from './allocators';
import { judged } from './next-capture';
import { inputsOf, tellingSeries, traceOf } from './series';
import { thresholds } from './thresholds';

interface Payer {
  readonly function: string;
  ns: number;
  count: number;
  longest: number;
  stack: number;
}

/** Goroutines that must help with marking before they may allocate: the program's own latency pays for the collector. */
export const gcAssist: Analysis = {
  id: 'gc-assist',
  rules: ['gc-assist'],
  reads: ['gclog', 'trace', 'profile'],
  run: (index) =>
    judged(index, tellingSeries(index), ['assists', 'allocations'], (series) => {
      const assist = sum(series.assistCpuNs);
      const share = assist / (series.coveredNs * series.meanProcs);
      const part = assist / totalCost(series);
      if (share < thresholds.assistCpu || part < thresholds.assistPart) return undefined;
      return findingOf(index, series, { assist, share, part }, payersOf(index, series));
    }),
};

function totalCost(series: GcSeries): number {
  let total = 0;
  for (let i = 0; i < series.count; i++) total += costOf(series, i);
  return Math.max(total, 1);
}

/** Who assists, by the goroutine's entry function, longest first. */
function payersOf(index: CaseIndex, series: GcSeries): Payer[] {
  const table = traceOf(index, series)?.table;
  if (!table) return [];
  const payers = new Map<string, Payer>();
  const { ranges, goroutines, strings } = table;
  for (let row = 0; row < ranges.count; row++) {
    if (strings[ranges.name[row]] !== 'GC mark assist' || Number.isNaN(ranges.end[row])) continue;
    const g = ranges.goroutine[row];
    const name = (g >= 0 && strings[goroutines.name[g]]) || 'unknown';
    const ns = ranges.end[row] - ranges.start[row];
    const payer = payers.get(name) ?? { function: name, ns: 0, count: 0, longest: 0, stack: 0 };
    payer.ns += ns;
    payer.count++;
    if (ns > payer.longest) {
      payer.longest = ns;
      payer.stack = ranges.stack[row];
    }
    payers.set(name, payer);
  }
  return [...payers.values()].sort((a, b) => b.ns - a.ns);
}

function findingOf(
  index: CaseIndex,
  series: GcSeries,
  figures: { assist: number; share: number; part: number },
  payers: readonly Payer[],
): Finding {
  const trace = traceOf(index, series);
  const table = trace?.table;
  const top = payers[0];
  const allocators = allocatorWords(index, series);
  const who = top ? { en: `; ${top.function} pays most`, zh: `；${top.function} 承担最多` } : { en: '', zh: '' };
  return {
    rule: 'gc-assist',
    severity: figures.share >= thresholds.assistHigh ? 'high' : 'medium',
    tier: 'proven',
    title: {
      en: `Goroutines spend ${percent(figures.share)} of the CPU helping the collector${who.en}`,
      zh: `goroutine 用 ${percent(figures.share)} 的 CPU 替回收器做辅助标记${who.zh}`,
    },
    summary: {
      en: `Assists are ${percent(figures.part)} of the collector's CPU (${time(figures.assist)}): allocation outruns background marking, which is kept to a quarter of GOMAXPROCS. Whoever allocates then waits.${allocators.sentence.en}`,
      zh: `辅助标记占回收器 CPU 的 ${percent(figures.part)}（${time(figures.assist)}）：分配快过后台标记（其上限为 GOMAXPROCS 的四分之一），分配者因此等待。${allocators.sentence.zh}`,
    },
    evidence: {
      share: figures.share,
      part: figures.part,
      assistNs: figures.assist,
      ...(top && { function: top.function, count: top.count }),
      ...(payers.length > 0 && {
        payers: payers.slice(0, 10).map((p) => ({ function: p.function, ns: p.ns, count: p.count, longestNs: p.longest })),
      }),
      ...(top && table && { stack: stackFrames(table, top.stack) }),
      source: series.source,
      ...allocators.evidence,
    },
    inputs: [...new Set([...inputsOf(series), ...(top && trace ? [trace.input] : []), ...allocators.inputs])],
    link: { view: 'gc', params: { input: String(series.input) } },
  };
}
