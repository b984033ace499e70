import { createCaseIndex } from '../analyses/case';
import { gcSeriesOf } from '../analyses/gc/series';
import { processViews } from '../analyses/leaks/processes';
import { UsageError } from '../base/errors';
import type { Language } from '../base/localized';
import { phrase } from '../base/phrase';
import {
  benchmarkLoop,
  type CompareSide,
  compareBenches,
  compareGc,
  compareGoroutines,
  compareProfiles,
  compareTraces,
  explainBytes,
  gcPair,
  goroutinePair,
  judge,
  matchFindings,
  type ProfileCompareOptions,
  pairProfiles,
  printedWork,
  type SideCandidate,
  type Sides,
  suggestSides,
} from '../index/compare';
import type { BenchExplanation, Comparison, ProfileDelta, Work } from '../model/comparison';
import type { Finding } from '../model/finding';
import { type CompareJson, compareJson } from '../report/compare';
import { renderCompareMarkdown, renderCompareText } from '../report/compare-text';
import { diagnose } from './diagnose';
import { guidanceOf } from './guidance';
import { type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';
import type { OpenInput } from './types';

export interface CompareParams extends Sides {
  /** How much more the target worked than the base, where the user knows it: 2 for twice the requests. */
  readonly work?: number;
  /** Rows of each profile table (50). */
  readonly limit?: number;
}

export interface CompareProfileParams extends ProfileCompareOptions {
  readonly base: PartRef;
  readonly target: PartRef;
}

export interface CompareQueries {
  /** A first choice of sides for the case; either list may be empty. */
  'compare.sides': Query<undefined, Sides>;
  /** What moved between two sets of inputs, and a verdict for each finding of the first. Throws UsageError for an empty or overlapping side. */
  compare: Query<CompareParams, Comparison>;
  /** The same as the JSON that `gotriage compare --json` prints, as text for a terminal, and as Markdown. */
  'compare.report': Query<CompareParams & { readonly language: Language }, CompareJson>;
  'compare.text': Query<CompareParams & { readonly language: Language }, string>;
  'compare.markdown': Query<CompareParams & { readonly language: Language }, string>;
  /** One pair of profiles by function, file or line; change as `go tool pprof -diff_base` prints it. */
  'compare.profile': Query<CompareProfileParams, ProfileDelta>;
}

const profileRows = 50;

export const compareQueries: Handlers<CompareQueries> = {
  'compare.sides': (session) => suggestSides(session.inputs.map(candidateOf)),
  compare: (session, params) => compare(session, params),
  'compare.report': report,
  'compare.text': async (session, params) => renderCompareText(await report(session, params), params.language),
  'compare.markdown': async (session, params) => renderCompareMarkdown(await report(session, params), params.language),
  'compare.profile': (session, { base, target, ...options }) =>
    compareProfiles(
      { input: base.input, table: tableOf(session, 'profile', base) },
      { input: target.input, table: tableOf(session, 'profile', target) },
      options,
    ),
};

async function report(session: Session, { language, ...params }: CompareParams & { readonly language: Language }): Promise<CompareJson> {
  const comparison = compare(session, params);
  const { inputs } = await session.report({ language });
  const facts = (findings: readonly Finding[]) => findings.map((finding) => ({ finding, guidance: guidanceOf(finding) }));
  const sides = { inputs, before: facts(comparison.before.findings), after: facts(comparison.after.findings) };
  return compareJson(comparison, sides, language);
}

function candidateOf({ index, name, group, timeNanos, ok, parts }: OpenInput): SideCandidate {
  return {
    index,
    name,
    group,
    timeNanos,
    ok,
    // A log that only counts goroutines is no dump: it has none that could be compared.
    kinds: parts.flatMap((part) => {
      if (part.kind === 'goroutines' && part.table.count === 0) return [];
      return part.kind === 'profile' ? `profile ${part.table.kind}` : part.kind;
    }),
  };
}

function compare(session: Session, { before, after, work: given, limit = profileRows }: CompareParams): Comparison {
  if (before.length === 0 || after.length === 0) throw new UsageError(phrase`a comparison needs at least one input on each side`);
  const twice = before.find((input) => after.includes(input));
  if (twice !== undefined) throw new UsageError(phrase`${session.input(twice).name} stands on both sides`);
  if (given !== undefined && !(given > 0 && Number.isFinite(given)))
    throw new UsageError(phrase`the ratio of work is a number above 0, not ${given}`);
  const [base, target] = [sideOf(session, before), sideOf(session, after)];
  const goroutines = goroutinePair(base, target);
  const gc = gcPair(base, target);
  const traces = [base.traces.at(-1), target.traces.at(-1)] as const;
  const work = workOf(base, target, given);
  const same = matchFindings(base.findings, target.findings);
  return {
    before: { inputs: before, findings: base.findings },
    after: { inputs: after, findings: target.findings },
    work,
    verdicts: judge(base, target, work),
    stayed: same.filter((at) => at >= 0),
    // Where the analysis of the base failed nobody knows whether it had it too.
    fresh: target.findings.flatMap(({ rule }, at) => (same.includes(at) || base.unjudged.has(rule) ? [] : [at])),
    profiles: pairProfiles(base, target)
      .filter(({ kind }) => kind !== 'goroutine' && kind !== 'goroutineleak')
      .map((pair) => compareProfiles(pair.before, pair.after, { limit })),
    goroutines:
      goroutines && compareGoroutines(goroutines.before[goroutines.before.length - 1], goroutines.after[goroutines.after.length - 1]),
    gc: gc && compareGc(gc.before, gc.after),
    trace: traces[0] && traces[1] && compareTraces(traces[0], traces[1]),
    benches: compareBenches(base.benches, target.benches),
    explanation: explanationOf(base, target),
    unpaired: unpaired(session, before, after),
  };
}

/** The side as a case of its own: the analyses see its inputs alone, and its label is no instance. */
function sideOf(session: Session, inputs: readonly number[]): CompareSide {
  const key = `compare side ${[...inputs].sort((a, b) => a - b).join(',')}`;
  return session.index.memo(key, () => {
    const opened = inputs.map((input) => session.input(input));
    const labels = new Set(opened.map((input) => input.group));
    const index = createCaseIndex(
      opened.flatMap(({ index: input, name, parts, timeNanos, group }) =>
        parts.map((decoded) => ({ input, name, decoded, timeNanos, group: labels.size > 1 ? group : undefined })),
      ),
    );
    const { findings, unjudged } = diagnose(index, session.inputs.length);
    return {
      findings,
      unjudged,
      profiles: index.of('profile').map(({ input, format, table }) => ({ input, format, table })),
      goroutines: processViews(index).flatMap((view) =>
        view.snapshots.map((groups, i) => ({ input: view.inputs[i], origin: view.source, groups })),
      ),
      gc: gcSeriesOf(index),
      traces: index.of('trace').map(({ input, table }) => ({ input, table })),
      benches: index.of('bench').map(({ table }) => table),
    };
  });
}

/** The user's word first; else the operations that the benchmarks of both sides say they did, where the profiles are of benchmarks. */
function workOf(base: CompareSide, target: CompareSide, given: number | undefined): Work | undefined {
  if (given !== undefined) return { ratio: given, basis: 'given' };
  const [from, to] = [printedWork(base.benches).ops, printedWork(target.benches).ops];
  const ofBenchmarks = [base, target].every((side) => side.profiles.some(({ table }) => table.strings.includes(benchmarkLoop)));
  return ofBenchmarks && from > 0 && to > 0 ? { ratio: to / from, basis: 'operations' } : undefined;
}

function explanationOf(base: CompareSide, target: CompareSide): BenchExplanation | undefined {
  const memory = (side: CompareSide) => side.profiles.findLast(({ table }) => table.kind === 'heap' || table.kind === 'allocs');
  const [from, to] = [memory(base), memory(target)];
  if (!from || !to || base.benches.length === 0 || target.benches.length === 0) return undefined;
  return explainBytes(
    { input: from.input, benches: base.benches, profile: from.table },
    { input: to.input, benches: target.benches, profile: to.table },
  );
}

function unpaired(session: Session, before: readonly number[], after: readonly number[]): Comparison['unpaired'] {
  const kinds = (inputs: readonly number[]) => {
    const found = new Map<string, number[]>();
    for (const input of inputs)
      for (const kind of candidateOf(session.input(input)).kinds) found.set(kind, [...(found.get(kind) ?? []), input]);
    return found;
  };
  const [own, other] = [kinds(before), kinds(after)];
  const only = (side: 'before' | 'after', these: Map<string, number[]>, those: Map<string, number[]>) =>
    [...these].filter(([kind]) => !those.has(kind)).map(([kind, inputs]) => ({ side, kind, inputs }));
  return [...only('before', own, other), ...only('after', other, own)];
}
