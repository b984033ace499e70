import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type InputWarning, inputWarning } from '../../model/decoded';
import { type EscapeTable, type NoteKind, noteKinds } from '../../model/escape';
import { StringTable } from '../strings';
import { textLines } from '../text-lines';

/** The longest line that is read as a note; in JSON, with all its steps. */
const longestNote = 16 * 1024;
const longestJson = 4 * 1024 * 1024;

/** Notes among which the short form's explained twin is looked for. */
const recentNotes = 500;

interface Note {
  file: string;
  line: number;
  column: number;
  kind: NoteKind;
  subject: string;
  reason: string[];
}

const place = /^(?:\S*\s)?((?:[A-Za-z]:)?[^\s:][^:\n]*\.(?:go|s|y|go\.y)):(\d{1,9}):(?:(\d{1,9}):)? (.*)$/;
const forms: readonly (readonly [RegExp, NoteKind])[] = [
  [/^(.*) escapes to heap(?: in [^:]*)?:?$/, 'escapes'],
  [/^moved to heap: (.*)$/, 'moved'],
  [/^(.*) does not escape$/, 'stays'],
  [/^leaking param(?: content)?: (.*)$/, 'leaks'],
  [/^parameter (.*?) leaks to .*$/, 'leaks'],
  [/^can inline (.*?)(?: with cost .*)?$/, 'can-inline'],
  [/^cannot inline (.*?):.*$/, 'cannot-inline'],
  [/^inlining call to (.*)$/, 'inlined'],
];

/** A line of notes, for sniffing. */
export const noteLine =
  /\.go:\d+:(?:\d+:)? (?:.{0,2000} escapes to heap|moved to heap: |.{0,2000} does not escape$|leaking param|can inline |cannot inline |inlining call to )/m;
