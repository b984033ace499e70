import type { ContainerLine } from './records';

/** A longer line is no line of a log: it is passed over, so that memory stays bounded. */
export const maxLineBytes = 64 * 1024 * 1024;
const keptBytes = 1024 * 1024;

export interface JoinedLine {
  /** Where in the input the byte at this position of the line's buffer stands. */
  originOf(position: number): number;
}

/**
 * Takes one line after another, without its line feed: bytes [start, end) of `buf`, which is the caller's to use again afterwards.
 * `offset` is where the line begins in the input. A line that was put together of parts says by `joined` where each of its bytes is from.
 */
export type LineSink = (buf: Uint8Array, start: number, end: number, offset: number, joined?: JoinedLine) => void;

/** The parts of one stream's line so far. */
export class HeldLine implements JoinedLine {
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
