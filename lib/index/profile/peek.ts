import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { PeekReport, PeekRow } from '../../model/profile-report';
import { buildGraph, cumValue, type Edge, flatValue, type TrimmedGraph } from './graph';
import { reportHead } from './head';
import { compareText } from './names';
import { defaultEdgeFraction, defaultNodeCount, defaultNodeFraction, type PeekOptions, type TopOptions } from './options';
import { prepare } from './prepare';
import { compileRegexp } from './regexp';
import { absolute, addAmounts } from './sums';

/**
 * Callers and callees of the functions whose names match, as `go tool pprof -peek` gives them (internal/report/report.go, printTree):
 * nothing is trimmed, edges by weight. An empty expression gives every function.
 *
 * @throws UsageError for an option that cannot be used, and when nothing matches
 */
export function peek(profile: ProfileTable, pattern: string, options: PeekOptions = {}): PeekReport {
  return neighbours(profile, pattern, { ...options, limit: 0, nodeFraction: 0, edgeFraction: 0 });
}

/**
 * Callers and callees of the functions that -top shows, of 80 at most by default, as `go tool pprof -tree` gives them.
 *
 * @throws UsageError for an option that cannot be used
 */
export function tree(profile: ProfileTable, options: TopOptions = {}): PeekReport {
  return neighbours(profile, '', options);
}

function neighbours(profile: ProfileTable, pattern: string, options: TopOptions): PeekReport {
  const matcher = compileRegexp('argument', pattern);
  const prepared = prepare(profile, options);
  const nodeFraction = options.nodeFraction ?? defaultNodeFraction;
  const graph = buildGraph(prepared, {
    cumSort: options.sort === 'cum',
    nodeCount: options.limit ?? defaultNodeCount,
    nodeFraction,
    edgeFraction: options.edgeFraction ?? defaultEdgeFraction,
    dropNegative: options.dropNegative ?? false,
    edges: 'all',
  });
  const matched = graph.order.filter((node) => matcher?.test(graph.table.names[node]) ?? true);
  if (matcher !== undefined && matched.length === 0) throw new UsageError(phrase`no matches found for regexp: ${pattern}`);
  const edges = edgesOf(graph, matched);
  let totalShown: Amount = 0;
  for (const node of graph.order) totalShown = addAmounts(totalShown, flatValue(graph.sums, node));
  const name = (node: number): string => graph.table.names[node];
  const rows = matched.map(
    (node): PeekRow => ({
      name: name(node),
      flat: flatValue(graph.sums, node),
      cum: cumValue(graph.sums, node),
      callers: edges.into(node).map((edge) => ({ name: name(edge.from), value: edge.weight, inline: edge.inline })),
      callees: edges.outOf(node).map((edge) => ({ name: name(edge.to), value: edge.weight, inline: edge.inline })),
    }),
  );
  return {
    head: reportHead(prepared, options),
    rows,
    totalShown,
    nodeValues: graph.order.map((node) => ({ flat: flatValue(graph.sums, node), cum: cumValue(graph.sums, node) })),
    nodeCount: graph.order.length,
    origCount: graph.origCount,
    droppedNodes: graph.droppedNodes,
    nodeFraction,
  };
}

/** The edges of the given nodes, heaviest first, then by the names at their ends (graph.go, edgeList). */
function edgesOf(graph: TrimmedGraph, nodes: readonly number[]): { into(node: number): Edge[]; outOf(node: number): Edge[] } {
  const names = graph.table.names;
  const wanted = new Set(nodes);
  const into = new Map<number, Edge[]>();
  const outOf = new Map<number, Edge[]>();
  const add = (map: Map<number, Edge[]>, node: number, edge: Edge): void => {
    const list = map.get(node);
    if (list === undefined) map.set(node, [edge]);
    else list.push(edge);
  };
  for (const edge of graph.edges) {
    if (wanted.has(edge.to)) add(into, edge.to, edge);
    if (wanted.has(edge.from)) add(outOf, edge.from, edge);
  }
  const order = (a: Edge, b: Edge): number => {
    const left = absolute(a.weight);
    const right = absolute(b.weight);
    if (left !== right) return left > right ? -1 : 1;
    return compareText(names[a.from], names[b.from]) || compareText(names[a.to], names[b.to]);
  };
  const sorted = (list: Edge[] | undefined): Edge[] => (list ?? []).sort(order);
  return { into: (node) => sorted(into.get(node)), outOf: (node) => sorted(outOf.get(node)) };
}
