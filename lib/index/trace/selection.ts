import type { LaneKind, SpanColumns, WakeColumns } from '../../model/lanes';
import { GoState, type TraceTable } from '../../model/trace';
import { Reasons, SpanWords } from './lane-columns';

/** A part of a trace: a stretch of time, all of it or only some lanes. */
export interface Area {
  readonly from: number;
  readonly to: number;
  readonly by?: LaneKind;
  /** Ids of the Ps or threads, or rows of the goroutines. */
  readonly keys?: readonly number[];
}

/** Time of goroutines in an area, in ns. */
export interface StateTimes {
  readonly running: number;
  readonly runnable: number;
  readonly syscall: number;
  readonly waiting: number;
}

export interface FunctionTimes extends StateTimes {
  /** Function that the goroutines began in. */
  readonly name: string;
  readonly goroutines: number;
}

/** What an area comes to. */
export interface AreaTotals {
  readonly from: number;
  readonly to: number;
  readonly goroutines: number;
  /** State transitions of goroutines, and times that a waiting one was made runnable. */
  readonly transitions: number;
  readonly wakeups: number;
  readonly times: StateTimes;
  /** Waiting time by the runtime's reason, longest first; '' where the wait began before what was read. */
  readonly reasons: readonly { readonly reason: string; readonly ns: number; readonly waits: number }[];
  /** By entry function, most running time first. */
  readonly functions: readonly FunctionTimes[];
  /** Functions left out of the list. */
  readonly more: number;
  /** Pauses and work of the collector in that time, whole program: how many touch it, and their time inside. */
  readonly ranges: readonly { readonly name: string; readonly count: number; readonly ns: number }[];
  readonly cpuSamples: number;
}

const mostFunctions = 200;

interface Sums {
  running: number;
  runnable: number;
  syscall: number;
  waiting: number;
}

/** Adds up an area, given its spans piece by piece: pieces are disjoint in time. */
export class AreaSum {
  private readonly times: Sums = { running: 0, runnable: 0, syscall: 0, waiting: 0 };
  private readonly byFunction = new Map<number, Sums & { goroutines: number }>();
  private readonly byReason = new Map<number, { ns: number; waits: number }>();
  private readonly words: SpanWords;
  private readonly seen: Uint8Array;
  private readonly wanted: ReadonlySet<number> | undefined;
  private goroutines = 0;
  private transitions = 0;
  private wakeups = 0;

  constructor(
    private readonly trace: TraceTable,
    private readonly area: Area,
  ) {
    this.seen = new Uint8Array(trace.goroutines.count);
    this.wanted = area.keys && new Set(area.keys);
    this.words = new SpanWords(trace, new Reasons());
  }

  /** Spans and wake-ups of a piece [from, to) of the area; what lies outside it is left out. In any order, and part by part. `strings` are what the spans' reasons name. */
  add(spans: SpanColumns, wakes: WakeColumns, strings: readonly string[], from: number, to: number): void {
    const { wanted } = this;
    const by = this.area.by ?? 'goroutine';
    const keys = by === 'proc' ? spans.proc : by === 'thread' ? spans.thread : spans.goroutine;
    for (let i = 0; i < spans.count; i++) {
      if (wanted && !wanted.has(keys[i])) continue;
      const ns = Math.min(spans.end[i], to) - Math.max(spans.start[i], from);
      if (ns <= 0) continue;
      if (spans.start[i] >= from) this.transitions++;
      this.count(spans, i, ns, strings);
    }
    for (let i = 0; i < wakes.count; i++) {
      if (wakes.time[i] < from || wakes.time[i] >= to) continue;
      if (wanted && !(by === 'goroutine' && (wanted.has(wakes.to[i]) || wanted.has(wakes.from[i])))) continue;
      this.wakeups++;
    }
  }

  private count(spans: SpanColumns, i: number, ns: number, strings: readonly string[]): void {
    const row = spans.goroutine[i];
    const state = stateOf(spans.state[i]);
    if (!state) return;
    this.times[state] += ns;
    if (state === 'waiting') {
      const reason = this.words.reason(spans, i, strings);
      const known = this.byReason.get(reason);
      if (known) {
        known.ns += ns;
        known.waits++;
      } else this.byReason.set(reason, { ns, waits: 1 });
    }
    const name = row >= 0 ? this.trace.goroutines.name[row] : 0;
    let sums = this.byFunction.get(name);
    if (!sums) {
      sums = { running: 0, runnable: 0, syscall: 0, waiting: 0, goroutines: 0 };
      this.byFunction.set(name, sums);
    }
    sums[state] += ns;
    if (row >= 0 && this.seen[row] === 0) {
      this.seen[row] = 1;
      this.goroutines++;
      sums.goroutines++;
    }
  }

  finish(): AreaTotals {
    const { from, to } = this.area;
    const functions = [...this.byFunction].map(([name, sums]) => ({ name: this.trace.strings[name], ...sums }));
    functions.sort((a, b) => b.running - a.running || b.runnable - a.runnable || b.waiting - a.waiting || (a.name < b.name ? -1 : 1));
    return {
      from,
      to,
      goroutines: this.goroutines,
      transitions: this.transitions,
      wakeups: this.wakeups,
      times: { ...this.times },
      reasons: [...this.byReason]
        .map(([reason, sums]) => ({ reason: this.words.reasons.text(reason), ...sums }))
        .sort((a, b) => b.ns - a.ns || (a.reason < b.reason ? -1 : 1)),
      functions: functions.slice(0, mostFunctions),
      more: Math.max(0, functions.length - mostFunctions),
      ranges: rangesIn(this.trace, from, to),
      cpuSamples: samplesIn(this.trace, this.area).length,
    };
  }
}

function stateOf(state: number): keyof Sums | undefined {
  if (state === GoState.Running) return 'running';
  if (state === GoState.Runnable) return 'runnable';
  if (state === GoState.Syscall) return 'syscall';
  return state === GoState.Waiting ? 'waiting' : undefined;
}

function rangesIn(trace: TraceTable, from: number, to: number): AreaTotals['ranges'] {
  const { ranges, strings, durationNs } = trace;
  const sums = new Map<number, { count: number; ns: number }>();
  for (let i = 0; i < ranges.count && ranges.start[i] < to; i++) {
    const end = Number.isNaN(ranges.end[i]) ? durationNs : ranges.end[i];
    const ns = Math.min(end, to) - Math.max(ranges.start[i], from);
    if (ns < 0) continue;
    const known = sums.get(ranges.name[i]);
    if (known) {
      known.count++;
      known.ns += ns;
    } else sums.set(ranges.name[i], { count: 1, ns });
  }
  return [...sums].map(([name, sum]) => ({ name: strings[name], ...sum })).sort((a, b) => b.ns - a.ns);
}

/** Rows of the CPU samples taken in an area, in order of time. */
export function samplesIn({ cpuSamples }: TraceTable, { from, to, by, keys }: Area): number[] {
  const wanted = keys && new Set(keys);
  const column = by === 'proc' ? cpuSamples.proc : by === 'thread' ? cpuSamples.thread : cpuSamples.goroutine;
  const rows: number[] = [];
  for (let i = 0; i < cpuSamples.count; i++) {
    if (cpuSamples.time[i] < from || cpuSamples.time[i] >= to) continue;
    if (!wanted || wanted.has(column[i])) rows.push(i);
  }
  return rows;
}
