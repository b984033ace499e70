import type { z } from 'zod';
import type { CallTree } from '../model/call-tree';
import type { PeekReport, TagsReport, TopReport } from '../model/profile-report';
import { jsonInteger } from './integers';
import type * as schema from './schema-profile';

export type TopJson = z.infer<typeof schema.top>;
export type PeekJson = z.infer<typeof schema.peek>;
export type TagsJson = z.infer<typeof schema.tags>;
export type FlameNode = z.infer<typeof schema.flame>['nodes'][number];

export function topJson(report: TopReport): TopJson {
  return {
    schema: 'gotriage.top/1',
    ...headJson(report.head),
    totalShown: jsonInteger(report.totalShown),
    rows: report.rows.map((row) => ({
      name: row.inline === '' ? row.name : `${row.name} ${row.inline}`,
      flat: jsonInteger(row.flat),
      cum: jsonInteger(row.cum),
      flatPercent: row.flatShare * 100,
      cumPercent: row.cumShare * 100,
      ...(row.function !== '' && { function: row.function }),
      ...(row.file !== '' && { file: row.file }),
      ...(row.line > 0 && { line: row.line }),
    })),
  };
}

export function peekJson(report: PeekReport): PeekJson {
  const edge = ({ name, value, inline }: PeekReport['rows'][number]['callers'][number]) => ({
    name: inline ? `${name} (inline)` : name,
    value: jsonInteger(value),
  });
  return {
    schema: 'gotriage.peek/1',
    ...headJson(report.head),
    rows: report.rows.map((row) => ({
      name: row.name,
      flat: jsonInteger(row.flat),
      cum: jsonInteger(row.cum),
      callers: row.callers.map(edge),
      callees: row.callees.map(edge),
    })),
  };
}

export function tagsJson(report: TagsReport): TagsJson {
  return {
    schema: 'gotriage.tags/1',
    ...headJson(report.head),
    keys: report.keys.map(({ key, total, values }) => ({
      key,
      total: jsonInteger(total),
      values: values.map(({ name, value }) => ({ name, value: jsonInteger(value) })),
    })),
  };
}

/** The nodes of the tree one by one: the caller writes them as they come, a tree of 300 000 makes a long text. */
export function* flameNodes(tree: CallTree): Generator<FlameNode> {
  for (let node = 0; node < tree.count; node++) {
    const frame = node === 0 ? undefined : tree.frames[tree.frame[node]];
    yield {
      name: frame?.name ?? 'root',
      parent: tree.parent[node],
      self: jsonInteger(tree.self[node]),
      total: jsonInteger(tree.total[node]),
      ...(tree.base && { base: jsonInteger(tree.base[node]) }),
      ...(frame && frame.file !== '' && { file: frame.file }),
      ...(frame && frame.line > 0 && { line: frame.line }),
      ...(tree.inlined[node] === 1 && { inlined: true as const }),
    };
  }
}

/** `root;caller;callee VALUE`, the folded stacks that flame graph tools take. Line breaks and semicolons of a name become spaces. */
export function* foldedStacks(tree: CallTree): Generator<string> {
  const path: string[] = [];
  for (let node = 1; node < tree.count; node++) {
    if (Number(tree.self[node]) === 0) continue;
    path.length = 0;
    for (let at = node; at > 0; at = tree.parent[at]) path.push(tree.frames[tree.frame[at]].name.replace(/[;\n]/g, ' '));
    yield `${path.reverse().join(';')} ${tree.self[node]}`;
  }
}

function headJson(head: TopReport['head']) {
  return { sampleType: head.sampleType, unit: head.unit, total: jsonInteger(head.total) };
}
