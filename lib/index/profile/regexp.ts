import { RE2JS } from 're2js';
import { UsageError } from '../../base/errors';

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
    throw new UsageError(`parsing ${option} regexp: ${error instanceof Error ? error.message : String(error)}`);
  }
  return remembered(source, (text) => compiled.matcher(text).find());
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
