import { z } from 'zod';
import { errorCodes } from '../base/errors';
import { formatIds } from '../model/format-ids';
import { ruleIds, severities, tiers } from '../model/rules';
import { summary } from './schema-summary';

/** The JSON report, `gotriage.report/1`. docs/report.md describes it; the HTTP API's OpenAPI document is made of it. */

export const inputError = z
  .object({
    code: z.enum(errorCodes),
    message: z.string().meta({ description: 'What is wrong, in one sentence.' }),
    offset: z.int().nonnegative().optional().meta({ description: 'Byte of the unpacked input at which it was noticed.' }),
    expected: z.string().optional().meta({ description: 'What stood to be read there.' }),
    hint: z.string().optional().meta({ description: 'What to do about it.' }),
  })
  .meta({ id: 'InputError', description: 'Why an input, or a part of it, could not be read.' });

export const inputWarning = z
  .object({ code: z.string(), message: z.string(), offset: z.int().nonnegative().optional() })
  .meta({ id: 'InputWarning', description: 'Something to know about an input that was read all the same.' });

export const input = z
  .object({
    name: z.string(),
    bytes: z.number().nonnegative(),
    sha256: z
      .string()
      .regex(/^([0-9a-f]{64})?$/)
      .meta({ description: 'Empty where the bytes were not read.' }),
    format: z.enum(formatIds),
    goVersion: z.string().optional(),
    group: z.string().optional(),
    capturedAt: z.string().optional().meta({ description: 'RFC 3339 time of the capture, where the file tells it.' }),
    ok: z.boolean(),
    error: inputError.optional(),
    warnings: z.array(inputWarning),
    summary,
    also: z
      .array(z.object({ format: z.enum(formatIds), summary }))
      .optional()
      .meta({ description: 'Further parts of the same file: a log may hold a dump and gctrace lines.' }),
  })
  .meta({ id: 'Input' });

export const finding = z
  .object({
    rule: z.enum(ruleIds),
    severity: z.enum(severities),
    tier: z.enum(tiers).meta({ description: 'How firm it is: proven, strong or suspect.' }),
    title: z.string(),
    summary: z.string(),
    tierReason: z.string().optional(),
    raise: z.string().optional().meta({ description: 'What would make it firmer.' }),
    evidence: z.record(z.string(), z.unknown()).meta({ description: 'The facts it rests on; each rule has its own.' }),
    inputs: z.array(z.int().nonnegative()).meta({ description: 'Positions in `inputs`.' }),
    guidance: z.array(z.string()).min(1).meta({ description: 'Ids in `guidance`, the direct answer first.' }),
    verify: z
      .array(z.object({ command: z.string(), expect: z.string() }))
      .optional()
      .meta({ description: 'How to see that a change mended it: commands with its own package, benchmark and files.' }),
    link: z.object({ view: z.string(), params: z.record(z.string(), z.string()) }).optional(),
  })
  .meta({ id: 'Finding' });

export const missing = z
  .object({
    input: z.string(),
    why: z.string(),
    how: z.string().meta({ description: 'The exact command that captures it.' }),
  })
  .meta({ id: 'Missing', description: 'A capture that would firm up or allow a diagnosis.' });

export const guidance = z
  .object({
    group: z.string(),
    title: z.string(),
    text: z.string(),
    citations: z.array(z.object({ document: z.string(), file: z.string(), section: z.string() })),
    before: z.string(),
    after: z.string(),
    note: z.string(),
    verify: z.array(z.object({ command: z.string(), expect: z.string() })),
    goVersions: z.string(),
    corrections: z.array(z.object({ text: z.string(), source: z.string() })),
  })
  .meta({ id: 'Guidance', description: 'Advice, with where it stands and how to verify that it worked.' });

export const report = z
  .object({
    schema: z.literal('gotriage.report/1'),
    generatedBy: z.string(),
    language: z.enum(['en', 'zh']),
    inputs: z.array(input),
    findings: z.array(finding),
    missing: z.array(missing),
    guidance: z.record(z.string(), guidance),
  })
  .meta({ id: 'Report' });
