import type { Language } from '../base/localized';
import { printable } from '../base/printable';
import { evidenceLines } from './evidence';
import { foldWarnings, silence, sizeText, summaryText } from './summary-text';
import type { Report, ReportFinding, ReportGuidance, ReportInput } from './types';
import { type Words, words } from './words';

/** The report as Markdown, made to be pasted into an incident: findings first, each with evidence, advice and the check. */
export function renderMarkdown(report: Report, language: Language): string {
  const say = words[language];
  const unreadable = report.inputs.filter((input) => !input.ok).length;
  const blocks = [`# ${say.title}`, say.count(report.inputs.length, unreadable, report.findings.length)];
  blocks.push(`## ${say.findings}`);
  if (report.findings.length === 0) blocks.push(silence(report, say));
  report.findings.forEach((finding, i) => {
    blocks.push(...findingBlocks(finding, i + 1, report, say));
  });
  blocks.push(`## ${say.inputs}`, inputTable(report.inputs, say));
  for (const input of report.inputs) blocks.push(...troubles(input, say));
  if (report.missing.length > 0) {
    blocks.push(`## ${say.missing}`);
    for (const { input, why, how } of report.missing) blocks.push(`- **${plain(input)}**: ${plain(why)}`, fence('sh', how));
  }
  blocks.push(`---\n${report.generatedBy} · ${report.schema}`);
  return `${blocks.join('\n\n')}\n`;
}

/** One finding of the report alone, to paste into a chat or a ticket. */
export function renderFinding(report: Report, position: number, language: Language): string {
  return `${findingBlocks(report.findings[position], position + 1, report, words[language]).join('\n\n')}\n`;
}

function findingBlocks(finding: ReportFinding, number: number, report: Report, say: Words): string[] {
  const { facts, stack } = evidenceLines(finding);
  const files = finding.inputs.map((i) => report.inputs[i]?.name).filter((name) => name !== undefined);
  const blocks = [
    `### ${number}. ${say.severity[finding.severity]}: ${plain(finding.title)}`,
    `\`${finding.rule}\` · ${say.tier[finding.tier]}${finding.tierReason ? ` (${plain(finding.tierReason)})` : ''}${files.length > 0 ? ` · ${files.map(code).join(', ')}` : ''}`,
    plain(finding.summary),
    `**${say.because}**`,
    facts.map((fact) => `- ${code(fact)}`).join('\n'),
  ];
  if (stack.length > 0) blocks.push(fence('', stack.map(printable).join('\n')));
  const [direct, ...others] = finding.guidance.map((id) => [id, report.guidance[id]] as const);
  if (direct) blocks.push(...adviceBlocks(direct[0], direct[1], finding.verify ?? direct[1].verify, say));
  if (others.length > 0) blocks.push(`${say.seeAlso}: ${others.map(([id, entry]) => `${code(id)} ${plain(entry.title)}`).join('; ')}`);
  if (finding.raise) blocks.push(`${say.raise}: ${plain(finding.raise)}`);
  return blocks.filter((block) => block !== '');
}

function adviceBlocks(id: string, entry: ReportGuidance, verify: ReportGuidance['verify'], say: Words): string[] {
  const blocks = [`**${say.advice}**: ${plain(entry.title)} (${code(id)})`, entry.text];
  blocks.push(fence('go', `// ${say.before}\n${entry.before}`), fence('go', `// ${say.after}\n${entry.after}`));
  if (entry.note) blocks.push(entry.note);
  for (const { text, source } of entry.corrections) blocks.push(`> ${say.correction}: ${plain(text)} (${plain(source)})`);
  const cited = entry.citations.map(({ document, file, section }) => `${document === 'own' ? say.own : code(file)} § ${plain(section)}`);
  if (cited.length > 0) blocks.push(`${say.source}: ${cited.join('; ')}`);
  blocks.push(`**${say.verify}**`);
  for (const { command, expect } of verify) blocks.push(fence('sh', command), `${say.expect}: ${plain(expect)}`);
  return blocks;
}

function inputTable(inputs: readonly ReportInput[], say: Words): string {
  const rows = inputs.map((input) =>
    [code(input.name), input.format, sizeText(input.bytes), input.ok ? plain(summaryText(input)) : `**${say.unreadable}**`]
      .map(cell)
      .join(' | '),
  );
  return [`| ${say.file} | ${say.format} | ${say.size} | ${say.content} |`, '|---|---|---|---|', ...rows.map((row) => `| ${row} |`)].join(
    '\n',
  );
}

function troubles(input: ReportInput, say: Words): string[] {
  const lines: string[] = [];
  if (input.error) {
    const { code: kind, message, offset, expected, hint } = input.error;
    lines.push(
      `- ${code(input.name)}: **${kind}**${offset === undefined ? '' : ` (${say.atByte} ${offset})`}: ${plain(message)}${expected ? `; ${say.expected} ${plain(expected)}` : ''}${hint ? `. ${plain(hint)}` : ''}`,
    );
  }
  for (const { code: kind, message, times } of foldWarnings(input.warnings)) {
    lines.push(`- ${code(input.name)}: ${say.warning} ${code(kind)}: ${plain(message)}${times > 1 ? ` ${say.times(times)}` : ''}`);
  }
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** Text that shows as it is, on one line: names of functions and files hold `*`, `_` and `<`, which Markdown would take as its own. */
export function plain(text: string): string {
  return printable(text).replace(/[\\*_<>[\]`]/g, '\\$&');
}

/** A code span; one of a text with backticks stands between more of them (CommonMark 0.31, 6.1). */
function code(text: string): string {
  const line = printable(text.replace(/\s+/g, ' '));
  const run = longestRun(line);
  if (run === 0) return `\`${line}\``;
  const ticks = '`'.repeat(run + 1);
  return `${ticks} ${line} ${ticks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, ticks) => Math.max(most, ticks.length), 0);
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function fence(language: string, text: string): string {
  const mark = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${mark}${language}\n${text.replace(/\n$/, '')}\n${mark}`;
}
