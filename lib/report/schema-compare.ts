import { z } from 'zod';
import { verdictWords } from '../model/comparison';
import { ruleIds } from '../model/rules';
import { finding, input } from './schema';

/** Numbers beyond 2^53 are strings. */
const amount = z.union([z.number(), z.string()]);
const position = z.int().nonnegative();

const figure = z
  .object({
    id: z.string(),
    name: z.string(),
    unit: z.enum(['count', 'nanoseconds', 'bytes', 'share', 'perSecond', 'bytesPerSecond', 'perOp', 'nsPerOp', 'bytesPerOp']),
    better: z.enum(['less', 'more', 'neither']),
    before: z.number().optional(),
    after: z.number().optional(),
    change: z.number().optional().meta({ description: 'after - before.' }),
    relative: z.number().optional().meta({ description: 'change / |before|; left out where the base is zero.' }),
  })
  .meta({ id: 'CompareFigure' });

const figureTable = z.object({ before: position, after: position, figures: z.array(figure) });

const verdict = z
  .object({
    finding: position.meta({ description: 'Position in `before.findings`.' }),
    rule: z.enum(ruleIds),
    title: z.string(),
    verdict: z.enum(verdictWords),
    key: figure
      .optional()
      .meta({ description: "The number that the advice promises to move; `after` is scaled to the base's work where `basis` is `work`." }),
    basis: z.enum(['level', 'rate', 'work', 'share', 'gone', 'none']).meta({ description: 'How both numbers were made comparable.' }),
    promise: z.string(),
    reason: z.string(),
    lacks: z.string().optional().meta({ description: 'What would allow a verdict.' }),
    stayed: z.boolean().meta({ description: 'The target has the same finding.' }),
  })
  .meta({ id: 'Verdict' });

const profile = z.object({
  before: position,
  after: position,
  kind: z.string(),
  sampleType: z.string(),
  unit: z.string(),
  totalBefore: amount,
  totalAfter: amount,
  normalized: z.boolean(),
  rows: z.array(
    z.object({
      name: z.string(),
      file: z.string().optional(),
      line: z.int().optional(),
      flatBefore: amount,
      flatAfter: amount,
      flatChange: amount.meta({ description: 'As `go tool pprof -top -diff_base` prints it.' }),
      flatPercent: z.number().meta({ description: "flatChange in per cent of the base's total." }),
      cumBefore: amount,
      cumAfter: amount,
      cumChange: amount,
      cumPercent: z.number(),
      relative: z.number().optional().meta({ description: 'flatChange / flatBefore.' }),
    }),
  ),
});

const goroutines = z.object({
  before: position,
  after: position,
  totalBefore: z.number(),
  totalAfter: z.number(),
  rows: z.array(
    z.object({
      state: z.string(),
      function: z.string(),
      file: z.string(),
      line: z.int(),
      createdBy: z.string(),
      before: z.number(),
      after: z.number(),
      fate: z.enum(['gone', 'came', 'fewer', 'same', 'more']),
      sameLines: z.boolean(),
    }),
  ),
});

const bench = z.object({
  name: z.string(),
  pkg: z.string(),
  metrics: z.array(
    z.object({
      unit: z.string(),
      better: z.enum(['less', 'more', 'neither']),
      before: z.number(),
      after: z.number(),
      relative: z.number().optional(),
      runsBefore: z.int(),
      runsAfter: z.int(),
      spreadBefore: z.number(),
      spreadAfter: z.number(),
      p: z.number().optional(),
      told: z.boolean().meta({ description: 'Beyond noise.' }),
    }),
  ),
});

const explanation = z.object({
  before: position,
  after: position,
  opsBefore: z.number(),
  opsAfter: z.number(),
  printedBefore: z.number(),
  printedAfter: z.number(),
  profiledBefore: z.number(),
  profiledAfter: z.number(),
  rows: z.array(
    z.object({
      function: z.string(),
      before: z.number(),
      after: z.number(),
      shareOfDrop: z.number(),
      lines: z
        .array(z.object({ file: z.string(), line: z.number(), before: z.number(), after: z.number() }))
        .meta({ description: 'The lines of the function that allocate, largest change first.' }),
    }),
  ),
});

/** JSON of `gotriage compare`. */
export const compare = z
  .object({
    schema: z.literal('gotriage.compare/1'),
    generatedBy: z.string(),
    language: z.enum(['en', 'zh']),
    inputs: z.array(input),
    before: z.object({ inputs: z.array(position), findings: z.array(finding) }),
    after: z.object({ inputs: z.array(position), findings: z.array(finding) }),
    work: z.object({ ratio: z.number(), basis: z.enum(['given', 'operations', 'time']) }).optional(),
    verdicts: z.array(verdict),
    gone: z
      .array(position)
      .meta({ description: 'Positions in `before.findings` that the target has no more, where it has the captures that would show them.' }),
    stayed: z.array(position).meta({ description: 'Positions in `after.findings` that the base has too.' }),
    fresh: z.array(position).meta({ description: 'Positions in `after.findings` that are new.' }),
    profiles: z.array(profile),
    goroutines: goroutines.optional(),
    gc: figureTable.optional(),
    trace: figureTable.optional(),
    benches: z.array(bench),
    noiseRule: z.string(),
    explanation: explanation.optional(),
    unpaired: z.array(z.object({ side: z.enum(['before', 'after']), kind: z.string(), inputs: z.array(position) })),
  })
  .meta({ id: 'Comparison' });
