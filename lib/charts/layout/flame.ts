/**
 * Where the frames of a call tree lie in a flame graph. Pure and without recursion: a tree may be as deep as a stack, and
 * 300 000 nodes must be drawn within a frame.
 */

/** A call tree as columns. Node 0 is the root; a parent stands before its children. */
export interface FlameTree {
  readonly count: number;
  /** Parent's node, -1 for the root. */
  readonly parent: Int32Array;
  /** Weight of the node with everything below it, in the sample type's unit. */
  readonly total: Float64Array;
}

/**
 * Nodes in the order of their level, then of their place from left to right. A position counts in that order, so that the
 * nodes of one level are one run, sorted by x.
 */
export interface FlameLayout {
  readonly count: number;
  readonly levels: number;
  /** levels + 1 positions. */
  readonly levelStart: Uint32Array;
  /** Node at each position. */
  readonly node: Uint32Array;
  /** Position of each node. */
  readonly position: Uint32Array;
  /** Left and right edge by position, as parts of the root's width. */
  readonly x0: Float64Array;
  readonly x1: Float64Array;
}

/** Children lie from the left by falling weight; what a node has of its own is the gap at its right. */
export function layoutFlame(tree: FlameTree): FlameLayout {
  const { count, parent } = tree;
  const weight = (node: number) => Math.abs(tree.total[node]);
  const childStart = new Uint32Array(count + 1);
  for (let node = 1; node < count; node++) childStart[parent[node] + 1]++;
  for (let node = 0; node < count; node++) childStart[node + 1] += childStart[node];
  const children = new Uint32Array(Math.max(0, count - 1));
  const fill = childStart.slice(0, count);
  for (let node = 1; node < count; node++) children[fill[parent[node]]++] = node;

  const node = new Uint32Array(count);
  const position = new Uint32Array(count);
  const x0 = new Float64Array(count);
  const x1 = new Float64Array(count);
  const levelStart: number[] = [0];
  if (count > 0) x1[0] = 1;
  let written = Math.min(1, count);
  let levelEnd = written;
  for (let at = 0; at < written; at++) {
    if (at === levelEnd) {
      levelStart.push(levelEnd);
      levelEnd = written;
    }
    const own = node[at];
    const start = childStart[own];
    const end = childStart[own + 1];
    if (end === start) continue;
    const kids = children.subarray(start, end);
    if (kids.length > 1) kids.sort((a, b) => weight(b) - weight(a) || a - b);
    let sum = 0;
    for (const kid of kids) sum += weight(kid);
    // Children of mixed sign may weigh more than their parent: they then share its width.
    const scale = (x1[at] - x0[at]) / Math.max(weight(own), sum, Number.MIN_VALUE);
    let x = x0[at];
    for (const kid of kids) {
      x0[written] = x;
      x = Math.min(x + weight(kid) * scale, x1[at]);
      x1[written] = x;
      node[written] = kid;
      position[kid] = written;
      written++;
    }
  }
  levelStart.push(written);
  if (count === 0) levelStart.length = 1;
  return { count, levels: levelStart.length - 1, levelStart: Uint32Array.from(levelStart), node, position, x0, x1 };
}

/** First position in [low, high) whose right edge lies past x. */
function firstPast(layout: FlameLayout, low: number, high: number, x: number): number {
  let a = low;
  let b = high;
  while (a < b) {
    const middle = (a + b) >>> 1;
    if (layout.x1[middle] > x) b = middle;
    else a = middle + 1;
  }
  return a;
}

/** The same for a place that lies near `low`: the steps grow with the distance, not with the length of the level. */
function nextPast(layout: FlameLayout, low: number, high: number, x: number): number {
  let from = low;
  let step = 1;
  while (from + step < high && layout.x1[from + step] <= x) {
    from += step;
    step *= 2;
  }
  return firstPast(layout, from, Math.min(high, from + step + 1), x);
}

export interface FlameView {
  /** The part of the root's width that fills the canvas. */
  readonly x0: number;
  readonly x1: number;
  readonly width: number;
  readonly firstLevel: number;
  /** One past the last level drawn. */
  readonly endLevel: number;
}

/**
 * Calls `emit` for the frames that are at least `minimum` pixels wide, level by level from left to right. Frames below
 * the minimum are jumped over, so the work follows the pixels, not the nodes; `crowd` is told of those that lie together and come to
 * half the minimum at least, by the first of them: a level of nothing but narrow frames is not an empty one.
 */
export function eachVisible(
  layout: FlameLayout,
  view: FlameView,
  minimum: number,
  emit: (position: number, level: number, left: number, right: number) => void,
  crowd?: (position: number, level: number, left: number, right: number) => void,
): void {
  const scale = view.width / (view.x1 - view.x0);
  const step = minimum / scale;
  const lastLevel = Math.min(view.endLevel, layout.levels);
  for (let level = Math.max(0, view.firstLevel); level < lastLevel; level++) {
    const end = layout.levelStart[level + 1];
    let at = firstPast(layout, layout.levelStart[level], end, view.x0);
    while (at < end && layout.x0[at] < view.x1) {
      const left = layout.x0[at];
      const right = layout.x1[at];
      if (right - left >= step) {
        emit(at, level, (left - view.x0) * scale, (right - view.x0) * scale);
        at++;
      } else {
        // Within the next half pixel no frame can be wide enough unless it reaches past it.
        const next = Math.max(at + 1, nextPast(layout, at, end, left + step));
        const last = layout.x1[next - 1];
        if (crowd !== undefined && last - left >= step / 2) crowd(at, level, (left - view.x0) * scale, (last - view.x0) * scale);
        at = next;
      }
    }
  }
}

/** Position of the frame of a level that holds x (a part of the root's width), or -1. */
export function frameAt(layout: FlameLayout, level: number, x: number): number {
  if (level < 0 || level >= layout.levels) return -1;
  const end = layout.levelStart[level + 1];
  const at = firstPast(layout, layout.levelStart[level], end, x);
  return at < end && layout.x0[at] <= x ? at : -1;
}

export function levelOf(layout: FlameLayout, position: number): number {
  let low = 0;
  let high = layout.levels - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (layout.levelStart[middle] <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Positions of a frame's neighbours for walking by keys; -1 where there is none. */
export function neighbour(layout: FlameLayout, tree: FlameTree, position: number, to: 'parent' | 'child' | 'previous' | 'next'): number {
  const level = levelOf(layout, position);
  if (to === 'parent') return level === 0 ? -1 : layout.position[tree.parent[layout.node[position]]];
  if (to === 'child') {
    const child = frameAt(layout, level + 1, layout.x0[position]);
    return child >= 0 && tree.parent[layout.node[child]] === layout.node[position] ? child : -1;
  }
  const beside = to === 'next' ? position + 1 : position - 1;
  return beside >= layout.levelStart[level] && beside < layout.levelStart[level + 1] ? beside : -1;
}

/**
 * Weight of the nodes that match, each stack counted once: a match below a match adds nothing.
 * `matches` is asked by node.
 */
export function matchedTotal(tree: FlameTree, matches: (node: number) => boolean): number {
  const under = new Uint8Array(tree.count);
  let total = 0;
  for (let node = 0; node < tree.count; node++) {
    const parent = tree.parent[node];
    if (parent >= 0 && under[parent]) under[node] = 1;
    else if (matches(node)) {
      under[node] = 1;
      total += tree.total[node];
    }
  }
  return total;
}
