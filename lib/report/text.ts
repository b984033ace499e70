import type { Language } from '../base/localized';
import { printable } from '../base/printable';
import { evidenceLines } from './evidence';
import { foldWarnings, silence, sizeText, summaryText } from './summary-text';
import type { Report, ReportFinding, ReportInput } from './types';
import { type Words, words } from './words';

/** The report for a terminal: short, findings first; the advice by its title, `--markdown` has it whole. */
export function renderText(report: Report, language: Language): string {
  const say = words[language];
  const unreadable = report.inputs.filter((input) => !input.ok).length;
  const lines = [`${say.title}: ${say.count(report.inputs.length, unreadable, report.findings.length)}`, ''];
  for (const input of report.inputs) lines.push(...inputLines(input, say));
  lines.push('');
  if (report.findings.length === 0) lines.push(silence(report, say), '');
  report.findings.forEach((finding, i) => {
    lines.push(...findingLines(finding, i + 1, report, say), '');
  });
  if (report.missing.length > 0) {
    lines.push(`${say.missing}:`);
    for (const { input, why, how } of report.missing) lines.push(`  ${input}: ${why}`, ...indent(how, '    $ '));
  }
  return `${lines.map(printable).join('\n').trimEnd()}\n`;
}

function inputLines(input: ReportInput, say: Words): string[] {
  const head = `  ${input.name}  ${input.format}, ${sizeText(input.bytes)}`;
  const lines = [input.ok ? `${head}: ${summaryText(input)}` : `${head}: ${say.unreadable}: ${input.error?.code}: ${input.error?.message}`];
  for (const { message, times } of foldWarnings(input.warnings)) {
    lines.push(`    ${say.warning}: ${message}${times > 1 ? ` ${say.times(times)}` : ''}`);
  }
  return lines;
}

function findingLines(finding: ReportFinding, number: number, report: Report, say: Words): string[] {
  const { facts, stack } = evidenceLines(finding);
  // Some summaries end with the reason of the tier: once is enough on a terminal.
  const reason = finding.tierReason && !finding.summary.includes(finding.tierReason) ? `: ${finding.tierReason}` : '';
  const lines = [
    `${number}. [${say.severity[finding.severity]}] ${finding.title}`,
    `   ${finding.rule}, ${say.tier[finding.tier]}${reason}`,
    `   ${finding.summary}`,
    `   ${say.because}: ${facts.join('; ')}`,
  ];
  for (const frame of stack) lines.push(`     ${frame}`);
  const [direct, ...others] = finding.guidance;
  const entry = report.guidance[direct];
  if (entry) {
    lines.push(`   ${say.advice}: ${entry.title} [${direct}]`);
    for (const { command, expect } of finding.verify ?? entry.verify)
      lines.push(...indent(command, `   ${say.verify}: $ `), `     ${say.expect}: ${expect}`);
  }
  if (others.length > 0) lines.push(`   ${say.seeAlso}: ${others.map((id) => `${report.guidance[id].title} [${id}]`).join('; ')}`);
  if (finding.raise) lines.push(`   ${say.raise}: ${finding.raise}`);
  return lines;
}

/** A text of several lines behind a prefix, the later lines under the first. */
function indent(text: string, prefix: string): string[] {
  return text.split('\n').map((line, i) => (i === 0 ? prefix : ' '.repeat(prefix.length)) + line);
}
