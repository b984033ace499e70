import { type Amount, percentage } from '@/lib/base/units';
import { changeMarks } from '@/lib/charts/draw/flame';
import { splitFunction } from '@/lib/charts/format';
import { type FlameLayout, layoutFlame, matchedTotal } from '@/lib/charts/layout/flame';
import { changeIndex, colourIndex, rootIndex } from '@/lib/charts/owner-colour';
import type { OwnedTree } from '@/lib/query/profile';

/** How a comparison is drawn. */
export interface ChangeLook {
  /** Colour by the change as part of the greatest one in the tree, or as part of the frame's own value before. */
  readonly by: 'absolute' | 'relative';
  /** Width by what both profiles have together, or by one of them. */
  readonly width: 'both' | 'before' | 'after';
}

/** A call tree ready to be drawn: made once for each answer of the query. */
export interface TreeModel {
  readonly tree: OwnedTree;
  readonly layout: FlameLayout;
  /** Weights as float64, for widths only; what is printed comes from the tree's own columns. */
  readonly weight: Float64Array;
  /** Index in the palette by node: of owners, or of changes where two profiles are compared. */
  readonly colour: Uint8Array;
  /** Of a comparison: what each frame's mark says (`changeMarks`). */
  readonly marks: Uint8Array | undefined;
  /** Of a comparison by absolute change: the value that has the full colour. */
  readonly fullChange: number;
  /** What is written in a frame, by position in `tree.frames`. */
  readonly short: readonly string[];
  readonly rootName: string;
  /** What shares of the whole are of. */
  readonly whole: Amount;
  readonly selfAt: SelfPlace;
}

/** Where a function's own value stands: in the tree's column, in the first level of a tree from the leaves, or nowhere. */
export type SelfPlace = 'column' | 'firstLevel' | 'nowhere';

export interface ModelOptions {
  readonly rootName: string;
  /** What shares are of: the total of the profile, or of what the filters left; the root's total by default. */
  readonly whole?: Amount;
  /** Frames are named by file and line, which then stand in the label. */
  readonly places?: boolean;
  readonly change?: ChangeLook;
  readonly selfAt?: SelfPlace;
}

export function modelOf(tree: OwnedTree, options: ModelOptions): TreeModel {
  const { change } = options;
  const before = tree.base && Float64Array.from(tree.base, Number);
  const difference = tree.total instanceof Float64Array ? tree.total : Float64Array.from(tree.total, Number);
  const { weight, layout } = laidOut(tree, change?.width ?? 'both', before, difference);
  const colour = new Uint8Array(tree.count);
  let marks: Uint8Array | undefined;
  let fullChange = 0;
  if (before) {
    marks = new Uint8Array(tree.count);
    for (let node = 1; node < tree.count; node++) fullChange = Math.max(fullChange, Math.abs(difference[node]));
    for (let node = 0; node < tree.count; node++) {
      const by = difference[node];
      const share = change?.by === 'absolute' ? by / Math.max(fullChange, 1) : before[node] === 0 ? Math.sign(by) : by / before[node];
      colour[node] = changeIndex(share);
      marks[node] = node === 0 ? changeMarks.none : markOf(before[node], by);
    }
  } else {
    const frameColour = tree.frames.map((frame, i) => colourIndex(tree.owner[i], splitFunction(frame.function || frame.name)[0]));
    for (let node = 1; node < tree.count; node++) colour[node] = frameColour[tree.frame[node]];
    // The root is nobody's code, unless it stands for a function.
    const named = tree.frames.findIndex((frame) => frame.name === options.rootName);
    colour[0] = named < 0 ? rootIndex : frameColour[named];
  }
  return {
    tree,
    layout,
    weight,
    colour,
    marks,
    fullChange,
    short: tree.frames.map((frame) => shortLabel(frame, options.places === true)),
    rootName: options.rootName,
    whole: options.whole ?? tree.total[0],
    selfAt: options.selfAt ?? 'column',
  };
}

