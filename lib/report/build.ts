import type { InputErrorFacts } from '../base/errors';
import type { Language } from '../base/localized';
import type { GuidanceEntry, Verification } from '../guidance/types';
import { errorIn, warningIn } from '../messages/phrases';
import type { InputWarning } from '../model/decoded';
import type { Finding, MissingInput } from '../model/finding';
import type { FormatId } from '../model/format-ids';
import type { InputSummary, Report, ReportFinding, ReportGuidance, ReportInput } from './types';
import { generatedBy } from './version';

/** What a report is made of: facts in both languages, gathered by lib/query. */
export interface CaseFacts {
  readonly inputs: readonly InputFacts[];
  readonly findings: readonly FindingFacts[];
  readonly missing: readonly MissingInput[];
}

export interface InputFacts {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex, empty where the bytes were not read. */
  readonly sha256: string;
  readonly format: FormatId;
  readonly goVersion?: string;
  readonly group: string | undefined;
  readonly timeNanos: bigint | undefined;
  readonly ok: boolean;
  readonly error: InputErrorFacts | undefined;
  readonly warnings: readonly InputWarning[];
  readonly summary: InputSummary;
  readonly also?: readonly { readonly format: FormatId; readonly summary: InputSummary }[];
}

export interface FindingFacts {
  readonly finding: Finding;
  /** The catalogue's answers, the direct one first. */
  readonly guidance: readonly GuidanceEntry[];
  /** How to see that a change mended it, with the finding's own package, function and files; without it the direct answer's steps stand. */
  readonly verify?: readonly Verification[];
}

/** The report in one language. Pure: equal facts give an equal report. */
export function buildReport(facts: CaseFacts, language: Language): Report {
  const entries = new Map(facts.findings.flatMap(({ guidance }) => guidance.map((entry) => [entry.id as string, entry] as const)));
  return {
    schema: 'gotriage.report/1',
    generatedBy,
    language,
    inputs: facts.inputs.map((input) => inputOf(input, language)),
    findings: facts.findings.map((item) => findingOf(item, language)),
    missing: facts.missing.map(({ input, why, how }) => ({ input: input[language], why: why[language], how })),
    guidance: Object.fromEntries([...entries].map(([id, entry]) => [id, guidanceIn(entry, language)])),
  };
}

function inputOf(input: InputFacts, language: Language): ReportInput {
  return {
    name: input.name,
    bytes: input.bytes,
    sha256: input.sha256,
    format: input.format,
    ...(input.goVersion && { goVersion: input.goVersion }),
    ...(input.group !== undefined && { group: input.group }),
    ...(input.timeNanos !== undefined && { capturedAt: rfc3339(input.timeNanos) }),
    ok: input.ok,
    ...(input.error && { error: errorOf(input.error, language) }),
    warnings: input.warnings.map((warning) => warningOf(warning, language)),
    summary: input.summary,
    ...(input.also && input.also.length > 0 && { also: [...input.also] }),
  };
}

/** A failure in one language, without what only the program needs. */
export function errorOf(facts: InputErrorFacts, language: Language): NonNullable<ReportInput['error']> {
  const { code, offset } = facts;
  const { message, expected, hint } = errorIn(language, facts);
  return withoutUndefined({ code, message, offset, expected, hint });
}

function warningOf(warning: InputWarning, language: Language): ReportInput['warnings'][number] {
  return withoutUndefined({ code: warning.code, message: warningIn(language, warning), offset: warning.offset });
}

/** One finding in one language. */
export function findingOf({ finding, guidance, verify }: FindingFacts, language: Language): ReportFinding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    tier: finding.tier,
    title: finding.title[language],
    summary: finding.summary[language],
    ...(finding.tierReason && { tierReason: finding.tierReason[language] }),
    ...(finding.raise && { raise: finding.raise[language] }),
    evidence: withoutUndefined(finding.evidence),
    inputs: [...finding.inputs],
    guidance: guidance.map((entry) => entry.id),
    ...(verify && { verify: verify.map(({ command, expect }) => ({ command, expect: expect[language] })) }),
    ...(finding.link && { link: { view: finding.link.view, params: { ...finding.link.params } } }),
  };
}

/** One entry of the catalogue in one language, as the report and the guidance page give it. */
function guidanceIn(entry: GuidanceEntry, language: Language): ReportGuidance {
  return {
    group: entry.group,
    title: entry.title[language],
    text: entry.text[language],
    citations: entry.citations.map(({ document, file, section }) => ({ document, file, section: section[language] })),
    before: entry.change.before,
    after: entry.change.after,
    note: entry.change.note[language],
    verify: entry.verify.map(({ command, expect }) => ({ command, expect: expect[language] })),
    goVersions: entry.goVersions[language],
    corrections: entry.corrections.map(({ text, source }) => ({ text: text[language], source })),
  };
}

/** JSON has no undefined: a key without a value is left out, so that the object equals what it is read back as. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

/** Milliseconds are all that Date knows; nanoseconds of the file stand in the summary. */
function rfc3339(timeNanos: bigint): string {
  const date = new Date(Number(timeNanos / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${timeNanos} ns` : date.toISOString();
}
