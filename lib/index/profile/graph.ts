import type { Amount } from '../../base/units';
import { compareNames, createNodes, type NodeTable } from './nodes';
import { grownTo, PairTable } from './pairs';
import type { Prepared } from './prepare';
import { absolute, addAmounts, amountAt, cutoff, divided, type Summing, summing } from './sums';

/** A node's values as added up, before a mean is taken. */
export interface NodeSums {
  readonly flat: readonly Amount[];
  readonly cum: readonly Amount[];
  readonly flatDivisor: readonly Amount[];
  readonly cumDivisor: readonly Amount[];
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly weight: Amount;
  readonly weightDivisor: Amount;
  /** Goes over frames that are not shown. */
  readonly residual: boolean;
  /** Every call on it was inlined. */
  readonly inline: boolean;
}

export interface GraphOptions {
  readonly cumSort: boolean;
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly dropNegative: boolean;
  /** Which edges are wanted: all, or those that decide whether a node is marked as inlined. */
  readonly edges: 'all' | 'inlined';
  readonly objNames?: boolean;
}

/** The trimmed call graph of internal/report/report.go, newTrimmedGraph, for text reports. */
export interface TrimmedGraph {
  readonly table: NodeTable;
  readonly sums: NodeSums;
  /** Shown nodes in the order of the report. */
  readonly order: readonly number[];
  readonly edges: readonly Edge[];
  /** Nodes that passed the cutoff, before the limit on their number. */
  readonly origCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
}

export function buildGraph(prepared: Prepared, options: GraphOptions): TrimmedGraph {
  const table = createNodes(prepared.view, options.objNames);
  const adders = makeAdders(prepared);
  const sums = sumNodes(prepared, table, adders);
  const all = selectNodes(table, sums, options.dropNegative);
  let totalFlat: Amount = 0;
  for (const node of all) totalFlat = addAmounts(totalFlat, sums.flat[node]);
  const nodeCutoff = cutoff(totalFlat, options.nodeFraction);
  const edgeCutoff = cutoff(totalFlat, options.edgeFraction);

  // A node's values do not depend on which others are shown: only edges are made again for the nodes that stay.
  const kept = nodeCutoff > 0 ? all.filter((node) => absolute(sums.cum[node]) >= nodeCutoff) : all;
  const order = sortNodes(kept, table, sums, options.cumSort);
  const shown = options.nodeCount > 0 ? order.slice(0, options.nodeCount) : order;
  const everything = shown.length === all.length;
  const { edges, droppedEdges } = sumEdges(prepared, table, adders, everything ? undefined : shown, options, edgeCutoff, all);
  return { table, sums, order: shown, edges, origCount: kept.length, droppedNodes: all.length - kept.length, droppedEdges };
}

export interface Adders {
  readonly value: Summing;
  readonly divisor: Summing | undefined;
}

export function makeAdders({ view, sampleIndex, mean }: Prepared): Adders {
  const { values } = view.table.samples;
  return { value: summing(values[sampleIndex], view.samples), divisor: mean ? summing(values[0], view.samples) : undefined };
}

export function sumNodes({ view }: Prepared, table: NodeTable, { value, divisor }: Adders): NodeSums {
  const count = table.infos.length;
  const flat = value.make(count);
  const cum = value.make(count);
  addUp(view, table, value, flat, cum, divisor);
  const flatDivisor = divisor?.make(count);
  const cumDivisor = divisor?.make(count);
  if (divisor !== undefined && flatDivisor !== undefined && cumDivisor !== undefined)
    addUp(view, table, divisor, flatDivisor, cumDivisor, value);
  const amounts = (sums: Float64Array | undefined): Amount[] =>
    Array.from({ length: count }, (_, node) => (sums === undefined ? 0 : amountAt(sums, node)));
  return { flat: amounts(flat), cum: amounts(cum), flatDivisor: amounts(flatDivisor), cumDivisor: amounts(cumDivisor) };
}

/** Adds each sample to its leaf and, once, to every node of its stack. A sample counts when it or its other value is not zero. */
function addUp(
  view: Prepared['view'],
  table: NodeTable,
  { values, zero }: Summing,
  flat: Float64Array,
  cum: Float64Array,
  other: Summing | undefined,
): void {
  const { samples, stack, stackStart, stackEnd } = view;
  const { nodeStart, nodes } = table;
  const seen = new Int32Array(table.infos.length).fill(-1);
  // Without inlined calls a location is its node: two looks less for each frame.
  const plain = nodes.length === nodeStart.length - 1;
  for (let s = 0; s < samples.length; s++) {
    const sample = samples[s];
    const weight = values[sample];
    if (weight === zero && (other === undefined || other.values[sample] === other.zero)) continue;
    const start = stackStart[sample];
    const end = stackEnd[sample];
    if (plain) {
      for (let i = start; i < end; i++) {
        const node = nodes[stack[i]];
        if (seen[node] === s) continue;
        seen[node] = s;
        cum[node] += weight;
      }
      if (start < end) flat[nodes[stack[start]]] += weight;
      continue;
    }
    for (let i = start; i < end; i++) {
      const location = stack[i];
      for (let n = nodeStart[location]; n < nodeStart[location + 1]; n++) {
        const node = nodes[n];
        if (seen[node] === s) continue;
        seen[node] = s;
        cum[node] += weight;
      }
    }
    if (start < end) flat[nodes[nodeStart[stack[start]]]] += weight;
  }
}