type LaidOut = Pick<TreeModel, 'weight' | 'layout'>;
const layouts = new WeakMap<OwnedTree, Map<ChangeLook['width'], LaidOut>>();

/** Made once for a tree: other colours, or a total that comes after it, leave every frame where the reader has it. */
function laidOut(tree: OwnedTree, width: ChangeLook['width'], before: Float64Array | undefined, difference: Float64Array): LaidOut {
  const known = layouts.get(tree) ?? new Map<ChangeLook['width'], LaidOut>();
  layouts.set(tree, known);
  let made = known.get(width);
  if (!made) {
    const weight = before ? comparedWeight(before, difference, width) : difference;
    made = { weight, layout: layoutFlame({ count: tree.count, parent: tree.parent, total: weight }) };
    known.set(width, made);
  }
  return made;
}

function comparedWeight(before: Float64Array, difference: Float64Array, width: ChangeLook['width']): Float64Array {
  return before.map((value, node) => {
    const after = Math.abs(value + difference[node]);
    return width === 'before' ? Math.abs(value) : width === 'after' ? after : Math.abs(value) + after;
  });
}

function markOf(before: number, difference: number): number {
  if (difference === 0) return changeMarks.none;
  if (before === 0) return changeMarks.added;
  if (before + difference === 0) return changeMarks.gone;
  return difference > 0 ? changeMarks.more : changeMarks.less;
}

/** The name without its import path: `example.com/app/report.(*Store).Submit` gives `report.(*Store).Submit`. */
export function shortName(name: string): string {
  const [path, local] = splitFunction(name);
  return path.slice(path.lastIndexOf('/') + 1) + local;
}

function shortLabel(frame: OwnedTree['frames'][number], places: boolean): string {
  const file = frame.file.slice(frame.file.lastIndexOf('/') + 1);
  if (frame.function === '') return file || frame.name;
  if (!places || file === '') return shortName(frame.function);
  return `${shortName(frame.function)} ${file}${frame.line > 0 && frame.name.includes(`:${frame.line}`) ? `:${frame.line}` : ''}`;
}

/** The frame behind a node; none behind the root. */
export function frameOf(model: TreeModel, node: number): OwnedTree['frames'][number] | undefined {
  return node === 0 ? undefined : model.tree.frames[model.tree.frame[node]];
}

export function nodeName(model: TreeModel, node: number): string {
  return node === 0 ? model.rootName : model.tree.frames[model.tree.frame[node]].name;
}

export function nodeLabel(model: TreeModel, node: number): string {
  return node === 0 ? shortName(model.rootName) : model.short[model.tree.frame[node]];
}

/** The value that a node's function has of its own; undefined where the tree does not tell. */
export function selfOf(model: TreeModel, node: number): Amount | undefined {
  if (model.selfAt === 'nowhere') return undefined;
  if (model.selfAt === 'column') return model.tree.self[node];
  return model.tree.depth[node] === 1 ? model.tree.total[node] : 0;
}

/** What a filter for a node must match: its function, or the file where no function is known. */
export function patternOf(frame: { readonly name: string; readonly function: string; readonly file: string }): string {
  return frame.function || frame.file || frame.name;
}

export interface NodeFacts {
  readonly total: Amount;
  readonly self: Amount | undefined;
  /** Shares as pprof prints them. */
  readonly ofAll: string;
  readonly ofParent: string;
  readonly owner: number;
  readonly place: string;
  readonly inlined: boolean;
  /** Of a comparison. */
  readonly change: { readonly before: Amount; readonly after: Amount; readonly relative: string } | undefined;
}

export function factsOf(model: TreeModel, node: number): NodeFacts {
  const { tree } = model;
  const frame = frameOf(model, node);
  const parent = tree.parent[node];
  const total = tree.total[node];
  const before = tree.base?.[node];
  return {
    total,
    self: selfOf(model, node),
    ofAll: percentage(total, model.whole).trim(),
    ofParent: parent < 0 ? '' : percentage(total, tree.total[parent]).trim(),
    owner: frame ? tree.owner[tree.frame[node]] : -1,
    place: frame?.file ? `${frame.file}${frame.line > 0 ? `:${frame.line}` : ''}` : '',
    inlined: node > 0 && tree.inlined[node] === 1,
    change: before === undefined ? undefined : { before, after: plus(before, total), relative: relativeChange(before, total) },
  };
}

