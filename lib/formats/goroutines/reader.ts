import type { GoroutineTable } from '../../model/goroutines';
import { asciiBytes, indexOf, startsWith } from './bytes';
import { escapedDumpInside, headerAt, headerInside, unescapeLine } from './header-line';
import { goroutineCountIn, LinePrefix, timeIn } from './prefix';
import { RecordScanner } from './scanner';
import { planTables, type Segment } from './segments';
import { RowCollector } from './table';

/**
 * Most records taken from one input: past this a dump holds more goroutines than any process that could have printed it
 * (8 KiB of memory each would be 80 GB).
 */
const maxRows = 10_000_000;
/** Longest line of a log that is looked at for a reason, a time or a count. */
const maxLogLine = 16 * 1024;
/** Lines between a reason (`panic: …`) and the first record it explains: register and signal lines stand between. */
const reasonReach = 40;

const goroutineWord = asciiBytes('oroutine');
const runtimeStack = asciiBytes('runtime stack:');
const reasonPattern =
  /(?:panic: |fatal error: |(?<!\[signal )SIG(?:QUIT|ABRT|SEGV|BUS|TRAP): |unexpected signal|http: panic serving )[^\n]*/;
const text = new TextDecoder('utf-8');
const bytes = new TextEncoder();

/**
 * Finds goroutine records in a stream of lines, whatever stands around them: a plain dump, a dump inside a log with or
 * without something before every line, JSON lines, a dump written as one escaped string. Feed every line without its line
 * feed, then `finish`.
 */
export class DumpReader {
  private readonly collector = new RowCollector();
  private readonly scanner = new RecordScanner(this.collector);
  private readonly segments: Segment[] = [];
  private ids = new Set<number>();
  private prefix: LinePrefix | undefined;
  private jsonKey: string | undefined;
  private reason = '';
  private reasonAge = 0;
  private lastTime = 0n;
  /** Lines outside records since the last one, blank lines left out. */
  private gap = 0;
  private runtimeBlock = false;
  tooMany = false;

  /** True once a record was found. */
  get found(): boolean {
    return this.collector.rows > 0;
  }

  get counts(): number {
    return this.collector.countValue.length;
  }

  get foreignLines(): number {
    return this.scanner.foreign;
  }

  /** One line: bytes [start, end) of `buf`, which begins at `offset` of the input. */
  line(buf: Uint8Array, start: number, lineEnd: number, offset: number): void {
    const end = lineEnd > start && buf[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    if (this.jsonKey !== undefined && this.jsonLine(buf, start, end, offset)) return;
    if (this.prefix === undefined) {
      this.plain(buf, start, end, offset);
      return;
    }
    const from = this.prefix.skip(buf, start, end);
    if (from >= 0) this.plain(buf, from, end, offset);
    else if (!this.scanner.open) {
      this.prefix = undefined;
      this.plain(buf, start, end, offset);
    }
    // A line of another writer in the midst of a record: the record goes on at the next line of its own.
  }

  /** Call before the bytes given so far are overwritten. */
  hold(): void {
    this.scanner.hold();
  }

  /** The last line had no line feed: it is taken only where it is whole. Returns the tables; `cutAtEnd` marks the last one. */
  finish(endByte: number, cutAtEnd: boolean): GoroutineTable[] {
    const cut = this.scanner.open && (cutAtEnd || this.scanner.incomplete);
    if (cut) this.scanner.cut();
    else this.scanner.end();
    this.closeSegment(endByte);
    return planTables(this.collector, this.segments, cut || cutAtEnd, endByte);
  }

  private plain(buf: Uint8Array, start: number, end: number, offset: number): void {
    if (start === end) {
      this.scanner.end();
      this.runtimeBlock = false;
      return;
    }
    if (buf[start] === 103) {
      const header = headerAt(buf, start, end);
      if (header) {
        if (this.collector.rows >= maxRows) {
          this.scanner.end();
          this.tooMany = true;
          return;
        }
        this.startRecord(header.id, offset);
        this.scanner.begin(buf, header, offset);
        return;
      }
    }
    if (this.scanner.open) this.scanner.line(buf, start, end);
    else this.outside(buf, start, end, offset);
  }

  private outside(buf: Uint8Array, start: number, end: number, offset: number): void {
    const inside = headerInside(buf, start, end);
    if (inside > start) {
      this.prefix = LinePrefix.learn(buf, start, inside);
      this.lastTime = timeIn(text.decode(buf.subarray(start, inside))) || this.lastTime;
      this.plain(buf, inside, end, offset);
      return;
    }
    if (this.runtimeBlock || startsWith(buf, start, end, runtimeStack)) {
      this.runtimeBlock = true;
      return;
    }
    if (buf[start] === 123 && indexOf(buf, start, end, goroutineWord) >= 0 && this.jsonStart(buf, start, end, offset)) return;
    const escaped = escapedDumpInside(buf, start, end);
    if (escaped >= 0) {
      this.lastTime = timeIn(text.decode(buf.subarray(start, escaped))) || this.lastTime;
      this.feed(unescapeLine(text.decode(buf.subarray(escaped, end))), offset);
      this.scanner.end();
      this.gap++;
      return;
    }
    this.gap++;
    this.logLine(buf, start, Math.min(end, start + maxLogLine), offset);
  }

  /** A line of the program's own log, or of the runtime's words before a dump. */
  private logLine(buf: Uint8Array, start: number, end: number, offset: number): void {
    const line = text.decode(buf.subarray(start, end));
    const reason = reasonPattern.exec(line);
    if (reason) {
      // In a JSON object, docker's record of a line for one, the string ends before the line does.
      const told = buf[start] === 123 ? unescapeLine(reason[0]).split('\n', 1)[0] : reason[0];
      this.reason = told.slice(0, 300);
      this.reasonAge = 0;
    } else this.reasonAge++;
    const time = timeIn(line.slice(0, 256));
    if (time) this.lastTime = time;
    if (indexOf(buf, start, end, goroutineWord) < 0) return;
    const count = goroutineCountIn(line);
    if (count < 0) return;
    this.collector.countTime.push(time ? Number(time) : Number.NaN);
    this.collector.countValue.push(count);
    this.collector.countOffset.push(offset);
  }

  /** Decides whether the record that begins here belongs to the dump before it, or to another moment. */
  private startRecord(id: number, offset: number): void {
    this.scanner.end();
    const last = this.segments[this.segments.length - 1];
    const explained = this.reason !== '' && this.reasonAge < reasonReach;
    const again = this.ids.has(id);
    const lone = last !== undefined && this.collector.rows - last.firstRow === 1;
    if (last === undefined || last.endRow >= 0 || explained || again || (this.gap > 0 && lone) || this.gap > reasonReach) {
      this.closeSegment(offset);
      this.segments.push({
        firstRow: this.collector.rows,
        endRow: -1,
        reason: explained ? this.reason : '',
        timeNanos: this.lastTime,
        firstByte: offset,
        endByte: offset,
      });
      this.ids = new Set();
    }
    this.reason = '';
    this.gap = 0;
    this.ids.add(id);
  }

  private closeSegment(endByte: number): void {
    const last = this.segments[this.segments.length - 1];
    if (!last || last.endRow >= 0) return;
    last.endRow = this.collector.rows;
    last.endByte = endByte;
  }

  /** A JSON object whose one string holds the record's first line: from here on that member is the text. */
  private jsonStart(buf: Uint8Array, start: number, end: number, offset: number): boolean {
    const object = parseObject(buf, start, end);
    if (!object) return false;
    const key = keyWithDump(object, '');
    if (key === undefined) return false;
    this.jsonKey = key;
    return this.jsonLine(buf, start, end, offset);
  }

  private jsonLine(buf: Uint8Array, start: number, end: number, offset: number): boolean {
    const object = buf[start] === 123 ? parseObject(buf, start, end) : undefined;
    const value = object && this.jsonKey !== undefined ? memberAt(object, this.jsonKey) : undefined;
    if (value === undefined) {
      this.jsonKey = undefined;
      this.scanner.end();
      return false;
    }
    this.lastTime = timeIn(text.decode(buf.subarray(start, Math.min(end, start + maxLogLine))).replace(value, '')) || this.lastTime;
    const whole = value.trimEnd().includes('\n');
    this.feed(value, offset);
    if (whole) {
      // The whole dump stood in one string: the next object is another moment's.
      this.scanner.end();
      this.jsonKey = undefined;
      this.gap++;
    }
    return true;
  }

  private feed(value: string, offset: number): void {
    const lines = value.endsWith('\n') ? value.slice(0, -1).split('\n') : value.split('\n');
    for (const line of lines) {
      const encoded = bytes.encode(line);
      const end = encoded[encoded.length - 1] === 13 ? encoded.length - 1 : encoded.length;
      this.plain(encoded, 0, end, offset);
    }
    this.scanner.hold();
  }
}

type JsonObject = { readonly [key: string]: unknown };

function parseObject(buf: Uint8Array, start: number, end: number): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.decode(buf.subarray(start, end)));
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON after all: the line is text like any other.
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const dumpStart = /(?:^|\n)goroutine \d+ (?:gp=[^[\n]*)?\[[^\n]*\]:/;

/** The path (members joined by NUL) of the first string that holds a record's first line, one level deep. */
function keyWithDump(object: JsonObject, at: string): string | undefined {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value === 'string' && dumpStart.test(value)) return at + key;
    if (isObject(value) && at === '') {
      const inner = keyWithDump(value, `${key}\0`);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function memberAt(object: JsonObject, path: string): string | undefined {
  let value: unknown = object;
  for (const key of path.split('\0')) value = isObject(value) ? value[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
