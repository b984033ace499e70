import { GoroutineFlag } from '../../model/goroutines';

/** What stands between the brackets of a record's first line (runtime/traceback.go goroutineheader). */
export interface HeaderFacts {
  readonly state: string;
  readonly minutes: number;
  readonly flags: number;
  readonly bubble: number;
  /** Keys and values in turn, in the order printed. */
  readonly labels: readonly string[];
}

const suffixes: readonly (readonly [string, number])[] = [
  [' (leaked)', GoroutineFlag.leaked],
  [' (scan)', GoroutineFlag.scan],
  [' (durable)', GoroutineFlag.durable],
];

/**
 * Parses the text between `[` and the `]:` that ends the line. The labels come last and are quoted, so that a `]` or a
 * comma in a value never ends anything; what no rule knows is left in the state.
 */
export function parseHeader(content: string): HeaderFacts {
  const labelsAt = content.indexOf(' labels:{');
  const head = labelsAt < 0 ? content : content.slice(0, labelsAt);
  const parts = head.split(', ');
  let state = parts[0];
  let flags = 0;
  for (let found = true; found; ) {
    found = false;
    for (const [suffix, flag] of suffixes) {
      if (!state.endsWith(suffix)) continue;
      state = state.slice(0, -suffix.length);
      flags |= flag;
      found = true;
    }
  }
  let minutes = -1;
  let bubble = -1;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i];
    if (part.endsWith(' minutes')) minutes = wholeNumber(part.slice(0, -8));
    else if (part === 'locked to thread') flags |= GoroutineFlag.lockedToThread;
    else if (part.startsWith('synctest bubble ')) bubble = wholeNumber(part.slice(16));
  }
  return { state, minutes, flags, bubble, labels: labelsAt < 0 ? [] : parseLabels(content, labelsAt + 9) };
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}

/** Reads `"k": "v", …}` from the position on; what does not parse ends the list. */
function parseLabels(text: string, from: number): string[] {
  const found: string[] = [];
  let at = from;
  for (;;) {
    const key = quotedEnd(text, at);
    if (key < 0 || text.slice(key, key + 2) !== ': ') return found;
    const value = quotedEnd(text, key + 2);
    if (value < 0) return found;
    found.push(unquote(text.slice(at + 1, key - 1)), unquote(text.slice(key + 3, value - 1)));
    if (text.slice(value, value + 2) !== ', ') return found;
    at = value + 2;
  }
}

/** The position after the closing quote of the string that opens at `at`, -1 where there is none. */
function quotedEnd(text: string, at: number): number {
  if (text[at] !== '"') return -1;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Undoes runtime/print.go printquoted: \n \r \t \\ \" \xNN \uNNNN \UNNNNNNNN. */
function unquote(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g, (_whole, x, u, wide, other: string) => {
    const code = x ?? u ?? wide;
    if (code === undefined) return escapes[other] ?? other;
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}
