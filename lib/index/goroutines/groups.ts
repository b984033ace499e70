import { GoroutineFlag, type GoroutineTable } from '../../model/goroutines';
import type { LeakCause } from '../../model/rules';
import { isDependency, isHiddenRuntime, isStandard } from './names';
import { causeOf } from './waits';

/** A frame of a group's stack, leaf first, without the runtime's own (which debug=2 leaves out too). */
export interface GroupFrame {
  readonly fn: string;
  readonly file: string;
  readonly line: number;
  readonly standard: boolean;
  /** The user's own code: neither standard library nor a versioned dependency. */
  readonly own: boolean;
}

/** Goroutines that stand at the same place, in the same state, made by the same `go` statement. */
export interface GoroutineGroup {
  /** Equal for the same place in any capture of the same build: state, lines of the stack, creation line. */
  readonly key: string;
  readonly state: string;
  /** Undefined for goroutines that run or may run. */
  readonly cause: LeakCause | undefined;
  readonly frames: readonly GroupFrame[];
  readonly creator: GroupFrame | undefined;
  /** Goroutines (weights summed). */
  readonly count: number;
  readonly leaked: number;
  /** Rows of the table. */
  readonly rows: Uint32Array;
  /** Of the rows that carry minutes. */
  readonly minutes: { readonly known: number; readonly min: number; readonly max: number; readonly median: number };
  /** Distinct creating goroutines (0 when not known), and the one where there is exactly one (-1 else). */
  readonly parents: number;
  readonly parent: number;
  /** Goroutines whose creator is known and no longer there. */
  readonly orphans: number;
  readonly minId: number;
  readonly maxId: number;
  readonly lockedToThread: number;
}

export interface GoroutineGroups {
  readonly table: GoroutineTable;
  /** Goroutines in all. */
  readonly total: number;
  /** Greatest first. */
  readonly groups: readonly GoroutineGroup[];
}

interface Bucket {
  readonly key: string;
  readonly row: number;
  readonly rows: number[];
}

/** Tables never change: what several analyses and pages ask of one is made once. */
const known = new WeakMap<GoroutineTable, GoroutineGroups>();

/** Groups the rows of a table by state, place and creation site. Rows without weight are left out. */
export function groupGoroutines(table: GoroutineTable): GoroutineGroups {
  const made = known.get(table) ?? makeGroups(table);
  known.set(table, made);
  return made;
}

function makeGroups(table: GoroutineTable): GoroutineGroups {
  const frames = frameViews(table);
  const stackKeys = new Map<number, string>();
  const buckets = new Map<string, Bucket>();
  const byRow = new Map<number, Bucket>();
  const alive = new Set(table.parent.some((id) => id >= 0) ? table.id : []);
  let total = 0;
  for (let row = 0; row < table.count; row++) {
    if (table.weight[row] <= 0) continue;
    total += table.weight[row];
    const quick = (table.stack[row] * (table.frames.count + 1) + table.creator[row] + 1) * table.strings.length + table.state[row];
    let bucket = Number.isSafeInteger(quick) ? byRow.get(quick) : undefined;
    if (bucket === undefined) {
      let stackKey = stackKeys.get(table.stack[row]);
      if (stackKey === undefined) {
        stackKey = visible(table, frames, table.stack[row])
          .map((frame) => `${frame.fn}:${frame.line}`)
          .join('\n');
        stackKeys.set(table.stack[row], stackKey);
      }
      const creator = table.creator[row] < 0 ? undefined : frames[table.creator[row]];
      const key = `${table.strings[table.state[row]]}\n${stackKey}\n<${creator ? `${creator.fn}:${creator.line}` : ''}`;
      bucket = buckets.get(key);
      if (bucket === undefined) {
        bucket = { key, row, rows: [] };
        buckets.set(key, bucket);
      }
      byRow.set(quick, bucket);
    }
    bucket.rows.push(row);
  }
  const groups = [...buckets.values()].map((bucket) => makeGroup(table, frames, alive, bucket));
  groups.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  return { table, total, groups };
}

/** The frames of one row as text, leaf first; the runtime's own left out unless they are all there is. */
export function stackOf(table: GoroutineTable, row: number): GroupFrame[] {
  return visible(table, undefined, table.stack[row]);
}

function makeGroup(table: GoroutineTable, frames: readonly GroupFrame[], alive: ReadonlySet<number>, bucket: Bucket): GoroutineGroup {
  const state = table.strings[table.state[bucket.row]];
  const shown = visible(table, frames, table.stack[bucket.row]);
  const minutes: number[] = [];
  const parents = new Set<number>();
  let count = 0;
  let leaked = 0;
  let locked = 0;
  let orphans = 0;
  let minId = Number.POSITIVE_INFINITY;
  let maxId = -1;
  for (const row of bucket.rows) {
    count += table.weight[row];
    if (table.flags[row] & GoroutineFlag.leaked) leaked += table.weight[row];
    if (table.flags[row] & GoroutineFlag.lockedToThread) locked++;
    if (table.minutes[row] >= 0) minutes.push(table.minutes[row]);
    if (table.parent[row] >= 0) {
      parents.add(table.parent[row]);
      if (!alive.has(table.parent[row])) orphans++;
    }
    minId = Math.min(minId, table.id[row]);
    maxId = Math.max(maxId, table.id[row]);
  }
  minutes.sort((a, b) => a - b);
  return {
    key: bucket.key,
    state,
    cause: causeOf(state, shown),
    frames: shown,
    creator: table.creator[bucket.row] < 0 ? undefined : frames[table.creator[bucket.row]],
    count,
    leaked,
    rows: Uint32Array.from(bucket.rows),
    minutes: {
      known: minutes.length,
      min: minutes[0] ?? -1,
      max: minutes[minutes.length - 1] ?? -1,
      median: minutes[minutes.length >> 1] ?? -1,
    },
    parents: parents.size,
    parent: parents.size === 1 ? [...parents][0] : -1,
    orphans,
    minId,
    maxId,
    lockedToThread: locked,
  };
}

function frameViews(table: GoroutineTable): GroupFrame[] {
  return Array.from({ length: table.frames.count }, (_, index) => frameView(table, index));
}

function frameView(table: GoroutineTable, index: number): GroupFrame {
  const fn = table.strings[table.frames.fn[index]];
  const file = table.strings[table.frames.file[index]];
  const standard = isStandard(fn, file);
  return { fn, file, line: table.frames.line[index], standard, own: !standard && !isDependency(file) };
}

function visible(table: GoroutineTable, frames: readonly GroupFrame[] | undefined, stack: number): GroupFrame[] {
  const all: GroupFrame[] = [];
  for (let at = table.stacks.start[stack]; at < table.stacks.start[stack + 1]; at++) {
    const frame = table.stacks.frame[at];
    all.push(frames?.[frame] ?? frameView(table, frame));
  }
  const shown = all.filter((frame) => !isHiddenRuntime(frame.fn));
  return shown.length > 0 ? shown : all;
}

/**
 * The line to look at: the innermost frame of the user's own code, else of a dependency, else of the standard library
 * outside runtime, sync and internal packages, else the leaf.
 */
export function leakingFrame(frames: readonly GroupFrame[]): GroupFrame | undefined {
  return (
    frames.find((frame) => frame.own) ??
    frames.find((frame) => !frame.standard) ??
    frames.find((frame) => !/^(?:runtime|sync|internal|time|syscall)[./]/.test(frame.fn)) ??
    frames[0]
  );
}
