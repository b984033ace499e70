import type { Language } from '../base/localized';
import type { Fate, VerdictWord } from '../model/comparison';

/** The fixed words of the comparison's text and Markdown. */
export interface CompareWords {
  readonly title: string;
  readonly verdicts: string;
  readonly verdict: string;
  readonly finding: string;
  readonly reason: string;
  readonly noFindings: string;
  readonly fresh: string;
  readonly promise: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly flatOf: string;
  readonly cumOf: string;
  readonly name: string;
  readonly goroutines: string;
  readonly gc: string;
  readonly trace: string;
  readonly benches: string;
  readonly noiseRule: string;
  readonly withinNoise: string;
  readonly explanation: (printed: string, profiled: string) => string;
  readonly unpaired: (side: 'before' | 'after', kind: string) => string;
  readonly work: (ratio: string, basis: 'given' | 'operations' | 'time') => string;
  readonly word: Readonly<Record<VerdictWord, string>>;
  readonly fate: Readonly<Record<Fate, string>>;
  readonly count: (gone: number, stayed: number, fresh: number, unknown: number) => string;
  readonly more: (count: number) => string;
}

const en: CompareWords = {
  title: 'gotriage comparison',
  verdicts: 'Was the advice kept?',
  verdict: 'Verdict',
  finding: 'Finding before',
  reason: 'Because',
  noFindings: 'The captures before the change have no finding: there is nothing to judge.',
  fresh: 'New findings',
  promise: 'promised',
  before: 'Before',
  after: 'After',
  change: 'Change',
  flatOf: 'flat',
  cumOf: 'cum',
  name: 'Name',
  goroutines: 'Goroutines',
  gc: 'GC',
  trace: 'Trace',
  benches: 'Benchmarks',
  noiseRule:
    'A change counts where the Mann-Whitney test of the runs gives p < 0.05 (four runs or more on both sides, as benchstat); with fewer, where times differ by more than 10 % and more than the runs among themselves, and counted bytes and allocations by more than 1 %.',
  withinNoise: 'within noise',
  explanation: (printed, profiled) =>
    `B/op as printed, ${printed}, laid at functions by their shares in the allocation profiles. These hold ${profiled} for each printed operation, as the runs that look for b.N are in them too.`,
  unpaired: (side, kind) => `only ${side} the change: ${kind}`,
  work: (ratio, basis) =>
    `the target did ${ratio} times the work of the base (${{ given: 'as given', operations: 'by the operations of the benchmarks', time: 'by the time of the captures' }[basis]})`,
  word: { mended: 'mended', better: 'better', unchanged: 'unchanged', worse: 'worse', 'cannot-tell': 'cannot tell' },
  fate: { gone: 'gone', came: 'came', fewer: 'fewer', same: 'same', more: 'more' },
  count: (gone, stayed, fresh, unknown) =>
    `findings: ${gone} gone, ${stayed} still there, ${fresh} new${unknown > 0 ? `, ${unknown} that nothing after the change would show` : ''}`,
  more: (count) => `… and ${count} more`,
};

const zh: CompareWords = {
  title: 'gotriage 对比报告',
  verdicts: '建议是否兑现',
  verdict: '判定',
  finding: '变更前的结论',
  reason: '依据',
  noFindings: '变更前的采集没有任何结论，无可判定。',
  fresh: '新出现的结论',
  promise: '预期',
  before: '变更前',
  after: '变更后',
  change: '变化',
  flatOf: 'flat',
  cumOf: 'cum',
  name: '名称',
  goroutines: 'Goroutine',
  gc: 'GC',
  trace: '执行跟踪',
  benches: '基准测试',
  noiseRule:
    '变化如何算数：两边各有四次及以上运行时，Mann-Whitney 检验 p < 0.05（与 benchstat 相同）；不足四次时，时间须相差超过 10 % 且超过各次运行之间的差异，字节与分配次数须相差超过 1 %。',
  withinNoise: '噪声之内',
  explanation: (printed, profiled) =>
    `打印的 B/op：${printed}，按分配剖析中的份额归到各函数。剖析中每个已打印操作对应 ${profiled}，因为其中还包括寻找 b.N 的运行。`,
  unpaired: (side, kind) => `仅变更${side === 'before' ? '前' : '后'}有：${kind}`,
  work: (ratio, basis) =>
    `变更后的工作量是变更前的 ${ratio} 倍（${{ given: '由用户给定', operations: '按基准测试的操作数', time: '按采集时长' }[basis]}）`,
  word: { mended: '已修复', better: '有改善', unchanged: '无变化', worse: '变差', 'cannot-tell': '无法判定' },
  fate: { gone: '消失', came: '新增', fewer: '减少', same: '不变', more: '增多' },
  count: (gone, stayed, fresh, unknown) =>
    `结论：消失 ${gone}，仍在 ${stayed}，新增 ${fresh}${unknown > 0 ? `，变更后的采集无从显示 ${unknown}` : ''}`,
  more: (count) => `… 另有 ${count} 项`,
};

export const compareWords: Readonly<Record<Language, CompareWords>> = { en, zh };
