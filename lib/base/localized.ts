/** The languages the product speaks. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** A text in every language the product speaks. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}
