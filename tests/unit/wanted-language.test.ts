import { describe, expect, it } from 'vitest';
import { wantedLanguage } from '@/lib/base/localized';

describe('the language an Accept-Language header wants', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['de-DE,de;q=0.9,zh;q=0.4,en;q=0.3', 'zh'],
    ['en;q=0.2, ZH-cn;q=0.7', 'zh'],
    ['en;q=0, zh;q=0.1', 'zh'],
  ])('%s', (header, language) => expect(wantedLanguage(header)).toBe(language));

  it.each(['', '*', 'de', 'fr-FR,fr;q=0.9', 'zhx', 'zh;q=0', 'zh;q=abc', null, undefined])('%s names none of ours', (header) =>
    expect(wantedLanguage(header)).toBeUndefined(),
  );
});
