import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { ListedLine, Routine, SourceFileRow, SourceFilesReport, SourceLineRow, SourceListing } from '../../model/source-listing';
import { cumValue, descending, flatValue, makeAdders, type NodeSums, sumNodes } from './graph';
import { reportHead } from './head';
import { compareText } from './names';
import { createNodes, type NodeInfo, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
import { type Prepared, prepare } from './prepare';
import { addAmounts } from './sums';

/**
 * The source files of a profile and what lies in each, counted as `go tool pprof -list` counts lines (internal/report/source.go, printSource).
 *
 * @throws UsageError for a filter that cannot be used
 */
export function sourceFiles(profile: ProfileTable, options: ProfileOptions = {}): SourceFilesReport {
  const { prepared, table, sums } = byLine(profile, options);
  const byFile = regroup(prepared, table, (info) => info.file);
  const hottest = new Map<string, ListedLine>();
  const functions = new Map<string, Set<string>>();
  table.infos.forEach((info, node) => {
    const line = listed(info, node, sums);
    const best = hottest.get(info.file);
    if (best === undefined || (descending(line.flat, best.flat) || descending(line.cum, best.cum)) < 0) hottest.set(info.file, line);
    const names = functions.get(info.file);
    if (names === undefined) functions.set(info.file, new Set([info.name]));
    else names.add(info.name);
  });
  const files: SourceFileRow[] = [];
  byFile.keys.forEach((file, group) => {
    const flat = flatValue(byFile.sums, group);
    const cum = cumValue(byFile.sums, group);
    if (file === '' || (flat === 0 && cum === 0)) return;
    files.push({ file, flat, cum, functions: functions.get(file)?.size ?? 0, hottest: hottest.get(file)?.line ?? 0 });
  });
  files.sort((a, b) => descending(a.flat, b.flat) || descending(a.cum, b.cum) || compareText(a.file, b.file));
  return { head: reportHead(prepared, options), files };
}

/**
 * The lines of one file with their values: by function as `go tool pprof -list` prints them, and by line over all functions.
 *
 * @throws UsageError for a filter that cannot be used or a file that the profile does not name
 */
export function sourceListing(profile: ProfileTable, file: string, options: ProfileOptions = {}): SourceListing {
  const { prepared, table, sums } = byLine(profile, options);
  const nodes = table.infos.flatMap((info, node) => (info.file === file ? [node] : []));
  if (nodes.length === 0) throw new UsageError(phrase`the profile names no file ${file}`);
  const perLine = regroup(prepared, table, (info) => (info.file === file ? String(info.line) : ''));
  const names = new Map<string, string[]>();
  const routines = new Map<string, number[]>();
  for (const node of nodes) {
    const { name, line } = table.infos[node];
    if (flatValue(sums, node) === 0 && cumValue(sums, node) === 0) continue;
    const own = routines.get(name);
    if (own === undefined) routines.set(name, [node]);
    else own.push(node);
    const key = String(line);
    const others = names.get(key) ?? [];
    if (!others.includes(name)) names.set(key, [...others, name]);
  }
  const lines: SourceLineRow[] = [];
  perLine.keys.forEach((line, group) => {
    const functions = names.get(line);
    if (functions === undefined) return;
    lines.push({ line: Number(line), functions, flat: flatValue(perLine.sums, group), cum: cumValue(perLine.sums, group) });
  });
  const whole = regroup(prepared, table, (info) => (info.file === file ? file : ''));
  const group = whole.keys.indexOf(file);
  return {
    head: reportHead(prepared, options),
    file,
    flat: flatValue(whole.sums, group),
    cum: cumValue(whole.sums, group),
    lines: lines.sort((a, b) => a.line - b.line),
    routines: [...routines].map(([name, own]) => routineOf(name, own, table, sums)).sort(heaviest),
  };
}

function byLine(profile: ProfileTable, options: ProfileOptions): { prepared: Prepared; table: NodeTable; sums: NodeSums } {
  const prepared = prepare(profile, { ...options, granularity: 'lines', showColumns: false });
  const table = createNodes(prepared.view);
  return { prepared, table, sums: sumNodes(prepared, table, makeAdders(prepared)) };
}

function listed(info: NodeInfo, node: number, sums: NodeSums): ListedLine {
  return { line: Number(info.line), flat: flatValue(sums, node), cum: cumValue(sums, node) };
}

function routineOf(name: string, nodes: readonly number[], table: NodeTable, sums: NodeSums): Routine {
  const lines = nodes.map((node) => listed(table.infos[node], node, sums)).sort((a, b) => a.line - b.line);
  const sum = (of: (line: ListedLine) => Amount): Amount => lines.reduce<Amount>((all, line) => addAmounts(all, of(line)), 0);
  return { name, flat: sum((line) => line.flat), cum: sum((line) => line.cum), lines };
}

function heaviest(a: Routine, b: Routine): number {
  return descending(a.flat, b.flat) || descending(a.cum, b.cum) || compareText(a.name, b.name);
}

/** The sums by another key than the node's own: each sample counts once for each key, however many nodes of it it passes. */
function regroup(prepared: Prepared, table: NodeTable, key: (info: NodeInfo) => string): { keys: readonly string[]; sums: NodeSums } {
  const positions = new Map<string, number>();
  const infos: NodeInfo[] = [];
  const group = Uint32Array.from(table.infos, (info) => {
    const own = key(info);
    let at = positions.get(own);
    if (at === undefined) {
      at = infos.length;
      positions.set(own, at);
      infos.push(info);
    }
    return at;
  });
  const regrouped = { ...table, infos, nodes: table.nodes.map((node) => group[node]) };
  return { keys: [...positions.keys()], sums: sumNodes(prepared, regrouped, makeAdders(prepared)) };
}
