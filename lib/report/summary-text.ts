import type { ReportInput } from './types';

/** What an input holds, in a few words for the list of inputs: field names are the report's own. */
export function summaryText(input: ReportInput): string {
  const { summary } = input;
  const parts: string[] = [];
  if ('sampleTypes' in summary && Array.isArray(summary.sampleTypes)) {
    parts.push(`${summary.kind}`, `${summary.samples} samples`);
    for (const { type, unit, total } of summary.sampleTypes) parts.push(`${type} ${total} ${unit}`);
    return parts.join(', ');
  }
  for (const [name, value] of Object.entries(summary)) {
    if (typeof value === 'number' && !Number.isInteger(value)) parts.push(`${name} ${Number(value.toPrecision(4))}`);
    else if (typeof value === 'number' || typeof value === 'string') parts.push(`${name} ${value}`);
  }
  return parts.join(', ');
}

/** Bytes in binary steps, as `ls -h` has them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
