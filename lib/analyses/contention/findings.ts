import type { Localized } from '../../base/localized';
import { lineLink } from '../../index/profile/line-link';
import type { Finding } from '../../model/finding';
import type { RuleId } from '../../model/rules';
import type { CaseIndex, CasePart } from '../case';
import { time } from '../figures';
import { placeLabel, shortName } from '../place';
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
    const table = index.memo(`contention ${part.input}`, () => contention(part.table));
    if (table.delayNs < thresholds.totalNs) continue;
    const traced = index.of('trace').some((trace) => trace.group === part.group);
    findings.push(
      ...table.lines
        .filter((line) => rule.kinds.includes(line.kind) && tells(line, table))
        .slice(0, thresholds.perRule)
        .map((line) => findingOf(line, table, part, rule, traced)),
    );
  }
  return findings;
}

function tells(line: ContendedLine, table: ContentionTable): boolean {
  const mean = line.contentions > 0 ? line.delayNs / line.contentions : 0;
  const least = Math.max(table.contendedNs * thresholds.share, table.delayNs * thresholds.leastShare, thresholds.totalNs);
  return line.delayNs >= least && mean >= thresholds.meanNs;
}

function findingOf(line: ContendedLine, table: ContentionTable, part: CasePart<'profile'>, rule: ContentionRule, traced: boolean): Finding {
  const mean = line.delayNs / Math.max(line.contentions, 1);
  const share = line.delayNs / table.delayNs;
  const duration = Number(part.table.durationNanos);
  const held = part.table.kind === 'mutex';
  const figures: Figures = {
    place: placeLabel(line.function, line.file, line.line),
    inside: shortName(line.inside),
    delay: time(line.delayNs),
    mean: time(mean),
    count: Math.round(line.contentions),
    percent: `${(share * 100).toFixed(0)} %`,
  };
  const busy = duration > 0 && line.delayNs >= duration * thresholds.busyShare;
  return {
    rule: rule.rule,
    severity: mean >= thresholds.starvationNs || busy ? (busy && mean >= thresholds.starvationNs ? 'high' : 'medium') : 'low',
    tier: 'strong',
    ...rule.words(line, figures, held),
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
      ...(duration > 0 ? { durationNs: duration } : {}),
      profile: part.table.kind,
      stack: line.stack,
    },
    inputs: [part.input],
    link: lineLink(part.input, 'delay', line.file, line.line),
  };
}
