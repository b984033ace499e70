import { seriesFromLog } from '../../index/gc/from-log';
import { seriesFromTrace } from '../../index/gc/from-trace';
import type { GcSeries } from '../../index/gc/series';
import type { CaseIndex } from '../case';

/** The collections of every process that the case tells of, one series each: gctrace logs first, then traces. */
export function gcSeriesOf(index: CaseIndex): readonly GcSeries[] {
  return index.memo('gc series', () => [
    ...index.of('gclog').flatMap((part) => part.table.runs.map((_, run) => seriesFromLog(part.table, run, part.input))),
    ...index
      .of('trace')
      .map((part) => seriesFromTrace(part.table, part.input))
      .filter((series) => series.count > 0),
  ]);
}

/** Series long enough that a rate or a percentile means something. */
export function tellingSeries(index: CaseIndex): readonly GcSeries[] {
  return gcSeriesOf(index).filter((series) => series.count >= leastCycles && series.durationNs >= leastNs);
}

const leastCycles = 10;
const leastNs = 500e6;
