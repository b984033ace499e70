import type { z } from 'zod';
import type { Language } from '../base/localized';
import { type Comparison, type Figure, type FigureTable, relativeChange } from '../model/comparison';
import { type FindingFacts, findingOf } from './build';
import { compareWords } from './compare-words';
import { jsonInteger } from './integers';
import type * as schema from './schema-compare';
import type { ReportInput } from './types';
import { generatedBy } from './version';

export type CompareJson = z.infer<typeof schema.compare>;
type FigureJson = NonNullable<CompareJson['gc']>['figures'][number];

/** What `gotriage compare --json` prints: the comparison in one language. */
export function compareJson(
  comparison: Comparison,
  sides: { readonly inputs: readonly ReportInput[]; readonly before: readonly FindingFacts[]; readonly after: readonly FindingFacts[] },
  language: Language,
): CompareJson {
  const { before, after, work, verdicts, stayed, fresh, goroutines, gc, trace, benches, explanation, unpaired } = comparison;
  return {
    schema: 'gotriage.compare/1',
    generatedBy,
    language,
    inputs: [...sides.inputs],
    before: { inputs: [...before.inputs], findings: sides.before.map((facts) => findingOf(facts, language)) },
    after: { inputs: [...after.inputs], findings: sides.after.map((facts) => findingOf(facts, language)) },
    ...(work && { work: { ...work } }),
    verdicts: verdicts.map((verdict) => ({
      finding: verdict.finding,
      rule: verdict.rule,
      title: before.findings[verdict.finding].title[language],
      verdict: verdict.word,
      ...(verdict.key && { key: figureJson(verdict.key, language) }),
      basis: verdict.basis,
      promise: verdict.promise[language],
      reason: verdict.reason[language],
      ...(verdict.lacks && { lacks: verdict.lacks[language] }),
      stayed: verdict.stayed,
    })),
    gone: verdicts.filter(({ stayed, word }) => !stayed && word !== 'cannot-tell').map((verdict) => verdict.finding),
    stayed: [...stayed],
    fresh: [...fresh],
    profiles: comparison.profiles.map(profileJson),
    ...(goroutines && { goroutines: { ...goroutines, rows: goroutines.rows.map((row) => ({ ...row })) } }),
    ...(gc && { gc: tableJson(gc, language) }),
    ...(trace && { trace: tableJson(trace, language) }),
    benches: benches.map(({ name, pkg, metrics }) => ({
      name,
      pkg,
      metrics: metrics.map(({ p, ...metric }) => ({
        ...metric,
        ...optional('relative', relativeChange(metric.before, metric.after)),
        ...optional('p', p),
      })),
    })),
    noiseRule: compareWords[language].noiseRule,
    ...(explanation && {
      explanation: { ...explanation, rows: explanation.rows.map((row) => ({ ...row, lines: row.lines.map((line) => ({ ...line })) })) },
    }),
    unpaired: unpaired.map(({ side, kind, inputs }) => ({ side, kind, inputs: [...inputs] })),
  };
}

function figureJson({ id, name, unit, better, before, after }: Figure, language: Language): FigureJson {
  return {
    id,
    name: name[language],
    unit,
    better,
    ...optional('before', before),
    ...optional('after', after),
    ...optional('change', before === undefined || after === undefined ? undefined : after - before),
    ...optional('relative', relativeChange(before, after)),
  };
}

function tableJson({ before, after, figures }: FigureTable, language: Language) {
  return { before, after, figures: figures.map((figure) => figureJson(figure, language)) };
}

function profileJson(delta: Comparison['profiles'][number]): CompareJson['profiles'][number] {
  return {
    before: delta.before,
    after: delta.after,
    kind: delta.kind,
    sampleType: delta.sampleType,
    unit: delta.unit,
    totalBefore: jsonInteger(delta.totalBefore),
    totalAfter: jsonInteger(delta.totalAfter),
    normalized: delta.normalized,
    rows: delta.rows.map((row) => ({
      name: row.name,
      ...(row.file !== '' && { file: row.file }),
      ...(row.line > 0 && { line: row.line }),
      flatBefore: jsonInteger(row.flatBefore),
      flatAfter: jsonInteger(row.flatAfter),
      flatChange: jsonInteger(row.flatChange),
      flatPercent: row.flatShare * 100,
      cumBefore: jsonInteger(row.cumBefore),
      cumAfter: jsonInteger(row.cumAfter),
      cumChange: jsonInteger(row.cumChange),
      cumPercent: row.cumShare * 100,
      ...optional('relative', relativeChange(Number(row.flatBefore), Number(row.flatAfter))),
    })),
  };
}

/** A key that stands in the object only where there is a value: JSON has no undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
