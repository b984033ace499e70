import { type Alignment, alignSeries } from '../../index/gc/align';
import { seriesFromLog } from '../../index/gc/from-log';
import { seriesFromTrace } from '../../index/gc/from-trace';
import { limitOfLog, limitOfTrace, type MemoryLimit } from '../../index/gc/limit';
import { joinRotated } from '../../index/gc/rotation';
import type { GcSeries } from '../../index/gc/series';
import type { TraceTable } from '../../model/trace';
import type { CaseIndex } from '../case';

interface Process {
  readonly series: GcSeries;
  readonly limit: MemoryLimit | undefined;
}

function processesOf(index: CaseIndex): readonly Process[] {
  return index.memo('gc processes', () => {
    const memStats = index.of('profile').flatMap(({ table }) => (table.memStats ? [table.memStats] : []));
    const logs = joinRotated(index.of('gclog')).flatMap(({ table, filesOfRun }) =>
      table.runs.map((_, run): Process => {
        const inputs = filesOfRun[run].map(({ input }) => input);
        const earlier = inputs.slice(0, -1);
        const series = { ...seriesFromLog(table, run, inputs[earlier.length]), ...(earlier.length > 0 && { earlier }) };
        return { series, limit: limitOfLog(series, table, run, memStats) };
      }),
    );
    const traces = index.of('trace').flatMap(({ table, input }): Process[] => {
      const series = seriesFromTrace(table, input);
      return series.count > 0 ? [{ series, limit: limitOfTrace(series, table, memStats) }] : [];
    });
    return [...logs, ...traces];
  });
}

/** The collections of every process that the case tells of, one series each: gctrace logs first, then traces. */
export function gcSeriesOf(index: CaseIndex): readonly GcSeries[] {
  return index.memo('gc series', () => processesOf(index).map((one) => one.series));
}

/** Every input that a series has lines in, oldest first. */
export function inputsOf({ input, earlier = [] }: GcSeries): readonly number[] {
  return [...earlier, input];
}

/** GOMEMLIMIT of the process of a series, where anything tells it. */
export function limitOf(index: CaseIndex, series: GcSeries): MemoryLimit | undefined {
  return processesOf(index).find((one) => one.series === series)?.limit;
}

/** A trace and a log of the same run: positions in `gcSeriesOf`. */
export interface SameRun {
  readonly trace: number;
  readonly log: number;
  readonly alignment: Alignment;
}

/** Which traces and logs of the case are of the same run: their collections lie in each other. */
export function sameRuns(index: CaseIndex): readonly SameRun[] {
  return index.memo('gc same runs', () => {
    const all = gcSeriesOf(index);
    const of = (source: GcSeries['source']) => [...all.keys()].filter((at) => all[at].source === source);
    return of('trace').flatMap((trace) =>
      of('gctrace').flatMap((log): SameRun[] => {
        const alignment = alignSeries(all[trace], all[log]);
        return alignment ? [{ trace, log, alignment }] : [];
      }),
    );
  });
}

/** The trace that a series comes from, or the one of the same run as a log. */
export function traceOf(index: CaseIndex, series: GcSeries): { readonly input: number; readonly table: TraceTable } | undefined {
  const all = gcSeriesOf(index);
  const own = series.source === 'trace' ? series : all[sameRuns(index).find((one) => all[one.log] === series)?.trace ?? -1];
  return own && index.of('trace').find((part) => part.input === own.input);
}

/** Series long enough that a rate or a percentile means something. */
export function tellingSeries(index: CaseIndex): readonly GcSeries[] {
  return gcSeriesOf(index).filter((series) => series.count >= leastCycles && series.durationNs >= leastNs);
}

const leastCycles = 10;
const leastNs = 500e6;
