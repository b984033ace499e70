import type { CallTree } from '../../model/call-tree';
import type { Int64Column, ProfileTable } from '../../model/profile';
import { createNodes, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
import { grownTo, PairTable } from './pairs';
import { inlineBit, layPaths, nodeBits, type Paths } from './paths';
import { baseLabel, type Prepared, prepare } from './prepare';
import { type Summing, summing } from './sums';
import { functionPlaces } from './view';

export interface TreeOptions extends ProfileOptions {
  /** From the leaves to the roots: who calls, instead of who is called. */
  readonly inverted?: boolean;
  /** Leave out nodes below this share of the root's total, with all they called; their values stay in their parents' totals. */
  readonly minShare?: number;
  /**
   * A path from the root's child down, as positions in the tree's `frames` (they are the same whatever `minShare` and `within` say). Below its
   * end `minShare` is of the node there, so that a look into a small part shows what it is made of. A path that the profile lacks changes nothing.
   */
  readonly within?: readonly number[];
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
  const paths = layPaths(prepared, table, options);
  const { values } = prepared.view.table.samples;
  const adder = summing(values[prepared.sampleIndex], prepared.view.samples);
  const isBase = options.diffBase === undefined ? undefined : baseSamples(prepared);
  const minShare = options.minShare ?? 0;
  const within = options.within ?? [];
  const sums =
    minShare > 0
      ? growHeavy(prepared, paths, growing, adder, isBase, minShare, within)
      : growWhole(prepared, paths, growing, adder, isBase);
  const { frame, inlined } = growing;
  const { self, total, base, light } = sums;
  const weight = weights(total, base);
  const order = breadthFirst(growing, weight, table, light);
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
    ...(light && { omitted: omittedOf(light, total, growing.count) }),
    ...(within.length > 0 && { within }),
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

/** Sums by node of the growing tree. */
interface Sums {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** What the base's samples come to; they were subtracted, so the sign is turned back. */
  readonly base: Float64Array | undefined;
  /** 1 by node that is too light to be kept; what it calls was not grown. */
  readonly light?: Uint8Array;
}

function omittedOf(light: Uint8Array, total: Float64Array, count: number): NonNullable<CallTree['omitted']> {
  let frames = 0;
  let value = 0n;
  for (let node = 1; node < count; node++) {
    if (light[node] === 0) continue;
    frames++;
    value += BigInt(total[node]);
  }
  const small = Number(value);
  return { frames, value: Number.isSafeInteger(small) ? small : value };
}

/** Every path of every sample. */
function growWhole(
  { view }: Prepared,
  { start, frames, excluded }: Paths,
  tree: GrowingTree,
  { values, make, zero }: Summing,
  isBase: Uint8Array | undefined,
): Sums {
  const ends = new Uint32Array(view.samples.length);
  for (let s = 0; s < ends.length; s++) {
    let node = 0;
    for (let i = start[s]; i < start[s + 1]; i++) node = tree.child(node, frames[i] & nodeBits, frames[i] >= inlineBit);
    ends[s] = node;
  }
  const self = make(tree.count);
  const base = isBase && make(tree.count);
  for (let s = 0; s < ends.length; s++) {
    if (excluded[s] === 1) continue;
    const value = values[view.samples[s]];
    self[ends[s]] += value;
    if (base && isBase[s] === 1) base[ends[s]] += zero - value;
  }
  return { self, total: sumUp(self, tree), base: base && sumUp(base, tree) };
}

/**
 * The paths level by level, leaving each as soon as its node is too light to be kept: of a profile with hundreds of thousands of different
 * stacks most of the whole tree is never made.
 */
function growHeavy(
  { view }: Prepared,
  { start, frames, excluded }: Paths,
  tree: GrowingTree,
  { values, make, zero }: Summing,
  isBase: Uint8Array | undefined,
  minShare: number,
  within: readonly number[],
): Sums {
  const { samples } = view;
  const grown = (array: Float64Array): Float64Array => {
    const more = make(array.length * 2);
    more.set(array);
    return more;
  };
  let self = make(1024);
  let total = make(1024);
  let base = isBase && make(1024);
  const at = new Uint32Array(samples.length);
  let active = Uint32Array.from(samples.keys()).filter((s) => excluded[s] === 0);
  const add = (s: number): void => {
    const node = at[s];
    while (node >= total.length) {
      self = grown(self);
      total = grown(total);
      base = base && grown(base);
    }
    const value = values[samples[s]];
    total[node] += value;
    if (base && isBase?.[s] === 1) base[node] += zero - value;
  };
  for (const s of active) add(s);
  const size = (node: number): number => {
    const after = Number(total[node]);
    const before = base === undefined ? 0 : Number(base[node]);
    return base === undefined ? Math.abs(after) : Math.abs(before) + Math.abs(before + after);
  };
  const least = minShare * size(0);
  // How far each sample has come on the path asked for; at its end the node there sets the measure.
  const onPath = new Uint32Array(within.length > 0 ? samples.length : 0);
  let leastWithin = least;
  const kept = (s: number, depth: number): boolean => {
    if (size(at[s]) >= least) return true;
    if (within.length === 0) return false;
    return onPath[s] === depth || (onPath[s] === within.length && size(at[s]) >= leastWithin);
  };
  let light = new Uint8Array(1024);
  for (let depth = 0; active.length > 0; depth++) {
    let still = 0;
    for (const s of active) {
      const i = start[s] + depth;
      if (i === start[s + 1]) {
        self[at[s]] += values[samples[s]];
        continue;
      }
      const frame = frames[i] & nodeBits;
      if (depth < within.length && onPath[s] === depth && frame === within[depth]) onPath[s] = depth + 1;
      at[s] = tree.child(at[s], frame, frames[i] >= inlineBit);
      add(s);
      active[still++] = s;
    }
    active = active.subarray(0, still);
    if (depth + 1 === within.length) {
      const end = active.find((s) => onPath[s] === within.length);
      if (end !== undefined) leastWithin = minShare * size(at[end]);
    }
    light = grownTo(light, tree.count);
    active = active.filter((s) => {
      const keeps = kept(s, depth + 1);
      if (!keeps) light[at[s]] = 1;
      return keeps;
    });
  }
  const cut = (array: Float64Array): Float64Array => array.slice(0, tree.count);
  return { self: cut(self), total: cut(total), base: base && cut(base), light };
}

/** Children were made after their parents: one backward pass adds everything up. */
function sumUp(self: Float64Array, tree: GrowingTree): Float64Array {
  const total = self.slice();
  const { parent } = tree;
  for (let node = tree.count - 1; node > 0; node--) total[parent[node]] += total[node];
  return total;
}

/** 1 by position in the view's samples where the sample is the base's. */
function baseSamples({ view }: Prepared): Uint8Array {
  const { samples, strings } = view.table;
  return Uint8Array.from(view.samples, (sample) => {
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1]; l++) {
      if (strings[samples.labelKey[l]] === baseLabel) return 1;
    }
    return 0;
  });
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

function breadthFirst(tree: GrowingTree, weight: Float64Array, table: NodeTable, light: Uint8Array | undefined): BreadthFirst {
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
  const wanted = (node: number): boolean => light === undefined || light[node] !== 1;
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
