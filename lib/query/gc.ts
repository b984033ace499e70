import { gcSeriesOf, limitOf, sameRuns } from '../analyses/gc/series';
import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { observedGogc } from '../index/gc/limit';
import { nonHeapOf, sameProcess, unallocatedOf } from '../index/gc/memstats';
import { refineByTrace } from '../index/gc/refine';
import type { GcSeries } from '../index/gc/series';
import { type Baseline, leastCycles, type Prediction, predict, type WhatIf } from '../index/gc/whatif';
import type { Handlers, Query } from './query';
import type { Session } from './session';

export type { Baseline, Prediction, WhatIf } from '../index/gc/whatif';

export interface WhatIfParams {
  readonly settings: readonly WhatIf[];
  /** Position in `gc.series`; by default the one with the most collections. */
  readonly series?: number;
  /** In place of it, which process of the log with the most collections, from 1. */
  readonly process?: number;
  /** GOGC of the observed run where the user knows it. */
  readonly gogc?: number;
}

export interface WhatIfResult {
  /** Position in `gc.series`. */
  readonly series: number;
  /** Position in `case.inputs`. */
  readonly input: number;
  /** Which of the processes of its log it is, from 1, and how many there are. */
  readonly process: number;
  readonly processes: number;
  readonly baseline: Baseline;
  readonly predictions: readonly Prediction[];
}

export interface GcQueries {
  /** The collections of every process that the case tells of, one series each. */
  'gc.series': Query<undefined, readonly GcSeries[]>;
  /** What other settings would have done to one of them. Throws UsageError where none has enough collections. */
  'gc.whatif': Query<WhatIfParams, WhatIfResult>;
}

export const gcQueries: Handlers<GcQueries> = {
  'gc.series': (session) => structuredClone(allSeries(session)),
  'gc.whatif': (session, { settings, series: wanted, process, gogc }) => {
    const all = allSeries(session);
    if (wanted !== undefined && !all[wanted]) throw new UsageError(phrase`there is no series ${wanted}: the case has ${all.length}`);
    const most = wanted ?? all.reduce((best, series, i) => (best < 0 || series.count > all[best].count ? i : best), -1);
    const ofInput = all.filter((one) => all[most] && one.input === all[most].input && one.source === all[most].source);
    if (process !== undefined && ofInput.length > 0 && !ofInput[process - 1]) {
      throw new UsageError(phrase`there is no process ${process}: the log has ${ofInput.length}`);
    }
    const position = process === undefined || ofInput.length === 0 ? most : all.indexOf(ofInput[process - 1]);
    const series = all[position] && withTrace(session, all, position);
    const limit = series && limitOf(session.index, all[position]);
    const limitBand = limit && limit.from !== 'told' ? { low: limit.low, high: limit.high } : undefined;
    const options = series && { gogc, ...memoryOf(session, series, gogc), limit: limit?.bytes, limitBand };
    const prediction = series && predict(series, settings, options);
    if (!prediction) {
      throw new UsageError(
        series
          ? phrase`a prediction needs ${leastCycles} collections of one process, and the input has ${series.count}: let the program run longer with GODEBUG=gctrace=1`
          : phrase`a prediction needs ${leastCycles} collections of one process, and no input tells of any: run the program with GODEBUG=gctrace=1 and keep its standard error`,
      );
    }
    return { series: position, input: series.input, process: ofInput.indexOf(all[position]) + 1, processes: ofInput.length, ...prediction };
  },
};

/** What the heap profiles with debug=1 tell of the process: the last one of the same process first, else the last one of the case. */
function memoryOf(session: Session, series: GcSeries, gogc?: number): { nonHeap?: number; unallocated?: number } {
  const all = session.index.of('profile').flatMap(({ table }) => (table.memStats ? [table.memStats] : []));
  const own = all.findLast((memStats) => sameProcess(series, memStats));
  const unallocated = own && unallocatedOf(series, gogc ?? observedGogc(series), own);
  const nonHeap = nonHeapOf(own) ?? all.map(nonHeapOf).findLast((value) => value !== undefined);
  return { nonHeap, unallocated };
}

/** The series, with what a trace of the same run tells more exactly where it is a log. */
function withTrace(session: Session, all: readonly GcSeries[], position: number): GcSeries {
  const found = sameRuns(session.index).find((one) => one.log === position);
  return found ? refineByTrace(all[position], all[found.trace], found.alignment) : all[position];
}

function allSeries(session: Session): readonly GcSeries[] {
  return gcSeriesOf(session.index);
}
