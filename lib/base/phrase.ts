/**
 * A sentence for the user with its parameters: English where it is written, in any language by its template. `template` is the key into
 * lib/messages/phrases, `{0}`, `{1}` … standing for the values. Crosses workers as plain data.
 */
export interface Phrase {
  readonly template: string;
  readonly values: readonly (string | number | Phrase)[];
}

/** Makes a phrase: phrase`string ${id} is defined twice`. A value may be a phrase itself. */
export function phrase(texts: TemplateStringsArray, ...values: readonly (string | number | bigint | Phrase)[]): Phrase {
  return {
    template: texts.reduce((before, text, i) => `${before}{${i - 1}}${text}`),
    values: values.map((value) => (typeof value === 'bigint' ? String(value) : value)),
  };
}

const places = /\{(\d+)\}/g;

/** A phrase's text, its template as `translate` gives it; by default as it was written. */
export function tell(told: Phrase, translate: (template: string) => string = (template) => template): string {
  return translate(told.template).replace(places, (_, at: string) => {
    const value = told.values[Number(at)];
    return typeof value === 'object' ? tell(value, translate) : String(value);
  });
}
