import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '@/lib/base/errors';
import { languages } from '@/lib/base/localized';
import { catalogue, type MessageKey, message } from '@/lib/messages';

const all = Object.entries(catalogue).flatMap(([area, messages]) =>
  Object.entries(messages as Readonly<Record<string, { en: string; zh: string }>>).map(([key, text]) => ({ key: `${area}.${key}`, text })),
);
const places = (text: string) => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort();

describe('the message catalogue', () => {
  it('holds every area of its folder', () => {
    const folder = new URL('../../../lib/messages/', import.meta.url);
    const areas = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && /as const satisfies Area/.test(readFileSync(new URL(file, folder), 'utf8')))
      .map((file) => file.replace('.ts', ''));
    expect(Object.keys(catalogue).sort()).toEqual(areas.sort());
  });

  it.each(all)('$key says something in every language, with the same places', ({ text }) => {
    for (const language of languages) expect(text[language].trim()).not.toBe('');
    expect([...new Set(places(text.zh))]).toEqual([...new Set(places(text.en))]);
  });

  it('is Chinese where it is Chinese', () => {
    // A name stays as it is: one or two words without a verb, e.g. a format, a variable or a column of pprof.
    const isName = (text: string) =>
      text
        .replaceAll(/\{\w+\}/g, '')
        .trim()
        .split(/\s+/).length <= 2;
    const untranslated = all.filter(
      ({ key, text }) => !/\p{Script=Han}/u.test(text.zh) && !isName(text.zh) && key !== 'frame.switchLanguage',
    );
    expect(untranslated.filter(({ text }) => /\p{L}/u.test(text.zh.replaceAll(/\{\w+\}/g, '')))).toEqual([]);
  });
});

describe('message', () => {
  it('fills places and agrees with the number in English', () => {
    expect(message('en', 'home.fileCount', { n: 1 })).toBe('1 file');
    expect(message('en', 'home.fileCount', { n: 2 })).toBe('2 files');
    expect(message('zh', 'home.fileCount', { n: 2 })).toBe('2 个文件');
  });

  it('refuses a place without a value', () => {
    expect(() => message('en', 'home.fileCount' satisfies MessageKey)).toThrow('no value for n');
  });
});

describe('the words of errors', () => {
  it('has every code', () => {
    expect(Object.keys(catalogue.errors).sort()).toEqual([...errorCodes].sort());
  });
});
