import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { describe, expect, it } from 'vitest';
import { factsOf, InputError } from '@/lib/base/errors';
import { phrase, tell } from '@/lib/base/phrase';
import { bytesSource } from '@/lib/base/source';
import { errorIn, phraseIn, phrases, warningIn } from '@/lib/messages/phrases';
import { openCase } from '@/lib/query/session';
import { buildReport } from '@/lib/report/build';
import { refusedFixtures } from '../../support/invalid';

const han = /\p{Script=Han}/u;
const places = (text: string) => [...new Set([...text.matchAll(/\{\d+\}/g)].map(([place]) => place))].sort();

/** Every phrase`…` of the sources, by its template, with the file it stands in. */
function writtenPhrases(): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: unknown, file: string): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, file);
    else if (typeof node === 'object' && node !== null) {
      const { type, tag, template } = node as { type?: string; tag?: { value?: string }; template?: { quasis: { cooked: string }[] } };
      if (type === 'TaggedTemplateExpression' && tag?.value === 'phrase' && template) {
        found.set(
          template.quasis.map(({ cooked }) => cooked).reduce((before, text, i) => `${before}{${i - 1}}${text}`),
          file,
        );
      }
      for (const child of Object.values(node)) visit(child, file);
    }
  };
  for (const folder of ['lib', 'app']) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (!/\.tsx?$/.test(name)) continue;
      const text = readFileSync(file, 'utf8');
      if (text.includes('phrase`')) visit(parseSync(text, { syntax: 'typescript', tsx: name.endsWith('x') }), file);
    }
  }
  return found;
}

describe('what errors and warnings say', () => {
  const written = writtenPhrases();

  it('is found in the sources', () => {
    expect(written.size).toBeGreaterThan(200);
  });

  it('has a Chinese text for every English one, and none for what nobody says', () => {
    expect([...written].filter(([template]) => phrases[template] === undefined)).toEqual([]);
    expect(Object.keys(phrases).filter((template) => !written.has(template))).toEqual([]);
  });

  it('keeps every value in both languages', () => {
    const lost = Object.entries(phrases).filter(([en, zh]) => places(en).join() !== places(zh ?? '').join());
    expect(lost).toEqual([]);
  });

  it('is Chinese, except for what a file holds letter by letter', () => {
    const same = Object.entries(phrases).filter(([, zh]) => !han.test(zh ?? ''));
    // A sample of a line, or nothing but a value.
    const sample = /^[\d{]|0x|@|=NUMBER|^--- |^\.\/|^Benchmark|^gc 1 /;
    expect(same.filter(([en, zh]) => /\p{L}/u.test(en) && (en !== zh || !sample.test(en)))).toEqual([]);
  });
});

describe('a phrase', () => {
  it('says the same facts in either language, phrases within it too', () => {
    const told = phrase`${phrase`A value of a sample`} has wire type ${2}, not ${0}.`;
    expect(tell(told)).toBe('A value of a sample has wire type 2, not 0.');
    expect(phraseIn('en', told)).toBe(tell(told));
    expect(phraseIn('zh', told)).toBe('样本的值的线路类型是 2，而不是 0。');
  });

  it('is not read again for places: a value may hold braces', () => {
    expect(tell(phrase`The heap profile form "${'{0}'}" is not known.`)).toBe('The heap profile form "{0}" is not known.');
  });

  it('comes through a worker with its error', () => {
    const error = new InputError({
      code: 'truncated',
      message: phrase`The gzip data breaks off: ${5} bytes arrived and unpacked to ${9}.`,
    });
    const over = InputError.of(structuredClone(error.facts));
    expect(over.message).toBe(error.message);
    expect(errorIn('zh', over.facts).message).toContain('收到 5 字节');
  });

  it('stays English where only its English was stored', () => {
    const { problem: _, ...stored } = factsOf({ code: 'internal', message: phrase`the decoder failed: ${'x'}` });
    expect(errorIn('zh', stored).message).toBe('the decoder failed: x');
    expect(warningIn('zh', { message: 'stored' })).toBe('stored');
  });
});

describe('malformed inputs', () => {
  const files = refusedFixtures().filter(({ code }) => code !== 'not-a-file');

  it.each(files)('$file: one failure in two languages, with the same numbers', async ({ file, code }) => {
    const bytes = new Uint8Array(readFileSync(file));
    const session = await openCase([{ source: bytesSource(file, bytes) }], {});
    const failures = session.inputs.flatMap(({ error }) => (error ? [error] : []));
    expect(failures.map((failure) => failure.code)).toContain(code);
    for (const failure of failures) {
      const zh = errorIn('zh', failure);
      expect(zh.message).toMatch(han);
      // Two English words in a row are a library's own sentence.
      expect(zh.message).not.toMatch(/[A-Za-z]{2,} [a-z]{2,}/);
      for (const part of ['message', 'expected', 'hint'] as const) {
        const digits = (text = '') => [...text.replace(/\bten\b|五个|十个|两/g, '').matchAll(/\d+/g)].map(([n]) => n).sort();
        expect(digits(zh[part])).toEqual(digits(failure[part]));
      }
    }
    const report = (language: 'en' | 'zh') =>
      buildReport(
        { inputs: session.inputs.map((input) => ({ ...input, sha256: '', group: undefined, summary: {} })), findings: [], missing: [] },
        language,
      );
    expect(JSON.stringify(report('en'))).not.toContain('"problem"');
    expect(report('en').inputs[0].error?.message).toBe(session.inputs[0].error?.message);
    session.close();
  });
});
