import type { Localized } from '../../base/localized';
import { lineLink } from '../../index/profile/line-link';
import type { Finding } from '../../model/finding';
import type { RuleId, Severity } from '../../model/rules';
import type { CaseIndex, CasePart } from '../case';
import { time } from '../figures';
import { placeLabel, shortName } from '../place';
import { type ContentionSpan, contentionSpan, delayWithin, isOutdated, spanWords } from './span';
import { thresholds } from './thresholds';
import { type ContendedLine, type ContentionTable, contention, type WaitKind } from './waits';

export interface ContentionRule {
  readonly rule: RuleId;
  readonly kinds: readonly WaitKind[];
  readonly profiles: readonly string[];
  readonly words: (line: ContendedLine, figures: Figures, held: boolean) => Words;
}

export interface Words {
  readonly title: Localized;
  readonly summary: Localized;
}

export interface Figures {
  readonly place: string;
  /** The library's function that locks or sends for the place; '' where the place does so itself. */
  readonly inside: string;
  readonly delay: string;
  readonly mean: string;
  readonly count: number;
  readonly percent: string;
}

/** The lines that meet the thresholds, as findings of one rule. */
export function contentionFindings(index: CaseIndex, rule: ContentionRule): Finding[] {
  const findings: Finding[] = [];
  for (const part of index.of('profile')) {
    if (!rule.profiles.includes(part.table.kind)) continue;
    const contended = (of: CasePart<'profile'>) => index.memo(`contention ${index.parts.indexOf(of)}`, () => contention(of.table));
    const table = contended(part);
    if (table.delayNs < thresholds.totalNs || isOutdated(index, part, contended)) continue;
    const span = contentionSpan(index, part, contended);
    const traced = index.of('trace').some((trace) => trace.group === part.group);
    findings.push(
      ...table.lines
        .filter((line) => rule.kinds.includes(line.kind) && tells(line, table))
        .slice(0, thresholds.perRule)
        .map((line) => findingOf(line, table, part, rule, traced, span)),
    );
  }
  return findings;
}

function tells(line: ContendedLine, table: ContentionTable): boolean {
  const mean = line.contentions > 0 ? line.delayNs / line.contentions : 0;
  const least = Math.max(table.contendedNs * thresholds.share, table.delayNs * thresholds.leastShare, thresholds.totalNs);
  return line.delayNs >= least && mean >= thresholds.meanNs;
}

/** By what part of the time somebody waits, and by whether the waits are long; how long that time was only bounded from below never makes it graver. */
function severityOf(line: ContendedLine, span: ContentionSpan | undefined): Severity {
  const starving = line.delayNs / Math.max(line.contentions, 1) >= thresholds.starvationNs;
  if (!span) return starving ? 'medium' : 'low';
  const waiting = delayWithin(line, span) / span.ns;
  if (waiting < thresholds.rareShare) return 'info';
  if (waiting < thresholds.someShare) return 'low';
  const busy = span.kind !== 'age-at-least' && waiting >= thresholds.busyShare;
  return starving && busy ? 'high' : starving || busy ? 'medium' : 'low';
}

function findingOf(
  line: ContendedLine,
  table: ContentionTable,
  part: CasePart<'profile'>,
  rule: ContentionRule,
  traced: boolean,
  span: ContentionSpan | undefined,
): Finding {
  const mean = line.delayNs / Math.max(line.contentions, 1);
  const share = line.delayNs / table.delayNs;
  const held = part.table.kind === 'mutex';
  const figures: Figures = {
    place: placeLabel(line.function, line.file, line.line),
    inside: shortName(line.inside),
    delay: time(line.delayNs),
    mean: time(mean),
    count: Math.round(line.contentions),
    percent: `${(share * 100).toFixed(0)} %`,
  };
  const { title, summary } = rule.words(line, figures, held);
  const spoken = spanWords(line, span);
  return {
    rule: rule.rule,
    severity: severityOf(line, span),
    tier: 'strong',
    title,
    summary: { en: summary.en + spoken.en, zh: summary.zh + spoken.zh },
    tierReason: {
      en: 'The runtime measured each wait; how much of the work it delays only a trace shows.',
      zh: '运行时测量了每次等待；它耽误了多少工作只有执行跟踪能说明。',
    },
    raise: traced ? undefined : { en: 'An execution trace of the same load.', zh: '同样负载下的执行跟踪。' },
    evidence: {
      cause: line.kind,
      operation: line.operation,
      ...(line.inside ? { via: line.inside } : {}),
      function: line.function,
      file: line.file,
      line: line.line,
      share,
      count: Math.round(line.contentions),
      delayNs: line.delayNs,
      meanNs: Math.round(mean),
      ...(span
        ? { [span.kind.startsWith('age') ? 'ageNs' : 'durationNs']: span.ns, waitingAtOnce: delayWithin(line, span) / span.ns }
        : {}),
      profile: part.table.kind,
      stack: line.stack,
    },
    inputs: [part.input],
    link: lineLink(part.input, 'delay', line.file, line.line),
  };
}
