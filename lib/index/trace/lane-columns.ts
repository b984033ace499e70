import { type LaneKind, type LaneSet, type SpanColumns, spanClass, spanClasses } from '../../model/lanes';
import { GoState, type TraceTable } from '../../model/trace';
import { Assists } from './assists';
import type { LaneFold } from './lane-fold';
import { wideValue } from './summary';

/** Strings of spans by what they say, as positions in the columns of a lane set. */
export class Reasons {
  private readonly positions = new Map<string, number>([['', 0]]);
  private readonly texts: string[] = [''];

  of(text: string): number {
    let at = this.positions.get(text);
    if (at === undefined) {
      at = this.texts.push(text) - 1;
      this.positions.set(text, at);
    }
    return at;
  }

  text(position: number): string {
    return this.texts[position];
  }

  /** The texts so far; the caller's own. */
  list(): string[] {
    return [...this.texts];
  }
}

/** Tells the class of a span and why it waits. */
export class SpanWords {
  private readonly byReason = new Map<number, number>();
  private last: readonly string[] = [];

  /** Class of a wait by its reason. */
  private readonly waits: number[] = [];
  private known: RunClasses | undefined;
  /** The class of a system call. */
  readonly inCall = syscall;

  constructor(
    private readonly trace: TraceTable,
    readonly reasons: Reasons,
  ) {}

  /** Reading the goroutines of a long trace takes longer than many a question: done once, when a running one is first asked for. */
  private get runs(): RunClasses {
    this.known ??= runClassesOf(this.trace);
    return this.known;
  }

  get assists(): Assists {
    return this.runs.assists;
  }

  /** The class of a running goroutine; `mixed` for one that also assists: `pieces` tells when. */
  running(row: number): number {
    return row < 0 ? running : this.runs.kinds[row];
  }

  /** The stretches of a running span by class, in order, of a goroutine whose class is `mixed`. */
  pieces(row: number, start: number, end: number, give: (start: number, end: number, kind: number) => void): void {
    this.assists.cut(row, start, end, (from, to, assists) => give(from, to, assists ? assisting : running));
  }

  /** Position of the reason in `reasons`. `strings` are those that the spans' reasons name. */
  reason(spans: SpanColumns, i: number, strings: readonly string[]): number {
    if (this.last !== strings) {
      this.byReason.clear();
      this.last = strings;
    }
    const reason = spans.reason[i];
    if (reason === 0) return this.untilTheEnd(spans, i);
    let at = this.byReason.get(reason);
    if (at === undefined) {
      at = this.reasons.of(strings[reason] ?? '');
      this.byReason.set(reason, at);
    }
    return at;
  }

  /** A generation that begins in the middle of a wait does not tell why; where the wait lasts to the trace's end, the summary knows. */
  private untilTheEnd(spans: SpanColumns, i: number): number {
    if (spans.state[i] !== GoState.Waiting) return 0;
    const { goroutines, strings } = this.trace;
    const row = spans.goroutine[i];
    if (row < 0 || goroutines.state[row] !== GoState.Waiting || goroutines.stateSince[row] > spans.start[i]) return 0;
    return this.reasons.of(strings[goroutines.stateReason[row]]);
  }

  /** The class of a span whose reason stands at that position of `reasons`, or `mixed`. */
  kind(spans: SpanColumns, i: number, reason: number): number {
    const state = spans.state[i];
    if (state === GoState.Running) return this.running(spans.goroutine[i]);
    if (state === GoState.Runnable) return runnable;
    if (state === GoState.Syscall) return syscall;
    let kind = this.waits[reason];
    if (kind === undefined) {
      kind = spanClass(GoState.Waiting, this.reasons.text(reason), '');
      this.waits[reason] = kind;
    }
    return kind;
  }
}

/** The class of a goroutine that runs its own code. */
export const running = spanClass(GoState.Running, '', '');
const runnable = spanClass(GoState.Runnable, '', '');
const syscall = spanClass(GoState.Syscall, '', '');
const assisting = spanClasses.indexOf('assist');
const marking = spanClass(GoState.Running, '', 'runtime.gcBgMarkWorker');
const sweeping = spanClass(GoState.Running, '', 'runtime.bgsweep');

