import { phrase } from '../../base/phrase';
import { type InputWarning, inputWarning } from '../../model/decoded';
import { asciiBytes, indexOf } from '../goroutines/bytes';
import { type ContainerLine, criLine, dockerLine, form } from './records';

/** A longer line is no line of a log: it is passed over, so that memory stays bounded. */
export const maxLineBytes = 64 * 1024 * 1024;
/** docker's copier gives its driver pieces of this length (moby daemon/logger/copier.go defaultBufSize). */
const dockerPieceBytes = 16 * 1024;
/** So far ahead it is looked whether a file of docker's form has its line feeds. */
const lookAheadBytes = 1024 * 1024;
const keptBytes = 1024 * 1024;
const lineFeedKept = asciiBytes('\\n","stream":"std');

/**
 * Takes one line after another, without its line feed: bytes [start, end) of `buf`, which is the caller's to use again afterwards.
 * `offset` is where the line begins in the input. A line that was put together of parts says by `joined` where each of its bytes is from.
 */
export type LineSink = (buf: Uint8Array, start: number, end: number, offset: number, joined?: JoinedLine) => void;

export interface JoinedLine {
  /** Where in the input the byte at this position of the line's buffer stands. */
  originOf(position: number): number;
}

/**
 * Puts lines together again that a container runtime wrote in parts. Every other line goes through as it is.
 *
 * - The form of the CRI (containerd, CRI-O, podman): `TIME STREAM P text` goes on in the next line of that stream, up to one marked `F`
 *   (kubernetes cri-api, logging.md). containerd cuts at 16 KiB, conmon wherever one read of the pipe ended: it takes the runtime's
 *   gctrace lines, which are many writes, to pieces.
 * - docker's json-file: a record whose `log` does not end in a line feed goes on in the next record of its stream. A file in which no
 *   record ends in one was not written by docker, and stays as it is.
 *
 * Memory: one line of each stream.
 */
export class LineParts {
  private readonly held = { stdout: new HeldLine(), stderr: new HeldLine() };
  private keepsLineFeeds: boolean | undefined;
  /** Lines whose last part never came: how many, and where the first begins. What came of them was given to the sink. */
  unfinished = 0;
  firstUnfinished = -1;
  /** Lines that were put together. */
  joined = 0;

  constructor(private readonly sink: LineSink) {}

  line(buf: Uint8Array, start: number, end: number, offset: number): void {
    const kind = form(buf, start, end);
    const line = kind === 'cri' ? criLine(buf, start, end) : kind === 'docker' ? dockerLine(buf, start, end) : undefined;
    if (!line) {
      this.sink(buf, start, end, offset);
      return;
    }
    const held = this.held[line.stream];
    if (held.open && !held.goesOnIn(buf, start, line)) this.giveUp(held);
    const goesOn = line.form === 'cri' ? line.partial : this.dockerGoesOn(buf, start, line);
    if (!held.open && !goesOn) {
      this.sink(buf, start, end, offset);
      return;
    }
    held.add(buf, start, end, offset, line);
    if (!goesOn) this.give(held);
  }

  /** After the last line. True where it was a part of one that never ended. */
  finish(): boolean {
    const before = this.unfinished;
    const open = [this.held.stdout, this.held.stderr].filter((held) => held.open).sort((a, b) => a.offset - b.offset);
    for (const held of open) this.giveUp(held);
    return this.unfinished > before;
  }

  private dockerGoesOn(buf: Uint8Array, start: number, line: ContainerLine): boolean {
    if (!line.partial) {
      this.keepsLineFeeds = true;
      return false;
    }
    this.keepsLineFeeds ??= indexOf(buf, start, Math.min(buf.length, start + lookAheadBytes), lineFeedKept) >= 0;
    return this.keepsLineFeeds;
  }

  private give(held: HeldLine): void {
    held.close();
    if (!held.tooLong) {
      this.joined++;
      this.sink(held.buf, 0, held.length, held.offset, held);
    }
    held.reset();
  }

  private giveUp(held: HeldLine): void {
    // A program may end without a line feed: docker's last short piece is then no part of anything.
    if (held.form === 'cri' || held.length >= dockerPieceBytes) {
      if (this.unfinished++ === 0) this.firstUnfinished = held.offset;
    }
    this.give(held);
  }
}

