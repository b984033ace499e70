import type { LeakCause, RuleId } from '../model/rules';
import { allocationEntries } from './allocation';
import { gcEntries } from './gc';
import { leakEntries } from './leaks';
import { schedulingEntries } from './scheduling';
import { type GuidanceEntry, type GuidanceId, guidanceIds, type RuleAnswer } from './types';

export { documentFiles, headings } from './headings';
export type {
  Citation,
  Correction,
  DocumentId,
  FigureUnit,
  GuidanceEntry,
  GuidanceFigure,
  GuidanceGroup,
  GuidanceId,
  RuleAnswer,
  Verification,
} from './types';
export { guidanceGroups, guidanceIds } from './types';

const position = new Map<GuidanceId, number>(guidanceIds.map((id, index) => [id, index]));

/** Every entry, in the order of `guidanceIds`. */
export const guidanceCatalogue: readonly GuidanceEntry[] = [...leakEntries, ...gcEntries, ...allocationEntries, ...schedulingEntries].sort(
  (a, b) => position.get(a.id)! - position.get(b.id)!,
);

export const guidanceById: ReadonlyMap<GuidanceId, GuidanceEntry> = new Map(guidanceCatalogue.map((entry) => [entry.id, entry]));

/** What is known of a finding beyond its rule. */
export interface GuidanceContext {
  readonly cause?: LeakCause;
  /** Function names of the finding's stack, in any order; some entries answer only stacks that pass through certain packages. */
  readonly frames?: readonly string[];
}

/**
 * The entries that answer a finding, most specific first: the direct answer, then what to try next, then background. Among equals an answer
 * that a frame picked comes first, then one that the cause picked, then the catalogue's order. Never empty for a known rule.
 */
export function guidanceFor(rule: RuleId, cause?: LeakCause, frames?: readonly string[]): GuidanceId[] {
  const context: GuidanceContext = { cause, frames };
  const best = new Map<GuidanceId, number>();
  for (const entry of guidanceCatalogue) {
    for (const answer of entry.answers) {
      if (answer.rule !== rule || !applies(answer, context)) continue;
      const order = (answer.rank ?? 1) * 10 - specificity(answer);
      best.set(entry.id, Math.min(order, best.get(entry.id) ?? Number.POSITIVE_INFINITY));
    }
  }
  return [...best.entries()].sort((a, b) => a[1] - b[1] || position.get(a[0])! - position.get(b[0])!).map(([id]) => id);
}

function applies(answer: RuleAnswer, context: GuidanceContext): boolean {
  const { cause, frame } = answer.when ?? {};
  if (cause && (context.cause === undefined || !cause.includes(context.cause))) return false;
  if (frame && !context.frames?.some((name) => frame.some((start) => name.startsWith(start)))) return false;
  return true;
}

function specificity(answer: RuleAnswer): number {
  return (answer.when?.frame ? 2 : 0) + (answer.when?.cause ? 1 : 0);
}
