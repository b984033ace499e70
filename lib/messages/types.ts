import type { Localized } from '../base/localized';

/** The messages of one area of the pages, by key. A language that is missing does not compile. */
export type Area = Readonly<Record<string, Localized>>;

/** Values put into a message: `{name}` takes the text, `{name|one|many}` the number and the word that goes with it. */
export type MessageValues = Readonly<Record<string, string | number>>;
