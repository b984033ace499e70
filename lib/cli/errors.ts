import type { InputErrorFacts } from '../base/errors';
import type { Language } from '../base/localized';
import { printable } from '../base/printable';
import { errorIn } from '../messages/phrases';

/** One line for stderr: the file, the byte, what is wrong, what was expected, what to do. */
export function errorLine(name: string, error: InputErrorFacts, language: Language = 'en'): string {
  const { message, expected, hint } = errorIn(language, error);
  const say = words[language];
  const parts = [`gotriage: ${name}`];
  if (error.offset !== undefined) parts.push(say.byte(error.offset));
  parts.push(`${error.code}: ${message}`);
  const sentences = [parts.join(': '), expected && say.expected(expected), hint && capital(hint)];
  return printable(
    sentences
      .filter((text) => text !== undefined && text !== '')
      .map((text) => sentence(String(text), say.stop))
      .join(say.between),
  );
}

const words = {
  en: { byte: (at: number) => `byte ${at}`, expected: (text: string) => `Expected ${text}`, stop: '.', between: ' ' },
  zh: { byte: (at: number) => `第 ${at} 字节`, expected: (text: string) => `应为：${text}`, stop: '。', between: '' },
} as const satisfies Readonly<Record<Language, unknown>>;

function sentence(text: string, stop: string): string {
  return /[.!?。！？]$/.test(text) ? text : `${text}${stop}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
