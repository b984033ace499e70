import { RE2JS, RE2JSSyntaxException } from 're2js';
import { UsageError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';

/** A compiled filter. */
export interface Matcher {
  readonly source: string;
  /** True where the expression matches anywhere in the text. */
  test(text: string): boolean;
}

const plain = /^[\w/ :;,<>=!@#%&~`'"-]+$/;

/**
 * Compiles a regular expression of Go's syntax (RE2: linear in the text, no back references). Undefined for an empty one.
 *
 * @param option its name in the error's text, as pprof's driver names it
 * @throws UsageError for an expression that Go refuses too
 */
export function compileRegexp(option: string, source: string | undefined): Matcher | undefined {
  if (source === undefined || source === '') return undefined;
  if (plain.test(source)) return { source, test: (text) => text.includes(source) };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    throw new UsageError(phrase`parsing ${option} regexp: ${reasonOf(error)}`);
  }
  return remembered(source, (text) => compiled.matcher(text).find());
}

/** The reasons of Go's regexp/syntax (its ErrorCode), in whose words RE2JS refuses an expression too. */
const reasons = [
  phrase`invalid character class range`,
  phrase`invalid escape sequence`,
  phrase`invalid named capture`,
  phrase`invalid or unsupported Perl syntax`,
  phrase`invalid nested repetition operator`,
  phrase`invalid repeat count`,
  phrase`missing closing ]`,
  phrase`missing closing )`,
  phrase`missing argument to repetition operator`,
  phrase`trailing backslash at end of expression`,
  phrase`duplicate capture group name`,
  phrase`unexpected )`,
  phrase`expression nests too deeply`,
  phrase`expression too large`,
];

/** As Go tells it: the reason, then the part of the expression that it holds against. */
function reasonOf(error: unknown): Phrase | string {
  if (!(error instanceof RE2JSSyntaxException)) return error instanceof Error ? error.message : String(error);
  const reason = reasons.find(({ template }) => template === error.error) ?? error.error;
  return error.input ? phrase`error parsing regexp: ${reason}: ${`\`${error.input}\``}` : phrase`error parsing regexp: ${reason}`;
}

/** Answers by text are kept: a profile names the same few thousand functions over and over. */
function remembered(source: string, match: (text: string) => boolean): Matcher {
  const answers = new Map<string, boolean>();
  return {
    source,
    test: (text) => {
      let answer = answers.get(text);
      if (answer === undefined) {
        answer = match(text);
        answers.set(text, answer);
      }
      return answer;
    },
  };
}
