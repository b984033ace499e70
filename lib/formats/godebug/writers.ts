import type { GrowingFloat64 } from '../growing';

/** So much of a line before and after its gctrace text is looked at, and so many words of it. */
const mostBytes = 2048;
const mostWords = 48;
/** Rows from which the places of a writer's name are guessed, and how many such places are tried on all rows. */
const sampled = 512;
const mostTried = 6;
/** More names than this are no writers but times, offsets, requests. */
const mostWriters = 32;
/** Each name must come so often. */
const leastLines = 2;
const newline = 10;

/**
 * Which process wrote each gctrace line, where what surrounds the lines says so: the container that docker compose or stern puts before a
 * line, the host and pid of a journal, the pod's name in a logger's JSON. Undefined where the numbers need no help, or where no word
 * around the lines makes them go up by one.
 *
 * A word that stands at the same place of its line names the writer if the lines that share it count on without a break. Times, levels and
 * offsets do not: by them a process falls to pieces, each of which begins in the middle.
 */
export function writersOf(
  bytes: Uint8Array,
  number: GrowingFloat64,
  startNs: GrowingFloat64,
  offset: GrowingFloat64,
): Uint32Array | undefined {
  const rows = number.length;
  const together = breaks(number, startNs, new Uint32Array(rows), 1);
  // One break is a log that begins in the middle, or a gap.
  if (together < 2) return undefined;
  let best: Uint32Array | undefined;
  let fewest = together / 2;
  for (const place of likelyPlaces(bytes, offset)) {
    const { names, of } = namesAt(bytes, offset, place);
    if (names < 2 || names > mostWriters) continue;
    const broken = breaks(number, startNs, of, names);
    if (broken >= fewest) continue;
    fewest = broken;
    best = of;
  }
  return best;
}

/** Lines of a name that do not go on from the one before: another number than the next, or a clock gone back. Number 1 is a new process. */
function breaks(number: GrowingFloat64, startNs: GrowingFloat64, of: Uint32Array, names: number): number {
  const lastNumber = new Float64Array(names).fill(-1);
  const lastTime = new Float64Array(names);
  let broken = 0;
  for (let row = 0; row < of.length; row++) {
    const name = of[row];
    const n = number.at(row);
    if (n !== 1 && (n !== lastNumber[name] + 1 || startNs.at(row) < lastTime[name])) broken++;
    lastNumber[name] = n;
    lastTime[name] = startNs.at(row);
  }
  return broken;
}

/** A word by its place: 0, 1, … before the gctrace text, −1, −2, … behind it. */
type Place = number;

/** Places whose words are few and come again, those with the fewest first. */
function likelyPlaces(bytes: Uint8Array, offset: GrowingFloat64): Place[] {
  const rows = Math.min(offset.length, sampled);
  const seen = new Map<Place, Map<string, number>>();
  for (let row = 0; row < rows; row++) {
    for (const [place, from, end] of [...wordsAround(bytes, offset.at(row), false), ...wordsAround(bytes, offset.at(row), true)]) {
      const word = textOf(bytes, from, end);
      let words = seen.get(place);
      if (!words) {
        words = new Map();
        seen.set(place, words);
      }
      if (words.size <= mostWriters) words.set(word, (words.get(word) ?? 0) + 1);
    }
  }
  return [...seen]
    .filter(([, words]) => words.size >= 2 && words.size <= mostWriters && [...words.values()].every((lines) => lines >= leastLines))
    .sort(([, a], [, b]) => a.size - b.size)
    .slice(0, mostTried)
    .map(([place]) => place);
}

/** The word of each row at a place, numbered by first appearance; lines without one share a name. */
function namesAt(bytes: Uint8Array, offset: GrowingFloat64, place: Place): { names: number; of: Uint32Array } {
  const numbers = new Map<string, number>();
  const of = new Uint32Array(offset.length);
  for (let row = 0; row < offset.length; row++) {
    let word = '';
    for (const [at, from, end] of wordsAround(bytes, offset.at(row), place < 0)) {
      if (at !== place) continue;
      word = textOf(bytes, from, end);
      break;
    }
    let name = numbers.get(word);
    if (name === undefined) {
      name = numbers.size;
      if (name > mostWriters) return { names: name, of };
      numbers.set(word, name);
    }
    of[row] = name;
  }
  return { names: numbers.size, of };
}

/** The words before the gctrace text at an offset, or those behind it: their places and bytes. */
function* wordsAround(bytes: Uint8Array, offset: number, behind: boolean): Generator<[Place, number, number]> {
  const [start, end] = behind ? restOf(bytes, offset) : [lineStart(bytes, offset), offset];
  let place = behind ? -1 : 0;
  let from = -1;
  for (let at = start; at <= end; at++) {
    if (at < end && isWordByte(bytes[at])) {
      if (from < 0) from = at;
    } else if (from >= 0) {
      yield [place, from, at];
      from = -1;
      place += behind ? -1 : 1;
      if (Math.abs(place) > mostWords) return;
    }
  }
}

function lineStart(bytes: Uint8Array, offset: number): number {
  const least = Math.max(0, offset - mostBytes);
  let start = offset;
  while (start > least && bytes[start - 1] !== newline) start--;
  return start;
}

/** What follows the gctrace text in its line. The text ends with « P», its only capital P. */
function restOf(bytes: Uint8Array, offset: number): [number, number] {
  const most = Math.min(bytes.length, offset + mostBytes);
  let start = offset;
  while (start < most && bytes[start] !== newline && !(bytes[start] === 0x50 && bytes[start - 1] === 0x20)) start++;
  let end = start;
  while (end < most && bytes[end] !== newline) end++;
  return [Math.min(start + 1, end), end];
}

function textOf(bytes: Uint8Array, from: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(from, end));
}

/** Letters, digits, `-`, `.`, `_`, and what is beyond ASCII. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122) ||
    byte === 45 ||
    byte === 46 ||
    byte === 95 ||
    byte >= 128
  );
}
