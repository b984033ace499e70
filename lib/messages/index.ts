import type { Language } from '../base/localized';
import { catalogue, type MessageKey } from './catalogue';
import type { MessageValues } from './types';

export { catalogue, type MessageKey } from './catalogue';
export type { Area, MessageValues } from './types';

/** Looks a message up and fills it in. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;

const places = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

/**
 * The message in the language, its places filled: `{name}` by the value, `{n|file|files}` by the number and the word that
 * agrees with it. A place without a value is a programming error and throws.
 */
export function message(language: Language, key: MessageKey, values: MessageValues = {}): string {
  const dot = key.indexOf('.');
  const area = catalogue[key.slice(0, dot) as keyof typeof catalogue] as Readonly<Record<string, Readonly<Record<Language, string>>>>;
  const text = area[key.slice(dot + 1)][language];
  if (!text.includes('{')) return text;
  return text.replace(places, (_, name: string, one: string | undefined, many: string | undefined) => {
    const value = values[name];
    if (value === undefined) throw new Error(`message ${key}: no value for ${name}`);
    if (one === undefined) return String(value);
    return `${value} ${Number(value) === 1 ? one : many}`;
  });
}

export function translator(language: Language): Translate {
  return (key, values) => message(language, key, values);
}
