import type { EvidenceFrame } from '../model/finding';
import type { ReportFinding } from './types';

/** A finding's facts as `name: value` lines, its stack apart. */
export function evidenceLines(finding: ReportFinding): { readonly facts: readonly string[]; readonly stack: readonly string[] } {
  const { stack, ...facts } = finding.evidence;
  return {
    // A debug=1 text, say, tells no state and no creator: an empty fact says nothing.
    facts: Object.entries(facts)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}: ${evidenceText(value)}`),
    stack: Array.isArray(stack) ? (stack as EvidenceFrame[]).map(frameText) : [],
  };
}

/** One frame as a traceback prints it, on one line. */
function frameText(frame: EvidenceFrame): string {
  const place = frame.file ? ` ${frame.file}${frame.line ? `:${frame.line}` : ''}` : '';
  return `${frame.function}${place}`;
}

/** Longest list or object shown in a text; the JSON report has the whole. */
const shownItems = 8;

function evidenceText(value: unknown): string {
  if (Array.isArray(value)) {
    const rest = value.length > shownItems ? `, … +${value.length - shownItems}` : '';
    return value.slice(0, shownItems).map(evidenceText).join(', ') + rest;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const rest = entries.length > shownItems ? `, … +${entries.length - shownItems}` : '';
    const shown = entries.slice(0, shownItems).map(([name, item]) => `${name} ${evidenceText(item)}`);
    return `${shown.join(', ')}${rest}`;
  }
  // Shares and rates come with all their digits; four say what a reader needs.
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  return String(value);
}
