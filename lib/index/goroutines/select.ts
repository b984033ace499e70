import type { GoroutineTable } from '../../model/goroutines';
import { type GoroutineGroup, type GoroutineGroups, leakingFrame } from './groups';

/** Which goroutines are wanted; a part left out asks for nothing. */
export interface GoroutineFilter {
  /**
   * Words parted by blanks, all of which must stand somewhere: in the wait reason, a function or file of the stack or of the creation, a
   * label (`key=value`); or be the goroutine's id, or a line as `file.go:27`. Upper and lower case are the same.
   */
  readonly text?: string;
  readonly state?: string;
  /** A function anywhere on the stack. */
  readonly fn?: string;
  /** The creating function; '' for those whose creation is not told. */
  readonly creator?: string;
  /** Label key and value; value '' for those without the key. */
  readonly label?: { readonly key: string; readonly value: string };
  /** Whole minutes waited, both ends included; -1 stands for none printed. */
  readonly minutes?: { readonly from: number; readonly to: number };
  /** Key of a group. */
  readonly group?: string;
}

/** What text search reads of a table, made once for each. */
interface Haystack {
  /** Lower case. */
  readonly strings: readonly string[];
  readonly groupOf: Uint32Array;
}
const haystacks = new WeakMap<GoroutineTable, Haystack>();

function haystackOf({ table, groups }: GoroutineGroups): Haystack {
  let made = haystacks.get(table);
  if (made === undefined) {
    made = { strings: table.strings.map((text) => text.toLowerCase()), groupOf: groupOfRows(table, groups) };
    haystacks.set(table, made);
  }
  return made;
}

/** Position of each row's group; `groups.length` for rows without weight, which stand in none. */
export function groupOfRows(table: GoroutineTable, groups: GoroutineGroups['groups']): Uint32Array {
  const groupOf = new Uint32Array(table.count).fill(groups.length);
  groups.forEach((group, at) => {
    for (const row of group.rows) groupOf[row] = at;
  });
  return groupOf;
}

/** Rows that the filter lets through, in the table's order. Typed columns all the way: 100 000 rows take some milliseconds. */
export function selectGoroutines(grouped: GoroutineGroups, filter: GoroutineFilter): Uint32Array {
  const { table, groups } = grouped;
  const { strings, groupOf } = haystackOf(grouped);
  const keep = new Uint8Array(table.count);
  for (let row = 0; row < table.count; row++) keep[row] = groupOf[row] < groups.length ? 1 : 0;
  if (filter.group !== undefined || filter.state !== undefined || filter.fn !== undefined || filter.creator !== undefined) {
    const wanted = Uint8Array.from(groups, (group) =>
      (filter.group === undefined || group.key === filter.group) &&
      (filter.state === undefined || group.state === filter.state) &&
      (filter.fn === undefined || group.frames.some((frame) => frame.fn === filter.fn)) &&
      (filter.creator === undefined || (group.creator?.fn ?? '') === filter.creator)
        ? 1
        : 0,
    );
    for (let row = 0; row < table.count; row++) if (keep[row]) keep[row] = wanted[groupOf[row]];
  }
  if (filter.label) {
    const { key, value } = filter.label;
    const sets = Uint8Array.from(valuesOf(table, key), (one) => (one === value ? 1 : 0));
    for (let row = 0; row < table.count; row++) if (keep[row]) keep[row] = sets[table.labels[row]];
  }
  if (filter.minutes) {
    const { from, to } = filter.minutes;
    for (let row = 0; row < table.count; row++) if (table.minutes[row] < from || table.minutes[row] > to) keep[row] = 0;
  }
  for (const word of (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean)) keepWord(table, strings, word, keep);
  let kept = 0;
  for (let row = 0; row < table.count; row++) kept += keep[row];
  const rows = new Uint32Array(kept);
  for (let row = 0, at = 0; row < table.count; row++) if (keep[row]) rows[at++] = row;
  return rows;
}

