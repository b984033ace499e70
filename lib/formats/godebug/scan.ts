import type { JoinedLine } from '../container/parts';
import { GcLines } from './gctrace';
import { isDigit, LineReader } from './line-reader';
import { LimitLines } from './memory-limit';
import { ScavLines } from './scav';
import { SchedLines } from './schedtrace';

/** What the lines of a log hold of the runtime's own, wherever in a line it stands. */
export class LogScan {
  readonly gc = new GcLines();
  readonly sched = new SchedLines();
  readonly scav = new ScavLines();
  readonly limits = new LimitLines();
  readonly damagedOffsets: number[] = [];
  damaged = 0;
  lines = 0;
  /** Lines without anything of the runtime's. */
  otherLines = 0;
  /** The text speaks of goroutines somewhere: a dump may stand in it. */
  mentionsGoroutines = false;
  /** A line of `go test -bench` stands in it. */
  benchmarks = false;
  private readonly reader: LineReader;

  /** @param input all of the text: the bytes of every line that was not put together */
  constructor(input: Uint8Array) {
    this.reader = new LineReader(input);
  }

  /** One line, bytes [start, end) of the input, or of the buffer that it was put together in. */
  line(bytes: Uint8Array, start: number, end: number, joined: JoinedLine | undefined): void {
    this.lines++;
    this.reader.over(bytes, joined);
    if (!this.read(bytes, start, end)) this.otherLines++;
  }

  private read(bytes: Uint8Array, start: number, end: number): boolean {
    const { gc, sched, scav, reader } = this;
    let found = false;
    if (bytes[start] === 0x42 && isBenchmark(bytes, start)) this.benchmarks = true;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (byte === 0x67) {
        // `gc N @`
        if (isOro(bytes, at + 1)) this.mentionsGoroutines = true;
        if (bytes[at + 1] !== 0x63 || bytes[at + 2] !== 0x20 || !isDigit(bytes[at + 3]) || isJoined(bytes, at, start)) continue;
        const result = gc.read(reader.at(at, end));
        if (result === 'none') continue;
        found = true;
        if (result === 'row') at = reader.pos - 1;
        else if (++this.damaged <= 5) this.damagedOffsets.push(reader.at(at, end).offset);
      } else if (byte === 0x53) {
        if (bytes[at + 1] !== 0x43 || bytes[at + 2] !== 0x48 || !sched.read(reader.at(at, end))) continue;
        found = true;
        at = reader.pos - 1;
      } else if (byte === 0x73) {
        if (bytes[at + 1] !== 0x63 || bytes[at + 2] !== 0x61 || bytes[at + 3] !== 0x76) continue;
        if (scav.read(reader.at(at, end))) return true;
      } else if (byte === 0x20) {
        // scheddetail's lines are set in by two blanks and follow a SCHED line.
        const next = bytes[at + 1];
        if (sched.count === 0 || (next !== 0x50 && next !== 0x4d && next !== 0x47)) continue;
        if (bytes[at - 1] === 0x20 && sched.readDetail(reader.at(at + 1, end))) return true;
      } else if (byte === 0x47) {
        if (isOro(bytes, at + 1)) this.mentionsGoroutines = true;
        if (bytes[at + 1] === 0x43 && reader.at(at, end).has('GC forced')) {
          gc.forcedByTimer();
          return true;
        }
        if (bytes[at + 1] === 0x4f && bytes[at + 2] === 0x4d) this.limits.read(reader.at(at, end));
      }
    }
    return found;
  }
}

/** The middle of «goroutine» and «Goroutine». */
function isOro(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x6f && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x6f;
}

const benchmark = [...'Benchmark'].map((letter) => letter.charCodeAt(0));

/** `BenchmarkRead-8 …`: testing takes no name that goes on with a small letter (cmd/go/internal/load isTest). */
function isBenchmark(bytes: Uint8Array, start: number): boolean {
  const next = bytes[start + benchmark.length];
  return benchmark.every((letter, i) => bytes[start + i] === letter) && (isDigit(next) || next === 0x5f || (next >= 65 && next <= 90));
}

/** True where the `gc` is the end of a longer word («hgc 5 @»). */
function isJoined(bytes: Uint8Array, at: number, start: number): boolean {
  if (at === start) return false;
  const before = bytes[at - 1];
  // A digit or a letter right before is another writer's cut text or a word; only \n's «n» inside of JSON is none.
  const letter = (before >= 97 && before <= 122) || (before >= 65 && before <= 90) || before === 95;
  return letter && !(before === 0x6e && bytes[at - 2] === 0x5c);
}
