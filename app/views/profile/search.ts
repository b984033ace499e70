/** A search as typed: a regular expression, blind to case unless it holds a capital. */
export function compileSearch(text: string): { test: ((name: string) => boolean) | undefined; error: string | undefined } {
  if (text === '') return { test: undefined, error: undefined };
  try {
    const expression = new RegExp(text, /[A-Z]/.test(text) ? 'u' : 'iu');
    return { test: (name) => expression.test(name), error: undefined };
  } catch {
    // A name pasted as it stands, e.g. report.(*Store).Submit, need not be a regular expression.
    const plain = text.toLowerCase();
    return { test: (name) => name.toLowerCase().includes(plain), error: undefined };
  }
}

/** A name as an expression of Go's that finds exactly it. */
export function exactly(name: string): string {
  return `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
}
