import type { Amount } from '../../base/units';
import type { CallGraph, CallGraphNode, NodeTag } from '../../model/call-graph';
import type { ProfileTable } from '../../model/profile';
import { cumValue, descending, type Edge, flatValue, makeAdders, type NodeSums, selectNodes, sumEdges, sumNodes } from './graph';
import { reportHead } from './head';
import { compareText } from './names';
import { type NodeTags, nodeTags } from './node-tags';
import { compareNames, createNodes, type NodeTable } from './nodes';
import { defaultEdgeFraction, defaultNodeCount, defaultNodeFraction, type TopOptions } from './options';
import { type Prepared, prepare } from './prepare';
import { absolute, addAmounts, cutoff, divided } from './sums';

export interface CallGraphOptions extends TopOptions {
  /** Everything at addresses and with binaries kept apart, as the callgrind export wants it, instead of a picture of some eighty nodes. */
  readonly whole?: boolean;
}

/** Labels that a node shows at most (internal/graph/dotgraph.go, maxNodelets). */
const mostTags = 4;

/**
 * The call graph that `go tool pprof -dot` draws, or with `whole` the one that -callgrind writes (internal/report/report.go, newTrimmedGraph): nodes
 * and edges under the cutoffs dropped, the most telling nodes kept, edges that say nothing new removed.
 *
 * @throws UsageError for an option that cannot be used
 */
export function callGraph(profile: ProfileTable, options: CallGraphOptions = {}): CallGraph {
  const whole = options.whole === true;
  const prepared = prepare(profile, whole ? { ...options, granularity: 'addresses' } : options);
  const table = createNodes(prepared.view, whole);
  const adders = makeAdders(prepared);
  const sums = sumNodes(prepared, table, adders);
  const all = selectNodes(table, sums, options.dropNegative ?? false);
  let totalFlat: Amount = 0;
  for (const node of all) totalFlat = addAmounts(totalFlat, sums.flat[node]);
  const nodeFraction = whole ? 0 : (options.nodeFraction ?? defaultNodeFraction);
  const edgeFraction = whole ? 0 : (options.edgeFraction ?? defaultEdgeFraction);
  const nodeCutoff = cutoff(totalFlat, nodeFraction);
  const edgeCutoff = cutoff(totalFlat, edgeFraction);
  const kept = nodeCutoff > 0 ? all.filter((node) => absolute(sums.cum[node]) >= nodeCutoff) : all;
  const build = (nodes: readonly number[]): LiveGraph =>
    new LiveGraph(
      table,
      sums,
      nodes,
      sumEdges(prepared, table, adders, nodes.length === all.length ? undefined : nodes, everyEdge, 0, all).edges,
    );

  let graph = build(kept);
  graph.sort(!whole, options.sort === 'cum');
  const tags = whole ? new Map<number, NodeTags>() : nodeTags(prepared, table, adders, flags(kept, table), options.unit ?? 'minimum');
  for (const own of tags.values()) trimTags(own, nodeCutoff);
  const nodeCount = whole ? 0 : (options.limit ?? defaultNodeCount);
  let droppedEdges = 0;
  if (nodeCount > 0) {
    graph.trimEdges(edgeCutoff);
    const selected = graph.order.slice(0, picturedNodes(graph.order, tags, nodeCount));
    if (selected.length !== kept.length) {
      graph = build(selected);
      graph.sort(!whole, options.sort === 'cum');
    }
  }
  droppedEdges = graph.trimEdges(edgeCutoff);
  if (!whole) graph.removeRedundant();
  return describe(prepared, options, graph, tags, {
    origCount: kept.length,
    droppedNodes: all.length - kept.length,
    droppedEdges,
    nodeFraction,
    edgeFraction,
  });
}

const everyEdge = { cumSort: false, nodeCount: 0, nodeFraction: 0, edgeFraction: 0, dropNegative: false, edges: 'all' } as const;

function flags(nodes: readonly number[], table: NodeTable): Uint8Array {
  const wanted = new Uint8Array(table.infos.length);
  for (const node of nodes) wanted[node] = 1;
  return wanted;
}

/** graph.go, TrimLowFrequencyTags. */
function trimTags(own: NodeTags, least: number): void {
  const trim = (tags: Map<string, NodeTag>): void => {
    for (const [name, tag] of tags) if (absolute(tag.flat) < least && absolute(tag.cum) < least) tags.delete(name);
  };
  trim(own.labels);
  for (const group of own.sizes.values()) trim(group);
}

/** graph.go, selectTopNodes: the labels of a node take room in the picture. */
function picturedNodes(order: readonly number[], tags: ReadonlyMap<number, NodeTags>, most: number): number {
  let count = 0;
  for (const [i, node] of order.entries()) {
    const own = tags.get(node);
    const shown =
      own === undefined
        ? 0
        : [own.labels, ...own.sizes.values()].flatMap((group) => [...group.values()]).filter((tag) => tag.flat !== 0).length;
    count += Math.min(shown, mostTags) + 1;
    if (count >= most) return Math.min(i + 1, order.length);
  }
  return Math.min(most, order.length);
}

/** A graph whose edges are taken away step by step. */
class LiveGraph {
  readonly table: NodeTable;
  readonly sums: NodeSums;
  order: number[];
  private readonly into = new Map<number, Set<Edge>>();
  private readonly outOf = new Map<number, Set<Edge>>();

