import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type InputWarning, inputWarning } from '../../model/decoded';
import { type EscapeTable, type NoteKind, noteKinds } from '../../model/escape';
import { StringTable } from '../godebug/strings';

/** The longest line that is read as a note. */
const longestNote = 16 * 1024;

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

const place = /^(?:\S*\s)?((?:[A-Za-z]:)?[^\s:][^:\n]*\.(?:go|s|y|go\.y)):(\d+):(?:(\d+):)? (.*)$/;
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
export function decodeNotes(text: string): { table: EscapeTable; warnings: InputWarning[] } {
  const notes: Note[] = [];
  let explaining: Note | undefined;
  let explained = false;
  for (const raw of text.split('\n')) {
    if (raw.length > longestNote) continue;
    const found = place.exec(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
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
export function decodeJsonNotes(text: string): { table: EscapeTable; warnings: InputWarning[] } {
  const notes: Note[] = [];
  let file = '';
  let offset = 0;
  let damaged = 0;
  let firstDamage = 0;
  for (const line of text.split('\n')) {
    const at = offset;
    offset += line.length + 1;
    if (line.trim() === '') continue;
    const value = parse(line);
    if (value === undefined) {
      if (damaged++ === 0) firstDamage = at;
      continue;
    }
    if (value.file !== undefined) {
      file = value.file;
      continue;
    }
    const start = value.range?.start;
    if (!start || !value.code) continue;
    const reason = (value.relatedInformation ?? [])
      .map((step) => (step.message ?? '').replace(/^escflow:\s*/, '').trim())
      .filter((step) => step !== '');
    notes.push(jsonNote(file, start.line ?? 0, start.character ?? 0, value.code, value.message ?? '', reason));
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

interface JsonLine {
  file?: string;
  range?: { start?: { line?: number; character?: number } };
  code?: string;
  message?: string;
  relatedInformation?: readonly { message?: string }[];
}

function parse(line: string): JsonLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonLine) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The codes of internal/logopt: escape, leak, canInlineFunction, cannotInlineFunction, inlineCall, isInBounds … */
function jsonNote(file: string, line: number, column: number, code: string, message: string, reason: string[]): Note {
  const kinds: Record<string, NoteKind> = {
    escape: 'escapes',
    escapes: 'escapes',
    leak: 'leaks',
    canInlineFunction: 'can-inline',
    cannotInlineFunction: 'cannot-inline',
    cannotInlineCall: 'cannot-inline',
    inlineCall: 'inlined',
  };
  const note = noteOf(file, line, column, message);
  const kind = note.kind === 'other' ? (kinds[code] ?? 'other') : note.kind;
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
