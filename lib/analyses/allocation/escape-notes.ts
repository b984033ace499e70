import { bestPath } from '../../base/paths';
import { type NoteKind, noteKinds } from '../../model/escape';
import type { CaseIndex } from '../case';

/** Why the compiler puts what a line makes on the heap. */
export interface EscapeNote {
  readonly subject: string;
  readonly reason: string;
  /** `moved to heap`: a variable, not a value made on the line. */
  readonly moved: boolean;
  /** What the subject itself says: a conversion, an argument put in an interface. */
  readonly cause: 'string-bytes' | 'boxing' | 'map-growth' | undefined;
  readonly input: number;
  readonly file: string;
}

export type EscapeIndex = ReadonlyMap<string, readonly EscapeNote[]>;

/** The notes of the case by file name and line. */
export function escapeIndex(index: CaseIndex): EscapeIndex {
  return index.memo('escape-index', () => {
    const out = new Map<string, EscapeNote[]>();
    for (const { table, input } of index.of('escape')) {
      for (let i = 0; i < table.count; i++) {
        const kind = noteKinds[table.kind[i]];
        if (kind !== 'escapes' && kind !== 'moved') continue;
        const file = table.strings[table.file[i]];
        const subject = table.strings[table.subject[i]];
        const reason = table.strings[table.reason[i]];
        const key = `${baseName(file)}:${table.line[i]}`;
        const list = out.get(key) ?? [];
        list.push({ subject, reason, moved: kind === 'moved', cause: causeOf(subject, reason), input, file });
        out.set(key, list);
      }
    }
    return out;
  });
}

/** The note for a line: the file's path must end as the note's does. One that names a cause goes before the others. */
export function noteAt(index: EscapeIndex, file: string, line: number): EscapeNote | undefined {
  const notes = (index.get(`${baseName(file)}:${line}`) ?? []).filter((note) => samePath(note.file, file));
  return notes.find((note) => note.cause) ?? notes.find((note) => note.moved) ?? notes[0];
}

/** One note as the compiler wrote it, on its line. */
export interface FileNote {
  readonly line: number;
  readonly column: number;
  readonly kind: NoteKind;
  readonly subject: string;
  /** One step a line, as -m=2 prints them; '' where only -m was given. */
  readonly reason: string;
  readonly input: number;
}

/** What says where a value lives: the notes on inlining and on what stays on the stack are left out. */
const toldKinds: ReadonlySet<NoteKind> = new Set(['escapes', 'moved', 'leaks']);

/** The notes of the case on one file of a profile, by line and column. Of each input the file whose path fits best. */
export function notesOf(index: CaseIndex, file: string): FileNote[] {
  const notes: FileNote[] = [];
  for (const { table, input } of index.of('escape')) {
    const named = bestPath(file, new Set(Array.from(table.file, (at) => table.strings[at])));
    const at = named === undefined ? -1 : table.strings.indexOf(named);
    for (let i = 0; i < table.count; i++) {
      const kind = noteKinds[table.kind[i]];
      if (table.file[i] !== at || !toldKinds.has(kind)) continue;
      const subject = table.strings[table.subject[i]];
      notes.push({ line: table.line[i], column: table.column[i], kind, subject, reason: table.strings[table.reason[i]], input });
    }
  }
  return notes.sort((a, b) => a.line - b.line || a.column - b.column);
}

function causeOf(subject: string, reason: string): EscapeNote['cause'] {
  if (/^string\(|^\(\[\](?:byte|rune|uint8|int32)\)\(|^\[\](?:byte|rune)\(|" \+ | \+ "/.test(subject)) return 'string-bytes';
  // -m=2 and JSON say how a value got out; what is made on the line (new, &T{}, make) escapes for its own sake.
  const made = /^(?:new\(|&|make\(|func literal)/.test(subject);
  if (subject === '... argument' || (!made && reason.includes('(interface-converted)'))) return 'boxing';
  if (/^(?:make\()?map\[/.test(subject)) return 'map-growth';
  return undefined;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The compiler prints paths relative to where it ran, a profile whole ones (with -trimpath import paths). */
function samePath(note: string, file: string): boolean {
  return note === file || bestPath(file, [note]) !== undefined;
}
