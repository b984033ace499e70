import type { GoroutineGroups } from './groups';
import { leakingFrame } from './groups';

/** What a node of the creation tree stands for. */
export const creationKinds = ['root', 'creator', 'entry', 'wait'] as const;
export type CreationKind = (typeof creationKinds)[number];

/**
 * Who made whom, as functions: below the root the function with the `go` statement, then the function it started, then (where that one
 * made others) again a `go` statement, and at last the place and reason of the wait. A parent stands before its children.
 */
export interface CreationTree {
  readonly count: number;
  /** -1 for the root. */
  readonly parent: Int32Array;
  /** Goroutines below the node, its own with them. */
  readonly total: Float64Array;
  /** Position in `creationKinds`. */
  readonly kind: Uint8Array;
  /** Position in `names`. */
  readonly name: Uint32Array;
  /** Position in `places`: `file:line`, '' where there is none. */
  readonly place: Uint32Array;
  /** Position in `states`, of waits; 0 ('') for others. */
  readonly state: Uint32Array;
  /** 1 for the user's own code, 2 for a dependency, 3 for the standard library. */
  readonly owner: Uint8Array;
  readonly names: readonly string[];
  readonly places: readonly string[];
  readonly states: readonly string[];
  /** Rows whose creator the capture tells (none in a profile). */
  readonly known: number;
}

/** Chains of goroutines that make goroutines are drawn this deep; what lies deeper counts at the last one. */
const deepest = 24;

class Texts {
  readonly list: string[] = [''];
  private readonly known = new Map<string, number>([['', 0]]);

  at(text: string): number {
    let index = this.known.get(text);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(text);
      this.known.set(text, index);
    }
    return index;
  }
}

/**
 * The creation tree of the rows. A goroutine stands below its creator's path where that one is still in the dump («in goroutine N», Go
 * 1.21 and later), else the chain begins at its `go` statement; ancestors that GODEBUG=tracebackancestors printed are not needed for
 * it. Without creation sites (profiles) the tree has entry functions and waits alone.
 */
export function creationTree(grouped: GoroutineGroups, rows: Uint32Array): CreationTree {
  const { table, groups } = grouped;
  const { strings, frames, stacks } = table;
  const names = new Texts();
  const places = new Texts();
  const states = new Texts();
  const parent: number[] = [-1];
  const kind: number[] = [0];
  const name: number[] = [0];
  const place: number[] = [0];
  const state: number[] = [0];
  const owner: number[] = [0];
  const depth: number[] = [0];
  const children = new Map<string, number>();
  const child = (of: number, what: number, fn: string, at: string, waits: string, whose: number): number => {
    const key = `${of} ${what} ${names.at(fn)} ${places.at(at)} ${states.at(waits)}`;
    let node = children.get(key);
    if (node === undefined) {
      node = parent.length;
      children.set(key, node);
      parent.push(of);
      kind.push(what);
      name.push(names.at(fn));
      place.push(places.at(at));
      state.push(states.at(waits));
      owner.push(whose);
      depth.push(depth[of] + 1);
    }
    return node;
  };
  const rowOf = new Map<number, number>();
  for (let row = 0; row < table.count; row++) if (table.id[row] >= 0) rowOf.set(table.id[row], row);
  const group = new Map<number, (typeof groups)[number]>();
  for (const one of groups) for (const row of one.rows) group.set(row, one);
  const entryOf = new Int32Array(table.count).fill(-1);

  /** Node of the goroutine's entry function: its creator's chain first, without recursion. */
  const entry = (row: number): number => {
    const chain: number[] = [];
    const seen = new Set<number>();
    for (let at: number | undefined = row; at !== undefined && entryOf[at] < 0 && !seen.has(at); ) {
      chain.push(at);
      seen.add(at);
      at = table.parent[at] >= 0 ? rowOf.get(table.parent[at]) : undefined;
    }
    for (let i = chain.length - 1; i >= 0; i--) {
      const at = chain[i];
      const above = table.parent[at] >= 0 ? rowOf.get(table.parent[at]) : undefined;
      let node = above !== undefined && entryOf[above] >= 0 ? entryOf[above] : 0;
      const root = stacks.start[table.stack[at] + 1] - 1;
      const rootFrame = root >= stacks.start[table.stack[at]] ? stacks.frame[root] : -1;
      const fn = rootFrame >= 0 ? strings[frames.fn[rootFrame]] : '';
      const shown = group.get(at);
      const made = shown?.creator;
      if (made && depth[node] < deepest) node = child(node, 1, made.fn, `${made.file}:${made.line}`, '', ownerOf(made));
      const last = shown?.frames[shown.frames.length - 1];
      if (fn !== '' && depth[node] < deepest && !(node !== 0 && strings[frames.fn[rootFrame]] === names.list[name[node]]))
        node = child(node, 2, fn, '', '', last ? ownerOf(last) : 3);
      entryOf[at] = node;
    }
    return entryOf[row];
  };

  const weights: number[] = [];
  let known = 0;
  for (const row of rows) {
    const shown = group.get(row);
    if (shown === undefined) continue;
    if (table.creator[row] >= 0) known++;
    const at = leakingFrame(shown.frames);
    const node = child(entry(row), 3, at?.fn ?? '', at ? `${at.file}:${at.line}` : '', shown.state, at ? ownerOf(at) : 3);
    weights[node] = (weights[node] ?? 0) + table.weight[row];
  }
  const total = new Float64Array(parent.length);
  for (let node = parent.length - 1; node >= 0; node--) {
    total[node] += weights[node] ?? 0;
    if (node > 0) total[parent[node]] += total[node];
  }
  return {
    count: parent.length,
    parent: Int32Array.from(parent),
    total,
    kind: Uint8Array.from(kind),
    name: Uint32Array.from(name),
    place: Uint32Array.from(place),
    state: Uint32Array.from(state),
    owner: Uint8Array.from(owner),
    names: names.list,
    places: places.list,
    states: states.list,
    known,
  };
}

function ownerOf(frame: { readonly own: boolean; readonly standard: boolean }): number {
  return frame.own ? 1 : frame.standard ? 3 : 2;
}
