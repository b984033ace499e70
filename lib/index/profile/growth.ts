import { grownTo, PairTable } from './pairs';
import type { Summing } from './sums';
import { ended, type StackWalk } from './walk';

/** What a tree grows of. */
export interface Growth {
  readonly walk: StackWalk;
  readonly adder: Summing;
  /** The samples of the view, as positions in the profile's table. */
  readonly samples: Uint32Array;
  /** Where two profiles are compared: 1 by position in `samples` where the sample is the base's, whose values were subtracted. */
  readonly isBase: Uint8Array | undefined;
}

/** Nodes by parent and frame, parents first, with the sums of their samples; node 0 is the root. */
export class GrowingTree {
  readonly nodes = new PairTable();
  /** 1 by node whose calls were all inlined. */
  inlined = new Uint8Array(16);
  self: Float64Array;
  total: Float64Array;
  /** What the base's samples come to; they were subtracted, so the sign is turned back. */
  base: Float64Array | undefined;

  constructor(private readonly growth: Growth) {
    const { adder, isBase } = growth;
    this.self = adder.make(16);
    this.total = adder.make(16);
    this.base = isBase && adder.make(16);
    this.nodes.add(-1, 0);
  }

  /** The child of a node that a step of a walk leads to. */
  child(parent: number, step: number): number {
    const { nodes } = this;
    const known = nodes.count;
    const node = nodes.add(parent, step >> 1);
    if (node === known) {
      if (node === this.total.length) this.grow();
      this.inlined[node] = step & 1;
    } else if ((step & 1) === 0) this.inlined[node] = 0;
    return node;
  }

  /** A node's size, or that of both profiles where two are compared: by it siblings stand and light ones are cut. */
  weight(node: number): number {
    const after = Number(this.total[node]);
    if (this.base === undefined) return Math.abs(after);
    const before = Number(this.base[node]);
    return Math.abs(before) + Math.abs(before + after);
  }

  private grow(): void {
    const length = this.total.length * 2;
    const grown = (sums: Float64Array): Float64Array => {
      const more = this.growth.adder.make(length);
      more.set(sums);
      return more;
    };
    this.inlined = grownTo(this.inlined, length);
    this.self = grown(this.self);
    this.total = grown(this.total);
    this.base = this.base && grown(this.base);
  }
}

/** Every path of every sample. */
export function growWhole({ walk, adder, samples, isBase }: Growth, tree: GrowingTree): void {
  const { values, zero } = adder;
  for (let s = 0; s < samples.length; s++) {
    if (walk.excluded[s] === 1) continue;
    let node = 0;
    for (let step = walk.next(s); step !== ended; step = walk.next(s)) node = tree.child(node, step);
    const value = values[samples[s]];
    tree.self[node] += value;
    tree.total[node] += value;
    if (tree.base && isBase?.[s] === 1) tree.base[node] += zero - value;
  }
  // Children were made after their parents: one backward pass adds everything up.
  const { total, base } = tree;
  const parent = tree.nodes.first;
  for (let node = tree.nodes.count - 1; node > 0; node--) {
    total[parent[node]] += total[node];
    if (base) base[parent[node]] += base[node];
  }
}

/**
 * The paths level by level, leaving each as soon as its node is too light to be kept: of a profile with hundreds of thousands of different
 * stacks most of the whole tree is never made. `minShare` and `within` as in TreeOptions. Gives 1 by node that is too light; what it calls was not grown.
 */
export function growHeavy(growth: Growth, tree: GrowingTree, minShare: number, within: readonly number[]): Uint8Array {
  const { walk, samples } = growth;
  const at = new Uint32Array(samples.length);
  const active = new Uint32Array(samples.length);
  let length = 0;
  for (let s = 0; s < samples.length; s++) if (walk.excluded[s] === 0) active[length++] = s;
  addUp(growth, tree, active, length, at);
  const least = minShare * tree.weight(0);
  const way = new Way(within, tree);
  let light = new Uint8Array(16);
  while (length > 0) {
    const known = tree.nodes.count;
    length = step(growth, tree, active, length, at);
    addUp(growth, tree, active, length, at);
    light = grownTo(light, tree.nodes.count);
    way.enter(known);
    const leastBelow = way.end < 0 ? least : minShare * tree.weight(way.end);
    for (let node = known; node < tree.nodes.count; node++) {
      const weight = tree.weight(node);
      if (weight < least && !way.leadsTo(node) && !(way.isBelow(node) && weight >= leastBelow)) light[node] = 1;
    }
    length = still(active, length, at, light);
  }
  return light;
}

/** Takes the samples one frame further; those that end stay behind. Gives how many are left, at the front of `active`. */
function step({ walk, adder, samples }: Growth, tree: GrowingTree, active: Uint32Array, length: number, at: Uint32Array): number {
  const { values } = adder;
  let left = 0;
  for (let a = 0; a < length; a++) {
    const s = active[a];
    const step = walk.next(s);
    if (step === ended) tree.self[at[s]] += values[samples[s]];
    else {
      at[s] = tree.child(at[s], step);
      active[left++] = s;
    }
  }
  return left;
}

/** Adds the samples to the nodes at which they are. */
function addUp(
  { adder, samples, isBase }: Growth,
  { total, base }: GrowingTree,
  active: Uint32Array,
  length: number,
  at: Uint32Array,
): void {
  const { values, zero } = adder;
  for (let a = 0; a < length; a++) {
    const s = active[a];
    total[at[s]] += values[samples[s]];
    if (base && isBase?.[s] === 1) base[at[s]] += zero - values[samples[s]];
  }
}

/** Leaves the samples behind whose node is light. */
function still(active: Uint32Array, length: number, at: Uint32Array, light: Uint8Array): number {
  let left = 0;
  for (let a = 0; a < length; a++) if (light[at[active[a]]] === 0) active[left++] = active[a];
  return left;
}

/** The way into a tree that `within` names, followed as the tree grows by levels. */
class Way {
  /** The node at the end of the way; -1 until it is there. */
  end = -1;
  private depth = 0;
  /** The node that the way has come to; -1 where the tree has no such node. */
  private last: number;
  private readonly below = new Set<number>();

  constructor(
    private readonly frames: readonly number[],
    private readonly tree: GrowingTree,
  ) {
    this.last = frames.length > 0 ? 0 : -1;
  }

  /** Looks at the nodes of a new level, which begin at `from`. */
  enter(from: number): void {
    const { first: parent, second: frame, count } = this.tree.nodes;
    if (this.end >= 0) {
      for (let node = from; node < count; node++) if (this.below.has(parent[node])) this.below.add(node);
    } else if (this.last >= 0) {
      let next = -1;
      for (let node = from; node < count && next < 0; node++) {
        if (parent[node] === this.last && frame[node] === this.frames[this.depth]) next = node;
      }
      this.last = next;
      this.depth++;
      if (next < 0 || this.depth < this.frames.length) return;
      this.end = next;
      this.below.add(next);
    }
  }

  /** Is it the node of the newest level that the way goes through? */
  leadsTo(node: number): boolean {
    return node === this.last;
  }

  isBelow(node: number): boolean {
    return this.below.has(node);
  }
}
