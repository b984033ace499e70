/** The languages the product speaks. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** A text in every language the product speaks. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}

/** The language of ours that an Accept-Language header (RFC 9110, 12.5.4) wants most; undefined where it names none of them. */
export function wantedLanguage(header: string | null | undefined): Language | undefined {
  const wanted = (header ?? '')
    .split(',')
    .map((range) => {
      const [tag, ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((parameter) => /^q=/i.test(parameter));
      return { primary: tag.toLowerCase().split('-')[0], weight: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { primary } of wanted) {
    const known = languages.find((language) => language === primary);
    if (known) return known;
  }
  return undefined;
}
