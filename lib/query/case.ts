import type { InputErrorFacts } from '../base/errors';
import type { Language } from '../base/localized';
import type { Verification } from '../guidance';
import type { DecodedKind, InputWarning } from '../model/decoded';
import type { Finding, MissingInput } from '../model/finding';
import type { FormatId } from '../model/format-ids';
import { renderMarkdown } from '../report/markdown';
import { renderText } from '../report/text';
import type { Report } from '../report/types';
import { guidanceOf } from './guidance';
import type { Handlers, Query } from './query';
import { verifyOf } from './verify';

/** One input as lists and chips show it; all of it is known without the hash. */
export interface InputCard {
  readonly index: number;
  readonly name: string;
  readonly bytes: number;
  readonly format: FormatId;
  readonly ok: boolean;
  readonly error: InputErrorFacts | undefined;
  readonly warnings: readonly InputWarning[];
  readonly group: string | undefined;
  readonly timeNanos: bigint | undefined;
  /** What the file holds, in order: the position is the `part` of the other queries. */
  readonly parts: readonly DecodedKind[];
}

/** A finding in both languages, with the ids of its guidance, the direct answer first. */
export interface FindingCard {
  readonly finding: Finding;
  readonly guidance: readonly string[];
  /** How to see that a change mended it, with its own package, benchmark and files. */
  readonly verify: readonly Verification[];
}

export interface CaseQueries {
  'case.inputs': Query<undefined, readonly InputCard[]>;
  'case.findings': Query<undefined, { readonly findings: readonly FindingCard[]; readonly missing: readonly MissingInput[] }>;
  /** The JSON report. Waits for the inputs' hashes; the two queries above do not. */
  'case.report': Query<{ readonly language: Language }, Report>;
  'case.markdown': Query<{ readonly language: Language }, string>;
  'case.text': Query<{ readonly language: Language }, string>;
}

export const caseQueries: Handlers<CaseQueries> = {
  'case.inputs': (session) =>
    session.inputs.map(({ index, name, bytes, format, ok, error, warnings, group, timeNanos, parts }) => ({
      index,
      name,
      bytes,
      format,
      ok,
      error,
      warnings: [...warnings, ...(session.diagnosis.failures.get(index) ?? [])],
      group,
      timeNanos,
      parts: parts.map((part) => part.kind),
    })),
  'case.findings': (session) => ({
    findings: session.diagnosis.findings.map((finding) => {
      const entries = guidanceOf(finding);
      return { finding, guidance: entries.map((entry) => entry.id), verify: verifyOf(finding, entries[0], session.inputs) };
    }),
    missing: session.diagnosis.missing,
  }),
  'case.report': (session, options) => session.report(options),
  'case.markdown': async (session, options) => renderMarkdown(await session.report(options), options.language),
  'case.text': async (session, options) => renderText(await session.report(options), options.language),
};
