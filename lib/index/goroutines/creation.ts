import { type GoroutineGroups, type GroupFrame, leakingFrame } from './groups';
import { groupOfRows } from './select';

/** What a node of the creation tree stands for. */
export const creationKinds = ['root', 'creator', 'entry', 'wait'] as const;

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

/** Different values in the order of their first use; equal ones share a position. */
class Pool<T> {
  readonly list: T[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly keyOf: (value: T) => string) {}

  at(value: T): number {
    const key = this.keyOf(value);
    let index = this.known.get(key);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(value);
      this.known.set(key, index);
    }
    return index;
  }
}

/** What a node says of itself: nodes with equal steps below one parent are one node. */
interface Step {
  readonly kind: number;
  readonly fn: string;
  readonly place: string;
  readonly state: string;
  readonly owner: number;
}

/**
 * The creation tree of the rows. A goroutine stands below its creator's path where that one is still in the dump («in goroutine N», Go
 * 1.21 and later), else the chain begins at its `go` statement; ancestors that GODEBUG=tracebackancestors printed are not needed for
 * it. Without creation sites (profiles) the tree has entry functions and waits alone.
 */
export function creationTree(grouped: GoroutineGroups, rows: Uint32Array): CreationTree {
  const { table, groups } = grouped;
  const groupOf = groupOfRows(table, groups);
  // Goroutines of a group share their steps: what is written out is done once for each group, not for each goroutine.
  const steps = new Pool<Step>((step) => `${step.kind}\n${step.fn}\n${step.place}\n${step.state}`);
  const root = steps.at({ kind: 0, fn: '', place: '', state: '', owner: 0 });
  const made = Int32Array.from(groups, ({ creator }) => (creator ? steps.at(stepOf(1, creator)) : -1));
  const started = Int32Array.from(groups, ({ frames }) => (frames.length > 0 ? steps.at(entryOf(frames[frames.length - 1])) : -1));
  const waits = Int32Array.from(groups, ({ frames, state }) => steps.at({ ...stepOf(3, leakingFrame(frames)), state }));
  const stepCount = steps.list.length;

  const parent: number[] = [-1];
  const step: number[] = [root];
  const depth: number[] = [0];
  const children = new Map<number, number>();
  const child = (of: number, what: number): number => {
    const key = of * stepCount + what;
    let node = children.get(key);
    if (node === undefined) {
      node = parent.length;
      children.set(key, node);
      parent.push(of);
      step.push(what);
      depth.push(depth[of] + 1);
    }
    return node;
  };
  const below = (of: number, what: number): number => (what < 0 || depth[of] >= deepest ? of : child(of, what));

  const rowOf = new Map<number, number>();
  for (let row = 0; row < table.count; row++) if (table.id[row] >= 0) rowOf.set(table.id[row], row);
  const makerOf = (row: number): number => (table.parent[row] >= 0 ? (rowOf.get(table.parent[row]) ?? -1) : -1);
  const entryNode = new Int32Array(table.count).fill(-1);
  const underWay = new Uint8Array(table.count);
  const chain: number[] = [];
  /** Node of the function that the goroutine started with: its maker's chain first, without recursion. */
  const entry = (row: number): number => {
    for (let at = row; at >= 0 && entryNode[at] < 0 && !underWay[at]; at = makerOf(at)) {
      underWay[at] = 1;
      chain.push(at);
    }
    for (let at = chain.pop(); at !== undefined; at = chain.pop()) {
      const maker = makerOf(at);
      const group = groupOf[at];
      let node = maker >= 0 && entryNode[maker] >= 0 ? entryNode[maker] : 0;
      if (group < groups.length) node = below(below(node, made[group]), started[group]);
      entryNode[at] = node;
    }
    return entryNode[row];
  };

  const weights: number[] = [];
  let known = 0;
  for (const row of rows) {
    const group = groupOf[row];
    if (group >= groups.length) continue;
    if (table.creator[row] >= 0) known++;
    const node = child(entry(row), waits[group]);
    weights[node] = (weights[node] ?? 0) + table.weight[row];
  }
  const total = new Float64Array(parent.length);
  for (let node = parent.length - 1; node >= 0; node--) {
    total[node] += weights[node] ?? 0;
    if (node > 0) total[parent[node]] += total[node];
  }
  const texts = () => new Pool<string>((text) => text);
  const [names, places, states] = [texts(), texts(), texts()];
  for (const one of [names, places, states]) one.at('');
  const column = (value: (one: Step) => number) => step.map((at) => value(steps.list[at]));
  return {
    count: parent.length,
    parent: Int32Array.from(parent),
    total,
    kind: Uint8Array.from(column((one) => one.kind)),
    name: Uint32Array.from(column((one) => names.at(one.fn))),
    place: Uint32Array.from(column((one) => places.at(one.place))),
    state: Uint32Array.from(column((one) => states.at(one.state))),
    owner: Uint8Array.from(column((one) => one.owner)),
    names: names.list,
    places: places.list,
    states: states.list,
    known,
  };
}

function stepOf(kind: number, frame: GroupFrame | undefined): Step {
  const owner = frame === undefined || frame.standard ? 3 : frame.own ? 1 : 2;
  return { kind, fn: frame?.fn ?? '', place: frame ? `${frame.file}:${frame.line}` : '', state: '', owner };
}

/** A started function is one whatever line of it waits. */
function entryOf(frame: GroupFrame): Step {
  return { ...stepOf(2, frame), place: '' };
}
