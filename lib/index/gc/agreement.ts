import type { Alignment } from './align';
import { costOf, finite, type GcSeries } from './series';

/** One figure over the collections that both have, as each of them tells it. */
export interface AgreedFigure {
  readonly trace: number;
  readonly log: number;
}

/**
 * How a trace and a gctrace log of the same run agree, over the collections that both have. The differences that the runtime makes:
 * the log's pauses end when the world may start, those of the trace when every P was woken (runtime/proc.go startTheWorldWithSema, its `now`
 * and its trace.STWDone); the log's clock has whole ms, its heaps whole MiB, its times two digits.
 */
export interface Agreement {
  readonly pairs: number;
  /** Collections in the trace that the log lacks, and of the log's within the trace's time that the trace lacks. */
  readonly traceOnly: number;
  readonly logOnly: number;
  /** Collections of the log before and after the trace's time. */
  readonly logOutside: number;
  /** ns of the log's clock at the trace's first event, and the largest difference of a start after it. */
  readonly offsetNs: number;
  readonly worstStartNs: number;
  /** Starts that differ by more than 2 ms: the system held the thread up between the log's clock and the trace's event. */
  readonly lateStarts: number;
  readonly sweepTerminationNs: AgreedFigure;
  readonly markTerminationNs: AgreedFigure;
  readonly markNs: AgreedFigure;
  /** CPU of the collections, idle workers left out. */
  readonly cpuNs: AgreedFigure;
  readonly assistNs: AgreedFigure;
  /** Collections whose heaps at the end of the mark and after it are the same in the log's whole MiB. */
  readonly sameHeap: number;
  readonly forced: AgreedFigure;
}

export function agreementOf(trace: GcSeries, log: GcSeries, alignment: Alignment): Agreement {
  const rows = [...alignment.logRow.keys()].filter((row) => alignment.logRow[row] >= 0);
  const logRows = rows.map((row) => alignment.logRow[row]);
  const end = alignment.offsetNs + trace.durationNs;
  let within = 0;
  for (let i = 0; i < log.count; i++) if (log.startNs[i] >= alignment.offsetNs - 1e6 && log.startNs[i] <= end) within++;
  const figure = (of: (series: GcSeries, row: number) => number): AgreedFigure => ({
    trace: rows.reduce((sum, row) => sum + finite(of(trace, row)), 0),
    log: logRows.reduce((sum, row) => sum + finite(of(log, row)), 0),
  });
  const whole = (bytes: number) => Math.floor(bytes / log.resolution) * log.resolution;
  const same = rows.filter((row, i) => {
    const at = logRows[i];
    return whole(trace.heapEnd[row]) === log.heapEnd[at] && whole(trace.heapLive[row]) === log.heapLive[at];
  });
  return {
    pairs: rows.length,
    traceOnly: trace.count - rows.length,
    logOnly: Math.max(0, within - rows.length),
    logOutside: log.count - Math.max(within, rows.length),
    offsetNs: log.originNs + alignment.offsetNs,
    worstStartNs: alignment.worstNs,
    lateStarts: alignment.late,
    sweepTerminationNs: figure((series, row) => series.sweepTermNs[row]),
    markTerminationNs: figure((series, row) => series.markTermNs[row]),
    markNs: figure((series, row) => series.markNs[row]),
    cpuNs: figure(costOf),
    assistNs: figure((series, row) => series.assistCpuNs[row]),
    sameHeap: same.length,
    forced: figure((series, row) => series.forced[row]),
  };
}
