import { InputError, type InputErrorFacts, UsageError } from '../../base/errors';
import type { Language } from '../../base/localized';
import { type Phrase, tell } from '../../base/phrase';
import { filePhrases } from './files';
import { libraryPhrases } from './libraries';
import { logPhrases } from './logs';
import { profilePhrases } from './profiles';
import { traceOrderPhrases } from './trace-order';
import { tracePhrases } from './traces';
import { usagePhrases } from './usage';

/** The Chinese of every phrase that errors and warnings are told in, by its English template. */
export const phrases: Readonly<Record<string, string | undefined>> = {
  ...filePhrases,
  ...libraryPhrases,
  ...logPhrases,
  ...profilePhrases,
  ...tracePhrases,
  ...traceOrderPhrases,
  ...usagePhrases,
};

/** A phrase in the language; English where the catalogue lacks it. */
export function phraseIn(language: Language, told: Phrase): string {
  return language === 'en' ? tell(told) : tell(told, (template) => phrases[template] ?? template);
}

/** What a failure says in the language. Facts stored without their phrases stay English. */
export function errorIn(language: Language, facts: InputErrorFacts): Pick<InputErrorFacts, 'message' | 'expected' | 'hint'> {
  const { problem } = facts;
  if (language === 'en' || !problem) return facts;
  const text = (part: Phrase | undefined) => part && phraseIn(language, part);
  return { message: phraseIn(language, problem.message), expected: text(problem.expected), hint: text(problem.hint) };
}

/** What any failure says in the language, in one sentence: the phrase of an error that carries one, else its own words. */
export function failureIn(language: Language, error: Error): string {
  if (error instanceof InputError) return errorIn(language, error.facts).message;
  return error instanceof UsageError ? phraseIn(language, error.told) : error.message;
}

/** A warning's message in the language. */
export function warningIn(language: Language, warning: { readonly message: string; readonly phrase?: Phrase }): string {
  return warning.phrase ? phraseIn(language, warning.phrase) : warning.message;
}