interface RunClasses {
  /** Class of running goroutines, by row. */
  readonly kinds: Uint8Array;
  readonly assists: Assists;
}

const classesOfTraces = new WeakMap<TraceTable, RunClasses>();

function runClassesOf(trace: TraceTable): RunClasses {
  let classes = classesOfTraces.get(trace);
  if (!classes) {
    const { count, name } = trace.goroutines;
    const markWorker = trace.strings.indexOf('runtime.gcBgMarkWorker');
    const sweeper = trace.strings.indexOf('runtime.bgsweep');
    const assists = new Assists(trace);
    const kinds = new Uint8Array(count).fill(running);
    for (let row = 0; row < count; row++) {
      if (name[row] === markWorker) kinds[row] = marking;
      else if (name[row] === sweeper) kinds[row] = sweeping;
      else if (assists.of(row)) kinds[row] = mixed;
    }
    classes = { kinds, assists };
    classesOfTraces.set(trace, classes);
  }
  return classes;
}

/** Stands for the classes of a goroutine that runs its own code and assists. */
export const mixed = 255;

/** Folds spans into the lanes of a kind, in order of their start; of goroutines those that `wanted` marks by row with 1. */
export function foldSpans(
  fold: LaneFold,
  spans: SpanColumns,
  strings: readonly string[],
  by: LaneKind,
  words: SpanWords,
  wanted?: Uint8Array,
): void {
  const { from, to } = fold;
  for (let i = 0; i < spans.count; i++) {
    if (spans.start[i] >= to || spans.end[i] <= from) continue;
    const row = spans.goroutine[i];
    let key = row;
    if (by === 'goroutine') {
      if (row < 0 || (wanted && wanted[row] === 0)) continue;
    } else {
      const state = spans.state[i];
      if (state !== GoState.Running && state !== GoState.Syscall) continue;
      key = by === 'proc' ? spans.proc[i] : spans.thread[i];
      // Ids below −1 are those beyond 2^53.
      if (key === -1) continue;
    }
    // Only a wait has a reason, and none is on a P or thread.
    const reason = by === 'goroutine' ? words.reason(spans, i, strings) : 0;
    let kind = words.kind(spans, i, reason);
    if (kind === mixed && !words.assists.touches(row, spans.start, spans.end, i)) kind = running;
    const end = by === 'proc' && spans.lost[i] > 0 ? spans.lost[i] : spans.end[i];
    if (kind !== mixed) fold.add(key, spans.start[i], end, kind, row, reason);
    else words.pieces(row, spans.start[i], end, (begin, until, piece) => fold.add(key, begin, until, piece, row, reason));
  }
}

/** Most lanes of Ps or threads: those with most time on them. */
const mostLanes = 128;

const letters: Readonly<Record<LaneKind, string>> = { proc: 'P', thread: 'M', goroutine: 'G' };

/** The lanes of a fold as a result: of Ps and threads by id, of goroutines in the order of `keys`. */
export function laneSet(
  trace: TraceTable,
  fold: Pick<LaneFold, 'from' | 'to' | 'step' | 'keys' | 'busy' | 'lane'>,
  by: LaneKind,
  keys: readonly number[] | undefined,
  reasons: Reasons,
): Omit<LaneSet, 'exact' | 'readTo'> {
  const { goroutines, strings, wideIds } = trace;
  const all =
    by === 'goroutine' && keys
      ? keys
      : [...fold.keys]
          .sort((a, b) => fold.busy(b) - fold.busy(a))
          .slice(0, mostLanes)
          .sort((a, b) => a - b);
  const lanes = all.map((key) =>
    fold.lane(
      key,
      `${letters[by]} ${wideValue(by === 'goroutine' ? goroutines.id[key] : key, wideIds)}`,
      by === 'goroutine' ? strings[goroutines.name[key]] : '',
    ),
  );
  const named = new Set<number>();
  for (const lane of lanes) for (const row of lane.goroutine) if (row >= 0) named.add(row);
  return {
    from: fold.from,
    to: fold.to,
    step: fold.step,
    lanes,
    more: Math.max(0, fold.keys.length - all.length),
    reasons: reasons.list(),
    goroutines: [...named].map((row) => ({ row, id: wideValue(goroutines.id[row], wideIds), name: strings[goroutines.name[row]] })),
  };
}
