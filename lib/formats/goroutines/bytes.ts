/** Matching on bytes: what the scanner does for every line, so without making a string. */

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function startsWith(buf: Uint8Array, start: number, end: number, what: Uint8Array): boolean {
  if (end - start < what.length) return false;
  for (let i = 0; i < what.length; i++) if (buf[start + i] !== what[i]) return false;
  return true;
}

export function endsWith(buf: Uint8Array, start: number, end: number, what: Uint8Array): boolean {
  const from = end - what.length;
  if (from < start) return false;
  for (let i = 0; i < what.length; i++) if (buf[from + i] !== what[i]) return false;
  return true;
}

/** The first position of the bytes in [start, end), -1 where they are not. */
export function indexOf(buf: Uint8Array, start: number, end: number, what: Uint8Array): number {
  const first = what[0];
  const last = end - what.length;
  for (let at = start; at <= last; at++) {
    if (buf[at] !== first) continue;
    let i = 1;
    while (i < what.length && buf[at + i] === what[i]) i++;
    if (i === what.length) return at;
  }
  return -1;
}

export function lastIndexOfByte(buf: Uint8Array, start: number, end: number, byte: number): number {
  for (let at = end - 1; at >= start; at--) if (buf[at] === byte) return at;
  return -1;
}

/** The decimal number at `start`: its value and where it ends; undefined where none stands, or one past 2^53. */
export function decimalAt(buf: Uint8Array, start: number, end: number): { value: number; end: number } | undefined {
  let at = start;
  let value = 0;
  while (at < end && buf[at] >= 48 && buf[at] <= 57) {
    value = value * 10 + buf[at] - 48;
    at++;
  }
  return at > start && value <= Number.MAX_SAFE_INTEGER ? { value, end: at } : undefined;
}

/** The value of a hexadecimal digit's byte, -1 for any other. */
export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 97 && byte <= 102) return byte - 87;
  if (byte >= 65 && byte <= 70) return byte - 55;
  return -1;
}
