import type { Amount } from '@/lib/base/units';
import type { TopReport } from '@/lib/model/profile-report';
import { plus } from './tree-model';

/** A row of the comparison's table: what it had, has, and by how much that differs. */
export interface DeltaRow {
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly flatBefore: Amount;
  readonly flatAfter: Amount;
  readonly flat: Amount;
  readonly cumBefore: Amount;
  readonly cumAfter: Amount;
  readonly cum: Amount;
  /** On one side only, by cum. */
  readonly only: 'before' | 'after' | undefined;
}

/**
 * Joins the difference's rows with the base's own. What stands after the change is the sum, so that a normalised comparison shows the
 * scaled values. Rows of one name (pprof keeps functions of a file apart at the granularity of files) are added up.
 */
export function deltaRows(delta: TopReport, base: TopReport): DeltaRow[] {
  const rows = new Map<string, { -readonly [Key in keyof DeltaRow]: DeltaRow[Key] }>();
  const rowOf = (from: TopReport['rows'][number]) => {
    let row = rows.get(from.name);
    if (!row) {
      const { name, file, line } = from;
      row = {
        name,
        function: from.function,
        file,
        line,
        flatBefore: 0,
        flatAfter: 0,
        flat: 0,
        cumBefore: 0,
        cumAfter: 0,
        cum: 0,
        only: undefined,
      };
      rows.set(name, row);
    }
    return row;
  };
  for (const from of delta.rows) {
    const row = rowOf(from);
    row.flat = plus(row.flat, from.flat);
    row.cum = plus(row.cum, from.cum);
  }
  for (const from of base.rows) {
    const row = rowOf(from);
    row.flatBefore = plus(row.flatBefore, from.flat);
    row.cumBefore = plus(row.cumBefore, from.cum);
  }
  for (const row of rows.values()) {
    row.flatAfter = plus(row.flatBefore, row.flat);
    row.cumAfter = plus(row.cumBefore, row.cum);
    row.only = row.cumBefore === 0 && row.cumAfter !== 0 ? 'after' : row.cumAfter === 0 && row.cumBefore !== 0 ? 'before' : undefined;
  }
  return [...rows.values()];
}

export type DeltaKey = 'flat' | 'flatBefore' | 'flatAfter' | 'cum' | 'cumBefore' | 'cumAfter';

/** Sorted by the size of a value, or by name; ties by the change of cum. */
export function sortedDeltas(rows: readonly DeltaRow[], by: DeltaKey | 'function', descending: boolean): DeltaRow[] {
  const sign = descending ? -1 : 1;
  const size = (value: Amount): number => Math.abs(Number(value));
  return [...rows].sort((a, b) => {
    if (by === 'function') return (a.name < b.name ? -1 : 1) * sign;
    return (size(a[by]) - size(b[by])) * sign || size(b.cum) - size(a.cum) || (a.name < b.name ? -1 : 1);
  });
}