export const unfinishedCode = 'unfinished-line';

/** What an input is told of lines whose last part is absent. */
export function unfinishedLines({ unfinished, firstUnfinished }: LineParts): InputWarning[] {
  if (unfinished === 0) return [];
  const told =
    unfinished === 1
      ? phrase`${unfinished} line that the container runtime wrote in parts has no last part: it is read as far as it goes`
      : phrase`${unfinished} lines that the container runtime wrote in parts have no last part: they are read as far as they go`;
  return [inputWarning(unfinishedCode, told, firstUnfinished)];
}

/** The text with its lines put together, for a look at its form; the same bytes where no line is in parts. */
export function withWholeLines(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1);
  let length = 0;
  const parts = new LineParts((buf, start, end) => {
    out.set(buf.subarray(start, end), length);
    length += end - start;
    out[length++] = 10;
  });
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    parts.line(bytes, start, end, start);
    start = end + 1;
  }
  parts.finish();
  return parts.joined > 0 ? out.subarray(0, length) : bytes;
}

/** The parts of one stream's line so far. */
class HeldLine implements JoinedLine {
  buf = new Uint8Array(4096);
  length = 0;
  offset = -1;
  form: ContainerLine['form'] = 'cri';
  tooLong = false;
  /** Of each part: where it begins here, and in the input. */
  private readonly here: number[] = [];
  private readonly there: number[] = [];
  /** What stands behind a docker record's text. */
  private tail = new Uint8Array(0);

  get open(): boolean {
    return this.offset >= 0;
  }

  /** Not where the form changes or the clock goes back: another log begins. */
  goesOnIn(buf: Uint8Array, start: number, line: ContainerLine): boolean {
    if (line.form !== this.form) return false;
    return this.form === 'docker' || !isEarlier(buf, start, this.buf);
  }

  add(buf: Uint8Array, start: number, end: number, offset: number, line: ContainerLine): void {
    const first = !this.open;
    if (first) {
      this.offset = offset;
      this.form = line.form;
    }
    const from = first ? start : line.textStart;
    this.append(buf, from, line.textEnd, offset + from - start);
    if (first && line.form === 'cri' && !this.tooLong) this.buf[line.tag - start] = full;
    this.tail = buf.slice(line.textEnd, end);
  }

  close(): void {
    this.append(this.tail, 0, this.tail.length, this.originOf(this.length));
  }

  reset(): void {
    // A line of megabytes is rare: its buffer need not stay.
    if (this.buf.length > keptBytes) this.buf = new Uint8Array(4096);
    this.length = 0;
    this.offset = -1;
    this.tooLong = false;
    this.here.length = 0;
    this.there.length = 0;
  }

  originOf(position: number): number {
    let low = 0;
    for (let high = this.here.length; high - low > 1; ) {
      const middle = (low + high) >>> 1;
      if (this.here[middle] <= position) low = middle;
      else high = middle;
    }
    return this.there[low] + position - this.here[low];
  }

  private append(buf: Uint8Array, start: number, end: number, origin: number): void {
    const wanted = this.length + end - start;
    if (wanted > maxLineBytes) this.tooLong = true;
    if (this.tooLong) return;
    if (wanted > this.buf.length) {
      const wider = new Uint8Array(Math.max(wanted, this.buf.length * 2));
      wider.set(this.buf.subarray(0, this.length));
      this.buf = wider;
    }
    this.here.push(this.length);
    this.there.push(origin);
    this.buf.set(buf.subarray(start, end), this.length);
    this.length = wanted;
  }
}

const full = 70;

/** Whether the time at the start of a line is before that of the line held. Times of one writer have one zone; a fraction may be cut short. */
function isEarlier(buf: Uint8Array, start: number, held: Uint8Array): boolean {
  let i = 0;
  while (buf[start + i] === held[i] && held[i] !== space) i++;
  return rank(buf[start + i]) < rank(held[i]);
}

const space = 32;

/** A digit stands behind a point, and both behind what ends the fraction. */
function rank(byte: number): number {
  return byte >= 48 && byte <= 57 ? byte : byte === 46 ? 1 : 0;
}
