import { phrase } from '../../base/phrase';
import { type InputWarning, inputWarning } from '../../model/decoded';
import { asciiBytes, indexOf } from '../goroutines/bytes';
import { HeldLine, type LineSink } from './held-line';
import { JournalParts } from './journal';
import { type ContainerLine, criLine, dockerLine, form } from './records';

export { type JoinedLine, type LineSink, maxLineBytes } from './held-line';

/** docker's copier gives its driver pieces of this length (moby daemon/logger/copier.go defaultBufSize). */
const dockerPieceBytes = 16 * 1024;
/** So far ahead it is looked whether a file of docker's form has its line feeds. */
const lookAheadBytes = 1024 * 1024;
const lineFeedKept = asciiBytes('\\n","stream":"std');

/**
 * Puts lines together again that a container runtime or journald wrote in parts. Every other line goes through as it is.
 *
 * - The form of the CRI (containerd, CRI-O, podman): `TIME STREAM P text` goes on in the next line of that stream, up to one marked `F`
 *   (kubernetes cri-api, logging.md). containerd cuts at 16 KiB, conmon wherever one read of the pipe ended: it takes the runtime's
 *   gctrace lines, which are many writes, to pieces.
 * - docker's json-file: a record whose `log` does not end in a line feed goes on in the next record of its stream. A file in which no
 *   record ends in one was not written by docker, and stays as it is.
 *
 * - What journald cut at its LineMax, and its entries as JSON (./journal).
 *
 * Memory: one line of each stream.
 */
export class LineParts {
  private readonly held = { stdout: new HeldLine(), stderr: new HeldLine() };
  private keepsLineFeeds: boolean | undefined;
  /** Lines whose last part never came: how many, and where the first begins. What came of them was given to the sink. */
  unfinished = 0;
  firstUnfinished = -1;
  /** Lines that were put together, or taken out of an entry. */
  joined = 0;
  readonly journal: JournalParts;

  constructor(private readonly sink: LineSink) {
    this.journal = new JournalParts((buf, start, end, offset, joined) => {
      this.joined++;
      sink(buf, start, end, offset, joined);
    });
  }

  line(buf: Uint8Array, start: number, end: number, offset: number): void {
    const kind = form(buf, start, end);
    const line = kind === 'cri' ? criLine(buf, start, end) : kind === 'docker' ? dockerLine(buf, start, end) : undefined;
    if (!line) {
      if (!this.journal.line(buf, start, end, offset)) this.sink(buf, start, end, offset);
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
    const cut = this.journal.finish();
    if (cut.count > 0) {
      if (this.unfinished === 0 || cut.first < this.firstUnfinished) this.firstUnfinished = cut.first;
      this.unfinished += cut.count;
    }
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

const unfinishedCode = 'unfinished-line';
const withheldCode = 'journal-withheld';
/** What every reader of an input's lines tells. */
export const lineCodes: ReadonlySet<string> = new Set([unfinishedCode, withheldCode]);

/** What an input is told of lines whose last part is absent. */
export function unfinishedLines({ unfinished, firstUnfinished, journal }: LineParts): InputWarning[] {
  const warnings: InputWarning[] = [];
  if (unfinished > 0) {
    const told =
      unfinished === 1
        ? phrase`${unfinished} line that the container runtime or journald wrote in parts has no last part: it is read as far as it goes`
        : phrase`${unfinished} lines that the container runtime or journald wrote in parts have no last part: they are read as far as they go`;
    warnings.push(inputWarning(unfinishedCode, told, firstUnfinished));
  }
  if (journal.withheld > 0) {
    const told = phrase`journalctl left the text of long entries out (${journal.withheld}): export the journal again with --all`;
    warnings.push(inputWarning(withheldCode, told, journal.firstWithheld));
  }
  return warnings;
}

/** The text with its lines put together, for a look at its form; the same bytes where no line is in parts. */
export function withWholeLines(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1);
  let length = 0;
  const parts = new LineParts((buf, start, end) => {
    // An entry of many lines has its time before each of them: what goes beyond the prefix is not looked at.
    if (length + end - start >= out.length) return;
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
