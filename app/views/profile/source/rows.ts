import type { Amount } from '@/lib/base/units';
import type { FileNote, SourceLines } from '@/lib/query/explore';

/** Lines shown around one that has a value. */
const context = 4;

export interface CodeRow {
  readonly kind: 'line';
  readonly line: number;
  /** Undefined without a source. */
  readonly code: string | undefined;
  readonly flat: Amount;
  readonly cum: Amount;
  readonly functions: readonly string[];
  readonly notes: readonly FileNote[];
}

export type ListRow = CodeRow | { readonly kind: 'gap'; readonly after: number; readonly count: number };

/**
 * The rows of a listing: with a source the lines that have a value or a note and some around them (or all of them), without one the lines that
 * have a value.
 */
export function rowsOf(listing: SourceLines, code: readonly string[] | undefined, whole: boolean): ListRow[] {
  const valued = new Map(listing.lines.map((row) => [row.line, row]));
  const notes = new Map<number, FileNote[]>();
  for (const note of listing.notes) {
    const known = notes.get(note.line) ?? [];
    if (!known.some(({ kind, subject }) => kind === note.kind && subject === note.subject)) notes.set(note.line, [...known, note]);
  }
  // What is made on the line goes before what it lets out of its caller.
  for (const own of notes.values()) own.sort((a, b) => Number(a.kind === 'leaks') - Number(b.kind === 'leaks'));
  const rowAt = (line: number): CodeRow => {
    const row = valued.get(line);
    return {
      kind: 'line',
      line,
      code: code?.[line - 1],
      flat: row?.flat ?? 0,
      cum: row?.cum ?? 0,
      functions: row?.functions ?? [],
      notes: notes.get(line) ?? [],
    };
  };
  if (code === undefined) return listing.lines.map((row) => rowAt(row.line));
  const last = Math.max(code.length, ...valued.keys());
  const shown = new Set<number>();
  for (const line of valued.keys()) {
    for (let near = Math.max(1, line - context); near <= Math.min(last, line + context); near++) shown.add(near);
  }
  const rows: ListRow[] = [];
  let skipped = 0;
  for (let line = 1; line <= last; line++) {
    if (!whole && !shown.has(line)) {
      skipped++;
      continue;
    }
    if (skipped > 0) rows.push({ kind: 'gap', after: line, count: skipped });
    skipped = 0;
    rows.push(rowAt(line));
  }
  if (skipped > 0) rows.push({ kind: 'gap', after: last + 1, count: skipped });
  return valued.has(0) ? [rowAt(0), ...rows] : rows;
}

/** The step by which a value got out: the last that -m=2 or JSON tells, without its place. */
export function lastStep(note: FileNote): string | undefined {
  return note.reason
    .split('\n')
    .filter((step) => step.startsWith('from '))
    .pop()
    ?.replace(/^from /, '')
    .replace(/ at [^ ]+:\d+:\d+:?$/, '');
}

/** The listing as `go tool pprof -list` prints it, for functions whose source is at hand and for those without. */
export function listText(
  listing: SourceLines,
  code: readonly string[] | undefined,
  format: (value: Amount) => string,
  share: (value: Amount) => string,
): string {
  const cell = (value: Amount): string => (value === 0 ? '.' : format(value)).padStart(10);
  const out = [`Total: ${format(listing.head.total)}`];
  for (const { name, flat, cum, lines } of listing.routines) {
    out.push(`ROUTINE ======================== ${name} in ${listing.file}`);
    out.push(`${format(flat).padStart(10)} ${format(cum).padStart(10)} (flat, cum) ${share(cum)} of Total`);
    for (const { line, flat, cum } of lines) out.push(`${cell(flat)} ${cell(cum)} ${String(line).padStart(6)}:${code?.[line - 1] ?? ''}`);
  }
  return `${out.join('\n')}\n`;
}
