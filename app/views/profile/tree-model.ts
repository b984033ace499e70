import { measurementLabel, percentage } from '@/lib/base/units';
import { splitFunction } from '@/lib/charts/format';
import { type FlameLayout, layoutFlame, matchedTotal } from '@/lib/charts/layout/flame';
import { colourIndex } from '@/lib/charts/owner-colour';
import type { OwnedTree } from '@/lib/query/profile';

/** A call tree ready to be drawn: made once for each answer of the query. */
export interface TreeModel {
  readonly tree: OwnedTree;
  readonly layout: FlameLayout;
  /** Weights as float64, for widths only; what is printed comes from the tree's own columns. */
  readonly total: Float64Array;
  /** Index in the palette by node. */
  readonly colour: Uint8Array;
  /** What is written in a frame, by position in `tree.frames`: the name from its package on. */
  readonly short: readonly string[];
  readonly rootName: string;
}

export function modelOf(tree: OwnedTree, rootName: string): TreeModel {
  const total = tree.total instanceof Float64Array ? tree.total : Float64Array.from(tree.total, Number);
  const frameColour = tree.frames.map((frame, i) => colourIndex(tree.owner[i], splitFunction(frame.function || frame.name)[0]));
  const colour = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) colour[node] = frameColour[tree.frame[node]];
  // The root is nobody's code: it takes the runtime's calm colour.
  colour[0] = colourIndex(3, '');
  return {
    tree,
    layout: layoutFlame({ count: tree.count, parent: tree.parent, total }),
    total,
    colour,
    short: tree.frames.map((frame) => shortName(frame.name)),
    rootName,
  };
}

/** The name without its import path: `example.com/app/report.(*Store).Submit` gives `report.(*Store).Submit`. */
export function shortName(name: string): string {
  const [path, local] = splitFunction(name);
  return path.slice(path.lastIndexOf('/') + 1) + local;
}

export function nodeName(model: TreeModel, node: number): string {
  return node === 0 ? model.rootName : model.tree.frames[model.tree.frame[node]].name;
}

export function nodeLabel(model: TreeModel, node: number): string {
  return node === 0 ? model.rootName : model.short[model.tree.frame[node]];
}

export interface NodeFacts {
  readonly total: string;
  readonly self: string;
  readonly ofAll: string;
  readonly ofParent: string;
  readonly owner: number;
  readonly place: string;
}

export function factsOf(model: TreeModel, node: number): NodeFacts {
  const { tree } = model;
  const frame = node === 0 ? undefined : tree.frames[tree.frame[node]];
  const parent = tree.parent[node];
  return {
    total: measurementLabel(tree.total[node], tree.unit),
    self: measurementLabel(tree.self[node], tree.unit),
    ofAll: percentage(tree.total[node], tree.total[0]).trim(),
    ofParent: parent < 0 ? '' : percentage(tree.total[node], tree.total[parent]).trim(),
    owner: frame ? tree.owner[tree.frame[node]] : -1,
    place: frame?.file ? `${frame.file}${frame.line > 0 ? `:${frame.line}` : ''}` : '',
  };
}

export interface Matches {
  /** 1 by node. */
  readonly nodes: Uint8Array;
  readonly functions: number;
  readonly total: number;
}

/** Nodes whose name matches, and what their stacks weigh, each stack once. */
export function matchNodes(model: TreeModel, test: (name: string) => boolean): Matches {
  const { tree } = model;
  const frames = tree.frames.map((frame) => (test(frame.name) ? 1 : 0));
  const nodes = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) nodes[node] = frames[tree.frame[node]];
  const total = matchedTotal({ count: tree.count, parent: tree.parent, total: model.total }, (node) => nodes[node] === 1);
  return { nodes, functions: new Set(tree.frames.filter((_, i) => frames[i] === 1).map((frame) => frame.function)).size, total };
}
