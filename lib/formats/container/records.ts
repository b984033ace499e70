import { asciiBytes, indexOf, startsWith } from '../goroutines/bytes';

/** A line as a container runtime writes it, by positions in its buffer. */
export interface ContainerLine {
  readonly form: 'cri' | 'docker' | 'journal';
  readonly stream: 'stdout' | 'stderr';
  /** The program's line does not end here. */
  readonly partial: boolean;
  /** Where the `P` or `F` of the CRI stands. */
  readonly tag: number;
  /** The program's own bytes; docker's are the inside of a JSON string. */
  readonly textStart: number;
  readonly textEnd: number;
}

const streams = [
  { name: 'stdout', cri: asciiBytes('stdout '), docker: asciiBytes('","stream":"stdout",') },
  { name: 'stderr', cri: asciiBytes('stderr '), docker: asciiBytes('","stream":"stderr",') },
] as const;
const dockerStart = asciiBytes('{"log":"');
const dockerTime = asciiBytes('"time":"');
const dockerAttributes = asciiBytes('"attrs":{');
/** `2006-01-02T15:04:05` and the longest fraction and zone. */
const shortestTime = 19;
const longestTime = 36;
const quote = 34;
const backslash = 92;
const space = 32;

/** What a line's first bytes look like. */
export function form(buf: Uint8Array, start: number, end: number): ContainerLine['form'] | undefined {
  const first = buf[start];
  if (first === 123) return startsWith(buf, start, end, dockerStart) ? 'docker' : undefined;
  const digit = first >= 48 && first <= 57;
  return digit && buf[start + 4] === 45 && buf[start + 10] === 84 && buf[start + 13] === 58 && end - start > shortestTime
    ? 'cri'
    : undefined;
}

/** `TIME stdout|stderr P|F[:tags] text`, undefined where the line is none. */
export function criLine(buf: Uint8Array, start: number, end: number): ContainerLine | undefined {
  const timeEnd = buf.subarray(start + shortestTime, Math.min(end, start + longestTime)).indexOf(space) + start + shortestTime;
  if (timeEnd < start + shortestTime) return undefined;
  for (const { name, cri } of streams) {
    if (!startsWith(buf, timeEnd + 1, end, cri)) continue;
    const tag = timeEnd + 1 + cri.length;
    const partial = buf[tag] === 80;
    if (tag >= end || (!partial && buf[tag] !== 70)) return undefined;
    // Tags are parted by colons; the first says whether the line is whole.
    if (tag + 1 < end && buf[tag + 1] !== space && buf[tag + 1] !== 58) return undefined;
    let textStart = tag + 1;
    while (textStart < end && buf[textStart] !== space) textStart++;
    return { form: 'cri', stream: name, partial, tag, textStart: Math.min(end, textStart + 1), textEnd: end };
  }
  return undefined;
}

/** `{"log":"text\n","stream":"stdout",["attrs":{…},]"time":"…"}` (moby daemon/logger/jsonfilelog), undefined where the line is none. */
export function dockerLine(buf: Uint8Array, start: number, end: number): ContainerLine | undefined {
  const textStart = start + dockerStart.length;
  let at = textStart;
  while (at < end && buf[at] !== quote) at += buf[at] === backslash ? 2 : 1;
  if (at >= end) return undefined;
  for (const { name, docker } of streams) {
    if (!startsWith(buf, at, end, docker)) continue;
    const rest = at + docker.length;
    const timed = startsWith(buf, rest, end, dockerTime);
    if (!timed && !(startsWith(buf, rest, end, dockerAttributes) && indexOf(buf, rest, end, dockerTime) >= 0)) return undefined;
    return { form: 'docker', stream: name, partial: !endsInLineFeed(buf, textStart, at), tag: -1, textStart, textEnd: at };
  }
  return undefined;
}

/** The escape `\n` at the end of a JSON string, not an `n` behind an escaped backslash. */
function endsInLineFeed(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || buf[end - 1] !== 110) return false;
  let slashes = 0;
  while (end - 2 - slashes >= start && buf[end - 2 - slashes] === backslash) slashes++;
  return slashes % 2 === 1;
}