/** The first line of a file that `-gcflags=-json=0,DIR` writes. */
export const jsonHeader = /^\{"version":0,"package":"[^\n]*"file":"/;

/** Reads the notes of `-gcflags=-m` or `-m=2`. Other lines of the build's output are left out. */
export function decodeNotes(bytes: Uint8Array): { table: EscapeTable; warnings: InputWarning[] } {
  const notes: Note[] = [];
  let explaining: Note | undefined;
  let explained = false;
  for (const { text } of textLines(bytes, longestNote)) {
    const found = place.exec(text);
    if (!found) continue;
    const [, file, line, column, message] = found;
    if (message.startsWith('  ')) {
      // -m=2 explains the note it has just begun; every step carries the note's place.
      explaining?.reason.push(message.trim());
      explained = true;
      continue;
    }
    const note = noteOf(file, Number(line), Number(column ?? 0), message);
    if (message.endsWith(':')) {
      explaining = note;
      notes.push(note);
      continue;
    }
    // After its explanation -m=2 prints the note again in its short form.
    if (explained && notes.slice(-recentNotes).some((other) => other.reason.length > 0 && sameNote(other, note))) continue;
    notes.push(note);
    explaining = undefined;
  }
  return { table: tableOf(notes, explained), warnings: [] };
}

/** Reads what `-gcflags=-json=0,DIR` writes: one header line for each file, then one diagnostic a line. */
export function decodeJsonNotes(bytes: Uint8Array): { table: EscapeTable; warnings: InputWarning[] } {
  const notes: Note[] = [];
  let file = '';
  let damaged = 0;
  let firstDamage = 0;
  for (const { text, offset } of textLines(bytes, longestJson)) {
    if (text.trim() === '') continue;
    const line = parse(text);
    if (line === undefined) {
      if (damaged++ === 0) firstDamage = offset;
    } else if (line.file !== undefined) file = line.file;
    else if (line.place !== undefined && line.code !== undefined) {
      const reason = line.steps.map((step) => step.replace(/^escflow:\s*/, '').trim()).filter((step) => step !== '');
      notes.push(jsonNote(file, line.place.line, line.place.character, line.code, line.message, reason));
    }
  }
  if (file === '' && notes.length === 0) {
    throw new InputError({
      code: 'bad-header',
      message: phrase`the file has no header line of the compiler`,
      offset: 0,
      expected: phrase`{"version":0,"package":…,"file":…}`,
      hint: phrase`write it again with: go build -gcflags=-json=0,/tmp/notes ./…`,
    });
  }
  const warnings: InputWarning[] = damaged
    ? [inputWarning('notes-damaged', phrase`${damaged} lines of the compiler's notes cannot be read and are left out`, firstDamage)]
    : [];
  return { table: tableOf(notes, true), warnings };
}

/** A line of the compiler's JSON: a header, which names the file, or a diagnostic (internal/logopt, the Language Server Protocol's names). */
interface JsonLine {
  readonly file: string | undefined;
  readonly place: { readonly line: number; readonly character: number } | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly steps: readonly string[];
}

type Fields = { readonly [key: string]: unknown };

/** Undefined where the line is no JSON, or JSON of another shape. */
function parse(line: string): JsonLine | undefined {
  const value = fields(parsed(line));
  if (value === undefined) return undefined;
  const { file, code, range, message = '', relatedInformation = [] } = value;
  const start = fields(fields(range)?.start);
  const { line: number = 0, character = 0 } = start ?? {};
  if ((file !== undefined && typeof file !== 'string') || (code !== undefined && typeof code !== 'string')) return undefined;
  if (typeof message !== 'string' || !isPosition(number) || !isPosition(character)) return undefined;
  if (!Array.isArray(relatedInformation)) return undefined;
  const steps = relatedInformation.map((step) => fields(step)?.message ?? '');
  if (!steps.every((step) => typeof step === 'string')) return undefined;
  return { file, code, message, steps, place: start && { line: number, character } };
}

/** A line or a column, up to PosMax of cmd/compile/internal/syntax/pos.go. */
function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2 ** 30;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Codes of internal/logopt; the others (isInBounds, nilcheck …) are of no kind that is told. */
const kindOfCode: ReadonlyMap<string, NoteKind> = new Map([
  ['escape', 'escapes'],
  ['escapes', 'escapes'],
  ['leak', 'leaks'],
  ['canInlineFunction', 'can-inline'],
  ['cannotInlineFunction', 'cannot-inline'],
  ['cannotInlineCall', 'cannot-inline'],
  ['inlineCall', 'inlined'],
]);

function jsonNote(file: string, line: number, column: number, code: string, message: string, reason: string[]): Note {
  const note = noteOf(file, line, column, message);
  const kind = note.kind === 'other' ? (kindOfCode.get(code) ?? 'other') : note.kind;
  return { ...note, kind, reason };
}

function noteOf(file: string, line: number, column: number, message: string): Note {
  for (const [form, kind] of message.length > longestNote ? [] : forms) {
    const found = form.exec(message);
    if (found) return { file, line, column, kind, subject: found[1], reason: [] };
  }
  return { file, line, column, kind: 'other', subject: message, reason: [] };
}

function sameNote(a: Note, b: Note): boolean {
  return a.line === b.line && a.column === b.column && a.kind === b.kind && a.subject === b.subject && a.file === b.file;
}

function tableOf(notes: readonly Note[], explained: boolean): EscapeTable {
  const strings = new StringTable();
  return {
    count: notes.length,
    strings: strings.list,
    file: Uint32Array.from(notes, (note) => strings.add(note.file)),
    line: Uint32Array.from(notes, (note) => note.line),
    column: Uint32Array.from(notes, (note) => note.column),
    kind: Uint8Array.from(notes, (note) => noteKinds.indexOf(note.kind)),
    subject: Uint32Array.from(notes, (note) => strings.add(note.subject)),
    reason: Uint32Array.from(notes, (note) => strings.add(note.reason.join('\n'))),
    explained,
  };
}