/** Nodes with a value; with dropNegative those that are not below zero (graph.go, selectNodesForGraph, isNegative). */
export function selectNodes(table: NodeTable, sums: NodeSums, dropNegative: boolean): number[] {
  const selected: number[] = [];
  for (let node = 0; node < table.infos.length; node++) {
    const flat = sums.flat[node];
    const cum = sums.cum[node];
    if (flat === 0 && cum === 0) continue;
    if (dropNegative && (flat < 0 || (flat === 0 && cum < 0))) continue;
    selected.push(node);
  }
  return selected;
}

export function descending(a: Amount, b: Amount): number {
  const left = absolute(a);
  const right = absolute(b);
  return left === right ? 0 : left > right ? -1 : 1;
}

/** FlatNameOrder and CumNameOrder of graph.go. */
function sortNodes(nodes: readonly number[], table: NodeTable, sums: NodeSums, cumSort: boolean): number[] {
  const first = cumSort ? sums.cum : sums.flat;
  const last = cumSort ? sums.flat : sums.cum;
  return [...nodes].sort((a, b) => descending(first[a], first[b]) || compareNames(table, a, b) || descending(last[a], last[b]) || a - b);
}

const residualEdge = 1;
const inlineEdge = 2;

export interface EdgeSums {
  readonly edges: Edge[];
  readonly droppedEdges: number;
}

/** Weights of calls between shown nodes, each counted once for a sample (graph.go, newGraph, AddToEdgeDiv). */
export function sumEdges(
  { view }: Prepared,
  table: NodeTable,
  { value, divisor }: Adders,
  shown: readonly number[] | undefined,
  options: GraphOptions,
  edgeCutoff: number,
  all: readonly number[],
): EdgeSums {
  const count = table.infos.length;
  const wantAll = options.edges === 'all';
  if (!wantAll && !table.inlined.includes(1)) return { edges: [], droppedEdges: 0 };
  const keep = new Uint8Array(count);
  if (shown === undefined) keep.fill(1);
  else for (const node of shown) keep[node] = 1;
  const pairs = new PairTable();
  let seen = new Int32Array(1024);
  let flags = new Uint8Array(1024);
  let weights = value.make(1024);
  let divisors = divisor?.make(1024);
  const { samples, stack, stackStart, stackEnd } = view;
  const { nodeStart, nodes, inlined } = table;
  for (let s = 0; s < samples.length; s++) {
    const sample = samples[s];
    const weight = value.values[sample];
    if (weight === value.zero && (divisor === undefined || divisor.values[sample] === divisor.zero)) continue;
    let parent = -1;
    let residual = false;
    for (let i = stackEnd[sample] - 1; i >= stackStart[sample]; i--) {
      const location = stack[i];
      const last = nodeStart[location + 1] - 1;
      for (let n = last; n >= nodeStart[location]; n--) {
        const node = nodes[n];
        if (keep[node] === 0) {
          residual = true;
          continue;
        }
        if (parent >= 0 && node !== parent && (wantAll || inlined[node] === 1)) {
          const known = pairs.count;
          const edge = pairs.add(parent, node);
          if (edge === known) {
            seen = grownTo(seen, edge + 1);
            flags = grownTo(flags, edge + 1);
            seen[edge] = -1;
            flags[edge] = inlineEdge;
            if (edge === weights.length) {
              weights = grown(value, weights);
              if (divisor !== undefined && divisors !== undefined) divisors = grown(divisor, divisors);
            }
          }
          if (seen[edge] !== s) {
            seen[edge] = s;
            weights[edge] += weight;
            if (divisor !== undefined && divisors !== undefined) divisors[edge] += divisor.values[sample];
            if (residual) flags[edge] |= residualEdge;
            if (n === last) flags[edge] &= ~inlineEdge;
          }
        }
        parent = node;
        residual = false;
      }
    }
  }
  // Nodes without a value are no part of the graph, and edges under the cutoff are dropped.
  const inGraph = new Uint8Array(count);
  for (const node of shown ?? all) inGraph[node] = 1;
  const edges: Edge[] = [];
  let droppedEdges = 0;
  for (let edge = 0; edge < pairs.count; edge++) {
    const weight = amountAt(weights, edge);
    if (inGraph[pairs.second[edge]] === 1 && absolute(weight) < edgeCutoff) {
      droppedEdges++;
      continue;
    }
    edges.push({
      from: pairs.first[edge],
      to: pairs.second[edge],
      weight,
      weightDivisor: divisors === undefined ? 0 : amountAt(divisors, edge),
      residual: (flags[edge] & residualEdge) !== 0,
      inline: (flags[edge] & inlineEdge) !== 0,
    });
  }
  return { edges, droppedEdges };
}

function grown(adder: Summing, sums: Float64Array): Float64Array {
  const larger = adder.make(sums.length * 2);
  larger.set(sums);
  return larger;
}

export function flatValue(sums: NodeSums, node: number): Amount {
  return divided(sums.flat[node], sums.flatDivisor[node]);
}

export function cumValue(sums: NodeSums, node: number): Amount {
  return divided(sums.cum[node], sums.cumDivisor[node]);
}