  constructor(table: NodeTable, sums: NodeSums, nodes: readonly number[], edges: readonly Edge[]) {
    this.table = table;
    this.sums = sums;
    this.order = [...nodes];
    for (const node of nodes) {
      this.into.set(node, new Set());
      this.outOf.set(node, new Set());
    }
    for (const edge of edges) {
      this.into.get(edge.to)?.add(edge);
      this.outOf.get(edge.from)?.add(edge);
    }
  }

  /** Edges that leave a shown node, in no order. */
  edges(): Edge[] {
    return this.order.flatMap((node) => [...(this.outOf.get(node) ?? [])]);
  }

  /** EntropyOrder for a picture, else FlatNameOrder or CumNameOrder. */
  sort(picture: boolean, cum: boolean): void {
    const { flat, cum: cums } = this.sums;
    const scores = new Map<number, Amount>(this.order.map((node) => [node, picture ? this.entropy(node) : cum ? cums[node] : flat[node]]));
    const last = picture || cum ? flat : cums;
    this.order.sort(
      (a, b) =>
        descending(scores.get(a) ?? 0, scores.get(b) ?? 0) || compareNames(this.table, a, b) || descending(last[a], last[b]) || a - b,
    );
  }

  /** graph.go, TrimLowFrequencyEdges. */
  trimEdges(least: number): number {
    let dropped = 0;
    for (const node of this.order) {
      for (const edge of this.into.get(node) ?? []) {
        if (absolute(edge.weight) >= least) continue;
        this.remove(edge);
        dropped++;
      }
    }
    return dropped;
  }

  /** graph.go, RemoveRedundantEdges: residual edges whose ends another path joins, the lightest first. */
  removeRedundant(): void {
    for (const node of [...this.order].reverse()) {
      const incoming = sortEdges([...(this.into.get(node) ?? [])], this.table).reverse();
      for (const edge of incoming) {
        if (!edge.residual) break;
        if (this.isRedundant(edge)) this.remove(edge);
      }
    }
  }

  private isRedundant(edge: Edge): boolean {
    const seen = new Set([edge.to]);
    const queue = [edge.to];
    for (let head = 0; head < queue.length; head++) {
      for (const other of this.into.get(queue[head]) ?? []) {
        if (other === edge || seen.has(other.from)) continue;
        if (other.from === edge.from) return true;
        seen.add(other.from);
        queue.push(other.from);
      }
    }
    return false;
  }

  private remove(edge: Edge): void {
    this.into.get(edge.to)?.delete(edge);
    this.outOf.get(edge.from)?.delete(edge);
  }

  /** graph.go, entropyScore: nodes that only pass a value on say little. */
  private entropy(node: number): Amount {
    const flat = this.sums.flat[node];
    const into = this.into.get(node) ?? new Set();
    const outOf = this.outOf.get(node) ?? new Set();
    const score = (into.size === 0 ? 1 : edgeEntropy(into, 0)) + (outOf.size === 0 ? 1 : edgeEntropy(outOf, Number(flat)));
    return addAmounts(BigInt(Math.trunc(score * Number(this.sums.cum[node]))), flat);
  }
}

function edgeEntropy(edges: ReadonlySet<Edge>, self: number): number {
  let total = self;
  for (const { weight } of edges) if (weight > 0) total += Number(weight);
  if (total === 0) return 0;
  let score = 0;
  const add = (value: number): void => {
    const share = Math.abs(value) / total;
    score += -share * Math.log2(share);
  };
  for (const { weight } of edges) add(Number(weight));
  if (self > 0) add(self);
  return Number.isFinite(score) ? score : 0;
}

/** graph.go, edgeList: by weight, then by the names at the ends. */
function sortEdges(edges: Edge[], { names }: NodeTable): Edge[] {
  return edges.sort(
    (a, b) => descending(a.weight, b.weight) || compareText(names[a.from], names[b.from]) || compareText(names[a.to], names[b.to]),
  );
}

type Counts = Pick<CallGraph, 'origCount' | 'droppedNodes' | 'droppedEdges' | 'nodeFraction' | 'edgeFraction'>;

function describe(
  prepared: Prepared,
  options: CallGraphOptions,
  graph: LiveGraph,
  tags: ReadonlyMap<number, NodeTags>,
  counts: Counts,
): CallGraph {
  const { table, sums, order } = graph;
  const position = new Map(order.map((node, i) => [node, i]));
  let totalShown: Amount = 0;
  const nodes = order.map((node): CallGraphNode => {
    const info = table.infos[node];
    const own = tags.get(node);
    const flat = flatValue(sums, node);
    totalShown = addAmounts(totalShown, flat);
    return {
      name: table.names[node],
      function: info.name,
      file: info.file,
      line: info.line,
      column: info.column,
      startLine: info.startLine,
      address: info.address,
      objfile: info.objfile,
      flat,
      cum: cumValue(sums, node),
      labels: [...(own?.labels.values() ?? [])],
      sizes: [...(own?.sizes ?? [])].map(([labels, group]) => ({ labels, tags: [...group.values()] })),
    };
  });
  const edges = sortEdges(graph.edges(), table).flatMap((edge) => {
    const from = position.get(edge.from);
    const to = position.get(edge.to);
    if (from === undefined || to === undefined) return [];
    return [{ from, to, sum: edge.weight, weight: divided(edge.weight, edge.weightDivisor), residual: edge.residual, inline: edge.inline }];
  });
  return { head: reportHead(prepared, options), nodes, edges, totalShown, ...counts };
}
