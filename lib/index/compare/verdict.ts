import type { Localized } from '../../base/localized';
import { changeText, type Figure, figureText, type Verdict, type VerdictWord, type Work } from '../../model/comparison';
import type { Finding } from '../../model/finding';
import { type Measured, measure } from './measures';
import { unlikePrograms } from './programs';
import { promiseOf } from './promises';
import type { CompareSide } from './side';

/** Change of a key number that two runs of the same program show by themselves. */
const noise = 0.1;

/** Whether the advice of each finding of the base was kept in the target, by the number its guidance tells to look at. */
export function judge(before: CompareSide, after: CompareSide, work: Work | undefined): Verdict[] {
  const same = matchFindings(before.findings, after.findings);
  const unlike = unlikePrograms(before, after);
  return before.findings.map((finding, position) => verdictOf(finding, position, same[position] >= 0, before, after, work, unlike));
}

/**
 * Position of the same finding in `others` for each of `findings`, -1 where it is gone: same rule, cause and function, the nearest
 * line first. Each is matched once.
 */
export function matchFindings(findings: readonly Finding[], others: readonly Finding[]): number[] {
  const taken = new Set<number>();
  return findings.map((finding) => {
    let best = -1;
    others.forEach((other, at) => {
      if (taken.has(at) || keyOf(other) !== keyOf(finding)) return;
      if (best < 0 || distance(other, finding) < distance(others[best], finding)) best = at;
    });
    if (best >= 0) taken.add(best);
    return best;
  });
}

function keyOf({ rule, evidence }: Finding): string {
  return `${rule}\n${evidence.cause ?? ''}\n${evidence.function ?? ''}\n${rule === 'profile-empty' ? String(evidence.kind) : ''}`;
}

function distance(a: Finding, b: Finding): number {
  return Math.abs((a.evidence.line ?? 0) - (b.evidence.line ?? 0));
}

function verdictOf(
  finding: Finding,
  position: number,
  stayed: boolean,
  before: CompareSide,
  after: CompareSide,
  work: Work | undefined,
  unlike: readonly [before: string, after: string] | undefined,
): Verdict {
  const promise = promiseOf(finding.rule);
  const common = { finding: position, rule: finding.rule, promise: promise.text, factor: promise.factor, stayed };
  const unknown = (lacks: Localized, key?: Figure): Verdict => ({
    ...common,
    word: 'cannot-tell',
    key,
    basis: 'none',
    reason: lacks,
    lacks,
  });
  if (unlike !== undefined) {
    return unknown({
      en: `The sides are of different programs, ${unlike[0]} and ${unlike[1]}, which have no function of their own code in common: what is absent after is not mended. Choose captures of one program.`,
      zh: `两边是不同的程序（${unlike[0]} 与 ${unlike[1]}），自身代码没有任何相同的函数：变更后没有，不等于已修复。请选择同一程序的采集。`,
    });
  }
  if (after.unjudged.has(finding.rule) && !stayed) {
    return unknown({
      en: 'The analysis that would find it failed on the other side: that it is absent there says nothing.',
      zh: '能发现它的分析在另一侧失败：那一侧没有它，说明不了什么。',
    });
  }
  const measured = measure(promise.key, finding, before, after);
  if (measured !== undefined && 'lacks' in measured) return unknown(measured.lacks);
  if (measured === undefined || measured.figure.before === undefined) return byPresence(finding, common, before, after);
  const { basis, value, undecided } = comparable(measured, work, promise.factor);
  const key = { ...measured.figure, after: value };
  if (undecided) return unknown(undecided, measured.figure);
  const from = measured.figure.before;
  const kept = (promise.atMost === undefined ? value <= from * promise.factor : value <= promise.atMost) && !(promise.gone && stayed);
  if (kept && movedElsewhere(measured, value, basis, work)) {
    return {
      ...common,
      word: 'unchanged',
      key,
      basis,
      reason: {
        en: `Less is made here, but the whole did not fall by as much: it moved elsewhere (${totals(measured)}).`,
        zh: `此处减少了，但总量没有相应下降：转移到了别处（${totals(measured)}）。`,
      },
      lacks: undefined,
    };
  }
  const word: VerdictWord = kept ? 'mended' : direction(from, value);
  return {
    ...common,
    word,
    key,
    basis,
    reason: basis === 'share' ? shareReason(measured, key, still(stayed, kept)) : reasonOf(key, basis, still(stayed, kept)),
    lacks: undefined,
  };
}

function direction(from: number, to: number): VerdictWord {
  if (to <= from * (1 - noise) && to < from) return 'better';
  if (to >= from * (1 + noise) && to > from) return 'worse';
  return 'unchanged';
}

interface Scaled {
  readonly value: number;
  readonly basis: Verdict['basis'];
  readonly undecided?: Localized;
}

