import { GoroutineFlag } from '../../model/goroutines';
import { asciiBytes, decimalAt, endsWith, hexDigit, indexOf, lastIndexOfByte, startsWith } from './bytes';
import { creatorAt, type HeaderPlace } from './header-line';
import { noAddress, type RowCollector } from './table';

const createdBy = asciiBytes('created by ');
const originating = asciiBytes('[originating from goroutine ');
const elidedEnd = asciiBytes('elided...');
const otherThread = asciiBytes('goroutine running on other thread');
const nonGo = asciiBytes('non-Go function');
const frameFacts: readonly Uint8Array[] = [asciiBytes(' fp=0x'), asciiBytes(' pc=0x'), asciiBytes(' sp=0x')];
const nothing = new Uint8Array(0);
const tab = 9;
const space = 32;
const openParen = 40;
const closeParen = 41;
const dot = 46;
/** States of goroutines that wait for a lock: for them the arguments of all frames are kept. */
const lockState = /^(?:sync\.(?:Mutex|RWMutex)\.|semacquire)/;

/** The pending first line of a frame: its second line makes it one. */
/** `bare` is a line without arguments: a C function if a place follows, else no part of the record. */
const Pending = { none: 0, frame: 1, creator: 2, bare: 3 } as const;
type Pending = (typeof Pending)[keyof typeof Pending];

/**
 * Reads the lines of records. The caller decides where a record starts and which lines reach it; buffers may be used again
 * after `hold`.
 */
export class RecordScanner {
  private frames = new Uint32Array(256);
  private depth = 0;
  private creator = -1;
  private parent = -1;
  private address = 0;
  private rank = noAddress;
  private keepArgs = false;
  private pending: Pending = Pending.none;
  private buf: Uint8Array = nothing;
  private nameStart = 0;
  private nameEnd = 0;
  private argsEnd = 0;
  private ancestorId = -1;
  private ownDepth: number | undefined;
  private ownCreator = -1;
  open = false;
  /** Lines inside records that are no part of one. */
  foreign = 0;

  constructor(private readonly collector: RowCollector) {}

  begin(buf: Uint8Array, place: HeaderPlace, offset: number): void {
    this.end();
    const facts = this.collector.header(text.decode(buf.subarray(place.contentStart, place.contentEnd)));
    this.collector.beginRow(place.id, facts, offset);
    this.keepArgs = lockState.test(facts.state);
    this.open = true;
  }

  /** Ends the record, if one is open. */
  end(): void {
    if (!this.open) return;
    if (this.pending !== Pending.none) this.foreign++;
    this.closeAncestor();
    this.collector.endRow(this.frames, this.depth, this.creator, this.parent, this.address);
    this.depth = 0;
    this.creator = -1;
    this.parent = -1;
    this.address = 0;
    this.rank = noAddress;
    this.pending = Pending.none;
    this.open = false;
  }

  /** The input ends here: a record whose last frame lacks its second line was cut. */
  cut(): void {
    if (this.open) this.collector.addFlag(GoroutineFlag.truncated);
    this.end();
  }

  /** True while a frame's second line, or the first frame, is still to come. */
  get incomplete(): boolean {
    return this.open && (this.pending === Pending.frame || this.pending === Pending.creator || this.depth === 0);
  }

  /** Copies what must outlive the buffer. */
  hold(): void {
    if (this.pending === Pending.none) return;
    this.buf = this.buf.slice(this.nameStart, Math.max(this.nameEnd, this.argsEnd));
    this.nameEnd -= this.nameStart;
    this.argsEnd -= this.nameStart;
    this.nameStart = 0;
  }

  /** One line of the open record, not empty. */
  line(buf: Uint8Array, start: number, end: number): void {
    const first = buf[start];
    if (first === tab || first === space) this.place(buf, start, end);
    else if (buf[end - 1] === closeParen && this.frameName(buf, start, end)) return;
    else if (startsWith(buf, start, end, createdBy)) {
      const { nameEnd, parent } = creatorAt(buf, start + createdBy.length, end);
      this.expect(Pending.creator, buf, start + createdBy.length, nameEnd, nameEnd);
      if (this.ancestorId < 0) this.parent = parent;
    } else if (first === dot && endsWith(buf, start, end, elidedEnd)) this.collector.addFlag(GoroutineFlag.elided);
    else if (startsWith(buf, start, end, originating)) this.beginAncestor(buf, start, end);
    else if (startsWith(buf, start, end, nonGo)) this.nonGoFrame(buf, start, end);
    else if (end - start < 1024) {
      // A function named by a cgo symbolizer has no arguments; it is a frame only if a place follows.
      if (this.pending !== Pending.none) this.foreign++;
      this.expect(Pending.bare, buf, start, end, end);
    } else this.foreign++;
  }

