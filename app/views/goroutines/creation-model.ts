import { hsl, rgb } from 'd3';
import { splitFunction } from '@/lib/charts/format';
import { type FlameLayout, layoutFlame } from '@/lib/charts/layout/flame';
import { stateToken } from '@/lib/charts/theme';
import type { CreationTree } from '@/lib/query/goroutines';
import { shortKey } from './group-row';

/** The creation tree ready to be drawn: made once for each answer of the query. */
export interface CreationModel {
  readonly tree: CreationTree;
  readonly layout: FlameLayout;
  /** Index in the chart's palette by node: `tokens` below. */
  readonly colour: Uint8Array;
}

/** Kinds of nodes by position, as the query counts them (lib/index/goroutines/creation.ts creationKinds). */
export const kindKeys = ['goroutines.allGoroutines', 'goroutines.kindCreator', 'goroutines.kindEntry', 'goroutines.kindWait'] as const;
const wait = 3;

/** Tokens of the palette: functions by owner as in flame graphs, waits by their state. */
export const tokens = [
  '--surface-3',
  '--owner-own',
  '--owner-dependency',
  '--owner-stdlib',
  '--running',
  '--runnable',
  '--chan',
  '--select',
  '--lock',
  '--network',
  '--sleeping',
  '--syscall',
  '--other',
] as const;

/** The palette of `tokens`, each light enough for the ink of the labels. */
export function paint(read: Readonly<Record<(typeof tokens)[number], string>>, ink: string) {
  const palette = tokens.map((token) => under(ink, read[token]));
  return { palette, inks: palette.map(() => ink) };
}

export function creationModel(tree: CreationTree): CreationModel {
  const colour = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) {
    const found =
      tree.kind[node] === wait ? tokens.indexOf(stateToken(tree.states[tree.state[node]]) as (typeof tokens)[number]) : tree.owner[node];
    colour[node] = found < 0 ? tokens.length - 1 : found;
  }
  return { tree, layout: layoutFlame({ count: tree.count, parent: tree.parent, total: tree.total }), colour };
}

/** The node's whole name; the root's is the caller's. */
export function creationName({ tree }: CreationModel, node: number, root: string): string {
  return node === 0 ? root : tree.names[tree.name[node]];
}

/** What is written in a node: `go` before creators, the state before waits, the name without its import path. */
export function creationLabel(model: CreationModel, node: number, root: string): string {
  const { tree } = model;
  if (node === 0) return root;
  const [path, local] = splitFunction(tree.names[tree.name[node]]);
  const short = path.slice(path.lastIndexOf('/') + 1) + local;
  if (tree.kind[node] === 1) return `go ⟵ ${short}`;
  if (tree.kind[node] === wait) return `${tree.states[tree.state[node]] || '?'} · ${short}`;
  return short;
}

export function creationPlace({ tree }: CreationModel, node: number): string {
  return tree.places[tree.place[node]];
}

/** A name for each node that holds for the same path in any capture of the build: what the address keeps of a zoom. */
export function pathNames({ tree }: CreationModel): string[] {
  const names: string[] = [''];
  for (let node = 1; node < tree.count; node++) {
    const own = [tree.kind[node], tree.names[tree.name[node]], tree.places[tree.place[node]], tree.states[tree.state[node]]].join('\n');
    names.push(shortKey(`${names[tree.parent[node]]}\n${own}`));
  }
  return names;
}

/** The children of the root and theirs, the branch with the most goroutines: what the summary names. */
export function heaviest({ tree }: CreationModel): number {
  let best = 0;
  for (let node = 1; node < tree.count; node++) {
    if (tree.parent[node] === 0 && (best === 0 || tree.total[node] > tree.total[best])) best = node;
  }
  return best;
}

/** Least contrast of a node's text (WCAG 2.2, 1.4.3). */
const readable = 4.5;

/** The colour, lighter by as much as the text on it needs: states' colours are made for marks, some too dark for dark ink. */
function under(ink: string, colour: string): string {
  const light = hsl(colour);
  while (contrast(ink, light.formatRgb()) < readable && light.l < 1) light.l += 0.03;
  return light.formatRgb();
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance by WCAG. */
function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [x, y, z] = [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}
