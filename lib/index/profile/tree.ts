import type { CallTree } from '../../model/call-tree';
import type { Int64Column, ProfileTable } from '../../model/profile';
import { createNodes, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
import { grownTo, PairTable } from './pairs';
import { baseLabel, type Prepared, prepare } from './prepare';
import { type Summing, summing } from './sums';

export interface TreeOptions extends ProfileOptions {
  /** From the leaves to the roots: who calls, instead of who is called. */
  readonly inverted?: boolean;
  /** Leave out nodes below this share of the root's total, with all they called; their values stay in their parents' totals. */
  readonly minShare?: number;
}

/**
 * The call tree of a profile for flame graphs and icicles. Every frame of every sample counts, recursion too; nothing is
 * trimmed unless `minShare` asks for it. With `diffBase` the totals are differences and `base` holds what they are to be compared with.
 *
 * @throws UsageError for an option that cannot be used
 */
export function callTree(profile: ProfileTable, options: TreeOptions = {}): CallTree {
  const prepared = prepare(profile, options);
  const table = createNodes(prepared.view);
  const growing = new GrowingTree();
  const ends = growPaths(prepared, table, growing, options.inverted === true);
  const { frame, inlined } = growing;
  const { values } = prepared.view.table.samples;
  const adder = summing(values[prepared.sampleIndex], prepared.view.samples);
  const self = sumEnds(prepared, ends, adder, growing.count, () => true);
  const total = sumUp(self, growing);
  const least = (options.minShare ?? 0) * Math.abs(Number(total[0]));
  const order = breadthFirst(growing, total, table, least);
  const reorder = (column: Float64Array): Int64Column => {
    const out = adder.make(order.nodes.length);
    for (let n = 0; n < out.length; n++) out[n] = column[order.nodes[n]];
    return out as Int64Column;
  };
  const base = options.diffBase === undefined ? undefined : baseTotals(prepared, ends, adder, growing);
  return {
    count: order.nodes.length,
    frames: table.infos.map((info, node) => ({ name: table.names[node], function: info.name, file: info.file, line: Number(info.line) })),
    // The root's place in the columns says nothing: it has no frame.
    frame: order.nodes.map((node) => (node === 0 ? 0 : frame[node])),
    parent: order.parent,
    depth: order.depth,
    childStart: order.childStart,
    self: reorder(self),
    total: reorder(total),
    ...(base === undefined ? {} : { base: reorder(base) }),
    inlined: Uint8Array.from(order.nodes, (node) => inlined[node]),
    sampleType: prepared.sampleType.type,
    unit: prepared.sampleType.unit,
  };
}

/** Nodes by parent and frame; node 0 is the root. */
class GrowingTree {
  private readonly pairs = new PairTable();
  inlined = new Uint8Array(1024);

  constructor() {
    this.pairs.add(-1, 0);
  }

  get count(): number {
    return this.pairs.count;
  }

  get parent(): Int32Array {
    return this.pairs.first;
  }

  get frame(): Int32Array {
    return this.pairs.second;
  }

  child(parent: number, frame: number, inline: boolean): number {
    const before = this.pairs.count;
    const node = this.pairs.add(parent, frame);
    if (node === before) {
      this.inlined = grownTo(this.inlined, before + 1);
      this.inlined[node] = inline ? 1 : 0;
    } else if (!inline) this.inlined[node] = 0;
    return node;
  }
}

/** Adds every sample's path; gives the node that each sample ends at, by position in the view's samples. */
function growPaths({ view }: Prepared, table: NodeTable, tree: GrowingTree, inverted: boolean): Uint32Array {
  const { samples, stack, stackStart, stackEnd } = view;
  const { nodeStart, nodes } = table;
  const ends = new Uint32Array(samples.length);
  for (let s = 0; s < samples.length; s++) {
    const sample = samples[s];
    let at = 0;
    if (inverted) {
      for (let i = stackStart[sample]; i < stackEnd[sample]; i++) {
        const last = nodeStart[stack[i] + 1] - 1;
        for (let n = nodeStart[stack[i]]; n <= last; n++) at = tree.child(at, nodes[n], n < last);
      }
    } else {
      for (let i = stackEnd[sample] - 1; i >= stackStart[sample]; i--) {
        const last = nodeStart[stack[i] + 1] - 1;
        for (let n = last; n >= nodeStart[stack[i]]; n--) at = tree.child(at, nodes[n], n < last);
      }
    }
    ends[s] = at;
  }
  return ends;
}

function sumEnds(
  { view }: Prepared,
  ends: Uint32Array,
  { values, make }: Summing,
  count: number,
  wanted: (sample: number) => boolean,
): Float64Array {
  const self = make(count);
  for (let s = 0; s < ends.length; s++) {
    const sample = view.samples[s];
    if (wanted(sample)) self[ends[s]] += values[sample];
  }
  return self;
}

/** Children were made after their parents: one backward pass adds everything up. */
function sumUp(self: Float64Array, tree: GrowingTree): Float64Array {
  const total = self.slice();
  const { parent } = tree;
  for (let node = tree.count - 1; node > 0; node--) total[parent[node]] += total[node];
  return total;
}

/** What the base's samples come to; they were subtracted, so the sign is turned back. */
function baseTotals(prepared: Prepared, ends: Uint32Array, adder: Summing, tree: GrowingTree): Float64Array {
  const { samples, strings } = prepared.view.table;
  const isBase = (sample: number): boolean => {
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1]; l++)
      if (strings[samples.labelKey[l]] === baseLabel) return true;
    return false;
  };
  const total = sumUp(sumEnds(prepared, ends, adder, tree.count, isBase), tree);
  for (let n = 0; n < total.length; n++) total[n] = -total[n];
  return total;
}

interface BreadthFirst {
  /** Old positions in the new order. */
  readonly nodes: Uint32Array;
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  readonly childStart: Uint32Array;
}

function breadthFirst(tree: GrowingTree, total: Float64Array, table: NodeTable, least: number): BreadthFirst {
  const { count, parent: parentOf, frame } = tree;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let node = count - 1; node > 0; node--) {
    nextSibling[node] = firstChild[parentOf[node]];
    firstChild[parentOf[node]] = node;
  }
  const nodes = new Uint32Array(count);
  const parent = new Int32Array(count).fill(-1);
  const depth = new Uint32Array(count);
  const childStart = new Uint32Array(count + 1);
  let length = 1;
  const size = (node: number): number => (total[node] < 0 ? -total[node] : total[node]);
  const wanted = (node: number): boolean => least === 0 || size(node) >= least;
  const heavier = (a: number, b: number): number => {
    const left = size(a);
    const right = size(b);
    if (left !== right) return left > right ? -1 : 1;
    const x = table.names[frame[a]];
    const y = table.names[frame[b]];
    return x < y ? -1 : x > y ? 1 : a - b;
  };
  for (let at = 0; at < length; at++) {
    childStart[at] = length;
    const children: number[] = [];
    for (let child = firstChild[nodes[at]]; child >= 0; child = nextSibling[child]) if (wanted(child)) children.push(child);
    if (children.length > 1) children.sort(heavier);
    for (const child of children) {
      nodes[length] = child;
      parent[length] = at;
      depth[length] = depth[at] + 1;
      length++;
    }
  }
  childStart[length] = length;
  if (length === count) return { nodes, parent, depth, childStart };
  return {
    nodes: nodes.slice(0, length),
    parent: parent.slice(0, length),
    depth: depth.slice(0, length),
    childStart: childStart.slice(0, length + 1),
  };
}
