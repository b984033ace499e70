import type { CallTree } from '../../model/call-tree';
import type { Int64Column, ProfileTable } from '../../model/profile';
import { GrowingTree, growHeavy, growWhole } from './growth';
import { createNodes, type NodeTable } from './nodes';
import type { ProfileOptions } from './options';
import { baseLabel, type Prepared, prepare } from './prepare';
import { amountAt, summing } from './sums';
import { functionPlaces } from './view';
import { StackWalk } from './walk';

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
  const { samples } = prepared.view;
  const adder = summing(prepared.view.table.samples.values[prepared.sampleIndex], samples);
  const { minShare = 0, within = [] } = options;
  const growth = {
    walk: new StackWalk(prepared, table, options),
    adder,
    samples,
    isBase: options.diffBase === undefined ? undefined : baseSamples(prepared),
  };
  const grown = new GrowingTree(growth);
  let light: Uint8Array | undefined;
  if (minShare > 0) light = growHeavy(growth, grown, minShare, within);
  else growWhole(growth, grown);
  const order = breadthFirst(grown, table, light);
  const { frame, inlined } = pick(grown, order.nodes);
  const sums = (column: Float64Array): Int64Column => {
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
    frame,
    parent: order.parent,
    depth: order.depth,
    childStart: order.childStart,
    self: sums(grown.self),
    total: sums(grown.total),
    ...(grown.base && { base: sums(grown.base) }),
    inlined,
    ...(light && { omitted: omittedOf(grown, light, adder.make(1)) }),
    ...(within.length > 0 && { within }),
    sampleType: prepared.sampleType.type,
    unit: prepared.sampleType.unit,
  };
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

/** Of the topmost frames that were left out: how many there are and what they come to, added up in `sum`. */
function omittedOf({ nodes, total }: GrowingTree, light: Uint8Array, sum: Float64Array): NonNullable<CallTree['omitted']> {
  let frames = 0;
  for (let node = 1; node < nodes.count; node++) {
    if (light[node] === 0) continue;
    frames++;
    sum[0] += total[node];
  }
  return { frames, value: amountAt(sum, 0) };
}

/** The columns that say nothing of values, in the order of the nodes. The root has no frame: its place says nothing. */
function pick(tree: GrowingTree, nodes: Uint32Array): { readonly frame: Uint32Array; readonly inlined: Uint8Array } {
  const frame = new Uint32Array(nodes.length);
  const inlined = new Uint8Array(nodes.length);
  for (let n = 1; n < nodes.length; n++) {
    frame[n] = tree.nodes.second[nodes[n]];
    inlined[n] = tree.inlined[nodes[n]];
  }
  return { frame, inlined };
}

interface BreadthFirst {
  /** Old positions in the new order. */
  readonly nodes: Uint32Array;
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  readonly childStart: Uint32Array;
}

/** The nodes kept, level after level, siblings side by side, the heaviest first. */
function breadthFirst(tree: GrowingTree, table: NodeTable, light: Uint8Array | undefined): BreadthFirst {
  const { count, first: parentOf, second: frame } = tree.nodes;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let kept = 1;
  for (let node = count - 1; node > 0; node--) {
    if (light !== undefined && light[node] === 1) continue;
    kept++;
    nextSibling[node] = firstChild[parentOf[node]];
    firstChild[parentOf[node]] = node;
  }
  const nodes = new Uint32Array(kept);
  const parent = new Int32Array(kept).fill(-1);
  const depth = new Uint32Array(kept);
  const childStart = new Uint32Array(kept + 1);
  const heavier = (a: number, b: number): number => {
    const x = tree.weight(a);
    const y = tree.weight(b);
    if (x !== y) return x > y ? -1 : 1;
    const nameA = table.names[frame[a]];
    const nameB = table.names[frame[b]];
    return nameA < nameB ? -1 : nameA > nameB ? 1 : a - b;
  };
  let length = 1;
  const children: number[] = [];
  for (let at = 0; at < length; at++) {
    childStart[at] = length;
    children.length = 0;
    for (let child = firstChild[nodes[at]]; child >= 0; child = nextSibling[child]) children.push(child);
    if (children.length > 1) children.sort(heavier);
    for (const child of children) {
      nodes[length] = child;
      parent[length] = at;
      depth[length] = depth[at] + 1;
      length++;
    }
  }
  childStart[length] = length;
  return { nodes, parent, depth, childStart };
}
