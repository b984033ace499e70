import { asciiBytes, decimalAt, indexOf, lastIndexOfByte, startsWith } from './bytes';

const word = asciiBytes('goroutine ');
const gp = asciiBytes('gp=');
const colon = 58;
const open = 91;
const close = 93;
/** Room for ` gp=… m=… mp=… ` with every number at its longest: a line of nothing but beginnings is not looked through from each of them. */
const mostFacts = 128;

/** Where a record's first line says what. */
export interface HeaderPlace {
  readonly id: number;
  /** Bytes between the brackets. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

/**
 * Reads `goroutine N [gp=… m=… [mp=…]] [ … ]:` that fills the range; undefined where it is no such line. The brackets end
 * with the line, never at the first `]`.
 */
export function headerAt(buf: Uint8Array, start: number, end: number): HeaderPlace | undefined {
  if (!startsWith(buf, start, end, word) || end - start < 14) return undefined;
  if (buf[end - 1] !== colon || buf[end - 2] !== close) return undefined;
  const id = decimalAt(buf, start + word.length, end);
  if (!id || buf[id.end] !== 32) return undefined;
  let at = id.end + 1;
  if (buf[at] !== open) {
    if (!startsWith(buf, at, end, gp)) return undefined;
    const last = Math.min(end, at + mostFacts);
    while (at < last && buf[at] !== open) at++;
    if (buf[at] !== open) return undefined;
  }
  if (at + 1 > end - 2) return undefined;
  return { id: id.value, contentStart: at + 1, contentEnd: end - 2 };
}

/** A record's first line that does not start the line: the position of its `goroutine `, -1 where there is none. */
export function headerInside(buf: Uint8Array, start: number, end: number): number {
  if (end - start < 14 || buf[end - 1] !== colon || buf[end - 2] !== close) return -1;
  for (let at = indexOf(buf, start, end, word); at >= 0; at = indexOf(buf, at + 1, end, word)) {
    if (headerAt(buf, at, end)) return at;
  }
  return -1;
}

const escapedEnd = asciiBytes(']:\\n');

/** A whole dump written into one line as an escaped string: the position of its `goroutine `, -1 where there is none. */
export function escapedDumpInside(buf: Uint8Array, start: number, end: number): number {
  const ends = indexOf(buf, start, end, escapedEnd);
  if (ends < 0) return -1;
  for (let at = indexOf(buf, start, ends, word); at >= 0; at = indexOf(buf, at + 1, ends, word)) {
    if (headerAt(buf, at, ends + 2)) return at;
  }
  return -1;
}

/** Undoes the escapes of a quoted string (JSON, strconv.Quote) up to its closing quote or the end of the line. */
export function unescapeLine(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') break;
    if (character !== '\\' || i + 1 >= text.length) {
      out += character;
      continue;
    }
    const next = text[++i];
    const hex = next === 'u' ? text.slice(i + 1, i + 5) : next === 'x' ? text.slice(i + 1, i + 3) : '';
    if (hex && /^[0-9a-fA-F]+$/.test(hex)) {
      out += String.fromCharCode(Number.parseInt(hex, 16));
      i += hex.length;
    } else out += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next;
  }
  return out;
}

/** Splits `F in goroutine N`: where the name ends, and N (-1 without it). */
export function creatorAt(buf: Uint8Array, start: number, end: number): { nameEnd: number; parent: number } {
  const space = lastIndexOfByte(buf, start, end, 32);
  const number = space > start ? decimalAt(buf, space + 1, end) : undefined;
  if (number && number.end === end && startsWith(buf, space - inGoroutine.length, end, inGoroutine)) {
    return { nameEnd: space - inGoroutine.length, parent: number.value };
  }
  return { nameEnd: end, parent: -1 };
}

const inGoroutine = asciiBytes(' in goroutine');
