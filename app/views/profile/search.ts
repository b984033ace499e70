import { RE2JS } from 're2js';

export type NameTest = (name: string) => boolean;

/** Nothing in it stands for anything but itself. */
const literal = /^[\w/ :;,<>=!@#%&~`'"-]*$/;

/**
 * A search as typed: a regular expression of Go's, as the filters take, blind to case unless it holds a capital. Undefined for an empty one. An
 * address may bring any expression to the page: RE2 takes time by the text's length alone, where the browser's own may never end.
 */
export function compileSearch(text: string): NameTest | undefined {
  if (text === '') return undefined;
  const exact = /\p{Lu}/u.test(text);
  const wanted = exact ? text : text.toLowerCase();
  const includes: NameTest = (name) => (exact ? name : name.toLowerCase()).includes(wanted);
  if (literal.test(text)) return includes;
  try {
    const expression = RE2JS.compile(text, exact ? 0 : RE2JS.CASE_INSENSITIVE);
    return remembered((name) => expression.matcher(name).find());
  } catch {
    // A name pasted as it stands, e.g. report.(*Store).Submit, need not be a regular expression.
    const plain = text.toLowerCase();
    return (name) => name.toLowerCase().includes(plain);
  }
}

/** A profile names the same few thousand functions over and over. */
function remembered(test: NameTest): NameTest {
  const answers = new Map<string, boolean>();
  return (name) => {
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = test(name);
      answers.set(name, answer);
    }
    return answer;
  };
}

/** A name as an expression of Go's that finds exactly it. */
export function exactly(name: string): string {
  return `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
}
