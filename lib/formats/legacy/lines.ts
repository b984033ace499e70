import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import { type InputWarning, inputWarning } from '../../model/decoded';
import { narrow } from '../../model/profile-columns';

const decoder = new TextDecoder();
const newline = 10;
/** bufio.MaxScanTokenSize: Go's own readers refuse a longer line too. */
const longestLine = 64 * 1024;

/** Reads text line by line out of bytes, as Go's bufio.Scanner does: without the line's end. */
export class LineReader {
  private readonly bytes: Uint8Array;
  private next: number;
  /** The line last read. */
  text = '';
  /** Where it begins. */
  offset = 0;
  /** True when the line last read ended with the file instead of a line break. */
  cut = false;

  constructor(bytes: Uint8Array, start = 0) {
    this.bytes = bytes;
    this.next = start;
  }

  /**
   * Steps to the next line; false (and an empty line) at the end.
   *
   * @throws InputError for a line of more than 64 KiB
   */
  scan(): boolean {
    if (this.next >= this.bytes.length) {
      this.text = '';
      this.offset = this.bytes.length;
      return false;
    }
    this.offset = this.next;
    const end = this.bytes.indexOf(newline, this.next);
    this.cut = end < 0;
    const stop = end < 0 ? this.bytes.length : end;
    this.next = stop + 1;
    const last = stop > this.offset && this.bytes[stop - 1] === 13 ? stop - 1 : stop;
    if (last - this.offset > longestLine) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`A line has ${last - this.offset} bytes.`,
        offset: this.offset,
        expected: phrase`lines of at most ${longestLine} bytes`,
        hint: phrase`The text was changed or cut: capture it again, best as protobuf (without ?debug=1).`,
      });
    }
    this.text = decoder.decode(this.bytes.subarray(this.offset, last));
    return true;
  }
}

/** legacy_profile.go, isSpaceOrComment. */
export function isSpaceOrComment(line: string): boolean {
  const trimmed = line.trim();
  return trimmed === '' || trimmed.startsWith('#');
}

export function malformed(lines: LineReader, what: Phrase, expected: Phrase): InputError {
  const shown = lines.text.length > 60 ? `${lines.text.slice(0, 60)}…` : lines.text;
  return new InputError({
    code: 'bad-value',
    message: phrase`${what}: "${shown}"`,
    offset: lines.offset,
    expected,
    hint: phrase`The text was changed or cut: capture it again, best as protobuf (without ?debug=1).`,
  });
}

/**
 * A line that cannot be read is damage, except for the file's last one without a line break: there the download stopped in the
 * middle of a record, and everything before it stands.
 */
export function cutOrMalformed(lines: LineReader, warnings: InputWarning[], what: Phrase, expected: Phrase): void {
  if (!lines.cut) throw malformed(lines, what, expected);
  warnings.push(inputWarning('truncated', phrase`The text breaks off in the middle of its last record, which is left out.`, lines.offset));
}

const int64Limit = 2n ** 63n;

/** Go's strconv.ParseInt(text, 10, 64); undefined for what it refuses. */
export function parseInt64(text: string): Amount | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = text.length < 16 ? Number(text) : narrow(BigInt(text.replace(/^\+/, '')));
  return typeof value === 'bigint' && (value >= int64Limit || value < -int64Limit) ? undefined : value;
}

/** a × b in 64 bits. */
export function multiply(a: Amount, b: Amount): Amount {
  const product = Number(a) * Number(b);
  return Number.isSafeInteger(product) ? product : narrow(BigInt.asIntN(64, BigInt(a) * BigInt(b)));
}

/** Go's int64(float). */
export function truncate(value: number): Amount {
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : Number.isFinite(whole) ? narrow(BigInt.asIntN(64, BigInt(whole))) : 0;
}
