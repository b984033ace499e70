import type { GcCycleColumns, GcLogTable, GcRun, ScavColumns } from '../../model/gclog';

/** A log of a case, as far as its joining asks. */
export interface LogFile {
  readonly input: number;
  readonly name: string;
  readonly group: string | undefined;
  readonly table: GcLogTable;
}

/** Files that one log was rotated into, oldest first, read as one table. A log of its own is a chain of one. */
export interface LogChain {
  readonly files: readonly LogFile[];
  readonly table: GcLogTable;
  /** Of each run: the files that it has lines in, oldest first. */
  readonly filesOfRun: readonly (readonly LogFile[])[];
}

/**
 * Logs that are pieces of one: their names are those of a rotated file (`app.log.2.gz`, `app.log.1`, `app.log`; `0.log.20260102-030405`,
 * `0.log`; `app-2026-01-02T03-04-05.678.log`, `app.log`), and the first collection of a piece is the very next one of the process that ends the piece before it, by number, clock, GOMAXPROCS
 * and heap (what was marked is still there when the next one begins, runtime/mgc.go). Whatever falls short of that stays apart: two
 * processes read as one would be worse than one read as two.
 */
export function joinRotated(logs: readonly LogFile[]): LogChain[] {
  const next = new Map<LogFile, LogFile>();
  const families = new Map<string, { readonly log: LogFile; readonly age: string }[]>();
  for (const log of logs) {
    const { stem, age } = rotationOf(log.name);
    const key = JSON.stringify([log.group ?? '', stem]);
    families.set(key, [...(families.get(key) ?? []), { log, age }]);
  }
  for (const family of families.values()) {
    const ordered = family.sort((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0));
    for (let i = 1; i < ordered.length; i++) {
      const [older, newer] = [ordered[i - 1], ordered[i]];
      if (older.age !== newer.age && continues(older.log.table, newer.log.table)) next.set(older.log, newer.log);
    }
  }
  const later = new Set(next.values());
  return logs
    .filter((log) => !later.has(log))
    .map((first) => {
      const files = [first];
      for (let log = next.get(first); log; log = next.get(log)) files.push(log);
      return chainOf(files);
    });
}

/** What a rotated file's name is without its age, and the age as text that sorts oldest first. */
function rotationOf(name: string): { stem: string; age: string } {
  const plain = name.replace(/\.gz$/i, '');
  // lumberjack's backupName puts the time before the extension: `app-2006-01-02T15-04-05.000.log`.
  const stamped = /^(.+)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})(\.[^./]*)?$/.exec(plain);
  if (stamped) return { stem: `${stamped[1]}${stamped[3] ?? ''}`, age: `1 ${stamped[2].replace(/\D/g, '')}` };
  const dated = /^(.+)[.-](\d{8}(?:-?\d{4,6})?)$/.exec(plain);
  if (dated) return { stem: dated[1], age: `1 ${dated[2].replace('-', '').padEnd(17, '0')}` };
  const counted = /^(.+)\.(\d{1,3})$/.exec(plain);
  // The higher the number, the older.
  if (counted) return { stem: counted[1], age: `0 ${String(999 - Number(counted[2])).padStart(3, '0')}` };
  return { stem: plain, age: '2' };
}

/** Whether the first collection of the newer log is the one right after the last of the older, and of the same process. */
function continues(older: GcLogTable, newer: GcLogTable): boolean {
  const [before, after] = [older.runs[older.runs.length - 1], newer.runs[0]];
  if (!before || !after || [...older.runs, ...newer.runs].some((run) => run.because === 'interleaved')) return false;
  const [a, b] = [before.first + before.count - 1, after.first];
  const [c, d] = [older.cycles, newer.cycles];
  // The clock is printed in whole ms.
  const ended = c.startNs[a] + c.sweepTermNs[a] + c.markNs[a] + c.markTermNs[a] - 1e6;
  return d.number[b] === c.number[a] + 1 && d.startNs[b] >= ended && d.procs[b] === c.procs[a] && d.heapStartMB[b] >= c.heapLiveMB[a];
}

function chainOf(files: readonly LogFile[]): LogChain {
  let table = files[0].table;
  let filesOfRun: (readonly LogFile[])[] = table.runs.map(() => [files[0]]);
  for (const file of files.slice(1)) {
    table = joined(table, file.table);
    filesOfRun = [...filesOfRun.slice(0, -1), [...filesOfRun[filesOfRun.length - 1], file], ...file.table.runs.slice(1).map(() => [file])];
  }
  return { files, table, filesOfRun };
}

/** One table of two, the older's last run going on in the newer's first. Positions count on as if the one file stood behind the other. */
function joined(older: GcLogTable, newer: GcLogTable): GcLogTable {
  const shift = 1 + Math.max(...[older.cycles.offset, older.scav.offset, older.memoryLimits.map(({ offset }) => offset)].map(largest));
  const rows = older.cycles.count;
  const last = older.runs[older.runs.length - 1];
  const [first, ...others] = newer.runs;
  const run: GcRun = { ...last, count: last.count + first.count, missing: last.missing + first.missing };
  const moved = others.map((other) => ({ ...other, first: other.first + rows, offset: other.offset + shift }));
  return {
    cycles: columnsOf(older.cycles, newer.cycles, shift),
    runs: [...older.runs.slice(0, -1), run, ...moved],
    scav: columnsOf(older.scav, newer.scav, shift),
    memoryLimits: [...older.memoryLimits, ...newer.memoryLimits.map((limit) => ({ ...limit, offset: limit.offset + shift }))],
    damaged: older.damaged + newer.damaged,
    damagedOffsets: [...older.damagedOffsets, ...newer.damagedOffsets.map((offset) => offset + shift)],
    lines: older.lines + newer.lines,
    otherLines: older.otherLines + newer.otherLines,
    benchmarks: older.benchmarks || newer.benchmarks,
  };
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}

/** Every column of the one behind the other's. */
function columnsOf<Columns extends GcCycleColumns | ScavColumns>(older: Columns, newer: Columns, shift: number): Columns {
  const after = new Map<string, unknown>(Object.entries(newer));
  const columns = Object.entries(older).map(([name, column]) => {
    const other = after.get(name);
    if (typeof column === 'number') return [name, column + Number(other)];
    const both = new (column.constructor as new (length: number) => Float64Array)(column.length + (other as Float64Array).length);
    both.set(column);
    both.set(name === 'offset' ? (other as Float64Array).map((value) => value + shift) : (other as Float64Array), column.length);
    return [name, both];
  });
  return Object.fromEntries(columns) as Columns;
}
