import type { InputSummary, Report, ReportInput } from './types';
import type { Words } from './words';

/** What an input holds, in a few words for the list of inputs: field names are the report's own. */
export function summaryText(input: ReportInput): string {
  const also = (input.also ?? []).map(({ format, summary }) => `${format}: ${textOf(summary)}`);
  return [textOf(input.summary), ...also].join('; ');
}

function textOf(summary: InputSummary): string {
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

/** What stands in place of findings. */
export function silence(report: Report, say: Words): string {
  return report.inputs.some((input) => input.ok) ? say.noFindings(report.missing.length > 0) : say.nothingRead;
}

/** Warnings that say the same, told once: a log of several processes says so at every change. */
export function foldWarnings(
  warnings: ReportInput['warnings'],
): { readonly code: string; readonly message: string; readonly times: number }[] {
  const folded = new Map<string, { code: string; message: string; times: number }>();
  for (const { code, message } of warnings) {
    const key = `${code} ${message}`;
    folded.set(key, { code, message, times: (folded.get(key)?.times ?? 0) + 1 });
  }
  return [...folded.values()];
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
