import type { Analysis } from '../analyses/analysis';
import type { CaseIndex } from '../analyses/case';
import { analyses } from '../analyses/registry';
import { unseen } from '../analyses/unseen';
import { phrase } from '../base/phrase';
import { type InputWarning, inputWarning } from '../model/decoded';
import type { Finding, MissingInput } from '../model/finding';
import { type RuleId, severities, tiers } from '../model/rules';

export interface Diagnosis {
  /** Gravest first, then firmest; those that weigh something among themselves by weight. */
  readonly findings: readonly Finding[];
  readonly missing: readonly MissingInput[];
  /** Analyses that failed, as warnings of the inputs they read. */
  readonly failures: ReadonlyMap<number, readonly InputWarning[]>;
  /** What those might have reported: that such a finding is absent says nothing. */
  readonly unjudged: ReadonlySet<RuleId>;
}

/** Runs every analysis over the case. One that throws leaves a warning on the inputs it reads; the others still run. */
export function diagnose(index: CaseIndex, inputs: number, all: readonly Analysis[] = analyses): Diagnosis {
  const findings: Finding[] = [];
  const missing = new Map<string, MissingInput>();
  const ask = (items: readonly MissingInput[]) => {
    for (const item of items) {
      const key = `${item.input.en}\n${item.how}`;
      if (!missing.has(key)) missing.set(key, item);
    }
  };
  const failures = new Map<number, InputWarning[]>();
  const unjudged = new Set<RuleId>();
  for (const analysis of all) {
    try {
      const result = analysis.run(index);
      for (const finding of result.findings) findings.push(finding);
      ask(result.missing ?? []);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const warning = inputWarning('analysis-failed', phrase`the analysis ${analysis.id} failed and its findings are missing: ${why}`);
      for (const rule of analysis.rules) unjudged.add(rule);
      for (const input of readBy(analysis, index, inputs)) failures.set(input, [...(failures.get(input) ?? []), warning]);
    }
  }
  if (findings.length === 0) ask(unseen(index));
  return { findings: merged(ranked(findings), index), missing: [...missing.values()], failures, unjudged };
}

/**
 * Gravest first, then firmest, then as the analyses stand. Findings that have a weight stand by it among themselves within their severity, and none of
 * them goes before another finding that is firmer than it for the sake of a lighter one.
 */
function ranked(findings: readonly Finding[]): Finding[] {
  const out: Finding[] = [];
  for (const severity of severities) {
    const here = findings.filter((finding) => finding.severity === severity);
    const heaviest = here.filter(({ weight }) => weight !== undefined).sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
    const first = here.findIndex(({ weight }) => weight !== undefined);
    const places = new Map(here.map((finding, at) => [finding, { tier: tiers.indexOf(finding.tier), at, by: 0 }]));
    let tier = 0;
    for (const [by, finding] of heaviest.entries()) {
      tier = Math.max(tier, tiers.indexOf(finding.tier));
      places.set(finding, { tier, at: first, by });
    }
    const ordered = [...places].sort(([, a], [, b]) => a.tier - b.tier || a.at - b.at || a.by - b.by);
    for (const [finding] of ordered) out.push(finding);
  }
  return out;
}

/**
 * Two captures of one process (a heap and an allocs profile, or the protobuf and the text form of one) tell the same of one line.
 * The firmest stays and names the inputs of all; instances kept apart by --group, or by what they hold, stay apart.
 */
function merged(findings: readonly Finding[], index: CaseIndex): Finding[] {
  const groupOf = new Map(index.parts.map((part) => [part.input, part.group]));
  const kept = new Map<string, Finding>();
  for (const [at, finding] of findings.entries()) {
    const { cause, function: name, file, line, instance } = finding.evidence;
    const groups = [...new Set(finding.inputs.map((input) => groupOf.get(input) ?? ''))].sort();
    const key =
      name === undefined || line === undefined ? String(at) : JSON.stringify([finding.rule, cause, name, file, line, instance, groups]);
    const first = kept.get(key);
    if (first === undefined) kept.set(key, finding);
    else kept.set(key, { ...first, inputs: [...new Set([...first.inputs, ...finding.inputs])].sort((a, b) => a - b) });
  }
  return [...kept.values()];
}

function readBy(analysis: Analysis, index: CaseIndex, inputs: number): readonly number[] {
  const read = new Set(index.parts.filter((part) => analysis.reads.includes(part.kind)).map((part) => part.input));
  return read.size > 0 ? [...read] : inputs > 0 ? [0] : [];
}
