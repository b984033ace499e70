import type { CallTree } from '../../model/call-tree';
import type { Int64Column, ProfileTable } from '../../model/profile';
import { createNodes, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
import { grownTo, PairTable } from './pairs';
import { baseLabel, type Prepared, prepare } from './prepare';
import { type Summing, summing } from './sums';
import { functionPlaces } from './view';

export interface TreeOptions extends ProfileOptions {
  /** From the leaves to the roots: who calls, instead of who is called. */
  readonly inverted?: boolean;
  /** Leave out nodes below this share of the root's total, with all they called; their values stay in their parents' totals. */
  readonly minShare?: number;
  /**
   * The name of a frame, as the tree would name it: only samples that hold it count, and the root stands for it. Below the root is what it
   * called or, with `inverted`, who called it. Where it calls itself the occurrence nearest to the root of the stack is the one, so that
   * the root's total is its cum, and callers and callees together are whole stacks.
   */
  readonly around?: string;
}

/**
 * The call tree of a profile for flame graphs and icicles. Every frame of every sample counts, recursion too; nothing is
 * trimmed unless `minShare` asks for it. With `diffBase` the totals are differences and `base` holds what they are to be compared with; the
 * weight of a node, by which siblings stand and `minShare` cuts, is then what both profiles have there.
 *
 * @throws UsageError for an option that cannot be used
 */
export function callTree(profile: ProfileTable, options: TreeOptions = {}): CallTree {
  const prepared = prepare(profile, options);
  const table = createNodes(prepared.view);
  const growing = new GrowingTree();
  const ends = growPaths(prepared, table, growing, options);
  const { frame, inlined } = growing;
  const { values } = prepared.view.table.samples;
  const adder = summing(values[prepared.sampleIndex], prepared.view.samples);
  const self = sumEnds(prepared, ends, adder, growing.count, () => true);
  const total = sumUp(self, growing);
  const base = options.diffBase === undefined ? undefined : baseTotals(prepared, ends, adder, growing);
  const weight = weights(total, base);
  const order = breadthFirst(growing, weight, table, (options.minShare ?? 0) * weight[0]);
  const reorder = (column: Float64Array): Int64Column => {
    const out = adder.make(order.nodes.length);
    for (let n = 0; n < out.length; n++) out[n] = column[order.nodes[n]];
    return out as Int64Column;
  };
  const places = functionPlaces(prepared.view);
  return {
    count: order.nodes.length,
    frames: table.infos.map((info, node) => {
      const place = info.file === '' ? places.get(info.name) : undefined;
      return { name: table.names[node], function: info.name, file: place?.file ?? info.file, line: place?.line ?? Number(info.line) };
    }),
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

/** The end of a sample that is not part of the tree. */
const outside = 0xffffffff;

/** Adds every sample's path; gives the node that each sample ends at, by position in the view's samples. */
function growPaths({ view }: Prepared, table: NodeTable, tree: GrowingTree, options: TreeOptions): Uint32Array {
  const { samples, stack, stackStart, stackEnd } = view;
  const { nodeStart, nodes } = table;
  const around = options.around === undefined ? undefined : Uint8Array.from(table.names, (name) => (name === options.around ? 1 : 0));
  const ends = new Uint32Array(samples.length);
  // The frames of one stack, leaf first, and for each whether it was inlined into the next.
  let path = new Uint32Array(256);
  let inline = new Uint8Array(256);
  for (let s = 0; s < samples.length; s++) {
    const sample = samples[s];
    let length = 0;
    for (let i = stackStart[sample]; i < stackEnd[sample]; i++) {
      const last = nodeStart[stack[i] + 1] - 1;
      for (let n = nodeStart[stack[i]]; n <= last; n++) {
        if (length === path.length) {
          path = grown(path);
          inline = grown(inline);
        }
        path[length] = nodes[n];
        inline[length] = n < last ? 1 : 0;
        length++;
      }
    }
    // The part of the path that the tree takes: from..to in the direction that it grows.
    let low = 0;
    let high = length;
    if (around !== undefined) {
      let at = length - 1;
      while (at >= 0 && around[path[at]] === 0) at--;
      if (at < 0) {
        ends[s] = outside;
        continue;
      }
      if (options.inverted === true) low = at + 1;
      else high = at;
    }
    let node = 0;
    if (options.inverted === true) for (let i = low; i < high; i++) node = tree.child(node, path[i], inline[i] === 1);
    else for (let i = high - 1; i >= low; i--) node = tree.child(node, path[i], inline[i] === 1);
    ends[s] = node;
  }
  return ends;
}

function grown<T extends Uint32Array | Uint8Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2);
  more.set(array);
  return more;
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
    if (ends[s] !== outside && wanted(sample)) self[ends[s]] += values[sample];
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
  for (let n = 0; n < total.length; n++) total[n] = adder.zero - total[n];
  return total;
}

/** What decides a node's place and whether it is worth one: its size, or that of both profiles where two are compared. */
function weights(total: Float64Array, base: Float64Array | undefined): Float64Array {
  const weight = new Float64Array(total.length);
  for (let n = 0; n < weight.length; n++) {
    const after = Number(total[n]);
    const before = base === undefined ? 0 : Number(base[n]);
    weight[n] = base === undefined ? Math.abs(after) : Math.abs(before) + Math.abs(before + after);
  }
  return weight;
}

interface BreadthFirst {
  /** Old positions in the new order. */
  readonly nodes: Uint32Array;
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  readonly childStart: Uint32Array;
}

function breadthFirst(tree: GrowingTree, weight: Float64Array, table: NodeTable, least: number): BreadthFirst {
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
  const wanted = (node: number): boolean => least === 0 || weight[node] >= least;
  const heavier = (a: number, b: number): number => {
    if (weight[a] !== weight[b]) return weight[a] > weight[b] ? -1 : 1;
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