/** The number after, made comparable: as it is, by equal work, or by the share of the whole where both agree. */
function comparable(measured: Measured, work: Work | undefined, factor: number): Scaled {
  const { figure, totalBefore = 0, totalAfter = 0 } = measured;
  const [from, to] = [figure.before ?? 0, figure.after ?? 0];
  if (!measured.cumulative) return { value: to, basis: figure.unit === 'count' || figure.unit === 'bytes' ? 'level' : 'rate' };
  const known = work ?? byTime(measured);
  if (known) return { value: to / known.ratio, basis: 'work' };
  // What a function no longer does, another may do now: where the whole grew, nothing is proven without the work.
  const fell = totalAfter <= totalBefore;
  if (to === 0 && fell) return { value: 0, basis: 'gone' };
  // The share of the whole does not depend on how long either side ran; the number itself does. They decide where both fell. That both rose
  // tells nothing: more work raises the one, what was mended elsewhere the other.
  const part = from > 0 ? to / from : Number.POSITIVE_INFINITY;
  const share = from > 0 && totalAfter > 0 ? to / totalAfter / (from / totalBefore) : Number.POSITIVE_INFINITY;
  const high = Math.max(part, share);
  if (fell && (high <= factor || high <= 1 - noise)) return { value: from * high, basis: 'share' };
  return {
    value: to,
    basis: 'none',
    undecided: {
      en: `${figureText(from, figure.unit)} before and ${figureText(to, figure.unit)} after, and nothing tells whether both sides did the same work: take profiles of equal length (?seconds=30), add the benchmarks of both sides, or say how many times the work was done (--work, or the field below the files).`,
      zh: `变更前 ${figureText(from, figure.unit)}，变更后 ${figureText(to, figure.unit)}，但无从知道两边的工作量是否相同：请采集等长的剖析（?seconds=30）、附上两边的基准测试，或给出工作量之比（--work，或文件列表下的输入框）。`,
    },
  };
}

function byTime({ durations }: Measured): Work | undefined {
  return durations && durations[0] > 0 && durations[1] > 0 ? { ratio: durations[1] / durations[0], basis: 'time' } : undefined;
}

/** alloc-find-hot-path: «the total shrinks by that much too rather than moving elsewhere». Half of it is asked for. */
function movedElsewhere(measured: Measured, value: number, basis: Verdict['basis'], work: Work | undefined): boolean {
  if (basis !== 'work' || measured.figure.id !== 'allocated') return false;
  const ratio = (work ?? byTime(measured))?.ratio ?? 1;
  const saved = (measured.figure.before ?? 0) - value;
  return (measured.totalBefore ?? 0) - (measured.totalAfter ?? 0) / ratio < saved / 2;
}

function totals({ figure, totalBefore, totalAfter }: Measured): string {
  return `${figureText(totalBefore, figure.unit)} → ${figureText(totalAfter, figure.unit)}`;
}

function still(stayed: boolean, kept: boolean): Localized {
  if (!stayed) return { en: '', zh: '' };
  return kept
    ? { en: ' The finding is still reported, as its share of what is left is large.', zh: ' 该结论仍会报告，因其占剩余部分的份额较大。' }
    : { en: ' The finding is still there.', zh: ' 该结论仍在。' };
}

/** The numbers as the captures have them, each with its part of its side's whole: what was made comparable stands in neither. */
function shareReason({ figure, totalBefore = 0, totalAfter = 0 }: Measured, scaled: Figure, more: Localized): Localized {
  const side = (value: number | undefined, total: number) =>
    `${figureText(value, figure.unit)} (${total > 0 ? (((value ?? 0) / total) * 100).toFixed(0) : '0'} %)`;
  const [from, to] = [side(figure.before, totalBefore), side(figure.after, totalAfter)];
  const change = changeText(scaled.before, scaled.after).replace(/^-/, '');
  return {
    en: `${figure.name.en}: ${from} before, ${to} after: at least ${change} less. The work of the two sides is not known; the amount and its share of the whole both fell by this.${more.en}`,
    zh: `${figure.name.zh}：变更前 ${from}，变更后 ${to}：至少减少 ${change}。两边的工作量未知，但绝对量与所占份额都至少下降这么多。${more.zh}`,
  };
}

function reasonOf(key: Figure, basis: Verdict['basis'], more: Localized): Localized {
  const [from, to] = [figureText(key.before, key.unit), figureText(key.after, key.unit)];
  const change = changeText(key.before, key.after);
  const how: Readonly<Record<Verdict['basis'], Localized>> = {
    level: { en: '', zh: '' },
    rate: { en: '', zh: '' },
    work: { en: ', for the same work', zh: '（按相同工作量折算）' },
    share: { en: '', zh: '' },
    gone: { en: ': nothing is left of it in the target', zh: '：变更后已完全没有' },
    none: { en: '', zh: '' },
  };
  return {
    en: `${key.name.en}: ${from} before, ${to} after${change === '' ? '' : ` (${change})`}${how[basis].en}.${more.en}`,
    zh: `${key.name.zh}：变更前 ${from}，变更后 ${to}${change === '' ? '' : `（${change}）`}${how[basis].zh}。${more.zh}`,
  };
}

/** Rules without a number of their own: the finding is there or it is not, where the target has the captures that would show it. */
function byPresence(
  finding: Finding,
  common: Pick<Verdict, 'finding' | 'rule' | 'promise' | 'factor' | 'stayed'>,
  before: CompareSide,
  after: CompareSide,
): Verdict {
  const kinds = before.profiles.filter(({ input }) => finding.inputs.includes(input)).map(({ table }) => table.kind);
  const traced = before.traces.some(({ input }) => finding.inputs.includes(input));
  const present = kinds.every((kind) => after.profiles.some(({ table }) => table.kind === kind)) && (!traced || after.traces.length > 0);
  if (!common.stayed && !present) {
    const what = [...kinds, ...(traced ? ['trace'] : [])].join(', ');
    const lacks = { en: `The same captures of the changed program: ${what}.`, zh: `变更后程序的同类采集：${what}。` };
    return { ...common, word: 'cannot-tell', key: undefined, basis: 'none', reason: lacks, lacks };
  }
  return {
    ...common,
    word: common.stayed ? 'unchanged' : 'mended',
    key: undefined,
    basis: 'none',
    reason: common.stayed
      ? { en: 'The finding is still there.', zh: '该结论仍在。' }
      : { en: 'The same captures no longer show it.', zh: '同类采集中已不再出现。' },
    lacks: undefined,
  };
}
