export interface TextLine {
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
}

const decoder = new TextDecoder();

/**
 * The lines of a text, without their ends, one after another: a text of a gigabyte is more than one string holds, and positions in a string are
 * no positions in a file. A line of more than `longest` bytes is no line of what is read here, and comes as an empty one.
 */
export function* textLines(bytes: Uint8Array, longest: number): Generator<TextLine> {
  for (let offset = 0; offset < bytes.length; ) {
    const found = bytes.indexOf(10, offset);
    const end = found < 0 ? bytes.length : found;
    const stop = end > offset && bytes[end - 1] === 13 ? end - 1 : end;
    yield { text: stop - offset > longest ? '' : decoder.decode(bytes.subarray(offset, stop)), offset };
    offset = end + 1;
  }
}