  private frameName(buf: Uint8Array, start: number, end: number): boolean {
    const paren = lastIndexOfByte(buf, start + 1, end, openParen);
    if (paren < 0) return false;
    this.expect(Pending.frame, buf, start, paren, end);
    return true;
  }

  private expect(pending: Pending, buf: Uint8Array, nameStart: number, nameEnd: number, argsEnd: number): void {
    this.pending = pending;
    this.buf = buf;
    this.nameStart = nameStart;
    this.nameEnd = nameEnd;
    this.argsEnd = argsEnd;
  }

  /** The second line of a frame: `\tfile:line +0xoff[ fp=… sp=… pc=…]`. */
  private place(buf: Uint8Array, start: number, end: number): void {
    let from = start;
    while (from < end && (buf[from] === tab || buf[from] === space)) from++;
    if (this.pending === Pending.none) {
      if (startsWith(buf, from, end, otherThread)) this.collector.addFlag(GoroutineFlag.otherThread);
      else this.foreign++;
      return;
    }
    const to = placeEnd(buf, from, end);
    const inlined = this.argsEnd - this.nameEnd === 5 && this.buf[this.nameEnd + 1] === dot;
    const frame = this.collector.frame(this.buf, this.nameStart, this.nameEnd, inlined, buf, from, to);
    const pending = this.pending;
    this.pending = Pending.none;
    if (pending === Pending.creator) {
      this.creator = frame;
      if (this.ancestorId < 0) return;
      this.closeAncestor();
      return;
    }
    this.push(frame);
    if (!inlined && this.ancestorId < 0) this.arguments(frame);
  }

  private push(frame: number): void {
    if (this.depth === this.frames.length) {
      const wider = new Uint32Array(this.frames.length * 2);
      wider.set(this.frames);
      this.frames = wider;
    }
    this.frames[this.depth++] = frame;
  }

  private nonGoFrame(buf: Uint8Array, start: number, end: number): void {
    const at = indexOf(buf, start, end, frameFacts[1]);
    // With a symbolizer the name stands alone and its place follows.
    if (at < 0 && end - start === nonGo.length) this.expect(Pending.frame, buf, start, end, end);
    else this.push(this.collector.frame(nonGo, 0, nonGo.length, false, nothing, 0, 0));
  }

  /** The words of the argument list, where they name what is waited for or the row waits for a lock. */
  private arguments(frame: number): void {
    const rank = this.collector.rank(frame);
    if (!this.keepArgs && rank <= this.rank) return;
    let first = true;
    for (let at = this.nameEnd + 1; at + 2 < this.argsEnd; at++) {
      if (this.buf[at] !== 48 || this.buf[at + 1] !== 120) continue;
      let word = 0;
      let digit = 0;
      for (at += 2; digit >= 0 && at < this.argsEnd; ) {
        digit = hexDigit(this.buf[at]);
        if (digit < 0) break;
        word = word * 16 + digit;
        at++;
      }
      if (first && rank > this.rank && word > 0) {
        this.address = word;
        this.rank = rank;
      }
      first = false;
      // Only addresses of this size are heap pointers on the platforms Go runs on; the rest are lengths and flags.
      if (this.keepArgs && word > 0xffff && word <= Number.MAX_SAFE_INTEGER) this.collector.argument(word);
      else if (!this.keepArgs) return;
    }
  }

  private beginAncestor(buf: Uint8Array, start: number, end: number): void {
    this.closeAncestor();
    const id = decimalAt(buf, start + originating.length, end);
    if (!id) return;
    this.ancestorId = id.value;
    this.ownDepth = this.depth;
    this.ownCreator = this.creator;
    this.creator = -1;
  }

  /** The ancestor's frames stand after the goroutine's own in the same column until it ends. */
  private closeAncestor(): void {
    if (this.ancestorId < 0 || this.ownDepth === undefined) return;
    const frames = this.frames.slice(this.ownDepth, this.depth);
    this.collector.ancestor(this.ancestorId, frames, frames.length, this.creator);
    this.depth = this.ownDepth;
    this.creator = this.ownCreator;
    this.ancestorId = -1;
    this.ownDepth = undefined;
  }
}

/** Where `file:line +0xoff` ends: pointers of the frame (` fp=… sp=… pc=…`, or ` pc=…` alone) come last where they are printed. */
function placeEnd(buf: Uint8Array, from: number, end: number): number {
  let at = end - 1;
  while (at > from && buf[at] !== space) at--;
  if (at <= from || buf[at + 1] !== 112) return end;
  let to = end;
  for (const fact of frameFacts) {
    const found = indexOf(buf, from, to, fact);
    if (found >= 0) to = found;
  }
  return to;
}

const text = new TextDecoder('utf-8');
