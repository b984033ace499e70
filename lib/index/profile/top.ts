import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { TopReport, TopRow } from '../../model/profile-report';
import { buildGraph, cumValue, flatValue, type TrimmedGraph } from './graph';
import { reportHead } from './head';
import { defaultEdgeFraction, defaultNodeFraction, type TopOptions } from './options';
import { prepare } from './prepare';
import { addAmounts } from './sums';
import { functionPlaces } from './view';

/**
 * The rows that `go tool pprof -top` prints for the same options, in its order and with its names; values whole and in the sample type's unit.
 *
 * @throws UsageError for an option that cannot be used
 */
export function top(profile: ProfileTable, options: TopOptions = {}): TopReport {
  const prepared = prepare(profile, options);
  const nodeFraction = options.nodeFraction ?? defaultNodeFraction;
  const graph = buildGraph(prepared, {
    cumSort: options.sort === 'cum',
    nodeCount: options.limit ?? 0,
    nodeFraction,
    edgeFraction: options.edgeFraction ?? defaultEdgeFraction,
    dropNegative: options.dropNegative ?? false,
    edges: 'inlined',
  });
  const marks = inlineMarks(graph);
  const places = functionPlaces(prepared.view);
  const total = Number(prepared.total);
  const share = (value: Amount): number => (total === 0 ? 0 : Number(value) / total);
  let totalShown: Amount = 0;
  const rows = graph.order.map((node): TopRow => {
    const flat = flatValue(graph.sums, node);
    const cum = cumValue(graph.sums, node);
    totalShown = addAmounts(totalShown, flat);
    const info = graph.table.infos[node];
    const place = info.file === '' ? places.get(info.name) : undefined;
    return {
      name: graph.table.names[node],
      inline: marks[node] === both ? '(partial-inline)' : marks[node] === inlined ? '(inline)' : '',
      flat,
      cum,
      flatShare: share(flat),
      cumShare: share(cum),
      function: info.name,
      file: place?.file ?? info.file,
      line: place?.line ?? Number(info.line),
    };
  });
  return {
    head: reportHead(prepared, options),
    rows,
    totalShown,
    origCount: graph.origCount,
    droppedNodes: graph.droppedNodes,
    nodeFraction,
  };
}

const inlined = 1;
const called = 2;
const both = inlined | called;

/** How each node is reached over the edges that are left (internal/report/report.go, TextItems). */
function inlineMarks(graph: TrimmedGraph): Uint8Array {
  const marks = new Uint8Array(graph.table.infos.length);
  for (const edge of graph.edges) marks[edge.to] |= edge.inline ? inlined : called;
  return marks;
}
