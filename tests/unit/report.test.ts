import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '@/lib/base/localized';
import { severities } from '@/lib/model/rules';
import { renderMarkdown } from '@/lib/report/markdown';
import { report as reportSchema } from '@/lib/report/schema';
import { flame, peek, tags, top } from '@/lib/report/schema-profile';
import { whatif } from '@/lib/report/schema-whatif';
import { renderText } from '@/lib/report/text';
import type { Report } from '@/lib/report/types';
import { gotriage } from '../support/cli';

const captures = 'fixtures/captures';
const folders = readdirSync(captures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const filesOf = (folder: string) =>
  readdirSync(path.join(captures, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(captures, folder, entry.name))
    .sort();

describe.each(folders)('the captures of %s as one case', (folder) => {
  const files = filesOf(folder);
  let report: Report;

  it('fit the schema, in the order given, all but releases that are not supported', async () => {
    const { out } = await gotriage(['analyze', '--json', ...files]);
    report = reportSchema.parse(JSON.parse(out));
    // An archive stands as its entries.
    const given = report.inputs.map(({ name }) => files.find((file) => name === file || name.startsWith(`${file}/`)));
    expect([...new Set(given)]).toEqual(files);
    const unread = report.inputs.filter((input) => !input.ok).map((input) => [input.name, input.error?.code]);
    expect(unread.filter(([, code]) => code !== 'unsupported-version')).toEqual([]);
  });

  it('have findings that lead somewhere: evidence, inputs of the case, advice in the report', () => {
    for (const finding of report.findings) {
      expect(finding.guidance.length, finding.title).toBeGreaterThan(0);
      for (const id of finding.guidance) expect(report.guidance).toHaveProperty([id]);
      for (const position of finding.inputs) expect(report.inputs[position]?.ok, finding.title).toBe(true);
      expect(Object.keys(finding.evidence).length, finding.title).toBeGreaterThan(0);
      expect(finding.title).not.toMatch(/undefined|NaN|\[object/);
      expect(finding.summary).not.toMatch(/undefined|NaN|\[object/);
    }
    const ranks = report.findings.map((finding) => severities.indexOf(finding.severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('read the same in both languages but for the words', async () => {
    const zh = reportSchema.parse(JSON.parse((await gotriage(['analyze', '--json', '--lang', 'zh', ...files])).out));
    const wordless = (inputs: typeof zh.inputs) =>
      inputs.map(({ warnings, ...input }) => ({ ...input, warnings: warnings.map(({ code, offset }) => ({ code, offset })) }));
    expect(wordless(zh.inputs)).toEqual(wordless(report.inputs));
    for (const { message } of zh.inputs.flatMap(({ warnings }) => warnings)) expect(message).toMatch(/\p{Script=Han}/u);
    expect(zh.findings.map(({ rule, evidence }) => ({ rule, evidence }))).toEqual(
      report.findings.map(({ rule, evidence }) => ({ rule, evidence })),
    );
    for (const { title, summary } of zh.findings) expect(`${title}${summary}`).toMatch(/\p{Script=Han}/u);
    for (const { why } of zh.missing) expect(why).toMatch(/\p{Script=Han}/u);
  });

  it('print as text and Markdown with every finding and every file', () => {
    for (const language of languages) {
      const text = renderText(report, language);
      const markdown = renderMarkdown(report, language);
      for (const { title } of report.findings) expect(text).toContain(title);
      for (const { name } of report.inputs) {
        expect(text).toContain(name);
        expect(markdown).toContain(name);
      }
      expect(markdown.match(/^### /gm)?.length ?? 0).toBe(report.findings.length);
      // An odd number of fences would swallow the rest of the document.
      expect((markdown.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    }
  });
});

describe('--fail-on', () => {
  it('exits 1 from the gravest finding down, 0 above it', async () => {
    const file = `${captures}/report-faulty/goroutine.1.debug2.txt`;
    const { findings } = JSON.parse((await gotriage(['analyze', '--json', file])).out) as Report;
    const gravest = severities.indexOf(findings[0].severity);
    for (const [i, severity] of severities.entries()) {
      expect((await gotriage(['analyze', file, '--fail-on', severity])).code).toBe(i >= gravest ? 1 : 0);
    }
  });
});

describe('--group', () => {
  it('labels the files from it to the next one', async () => {
    const [a, b, c] = [1, 2, 3].map((i) => `${captures}/convert-faulty/heap.${i}.pb.gz`);
    const { out } = await gotriage(['analyze', '--json', a, '--group', `blue=${b}`, c]);
    expect((JSON.parse(out) as Report).inputs.map((input) => [input.name, input.group])).toEqual([
      [a, undefined],
      [b, 'blue'],
      [c, 'blue'],
    ]);
  });
});

describe('the other schemas', () => {
  const heap = `${captures}/convert-faulty/heap.1.pb.gz`;
  it.each([
    ['top', top, ['top', heap, '--json']],
    ['peek', peek, ['peek', heap, 'convert', '--json']],
    ['tags', tags, ['tags', heap, '--json']],
    ['flame', flame, ['flame', heap, '--json']],
    ['flame, with a base', flame, ['flame', heap, '--diff-base', `${captures}/convert-faulty/heap.2.pb.gz`, '--json']],
    ['whatif', whatif, ['whatif', `${captures}/monitor/gogc-100.log`, '--gogc', '50,200,off', '--memlimit', '256MiB', '--json']],
  ])('%s', async (_name, schema, words) => {
    const { code, out } = await gotriage(words);
    expect(code).toBe(0);
    schema.strict().parse(JSON.parse(out));
  });
});

describe('gotriage events', () => {
  const file = `${captures}/traces/report-faulty-go1.26.trace`;
  it('gives as many lines as the summary counts events, and filters', async () => {
    const { summary } = (JSON.parse((await gotriage(['analyze', '--json', file])).out) as Report).inputs[0];
    const all = (await gotriage(['events', file])).out.trimEnd().split('\n');
    expect(all.length).toBe((summary as { events: number }).events);
    const metrics = (await gotriage(['events', file, '--kind', 'metric'])).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(metrics.length).toBe((summary as { kinds: Record<string, number> }).kinds.Metric);
    expect(new Set(metrics.map((event) => event.kind))).toEqual(new Set(['Metric']));
    expect((await gotriage(['events', file, '--limit', '3'])).out.trimEnd().split('\n')).toEqual(all.slice(0, 3));
  });

  it('takes only traces', async () => {
    const result = await gotriage(['events', `${captures}/convert-faulty/heap.1.pb.gz`]);
    expect([result.code, result.err[0]]).toEqual([3, expect.stringContaining('unknown-format')]);
  });
});
