/**
 * What a log puts before every line: a time, a container's name, a stream mark. Learnt from a record's first line: digits
 * vary (any number of them), every other byte is constant.
 */
export class LinePrefix {
  private constructor(private readonly shape: Uint8Array) {}

  /** From the bytes that stand before `goroutine N [`. */
  static learn(buf: Uint8Array, start: number, end: number): LinePrefix {
    const shape: number[] = [];
    for (let i = start; i < end; i++) {
      if (!isDigit(buf[i])) shape.push(buf[i]);
      else if (shape.length === 0 || shape[shape.length - 1] !== digits) shape.push(digits);
    }
    return new LinePrefix(Uint8Array.from(shape));
  }

  /** Where the line's own text begins, -1 where the line does not carry the prefix. An empty line may lack trailing blanks. */
  skip(buf: Uint8Array, start: number, end: number): number {
    let at = start;
    for (let i = 0; i < this.shape.length; i++) {
      const want = this.shape[i];
      if (at === end) return this.onlyBlanksFrom(i) ? end : -1;
      if (want === digits) {
        if (!isDigit(buf[at])) return -1;
        while (at < end && isDigit(buf[at])) at++;
      } else if (buf[at++] !== want) return -1;
    }
    return at;
  }

  private onlyBlanksFrom(from: number): boolean {
    for (let i = from; i < this.shape.length; i++) if (this.shape[i] !== space && this.shape[i] !== tab) return false;
    return true;
  }
}

/** Stands for a run of digits in the shape; no text has this byte as a control character before a dump. */
const digits = 0;
const space = 32;
const tab = 9;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

const timePattern = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?/;

/** The first time of day with a date that the text carries, as Unix ns; 0n without one. A time without a zone counts as UTC. */
export function timeIn(text: string): bigint {
  const found = timePattern.exec(text);
  if (!found) return 0n;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  let offsetMinutes = 0;
  if (zone && zone !== 'Z') {
    offsetMinutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
    if (zone[0] === '-') offsetMinutes = -offsetMinutes;
  }
  return BigInt(ms - offsetMinutes * 60_000) * 1_000_000n + BigInt((fraction ?? '').padEnd(9, '0'));
}

const countPatterns: readonly RegExp[] = [
  // `goroutines=123`, `num_goroutine: 123`, `"goroutines":123`, `NumGoroutine() = 123`
  /\b(?:num_?|runtime\.num)?goroutines?(?:_?(?:count|num|total|current))?(?:\(\))?"? {0,2}[=:] {0,2}"?(\d{1,9})\b/i,
  // the Prometheus client's gauge
  /^go_goroutines (\d{1,9})$/,
  // `123 goroutines`
  /\b(\d{1,9}) goroutines\b/i,
];

/** The number of goroutines that a line of the program's own log tells, -1 where it tells none. */
export function goroutineCountIn(text: string): number {
  if (text.startsWith('# ') || /goroutine profile: total|goroutine \d+ /.test(text)) return -1;
  for (const pattern of countPatterns) {
    const found = pattern.exec(text);
    if (found) return Number(found[1]);
  }
  return -1;
}
