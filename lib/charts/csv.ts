export type Cell = string | number | bigint | undefined;

/** The numbers behind a chart: what its table view shows and its CSV holds. */
export interface ChartTable {
  readonly columns: readonly { readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * RFC 4180: fields quoted where they hold a comma, a quote or a line end; CRLF between records. A text that a
 * spreadsheet would run as a formula gets a leading apostrophe: names come from files of strangers.
 */
export function toCsv(table: ChartTable): string {
  const lines = [table.columns.map((column) => csvField(column.label)).join(',')];
  for (const row of table.rows) lines.push(row.map(csvField).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvField(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