/** The sum of two int64 values, exact. */
export function plus(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) return a + b;
  const sum = BigInt(a) + BigInt(b);
  return sum >= BigInt(Number.MIN_SAFE_INTEGER) && sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : sum;
}

/** The change as part of what was before, with its sign: `+12.5%`, `-100%`; empty where there was nothing before. */
export function relativeChange(before: Amount, difference: Amount): string {
  if (Number(before) === 0) return '';
  if (Number(difference) === 0) return '0%';
  const less = Number(difference) < 0 !== Number(before) < 0;
  return `${less ? '-' : '+'}${percentage(difference, before).trim()}`;
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
  const met = new Set<string>();
  for (let node = 1; node < tree.count; node++) {
    nodes[node] = frames[tree.frame[node]];
    if (nodes[node] === 1) met.add(tree.frames[tree.frame[node]].name);
  }
  const total = tree.total instanceof Float64Array ? tree.total : Float64Array.from(tree.total, Number);
  return {
    nodes,
    functions: met.size,
    total: matchedTotal({ count: tree.count, parent: tree.parent, total }, (node) => nodes[node] === 1),
  };
}

/** The names from the root's child down to the node. */
export function pathOf(model: TreeModel, node: number): string[] {
  const names: string[] = [];
  for (let at = node; at > 0; at = model.tree.parent[at]) names.push(nodeName(model, at));
  return names.reverse();
}

/** The same as positions in the tree's frames. */
export function framesTo(model: TreeModel, node: number): number[] {
  const frames: number[] = [];
  for (let at = node; at > 0; at = model.tree.parent[at]) frames.push(model.tree.frame[at]);
  return frames.reverse();
}

/** The node that a way from the root leads to, as far as the tree has it: `met` frames of it. */
export function walkFrames({ tree }: TreeModel, way: readonly number[]): { readonly node: number; readonly met: number } {
  let node = 0;
  for (const [met, frame] of way.entries()) {
    let child = tree.childStart[node];
    while (child < tree.childStart[node + 1] && tree.frame[child] !== frame) child++;
    if (child === tree.childStart[node + 1]) return { node, met };
    node = child;
  }
  return { node, met: way.length };
}

/** What a node calls that is too small to be drawn; 0 where everything is. */
export function leftOutOf({ tree }: TreeModel, node: number): Amount {
  if (tree.omitted === undefined) return 0;
  let left = BigInt(tree.total[node]) - BigInt(tree.self[node]);
  for (let child = tree.childStart[node]; child < tree.childStart[node + 1]; child++) left -= BigInt(tree.total[child]);
  return plus(left, 0);
}

/** The node at the end of a path of names, or -1. */
export function findPath(model: TreeModel, names: readonly string[]): number {
  const { tree } = model;
  let at = 0;
  for (const name of names) {
    let next = -1;
    for (let child = tree.childStart[at]; child < tree.childStart[at + 1] && next < 0; child++) {
      if (tree.frames[tree.frame[child]].name === name) next = child;
    }
    if (next < 0) return -1;
    at = next;
  }
  return at;
}

/** The stacks with a value of their own as `root;caller;leaf value` lines, the form that flamegraph.pl and others read. */
export function foldedStacks(tree: OwnedTree): string {
  const lines: string[] = [];
  for (let node = 1; node < tree.count; node++) {
    if (Number(tree.self[node]) === 0) continue;
    const names: string[] = [];
    for (let at = node; at > 0; at = tree.parent[at]) names.push(tree.frames[tree.frame[at]].name.replaceAll(';', ':'));
    lines.push(`${names.reverse().join(';')} ${tree.self[node]}`);
  }
  return `${lines.join('\n')}\n`;
}
