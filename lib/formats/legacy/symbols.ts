import type { BuilderLabel } from '../../model/profile-builder';
import type { Draft, DraftLine, DraftLocation } from './draft';

interface Frame extends DraftLine {
  readonly pc: string;
}

const labelsLine = '# labels: ';

/** `#\tPC\tNAME+0xOFFSET\tFILE:LINE`, its columns filled up with tabs; undefined for a line without a name. Looked at once from each end. */
function frameOf(line: string): Frame | undefined {
  if (!line.startsWith('#\t0x')) return undefined;
  const [pc, code, ...rest] = line
    .slice(2)
    .split('\t')
    .filter((column) => column !== '');
  const place = rest.join('\t').trimEnd();
  const [plus, colon] = [code?.lastIndexOf('+0x') ?? -1, place.lastIndexOf(':')];
  if (plus < 1 || colon < 1 || !/^0x[0-9a-f]+$/.test(pc)) return undefined;
  if (!/^[0-9a-f]+$/.test(code.slice(plus + 3)) || !/^\d+$/.test(place.slice(colon + 1))) return undefined;
  return { pc, name: code.slice(0, plus), file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
}

/**
 * The comment lines under a record of Go's debug=1 text (runtime/pprof, printStackRecord): names, files and lines of its frames, and
 * its labels. Go leaves out runtime frames at the leaf and runtime.goexit at the root; such addresses are left out of the stack here
 * too where the record names any frame, because nothing could be said of them.
 */
export class RecordNotes {
  private frames: Frame[] = [];
  private labels: BuilderLabel[] = [];

  take(line: string): void {
    if (line.startsWith(labelsLine)) {
      this.labels = parseLabels(line.slice(labelsLine.length));
      return;
    }
    const frame = frameOf(line);
    if (frame) this.frames.push(frame);
  }

  /** Ends the record: its stack with the names noted, its labels. */
  finish(draft: Draft, addresses: readonly string[]): { locations: DraftLocation[]; labels: BuilderLabel[] } {
    const locations = trimmed(addresses).map((hex) => draft.returnedTo(hex));
    const { frames, labels } = this;
    this.frames = [];
    this.labels = [];
    let first = -1;
    let last = -1;
    let next = 0;
    locations.forEach((location, i) => {
      const lines: DraftLine[] = [];
      // Releases before 1.21 give the frames inlined at one address under that address.
      for (; next < frames.length && BigInt(frames[next].pc) === location.address; next++) lines.push(frames[next]);
      if (lines.length === 0) return;
      if (first < 0) first = i;
      last = i;
      if (location.lines.length === 0) location.lines = lines.map(({ name, file, line }) => ({ name, file, line }));
    });
    return { locations: first < 0 ? locations : locations.slice(first, last + 1), labels };
  }
}

/** Stacks of fixed length are filled up with zeros (threadcreate). */
function trimmed(addresses: readonly string[]): readonly string[] {
  let end = addresses.length;
  while (end > 0 && addresses[end - 1] === '0x0') end--;
  return addresses.slice(0, end);
}

/** `{"key":"value", "other":"value"}` with Go's quoting (runtime/pprof, labelMap.String). */
export function parseLabels(text: string): BuilderLabel[] {
  const labels: BuilderLabel[] = [];
  let pos = 1;
  while (text[pos] === '"') {
    const key = unquote(text, pos);
    if (text[key.end] !== ':' || text[key.end + 1] !== '"') break;
    const value = unquote(text, key.end + 1);
    labels.push({ key: key.text, text: value.text });
    pos = value.end;
    while (text[pos] === ',' || text[pos] === ' ') pos++;
  }
  return labels;
}

const simpleEscapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const numericEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a string that Go's strconv.Quote wrote; `end` is the position after the closing quote. */
function unquote(text: string, start: number): { text: string; end: number } {
  let out = '';
  let pos = start + 1;
  while (pos < text.length && text[pos] !== '"') {
    if (text[pos] !== '\\') {
      out += text[pos++];
      continue;
    }
    const kind = text[pos + 1];
    const digits = numericEscapes[kind];
    if (digits === undefined) {
      out += simpleEscapes[kind] ?? kind ?? '';
      pos += 2;
    } else {
      const hex = text.slice(pos + 2, pos + 2 + digits);
      const code = /^[0-9a-f]+$/i.test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
      out += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      pos += 2 + digits;
    }
  }
  return { text: out, end: pos + 1 };
}
