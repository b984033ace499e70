import type { EvidenceFrame } from '../../model/finding';
import type { TraceTable } from '../../model/trace';
import type { GoroutineName } from './goroutine-rows';
import { stwReason } from './range-lanes';
import { stackFrames, tellingFrame } from './stack-frames';
import { wideValue } from './summary';

/**
 * One stop of the world in two parts: until every P had stopped, and what was done while they stood still (runtime/proc.go,
 * stopTheWorldWithSema: the range begins before the Ps are asked to stop).
 */
export interface WorldStop {
  /** Without the words around it, e.g. `GC mark termination`. */
  readonly reason: string;
  /** ns from the trace's first event, and length in ns. */
  readonly start: number;
  readonly ns: number;
  /** ns until the last P stopped; 0 where none was running. */
  readonly stopNs: number;
  /** ns until the first P was started again: at most `ns`. */
  readonly standingNs: number;
  /** Ps that had to stop. */
  readonly procs: number;
  /** What the last of them had run, where that one stopped, and the frame of it to look at first; undefined where it ran no goroutine. */
  readonly last: (GoroutineName & { readonly stack: readonly EvidenceFrame[]; readonly frame: EvidenceFrame | undefined }) | undefined;
}

/** What the tracer itself stops the world for: it is there only because somebody looks. */
const ownReasons = new Set(['start trace', 'stop trace', 'start tracing']);

/** The longest stops of the world, longest first; those that the trace cuts are left out. */
export function longestStops(trace: TraceTable, most: number): WorldStop[] {
  const { ranges, strings, stops } = trace;
  const length = (stop: number) => ranges.end[stops.range[stop]] - ranges.start[stops.range[stop]];
  return Array.from(stops.range, (_, stop) => stop)
    .filter((stop) => length(stop) > 0 && !ownReasons.has(stwReason(strings[ranges.name[stops.range[stop]]])))
    .sort((a, b) => length(b) - length(a) || a - b)
    .slice(0, most)
    .map((stop) => stopOf(trace, stop));
}

/** A stop of the trace by its row in `stops`. */
export function stopOf(trace: TraceTable, stop: number): WorldStop {
  const { ranges, stops, goroutines, strings, wideIds } = trace;
  const row = stops.range[stop];
  const g = stops.goroutine[stop];
  const stack = stackFrames(trace, stops.stack[stop]);
  return {
    reason: stwReason(strings[ranges.name[row]]),
    start: ranges.start[row],
    ns: ranges.end[row] - ranges.start[row],
    stopNs: timeToStop(trace, stop),
    standingNs: standingNs(trace, stop),
    procs: stops.procs[stop],
    last:
      g < 0
        ? undefined
        : { row: g, id: wideValue(goroutines.id[g], wideIds), name: strings[goroutines.name[g]], stack, frame: tellingFrame(stack) },
  };
}

/** Rows in `stops` of the stops of the collector's that ended in the trace, by phase. */
export function collectorStops({ ranges, strings, stops }: TraceTable): { readonly sweep: number[]; readonly mark: number[] } {
  const rows = Array.from(stops.range, (_, stop) => stop).filter((stop) => !Number.isNaN(ranges.end[stops.range[stop]]));
  const of = (phase: RegExp) => rows.filter((stop) => phase.test(strings[ranges.name[stops.range[stop]]]));
  return { sweep: of(/sweep termination\)$/), mark: of(/mark termination\)$/) };
}

/**
 * ns from the stop's begin until the first P was started again, at most the range's length: the thread that starts them may lose its CPU before
 * it ends the range.
 */
export function standingNs({ ranges, stops }: TraceTable, stop: number): number {
  const row = stops.range[stop];
  const over = Number.isNaN(stops.resumed[stop]) ? ranges.end[row] : stops.resumed[stop];
  return over - ranges.start[row];
}

/** ns until the last P stopped; 0 where none was running. */
export function timeToStop({ ranges, stops }: TraceTable, stop: number): number {
  return Number.isNaN(stops.at[stop]) ? 0 : stops.at[stop] - ranges.start[stops.range[stop]];
}

/**
 * The longest time, in ns, for which a stop of the collector's shows a thread without a CPU: once the Ps have stopped its work takes microseconds, and
 * the runtime's own goroutines stop within microseconds; whatever lasts longer there waited for the machine.
 */
export function longestStall(trace: TraceTable): number {
  const { sweep, mark } = collectorStops(trace);
  let longest = 0;
  for (const stop of [...sweep, ...mark]) {
    const toStop = timeToStop(trace, stop);
    longest = Math.max(longest, standingNs(trace, stop) - toStop);
    if (toStop > longest && (stopOf(trace, stop).last?.frame?.function ?? 'runtime.').startsWith('runtime.')) longest = toStop;
  }
  return longest;
}
