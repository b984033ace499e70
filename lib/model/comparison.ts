/** What a comparison of two sides (before and after a change) gives: plain data, structured-cloneable. */
import type { Localized } from '../base/localized';
import { type Amount, measurementLabel } from '../base/units';
import type { Finding } from './finding';
import type { RuleId } from './rules';

/** Unit of a figure: `count` has none, `share` is a part of one, `perSecond` a rate. */
export type FigureUnit = 'count' | 'nanoseconds' | 'bytes' | 'share' | 'perSecond' | 'bytesPerSecond' | 'perOp' | 'nsPerOp' | 'bytesPerOp';

/** Which way is good; `neither` where the number alone says nothing. */
export type Better = 'less' | 'more' | 'neither';

/** One number on both sides. Undefined where a side does not tell it. */
export interface Figure {
  readonly id: string;
  readonly name: Localized;
  readonly unit: FigureUnit;
  readonly better: Better;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Two inputs (positions in the case) that were held against each other, with what the figures are of. */
export interface FigureTable {
  readonly before: number;
  readonly after: number;
  readonly figures: readonly Figure[];
}

/** A function, line or file on both sides, in the sample type's unit. `change` is what `go tool pprof -diff_base` prints. */
export interface ProfileDeltaRow {
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly flatBefore: Amount;
  readonly flatAfter: Amount;
  readonly flatChange: Amount;
  readonly cumBefore: Amount;
  readonly cumAfter: Amount;
  readonly cumChange: Amount;
  /** flatChange and cumChange as parts of the base's total: pprof's flat% and cum% under -diff_base, with their sign. */
  readonly flatShare: number;
  readonly cumShare: number;
}

export interface ProfileDelta {
  readonly before: number;
  readonly after: number;
  readonly kind: string;
  readonly sampleType: string;
  readonly unit: string;
  readonly totalBefore: Amount;
  readonly totalAfter: Amount;
  /** pprof's -normalize: the target scaled to the base's total first. */
  readonly normalized: boolean;
  /** Largest change of flat first, whatever its sign: pprof's order. */
  readonly rows: readonly ProfileDeltaRow[];
}

/** What became of a group of goroutines. */
export type Fate = 'gone' | 'came' | 'fewer' | 'same' | 'more';

export interface GroupDeltaRow {
  readonly state: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly createdBy: string;
  readonly before: number;
  readonly after: number;
  readonly fate: Fate;
  /** False where only functions, not lines, tell that both are the same place: the code between the captures changed. */
  readonly sameLines: boolean;
}

export interface GoroutineDelta {
  readonly before: number;
  readonly after: number;
  readonly totalBefore: number;
  readonly totalAfter: number;
  /** Greatest change first. */
  readonly rows: readonly GroupDeltaRow[];
}

export interface BenchMetric {
  readonly unit: string;
  readonly better: Better;
  /** Medians. */
  readonly before: number;
  readonly after: number;
  readonly runsBefore: number;
  readonly runsAfter: number;
  /** Greatest distance of a run from the median, as a part of it. */
  readonly spreadBefore: number;
  readonly spreadAfter: number;
  /** Of the Mann-Whitney U test; undefined with fewer than four runs on a side. */
  readonly p: number | undefined;
  /** True where the change is beyond noise, by the rule of `bench.ts`. */
  readonly told: boolean;
}

export interface BenchDelta {
  readonly name: string;
  readonly pkg: string;
  readonly metrics: readonly BenchMetric[];
}

/** Who paid for the change of B/op: the printed number, laid at functions by their shares in an allocation profile on each side. */
export interface BenchExplanation {
  readonly before: number;
  readonly after: number;
  readonly opsBefore: number;
  readonly opsAfter: number;
  /** Mean B/op over all printed runs, and the profile's bytes in the benchmark loop for each printed operation. */
  readonly printedBefore: number;
  readonly printedAfter: number;
  readonly profiledBefore: number;
  readonly profiledAfter: number;
  /** Largest change first. */
  readonly rows: readonly BenchPayer[];
}

/** What one function contributes to B/op on either side, and each of its lines. */
export interface BenchPayer {
  readonly function: string;
  readonly before: number;
  readonly after: number;
  /** Part of the whole drop; negative for what grew while the whole fell. */
  readonly shareOfDrop: number;
  /** Largest change first. */
  readonly lines: readonly { readonly file: string; readonly line: number; readonly before: number; readonly after: number }[];
}

/** How much more the target worked than the base, and how that is known. */
export interface Work {
  readonly ratio: number;
  readonly basis: 'given' | 'operations' | 'time';
}

export const verdictWords = ['mended', 'better', 'unchanged', 'worse', 'cannot-tell'] as const;
export type VerdictWord = (typeof verdictWords)[number];

/** How a key number was made comparable. */
export type Basis = 'level' | 'rate' | 'work' | 'share' | 'gone' | 'none';

export interface Verdict {
  /** Position in the findings of the base. */
  readonly finding: number;
  readonly rule: RuleId;
  readonly word: VerdictWord;
  /** The number that the advice promises to move; the target's is scaled to the base's work where `basis` is `work`. */
  readonly key: Figure | undefined;
  readonly basis: Basis;
  readonly promise: Localized;
  /** The promise as a factor on the number before: at most that. */
  readonly factor: number;
  readonly reason: Localized;
  /** What would allow a verdict. */
  readonly lacks: Localized | undefined;
  /** True where the target has the same finding still. */
  readonly stayed: boolean;
}

/** A side as the comparison saw it. */
export interface SideFacts {
  /** Positions in the case. */
  readonly inputs: readonly number[];
  readonly findings: readonly Finding[];
}

export interface Comparison {
  readonly before: SideFacts;
  readonly after: SideFacts;
  readonly work: Work | undefined;
  /** One for each finding of the base, in its order. */
  readonly verdicts: readonly Verdict[];
  /** Positions in the target's findings of those that the base has too, and of those it has not. */
  readonly stayed: readonly number[];
  readonly fresh: readonly number[];
  readonly profiles: readonly ProfileDelta[];
  readonly goroutines: GoroutineDelta | undefined;
  readonly gc: FigureTable | undefined;
  readonly trace: FigureTable | undefined;
  readonly benches: readonly BenchDelta[];
  readonly explanation: BenchExplanation | undefined;
  /** Kinds of input that only one side has, so that nothing could be compared. */
  readonly unpaired: readonly { readonly side: 'before' | 'after'; readonly kind: string; readonly inputs: readonly number[] }[];
}

/** A figure's value as text, with pprof's units. */
export function figureText(value: number | undefined, unit: FigureUnit): string {
  if (value === undefined) return '–';
  switch (unit) {
    case 'bytes':
      return measurementLabel(Math.round(value), 'bytes');
    case 'bytesPerSecond':
      return `${measurementLabel(Math.round(value), 'bytes')}/s`;
    case 'bytesPerOp':
      return `${measurementLabel(Math.round(value), 'bytes')}/op`;
    case 'nanoseconds':
      return measurementLabel(Math.round(value), 'nanoseconds');
    case 'nsPerOp':
      return `${measurementLabel(Math.round(value), 'nanoseconds')}/op`;
    case 'share':
      return `${digits(value * 100)}%`;
    case 'perSecond':
      return `${digits(value)}/s`;
    case 'perOp':
      return `${digits(value)}/op`;
    case 'count':
      return digits(value);
  }
}

/** Whole from a hundred on, three digits below. */
function digits(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Change as a part of the number before: -0.25 for a quarter less; undefined where the base is zero or a side is silent. */
export function relativeChange(before: number | undefined, after: number | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before === 0) return after === 0 ? 0 : undefined;
  return (after - before) / Math.abs(before);
}

/** `+12.5%`, `-100%`, `+∞` where there was nothing before; empty where a side is silent. */
export function changeText(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '';
  const part = relativeChange(before, after);
  if (part === undefined) return after > 0 ? '+∞' : '-∞';
  const percent = part * 100;
  const text = Math.abs(percent) >= 100 ? percent.toFixed(0) : percent.toFixed(1).replace(/\.0$/, '');
  if (Number(text) === 0) return '0%';
  return percent > 0 ? `+${text}%` : `${text}%`;
}
