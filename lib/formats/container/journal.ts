import { asciiBytes, indexOf } from '../goroutines/bytes';
import { HeldLine, type JoinedLine, type LineSink, maxLineBytes } from './held-line';

/** journald cuts a line of a service's output at so many bytes (LineMax= of journald.conf, journald-server.c DEFAULT_LINE_MAX). */
const lineMax = 48 * 1024;
/** More streams at a time are no journal: the oldest is given up. */
const mostStreams = 1024;
/** Room for the time, the host, the identifier and the pid before an entry's text. */
const headBytes = 256;
const head = /^(?:[^\n]{0,120}? )?([^ [\]]{1,80}\[\d{1,10}\]): /;
const realtime = asciiBytes('"__REALTIME_TIMESTAMP"');
const openBrace = 123;

/** A line of an entry so far. */
interface HeldEntry {
  readonly before: string;
  readonly offset: number;
  pieces: Uint8Array[];
  bytes: number;
  /** A part of it was left out: what comes of the rest is no line. */
  lacking: boolean;
}

/**
 * What `journalctl` prints of a journal (systemd 235 and later).
 *
 * - `-o json`: one object for each entry. Its text comes out as `TIME IDENTIFIER[PID]: text`, line by line; bytes that are no printable UTF-8 stand
 *   as an array of numbers, a text of more than 4096 bytes as null unless --all is given (journalctl(1), journal JSON format). An entry with
 *   `_LINE_BREAK=line-max` goes on in the next one of its stream (systemd.journal-fields(7)).
 * - `-o short` and its like say nothing of cuts: a text of exactly LineMax bytes goes on in the next line of the same process.
 *
 * Memory: one line of each stream.
 */
export class JournalParts {
  private readonly entries = new Map<string, HeldEntry>();
  private readonly texts = new Map<string, HeldLine>();
  /** Entries whose text was left out for its length: how many, and where the first stands. */
  withheld = 0;
  firstWithheld = -1;

  constructor(private readonly sink: LineSink) {}

  /** True where the line is taken. */
  line(buf: Uint8Array, start: number, end: number, offset: number): boolean {
    if (buf[start] === openBrace && indexOf(buf, start, end, realtime) >= 0) {
      const entry = entryOf(buf, start, end);
      if (entry) this.entry(entry, offset);
      return entry !== undefined;
    }
    if (end - start < lineMax && this.texts.size === 0) return false;
    return this.text(buf, start, end, offset);
  }

  /** After the last line: what of lines never came to their end. */
  finish(): { readonly count: number; readonly first: number } {
    const open = [...this.entries.values(), ...this.texts.values()].map(({ offset }) => offset);
    for (const entry of this.entries.values()) this.giveEntry(entry);
    for (const held of this.texts.values()) this.giveText(held);
    this.entries.clear();
    this.texts.clear();
    return { count: open.length, first: open.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) };
  }

  private entry({ fields, texts }: Entry, offset: number): void {
    if (texts === undefined && this.withheld++ === 0) this.firstWithheld = offset;
    const { _STREAM_ID: stream, _PID: pid, _COMM: name, SYSLOG_IDENTIFIER: identifier } = fields;
    const key = String(stream ?? pid ?? '');
    const before = `${timeOf(fields.__REALTIME_TIMESTAMP)} ${identifier ?? name ?? ''}[${pid ?? ''}]: `;
    for (const text of texts ?? [undefined]) {
      const held = this.entries.get(key) ?? { before, offset, pieces: [], bytes: 0, lacking: false };
      if (text === undefined) held.lacking = true;
      else {
        if (held.bytes + text.length <= maxLineBytes) held.pieces.push(text);
        held.bytes += text.length;
      }
      if (fields._LINE_BREAK === 'line-max') {
        this.entries.set(key, held);
        const [oldest] = this.entries.keys();
        if (this.entries.size <= mostStreams) continue;
        const given = this.entries.get(oldest);
        this.entries.delete(oldest);
        if (given) this.giveEntry(given);
        continue;
      }
      this.entries.delete(key);
      this.giveEntry(held);
    }
  }

  /** Every line of it, each behind the same words. */
  private giveEntry({ before, offset, pieces, bytes, lacking }: HeldEntry): void {
    if (lacking || bytes > maxLineBytes) return;
    const words = encoder.encode(before);
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    const from: JoinedLine = { originOf: () => offset };
    for (let start = 0; start <= whole.length; ) {
      const found = whole.indexOf(newline, start);
      const end = found < 0 ? whole.length : found;
      const line = new Uint8Array(words.length + end - start);
      line.set(words);
      line.set(whole.subarray(start, end), words.length);
      this.sink(line, 0, line.length, offset, from);
      start = end + 1;
    }
  }

  private text(buf: Uint8Array, start: number, end: number, offset: number): boolean {
    const found = head.exec(latin1.decode(buf.subarray(start, Math.min(end, start + headBytes))));
    if (!found) return false;
    const textStart = start + found[0].length;
    const partial = end - textStart === lineMax;
    const held = this.texts.get(found[1]);
    if (!held && !partial) return false;
    const line = held ?? new HeldLine();
    line.add(buf, start, end, offset, { form: 'journal', stream: 'stderr', partial, tag: -1, textStart, textEnd: end });
    this.texts.delete(found[1]);
    if (partial && this.texts.size < mostStreams) this.texts.set(found[1], line);
    else this.giveText(line);
    return true;
  }

  private giveText(held: HeldLine): void {
    held.close();
    if (!held.tooLong) this.sink(held.buf, 0, held.length, held.offset, held);
  }
}

interface Entry {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Undefined where the text was left out. */
  readonly texts: readonly Uint8Array[] | undefined;
}

function entryOf(buf: Uint8Array, start: number, end: number): Entry | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(utf8.decode(buf.subarray(start, end)));
  } catch {
    // A line that breaks off, or no JSON: it stays what it is.
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null || !('__REALTIME_TIMESTAMP' in fields)) return undefined;
  const entry: Readonly<Record<string, unknown>> = { ...fields };
  const { MESSAGE: message } = entry;
  if (message === null) return { fields: entry, texts: undefined };
  // A field given several times is an array of its values.
  const values = Array.isArray(message) && message.some((one) => typeof one !== 'number') ? message : [message];
  return { fields: entry, texts: values.flatMap((value) => bytesOf(value) ?? []) };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return encoder.encode(value);
  return Array.isArray(value) ? Uint8Array.from(value, Number) : undefined;
}

/** Microseconds since 1970 as a log has them. */
function timeOf(realtime: unknown): string {
  const micros = Number(realtime);
  const ms = Math.floor(micros / 1000);
  if (!(Math.abs(ms) <= 8.64e15)) return '';
  const fraction = String(micros - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${fraction}Z`;
}

const newline = 10;
const encoder = new TextEncoder();
const utf8 = new TextDecoder();
const latin1 = new TextDecoder('latin1');
