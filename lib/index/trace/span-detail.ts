import type { WorkContext } from '../../base/source';
import type { EvidenceFrame } from '../../model/finding';
import type { SpanReader } from '../../model/lanes';
import { type GoStateName, goStates, type TraceTable } from '../../model/trace';
import type { GoroutineName } from './goroutine-rows';
import { Reasons, SpanWords } from './lane-columns';
import { evidenceFrame, stackFrames } from './stack-frames';
import { wideValue } from './summary';

/** One span of a goroutine's life, with the stacks at its ends. Generations cut spans: a wait may have begun before. */
export interface SpanDetail {
  readonly row: number;
  readonly id: number | string;
  readonly name: string;
  readonly state: GoStateName;
  readonly reason: string;
  readonly start: number;
  readonly end: number;
  /** Id of the P and thread it was on; undefined for none. */
  readonly proc: number | string | undefined;
  readonly thread: number | string | undefined;
  /** Where it went into this state, and where it left it; empty where the trace has none. */
  readonly startStack: readonly EvidenceFrame[];
  readonly endStack: readonly EvidenceFrame[];
  /** Assists, sweeps and stops of the world that this goroutine was in meanwhile, with where it began them. */
  readonly ranges: readonly SpanRange[];
  /** Who made it runnable at the span's start (runnable) or end (waiting). */
  readonly woken: { readonly at: number; readonly by: GoroutineName | undefined; readonly stack: readonly EvidenceFrame[] } | undefined;
}

/** A range of a goroutine, whole: it may begin before a span and end after it. */
export interface SpanRange {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly stack: readonly EvidenceFrame[];
}

/** A phase of the whole program: which goroutine began it says nothing about what that one did. */
const markPhase = 'GC concurrent mark phase';
/** More of them in one span are left out: the longest stay. */
const mostRanges = 20;

/** The span at a moment; undefined where the goroutine was not there. Throws InputError. */
export async function spanDetail(
  trace: TraceTable,
  windows: SpanReader,
  row: number,
  at: number,
  work: WorkContext,
): Promise<SpanDetail | undefined> {
  const { spans } = await windows.window(at, at + 1, { ...work, goroutine: row });
  const i = spans.end.findIndex((end, n) => spans.start[n] <= at && end > at);
  if (i < 0) return undefined;
  const [start, end] = [spans.start[i], spans.end[i]];
  const after = await windows.window(end - 1, end + 1, { ...work, goroutine: row });
  const next = after.spans.start.indexOf(end);
  const wake = goStates[spans.state[i]] === 'Waiting' ? end : goStates[spans.state[i]] === 'Runnable' ? start : undefined;
  const around = wake === undefined ? undefined : await windows.window(wake, wake + 1, { ...work, goroutine: row });
  const woken = around?.wakes.to.findIndex((to, n) => to === row && around.wakes.time[n] === wake) ?? -1;
  const { goroutines, strings, wideIds } = trace;
  const named = (other: number): GoroutineName | undefined =>
    other < 0 ? undefined : { row: other, id: wideValue(goroutines.id[other], wideIds), name: strings[goroutines.name[other]] };
  const frames = (stack: number) => windows.frames(stack).map(({ fn, file, line }) => evidenceFrame(fn, file, line));
  const words = new SpanWords(trace, new Reasons());
  const idOf = (id: number) => (id === -1 ? undefined : wideValue(id, wideIds));
  return {
    row,
    id: wideValue(goroutines.id[row], wideIds),
    name: strings[goroutines.name[row]],
    state: goStates[spans.state[i]],
    reason: words.reasons.text(words.reason(spans, i, windows.strings)),
    start,
    end,
    proc: idOf(spans.proc[i]),
    thread: idOf(spans.thread[i]),
    startStack: frames(spans.stack[i]),
    endStack: next < 0 ? [] : frames(after.spans.stack[next]),
    ranges: rangesOf(trace, row, start, end),
    woken:
      around && woken >= 0 && wake !== undefined
        ? { at: wake, by: named(around.wakes.from[woken]), stack: frames(around.wakes.stack[woken]) }
        : undefined,
  };
}

function rangesOf(trace: TraceTable, row: number, start: number, end: number): SpanRange[] {
  const { ranges, strings, durationNs } = trace;
  const found: { readonly i: number; readonly until: number }[] = [];
  for (let i = 0; i < ranges.count && ranges.start[i] < end; i++) {
    if (ranges.goroutine[i] !== row || strings[ranges.name[i]] === markPhase) continue;
    const until = Number.isNaN(ranges.end[i]) ? durationNs : ranges.end[i];
    if (until > start) found.push({ i, until });
  }
  return found
    .sort((a, b) => b.until - ranges.start[b.i] - (a.until - ranges.start[a.i]))
    .slice(0, mostRanges)
    .sort((a, b) => ranges.start[a.i] - ranges.start[b.i])
    .map(({ i, until }) => ({
      name: strings[ranges.name[i]],
      start: ranges.start[i],
      end: until,
      stack: stackFrames(trace, ranges.stack[i]),
    }));
}
