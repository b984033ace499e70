import { type Amount, measurementLabel, percentage, scale, scaledLabel } from '../base/units';
import type { PeekReport, ReportHead, TagsReport, TopReport, TracesReport } from '../model/profile-report';

/**
 * Text as `go tool pprof` prints it with -top, -peek, -tags and -traces (internal/report/report.go). Lines end with '\n'.
 */
export interface PprofTextOptions {
  /** Unit for all values; `minimum` chooses one that suits the smallest value, as pprof does. */
  readonly unit?: string;
  /** Prints the capture time; the local time zone otherwise. */
  readonly formatTime?: (nanos: bigint) => string;
}

/** -top */
export function topText(report: TopReport, options: PprofTextOptions = {}): string {
  const unit = outputUnit(report.head, report.rows, options.unit ?? 'minimum');
  const { total } = report.head;
  const format = (value: Amount): string => scaledLabel(value, report.head.unit, unit);
  const lines = [...headLines(report.head, unit, options), ...shownLines(report, format)];
  lines.push(`${'flat'.padStart(10)} ${'flat'.padStart(5)}% ${'sum'.padStart(5)}% ${'cum'.padStart(10)} ${'cum'.padStart(5)}%`);
  let sum = 0n;
  for (const row of report.rows) {
    sum += BigInt(row.flat);
    const mark = row.inline === '' ? '' : ` ${row.inline}`;
    lines.push(
      `${format(row.flat).padStart(10)} ${percentage(row.flat, total)} ${percentage(sum, total)} ${format(row.cum).padStart(10)} ${percentage(row.cum, total)}  ${row.name}${mark}`,
    );
  }
  return joined(lines);
}

/** -peek and -tree */
export function peekText(report: PeekReport, options: PprofTextOptions = {}): string {
  const separator = '----------------------------------------------------------+-------------';
  const unit = outputUnit(report.head, report.nodeValues, options.unit ?? 'minimum');
  const { total } = report.head;
  const format = (value: Amount): string => scaledLabel(value, report.head.unit, unit);
  const shown = { ...report, rows: report.nodeValues };
  const lines = [...headLines(report.head, unit, options), ...shownLines(shown, format), separator];
  lines.push('      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ');
  let sum = 0n;
  for (const row of report.rows) {
    lines.push(separator);
    const edge = ({ value, name, inline }: (typeof row.callers)[number]): string =>
      `${format(value).padStart(50)} ${percentage(value, row.cum)} |   ${name}${inline ? ' (inline)' : ''}`;
    sum += BigInt(row.flat);
    for (const caller of row.callers) lines.push(edge(caller));
    lines.push(
      `${format(row.flat).padStart(10)} ${percentage(row.flat, total)} ${percentage(sum, total)} ${format(row.cum).padStart(10)} ${percentage(row.cum, total)}                | ${row.name}`,
    );
    for (const callee of row.callees) lines.push(edge(callee));
  }
  if (report.nodeCount > 0) lines.push(separator);
  return joined(lines);
}

/** -tags: a column of totals and values, right-aligned as Go's tabwriter does it. */
export function tagsText(report: TagsReport, options: PprofTextOptions = {}): string {
  const unit = options.unit ?? 'minimum';
  const { total } = report.head;
  const format = (value: Amount): string => scaledLabel(value, report.head.unit, unit);
  const share = (value: Amount): string => ` (${percentage(value, total)})`;
  const positive = total > 0;
  let text = '';
  for (const { key, total: keyTotal, values } of report.keys) {
    const rows: string[][] = [[`${key}:`, ` Total ${format(keyTotal)} of ${format(total)}${positive ? share(keyTotal) : ''}`]];
    for (const { name, value } of values) rows.push([' ', `${format(value)}${positive ? share(value) : ''}:`, ` ${name}`]);
    text += `${alignRight(rows)}\n`;
  }
  return text;
}

/** -traces */
export function tracesText(report: TracesReport, options: PprofTextOptions = {}): string {
  const separator = '-----------+-------------------------------------------------------';
  const unit = options.unit ?? 'minimum';
  const lines = headLines({ ...report.head, activeFilters: [] }, unit, options);
  for (const { value, labels, numericLabels, frames } of report.traces) {
    lines.push(separator);
    for (const { key, values } of [...labels, ...numericLabels]) lines.push(`${key.padStart(10)}:  ${values}`);
    frames.forEach(({ name, inline }, i) => {
      const shown = i === 0 ? scaledLabel(value, report.head.unit, unit) : '';
      lines.push(`${shown.padStart(10)}   ${name}${inline ? ' (inline)' : ''}`);
    });
  }
  lines.push(separator);
  return joined(lines);
}

