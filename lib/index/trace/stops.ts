import type { WorkContext } from '../../base/source';
import type { EvidenceFrame } from '../../model/finding';
import type { StopPart, StopReader } from '../../model/lanes';
import type { TraceTable } from '../../model/trace';
import type { GoroutineName } from './goroutine-rows';
import { stwReason } from './range-lanes';
import { evidenceFrame, tellingFrame } from './stack-frames';
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
  /** Ps that had to stop. */
  readonly procs: number;
  /** What the last of them had run, where that one stopped, and the frame of it to look at first. */
  readonly last: (GoroutineName & { readonly stack: readonly EvidenceFrame[]; readonly frame: EvidenceFrame | undefined }) | undefined;
}

/** What the tracer itself stops the world for: it is there only because somebody looks. */
const ownReasons = new Set(['start trace', 'stop trace', 'start tracing']);

/** The longest stops of the world, longest first; those that the trace cuts are left out. Throws InputError. */
export async function longestStops(trace: TraceTable, read: StopReader, most: number, work: WorkContext): Promise<WorldStop[]> {
  const { ranges, strings, generations } = trace;
  const length = (row: number) => ranges.end[row] - ranges.start[row];
  const rows: number[] = [];
  for (let row = 0; row < ranges.count; row++) {
    const name = strings[ranges.name[row]];
    if (name.startsWith('stop-the-world') && !ownReasons.has(stwReason(name)) && length(row) > 0) rows.push(row);
  }
  const longest = rows.sort((a, b) => length(b) - length(a)).slice(0, most);
  const out: WorldStop[] = [];
  for (let index = 0; index < generations.count; index++) {
    const next = index + 1 < generations.count ? generations.start[index + 1] : Number.POSITIVE_INFINITY;
    const here = longest
      .filter((row) => ranges.start[row] < next && (index === 0 || ranges.start[row] >= generations.start[index]))
      .sort((a, b) => ranges.start[a] - ranges.start[b]);
    if (here.length === 0) continue;
    const bounds = { start: Float64Array.from(here, (row) => ranges.start[row]), end: Float64Array.from(here, (row) => ranges.end[row]) };
    const parts = await read(index, bounds, work);
    out.push(...here.map((row, i) => stopOf(trace, row, parts[i])));
  }
  return out.sort((a, b) => b.ns - a.ns || a.start - b.start);
}

function stopOf(trace: TraceTable, row: number, part: StopPart): WorldStop {
  const { ranges, goroutines, strings, wideIds } = trace;
  const { goroutine: g } = part;
  const stack = part.frames.map(({ fn, file, line }) => evidenceFrame(fn, file, line));
  return {
    reason: stwReason(strings[ranges.name[row]]),
    start: ranges.start[row],
    ns: ranges.end[row] - ranges.start[row],
    stopNs: Number.isNaN(part.at) ? 0 : part.at - ranges.start[row],
    procs: part.procs,
    last:
      g < 0
        ? undefined
        : {
            row: g,
            id: wideValue(goroutines.id[g], wideIds),
            name: strings[goroutines.name[g]],
            stack,
            frame: tellingFrame(stack),
          },
  };
}
