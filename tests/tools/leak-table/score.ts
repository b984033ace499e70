import type { CaseFindings } from './analyse';

/** How many of the goroutines that Go marks leaked were named, at which tiers, and for how many the cause is right. */
export interface Score {
  readonly marked: number;
  readonly named: number;
  readonly causeRight: number;
  readonly byTier: Readonly<Record<string, number>>;
  readonly tiers: readonly string[];
}

/** Cause by the wait reason that Go prints: kept apart from the product's own table on purpose. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/^chan (?:receive|send) \(nil chan\)/, 'nil-channel'],
  [/^chan receive/, 'chan-receive'],
  [/^chan send/, 'chan-send'],
  [/^select \(no cases\)/, 'select-no-cases'],
  [/^select/, 'select'],
  [/^sync\.Mutex\.Lock/, 'mutex'],
  [/^sync\.RWMutex\./, 'rwmutex'],
  [/^sync\.WaitGroup\.Wait/, 'waitgroup'],
  [/^sync\.Cond\.Wait/, 'cond'],
];

interface Marked {
  readonly fn: string;
  readonly line: number;
  readonly cause: string;
  count: number;
}

/** The goroutines that a dump marks `(leaked)`, by the innermost line of package main, read by plain text rules. */
export function markedGroups(dump: string): Marked[] {
  const found = new Map<string, Marked>();
  for (const record of dump.split('\n\n')) {
    const lines = record.split('\n');
    const header = /^goroutine \d+ \[(.*?) \(leaked\)/.exec(lines[0]);
    if (!header) continue;
    const own = lines.findIndex((line) => line.startsWith('main.'));
    if (own < 0) continue;
    const fn = lines[own].slice(0, lines[own].lastIndexOf('('));
    const line = Number(/:(\d+)/.exec(lines[own + 1])?.[1]);
    const writer = lines.some((one) => one.startsWith('sync.(*RWMutex).Lock'));
    const cause = writer ? 'rwmutex' : (causes.find(([pattern]) => pattern.test(header[1]))?.[1] ?? '?');
    const key = `${fn}:${line}:${cause}`;
    const group = found.get(key);
    if (group) group.count++;
    else found.set(key, { fn, line, cause, count: 1 });
  }
  return [...found.values()];
}

export function withoutMarks(dump: string): string {
  return dump.replaceAll(' (leaked)', '');
}

/** `marked` is the dump with Go's marks that the last of the analysed ones was made of. */
export function scoreOf(result: CaseFindings, marked: string): Score {
  let named = 0;
  let causeRight = 0;
  const byTier: Record<string, number> = { proven: 0, strong: 0, suspect: 0 };
  const groups = markedGroups(marked);
  for (const group of groups) {
    const at = result.findings.filter(
      (one) => one.rule === 'goroutine-leak' && one.evidence.function === group.fn && one.evidence.line === group.line,
    );
    const finding = at.find((one) => one.evidence.cause === group.cause) ?? at[0];
    if (finding === undefined) continue;
    named += group.count;
    byTier[finding.tier] += group.count;
    if (finding.evidence.cause === group.cause) causeRight += group.count;
  }
  return {
    marked: groups.reduce((sum, group) => sum + group.count, 0),
    named,
    causeRight,
    byTier,
    tiers: Object.entries(byTier).flatMap(([tier, count]) => (count > 0 ? [`${tier} ${count}`] : [])),
  };
}

/** One line of the summary table. */
export function tally(input: string, scores: readonly Score[]): string {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  const marked = sum((score) => score.marked);
  const named = sum((score) => score.named);
  const percent = marked > 0 ? ` (${((named / marked) * 100).toFixed(1)} %)` : '';
  const full = scores.filter((score) => score.named > 0).length;
  const tiers = ['proven', 'strong', 'suspect'].map((tier) => sum((score) => score.byTier[tier])).join(' / ');
  return `| ${input} | ${scores.length}, ${full} with a finding | ${marked} | ${named}${percent} | ${tiers} | ${sum((score) => score.causeRight)} |`;
}