/** internal/report/report.go, selectOutputUnit: the unit of the smallest value, or one a hundred times up where that is far from the total. */
export function outputUnit(head: ReportHead, rows: readonly { readonly flat: Amount; readonly cum: Amount }[], unit: string): string {
  if (unit !== 'minimum' || rows.length === 0) return unit;
  const size = (value: Amount): Amount => (value < 0 ? -value : value);
  let least: Amount = 0;
  for (const row of rows) {
    const value = size(row.flat) === 0 ? size(row.cum) : size(row.flat);
    if (value > 0 && (least === 0 || value < least)) least = value;
  }
  if (least === 0) least = head.total;
  const smallest = scale(least, head.unit, 'minimum').unit;
  const largest = scale(head.total, head.unit, 'minimum').unit;
  const hundredfold = BigInt(least) * 100n;
  const chosen = smallest !== largest && hundredfold < BigInt(head.total) ? scale(hundredfold, head.unit, 'minimum').unit : smallest;
  return chosen === '' ? head.unit : chosen;
}

/** The lines above every report. */
export function headLines(head: ReportHead, unit: string, options: PprofTextOptions): string[] {
  const lines: string[] = [];
  if (head.file !== '') lines.push(`File: ${head.file}`);
  if (head.buildId !== '') lines.push(`Build ID: ${head.buildId}`);
  lines.push(...head.comments);
  if (head.sampleType !== '') lines.push(`Type: ${head.sampleType}`);
  if (head.docUrl !== '') lines.push(`Doc: ${head.docUrl}`);
  if (head.timeNanos !== 0n) lines.push(`Time: ${(options.formatTime ?? localTime)(head.timeNanos)}`);
  if (head.durationNanos !== 0n) {
    const scaled = scale(head.total, head.unit, 'nanoseconds');
    const ratio = scaled.unit === 'ns' && scaled.value !== 0 ? `(${percentage(Math.trunc(scaled.value), head.durationNanos)})` : '';
    lines.push(
      `Duration: ${measurementLabel(head.durationNanos, 'nanoseconds')}, Total samples = ${scaledLabel(head.total, head.unit, unit)} ${ratio}`,
    );
  }
  if (head.activeFilters.length > 0) {
    lines.push('Active filters:', ...head.activeFilters.map((filter) => `   ${filter.length > 80 ? `${filter.slice(0, 80)}…` : filter}`));
  }
  return lines;
}

export interface Shown {
  readonly head: ReportHead;
  readonly rows: readonly unknown[];
  readonly totalShown: Amount;
  readonly origCount: number;
  readonly droppedNodes: number;
  readonly nodeFraction: number;
  readonly droppedEdges?: number;
  readonly edgeFraction?: number;
}

/** What of the profile is shown, and what was dropped. */
export function shownLines(shown: Shown, format: (value: Amount) => string): string[] {
  const { total } = shown.head;
  const lines = [
    `Showing nodes accounting for ${format(shown.totalShown)}, ${percentage(shown.totalShown, total).trim()} of ${format(total)} total`,
  ];
  if (Number(total) === 0) return lines;
  const dropped = (count: number, what: string, by: string, fraction: number): void => {
    if (count > 0)
      lines.push(`Dropped ${count} ${what}${count > 1 ? 's' : ''} (${by} <= ${format(Math.abs(Math.trunc(Number(total) * fraction)))})`);
  };
  dropped(shown.droppedNodes, 'node', 'cum', shown.nodeFraction);
  dropped(shown.droppedEdges ?? 0, 'edge', 'freq', shown.edgeFraction ?? 0);
  if (shown.rows.length > 0 && shown.rows.length < shown.origCount)
    lines.push(`Showing top ${shown.rows.length} nodes out of ${shown.origCount}`);
  return lines;
}

/** The layout of text/tabwriter with right alignment, padding 1: a cell ends with a tab, what follows the last tab is not aligned. */
function alignRight(rows: readonly string[][]): string {
  const length = (cell: string): number => [...cell].length;
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths: number[][] = rows.map(() => []);
  for (let column = 0; column + 1 < columns; column++) {
    // A column is a block of consecutive lines that have a cell there.
    for (let from = 0; from < rows.length; ) {
      let to = from;
      let widest = 0;
      for (; to < rows.length && rows[to].length > column + 1; to++) widest = Math.max(widest, length(rows[to][column]));
      for (let row = from; row < to; row++) widths[row][column] = widest + 1;
      from = to + 1;
    }
  }
  return rows
    .map((row, r) => `${row.map((cell, c) => (c === row.length - 1 ? cell : ' '.repeat(widths[r][c] - length(cell)) + cell)).join('')}\n`)
    .join('');
}

function localTime(nanos: bigint): string {
  const date = new Date(Number(nanos / 1_000_000n));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zoneName(date)}`;
}

/** The short name of the zone. Intl loads its tables for tens of milliseconds, which a machine that keeps UTC need not wait for. */
function zoneName(date: Date): string {
  if (date.toString().includes('(Coordinated Universal Time)')) return 'UTC';
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
