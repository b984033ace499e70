import { type Phrase, phrase } from '../../base/phrase';
import { type Decoded, type InputWarning, inputWarning } from '../../model/decoded';
import type { GcLogTable, GcRun } from '../../model/gclog';
import { LineParts, unfinishedLines } from '../container/parts';
import { splitRuns } from './runs';
import { LogScan } from './scan';
import { writersOf } from './writers';

export interface GodebugOptions {
  /** Called now and then with the bytes read so far; may throw to stop. */
  readonly checkpoint?: (bytesDone: number) => void;
}

export interface GodebugResult {
  readonly parts: readonly Decoded[];
  readonly warnings: readonly InputWarning[];
  /** The text speaks of goroutines somewhere: a dump may stand in it. */
  readonly mentionsGoroutines: boolean;
}

const checkpointLines = 1 << 16;
/** Processes that are told of one by one. */
const toldRuns = 10;
const newline = 10;

/**
 * The gctrace, schedtrace and scav lines of a log, wherever they stand in their lines (after a log's prefix, inside of a JSON
 * string), and nothing of the program's own lines. A log without any gives no part.
 */
export function decodeGodebug(bytes: Uint8Array, options: GodebugOptions = {}): GodebugResult {
  const scan = new LogScan(bytes);
  const whole = new LineParts((buf, start, end, _, joined) => scan.line(buf, start, end, joined));
  let lines = 0;
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.indexOf(newline, start);
    if (end < 0) end = bytes.length;
    if (++lines % checkpointLines === 0) options.checkpoint?.(start);
    whole.line(bytes, start, end, start);
    start = end + 1;
  }
  whole.finish();
  const { gc, sched, scav, limits, damaged, damagedOffsets } = scan;
  const parts: Decoded[] = [];
  const warnings: InputWarning[] = [];
  if (gc.count > 0 || damaged > 0 || scav.count > 0) {
    const { number, startNs, procs, offset } = gc.columns;
    const { rows, runs, ambiguous } = splitRuns(number, startNs, procs, offset, writersOf(bytes, number, startNs, offset));
    const table: GcLogTable = {
      cycles: gc.finish(rows),
      runs,
      scav: scav.finish(),
      memoryLimits: limits.list,
      damaged,
      damagedOffsets,
      lines: scan.lines,
      otherLines: scan.otherLines,
      benchmarks: scan.benchmarks,
    };
    parts.push({ kind: 'gclog', format: 'gctrace', table });
    warnings.push(...gcWarnings(table));
    if (ambiguous > 0) warnings.push(inputWarning('gctrace-alike', alikeText(ambiguous)));
  }
  if (sched.count > 0 || sched.damaged > 0) {
    const table = sched.finish();
    parts.push({ kind: 'schedlog', format: 'schedtrace', table });
    if (table.damaged > 0) {
      const told =
        table.damaged === 1
          ? phrase`${table.damaged} schedtrace line breaks off and is left out`
          : phrase`${table.damaged} schedtrace lines break off and are left out`;
      warnings.push(inputWarning('schedtrace-damaged', told, table.damagedOffsets[0]));
    }
    const apart = table.runs.slice(1);
    for (const run of apart.slice(0, toldRuns)) {
      const told = phrase`the schedtrace clock starts again: the lines are read as those of another process`;
      warnings.push(inputWarning('schedtrace-restart', told, table.rows.offset[run.first]));
    }
    if (apart.length > toldRuns) warnings.push(moreProcesses('schedtrace-restart', apart, table.rows.offset[apart[toldRuns].first]));
  }
  warnings.push(...unfinishedLines(whole));
  return { parts, warnings, mentionsGoroutines: scan.mentionsGoroutines };
}

function alikeText(lines: number): Phrase {
  return lines === 1
    ? phrase`${lines} collection could be of either of two processes of this log; it is counted to the one with the nearer clock: a file for each process, or its name before every line, tells them apart`
    : phrase`${lines} collections could be of either of two processes of this log; each is counted to the one with the nearer clock: a file for each process, or its name before every line, tells them apart`;
}

function gcWarnings(table: GcLogTable): InputWarning[] {
  const warnings: InputWarning[] = [];
  if (table.damaged > 0) {
    const told =
      table.damaged === 1
        ? phrase`${table.damaged} gctrace line is cut or mixed with other text and left out`
        : phrase`${table.damaged} gctrace lines are cut or mixed with other text and left out`;
    warnings.push(inputWarning('gctrace-damaged', told, table.damagedOffsets[0]));
  }
  const reasons: Record<Exclude<GcRun['because'], 'first'>, Phrase> = {
    restart: phrase`the collections are numbered from 1 again: a restarted process, read apart`,
    interleaved: phrase`two processes write into this log in turns: their collections are read apart`,
    'clock-back': phrase`the collection number or the clock goes back: read as another process`,
  };
  const apart = table.runs.filter((run) => run.because !== 'first');
  for (const run of apart.slice(0, toldRuns)) {
    if (run.because !== 'first') warnings.push(inputWarning(`gctrace-${run.because}`, reasons[run.because], run.offset));
  }
  if (apart.length > toldRuns) warnings.push(moreProcesses('gctrace-restart', apart, apart[toldRuns].offset));
  const missing = table.runs.reduce((sum, run) => sum + run.missing, 0);
  if (missing > 0) {
    const told =
      missing === 1
        ? phrase`${missing} collection is absent between the lines of this log`
        : phrase`${missing} collections are absent between the lines of this log`;
    warnings.push(inputWarning('gctrace-missing', told));
  }
  return warnings;
}

function moreProcesses(code: string, apart: readonly unknown[], offset: number): InputWarning {
  return inputWarning(code, phrase`${apart.length - toldRuns} more processes in this log`, offset);
}
