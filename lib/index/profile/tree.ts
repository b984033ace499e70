import type { CallTree } from '../../model/call-tree';
import type { Int64Column, ProfileTable } from '../../model/profile';
import { createNodes, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
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
  const growing = new GrowingTree(table.infos.length);
  const ends = growPaths(prepared, table, growing, options.inverted === true);
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
    frame: Uint32Array.from(order.nodes, (node) => (node === 0 ? 0 : growing.frame[node])),
    parent: order.parent,
    depth: order.depth,
    childStart: order.childStart,
    self: reorder(self),
    total: reorder(total),
    ...(base === undefined ? {} : { base: reorder(base) }),
    inlined: Uint8Array.from(order.nodes, (node) => growing.inlined[node]),
    sampleType: prepared.sampleType.type,
    unit: prepared.sampleType.unit,
  };
}

/** Nodes by parent and frame: an open-addressed table, because three hundred thousand samples ask it nine million times. */
class GrowingTree {
  parent = new Int32Array(1024).fill(-1);
  frame = new Uint32Array(1024);
  inlined = new Uint8Array(1024);
  count = 1;
  private slots = new Int32Array(4096);
  private mask = 4095;
  private readonly frames: number;

  constructor(frames: number) {
    this.frames = frames;
  }

  child(parent: number, frame: number, inline: boolean): number {
    let slot = this.hash(parent, frame);
    for (;;) {
      const node = this.slots[slot];
      if (node === 0) break;
      if (this.parent[node] === parent && this.frame[node] === frame) {
        if (!inline) this.inlined[node] = 0;
        return node;
      }
      slot = (slot + 1) & this.mask;
    }
    const node = this.count++;
    if (node === this.parent.length) this.growNodes();
    this.parent[node] = parent;
    this.frame[node] = frame;
    this.inlined[node] = inline ? 1 : 0;
    this.slots[slot] = node;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return node;
  }

  private hash(parent: number, frame: number): number {
    const mixed = Math.imul(Math.imul(parent, this.frames | 1) + frame, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }

  private growNodes(): void {
    const length = this.parent.length * 2;
    const parent = new Int32Array(length);
    parent.set(this.parent);
    const frame = new Uint32Array(length);
    frame.set(this.frame);
    const inlined = new Uint8Array(length);
    inlined.set(this.inlined);
    this.parent = parent;
    this.frame = frame;
    this.inlined = inlined;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    for (let node = 1; node < this.count; node++) {
      let slot = this.hash(this.parent[node], this.frame[node]);
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = node;
    }
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
  for (let node = tree.count - 1; node > 0; node--) total[tree.parent[node]] += total[node];
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
  const { count } = tree;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let node = count - 1; node > 0; node--) {
    nextSibling[node] = firstChild[tree.parent[node]];
    firstChild[tree.parent[node]] = node;
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
    const x = table.names[tree.frame[a]];
    const y = table.names[tree.frame[b]];
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
