import type { Language } from '../base/localized';
import { printable } from '../base/printable';
import { measurementLabel } from '../base/units';
import { changeText, figureText } from '../model/comparison';
import type { CompareJson } from './compare';
import { type CompareWords, compareWords } from './compare-words';
import { plain } from './markdown';
import { words } from './words';

/** A table of the comparison: heads, then cells as text. The first column is left-aligned. */
interface Table {
  readonly title: string;
  readonly note?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows of one table on a terminal and in Markdown; `--json` has more. */
const mostRows = 12;

/** The comparison for a terminal: verdicts first, then the tables of what moved. */
export function renderCompareText(report: CompareJson, language: Language): string {
  const say = compareWords[language];
  const lines = [say.title, ...sideLines(report, say), '', `${say.verdicts}  ${countLine(report, say)}`];
  if (report.verdicts.length === 0) lines.push(`  ${say.noFindings}`);
  report.verdicts.forEach((verdict, i) => {
    lines.push(`${i + 1}. [${say.word[verdict.verdict]}] ${verdict.title}`, `   ${verdict.reason}`);
    if (verdict.verdict !== 'mended') lines.push(`   ${say.promise}: ${verdict.promise}`);
  });
  if (report.fresh.length > 0) {
    lines.push('', say.fresh);
    for (const at of report.fresh) {
      const finding = report.after.findings[at];
      lines.push(`  [${words[language].severity[finding.severity]}] ${finding.title}`);
    }
  }
  for (const table of tables(report, say)) lines.push('', table.title, ...(table.note ? [`  ${table.note}`] : []), ...plainTable(table));
  return `${lines.map(printable).join('\n')}\n`;
}

/** The comparison as Markdown, to paste into a review of the change. */
export function renderCompareMarkdown(report: CompareJson, language: Language): string {
  const say = compareWords[language];
  const blocks = [
    `# ${say.title}`,
    sideLines(report, say)
      .map((line) => `- ${plain(line.trim())}`)
      .join('\n'),
    `## ${say.verdicts}`,
    countLine(report, say),
  ];
  if (report.verdicts.length === 0) blocks.push(say.noFindings);
  else {
    blocks.push(
      markdownTable({
        title: '',
        head: [say.verdict, say.finding, say.reason],
        rows: report.verdicts.map((verdict) => [`**${say.word[verdict.verdict]}**`, plain(verdict.title), plain(verdict.reason)]),
      }),
    );
  }
  if (report.fresh.length > 0) {
    blocks.push(`## ${say.fresh}`, report.fresh.map((at) => `- ${plain(report.after.findings[at].title)}`).join('\n'));
  }
  for (const table of tables(report, say)) {
    blocks.push(
      `## ${plain(table.title)}`,
      ...(table.note ? [plain(table.note)] : []),
      markdownTable({ ...table, rows: table.rows.map((row) => row.map(plain)) }),
    );
  }
  blocks.push(`---\n${report.generatedBy} · ${report.schema}`);
  return `${blocks.join('\n\n')}\n`;
}

function sideLines(report: CompareJson, say: CompareWords): string[] {
  const names = (inputs: readonly number[]) => namesOf(inputs, report);
  return [
    `  ${say.before}: ${names(report.before.inputs)}`,
    `  ${say.after}: ${names(report.after.inputs)}`,
    ...(report.work ? [`  ${say.work(figureText(report.work.ratio, 'count'), report.work.basis)}`] : []),
    ...report.unpaired.map(({ side, kind, inputs }) => `  ${say.unpaired(side, kind)} (${names(inputs)})`),
  ];
}

/** The files of a side; those of one archive behind its name. */
function namesOf(inputs: readonly number[], report: CompareJson): string {
  const names = inputs.map((at) => report.inputs[at].name);
  const archive = /^(.*\.(?:zip|tar|tgz|tar\.gz))\//i.exec(names[0] ?? '')?.[1];
  if (archive === undefined || !names.every((name) => name.startsWith(`${archive}/`))) return names.join(', ');
  return `${archive}: ${names.map((name) => name.slice(archive.length + 1)).join(', ')}`;
}

/** `a.pb.gz → b.pb.gz`: file names alone where they differ, with what stands before them where they do not. */
function pairOf(before: number, after: number, report: CompareJson): string {
  const paths = [before, after].map((at) => report.inputs[at].name.split('/'));
  const short = (parts: number) => paths.map((path) => path.slice(-parts).join('/'));
  const [a, b] = short(1)[0] === short(1)[1] ? short(2) : short(1);
  return `${a} → ${b}`;
}

function countLine(report: CompareJson, say: CompareWords): string {
  const unknown = report.verdicts.length - report.gone.length - report.stayed.length;
  return say.count(report.gone.length, report.stayed.length, report.fresh.length, unknown);
}

function tables(report: CompareJson, say: CompareWords): Table[] {
  const all: Table[] = [];
  for (const [title, table] of [
    [say.gc, report.gc],
    [say.trace, report.trace],
  ] as const) {
    if (!table) continue;
    all.push({
      title: `${title}: ${pairOf(table.before, table.after, report)}`,
      head: ['', say.before, say.after, say.change],
      rows: table.figures.map((figure) => [
        figure.name,
        figureText(figure.before, figure.unit),
        figureText(figure.after, figure.unit),
        changeText(figure.before, figure.after),
      ]),
    });
  }
  if (report.goroutines) {
    const { before, after, totalBefore, totalAfter, rows } = report.goroutines;
    all.push({
      title: `${say.goroutines}: ${pairOf(before, after, report)}, ${totalBefore} → ${totalAfter}`,
      head: ['', say.before, say.after, say.change],
      rows: cut(
        rows.map((row) => [`${row.state} · ${row.function}:${row.line}`, String(row.before), String(row.after), say.fate[row.fate]]),
        say,
      ),
    });
  }
  if (report.benches.length > 0) {
    all.push({
      title: say.benches,
      note: say.noiseRule,
      head: ['', say.before, say.after, say.change],
      rows: report.benches.flatMap((bench) =>
        bench.metrics.map((metric) => [
          `${bench.name} ${metric.unit}`,
          `${number(metric.before)} ±${(metric.spreadBefore * 100).toFixed(0)}%`,
          `${number(metric.after)} ±${(metric.spreadAfter * 100).toFixed(0)}%`,
          metric.told
            ? `${changeText(metric.before, metric.after)}${metric.p === undefined ? '' : ` (p=${metric.p.toFixed(3)})`}`
            : say.withinNoise,
        ]),
      ),
    });
  }
  if (report.explanation) {
    const { printedBefore, printedAfter, profiledBefore, profiledAfter, rows } = report.explanation;
    const bytes = (value: number) => figureText(value, 'bytesPerOp');
    all.push({
      title: 'B/op',
      note: say.explanation(`${bytes(printedBefore)} → ${bytes(printedAfter)}`, `${bytes(profiledBefore)} → ${bytes(profiledAfter)}`),
      head: ['', say.before, say.after, '%'],
      rows: cut(
        rows.map((row) => [row.function, bytes(row.before), bytes(row.after), `${(row.shareOfDrop * 100).toFixed(1)}%`]),
        say,
      ),
    });
  }
  for (const profile of report.profiles) all.push(profileTable(profile, report, say));
  return all;
}

function profileTable(profile: CompareJson['profiles'][number], report: CompareJson, say: CompareWords): Table {
  const text = (value: number | string) => measurementLabel(typeof value === 'string' ? BigInt(value) : value, profile.unit);
  const signed = (value: number | string) => (Number(value) > 0 ? `+${text(value)}` : text(value));
  return {
    title: `${profile.kind} ${profile.sampleType}: ${pairOf(profile.before, profile.after, report)}, ${text(profile.totalBefore)} → ${text(profile.totalAfter)}`,
    head: [say.name, `${say.flatOf} ${say.before}`, say.after, say.change, '%', `${say.cumOf} ${say.change}`],
    rows: cut(
      profile.rows
        .filter((row) => row.flatChange !== 0 || row.cumChange !== 0)
        .map((row) => [
          row.name,
          text(row.flatBefore),
          text(row.flatAfter),
          signed(row.flatChange),
          changeText(Number(row.flatBefore), Number(row.flatAfter)),
          signed(row.cumChange),
        ]),
      say,
    ),
  };
}

function cut(rows: readonly (readonly string[])[], say: CompareWords): readonly (readonly string[])[] {
  return rows.length <= mostRows
    ? rows
    : [...rows.slice(0, mostRows), [say.more(rows.length - mostRows), ...rows[0].slice(1).map(() => '')]];
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

function plainTable({ head, rows }: Table): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => width(row[column]))));
  return [head, ...rows].map((row) => `  ${row.map((cell, column) => pad(cell, widths[column], column > 0)).join('  ')}`.trimEnd());
}

/** Columns on a terminal: Chinese characters take two. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(character) ? 2 : 1;
  return columns;
}

function pad(text: string, columns: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return right ? space + text : text + space;
}

function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}