/** Takes away the rows in which the word stands nowhere: strings are searched once each, then frames, stacks and rows follow. */
function keepWord(table: GoroutineTable, strings: readonly string[], word: string, keep: Uint8Array): void {
  const { frames, stacks, labelSets } = table;
  const holds = Uint8Array.from(strings, (text) => (text.includes(word) ? 1 : 0));
  const place = /^(.+):(\d+)$/.exec(word);
  const file = place && Uint8Array.from(strings, (text) => (text.endsWith(place[1]) ? 1 : 0));
  const line = place ? Number(place[2]) : -1;
  const inFrame = new Uint8Array(frames.count);
  for (let at = 0; at < frames.count; at++) {
    inFrame[at] = holds[frames.fn[at]] | holds[frames.file[at]] | (file && frames.line[at] === line ? file[frames.file[at]] : 0);
  }
  const inStack = new Uint8Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    for (let at = stacks.start[stack]; at < stacks.start[stack + 1] && !inStack[stack]; at++) inStack[stack] = inFrame[stacks.frame[at]];
  }
  const inSet = new Uint8Array(labelSets.count);
  for (let set = 0; set < labelSets.count; set++) {
    for (let at = labelSets.start[set]; at < labelSets.start[set + 1] && !inSet[set]; at++)
      inSet[set] = `${strings[labelSets.key[at]]}=${strings[labelSets.value[at]]}`.includes(word) ? 1 : 0;
  }
  const id = /^g?\d+$/.test(word) ? Number(word.replace('g', '')) : Number.NaN;
  for (let row = 0; row < table.count; row++) {
    if (!keep[row]) continue;
    const creator = table.creator[row];
    if (inStack[table.stack[row]] || holds[table.state[row]] || inSet[table.labels[row]] || table.id[row] === id) continue;
    if (creator >= 0 && inFrame[creator]) continue;
    keep[row] = 0;
  }
}

/** The value of the key in each label set; '' where the set lacks it. */
function valuesOf({ labelSets, strings }: GoroutineTable, key: string): string[] {
  return Array.from({ length: labelSets.count }, (_, set) => {
    for (let at = labelSets.start[set]; at < labelSets.start[set + 1]; at++)
      if (strings[labelSets.key[at]] === key) return strings[labelSets.value[at]];
    return '';
  });
}

/** By what the list is sorted. */
export const goroutineSorts = ['id', 'count', 'state', 'minutes', 'function', 'creator'] as const;
export type GoroutineSort = (typeof goroutineSorts)[number];

/** Sorts the rows in place; equal ones keep the table's order. The function is the line to look at. */
export function sortGoroutines({ table, groups }: GoroutineGroups, rows: Uint32Array, by: GoroutineSort, descending: boolean): Uint32Array {
  const sign = descending ? -1 : 1;
  const column = by === 'id' ? table.id : by === 'count' ? table.weight : by === 'minutes' ? table.minutes : undefined;
  if (column) return rows.sort((a, b) => sign * (column[a] - column[b]) || a - b);
  const text = (group: GoroutineGroup) =>
    (by === 'state' ? group.state : by === 'creator' ? group.creator?.fn : leakingFrame(group.frames)?.fn) ?? '';
  const texts = groups.map(text);
  const rank = new Map([...new Set(texts)].sort((a, b) => (a < b ? -1 : 1)).map((name, at) => [name, at]));
  const rankOf = Uint32Array.from(texts, (name) => rank.get(name) ?? 0);
  const groupOf = groupOfRows(table, groups);
  return rows.sort((a, b) => sign * (rankOf[groupOf[a]] - rankOf[groupOf[b]]) || a - b);
}

export interface LabelKey {
  readonly key: string;
  /** Goroutines that carry it, and its different values. */
  readonly count: number;
  readonly values: number;
}

export interface LabelBucket {
  /** '' for goroutines without the key. */
  readonly value: string;
  readonly count: number;
  /** Wait reason of most of them. */
  readonly state: string;
}

/** The label keys of a capture, those on most goroutines first. */
export function labelKeys(table: GoroutineTable): LabelKey[] {
  const { labelSets, strings } = table;
  const weightOf = new Float64Array(labelSets.count);
  for (let row = 0; row < table.count; row++) weightOf[table.labels[row]] += table.weight[row];
  const found = new Map<string, { count: number; values: Set<string> }>();
  for (let set = 0; set < labelSets.count; set++) {
    for (let at = labelSets.start[set]; at < labelSets.start[set + 1]; at++) {
      const key = strings[labelSets.key[at]];
      const one = found.get(key) ?? { count: 0, values: new Set<string>() };
      one.count += weightOf[set];
      one.values.add(strings[labelSets.value[at]]);
      found.set(key, one);
    }
  }
  return [...found]
    .map(([key, { count, values }]) => ({ key, count, values: values.size }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** Goroutines of the rows by the value of a label key, greatest first. */
export function labelBuckets(table: GoroutineTable, rows: Uint32Array, key: string): LabelBucket[] {
  const { strings } = table;
  const valueIn = valuesOf(table, key);
  const buckets = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const value = valueIn[table.labels[row]];
    let states = buckets.get(value);
    if (states === undefined) {
      states = new Map();
      buckets.set(value, states);
    }
    states.set(table.state[row], (states.get(table.state[row]) ?? 0) + table.weight[row]);
  }
  return [...buckets]
    .map(([value, states]) => {
      const sorted = [...states].sort((a, b) => b[1] - a[1]);
      return { value, count: sorted.reduce((sum, [, count]) => sum + count, 0), state: strings[sorted[0][0]] };
    })
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
