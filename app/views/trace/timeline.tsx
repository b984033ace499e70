'use client';

import { memo, type RefObject, useCallback, useDeferredValue, useEffect, useMemo } from 'react';
import type { Extent } from '@/lib/charts/layout/series';
import { covers, paddedWindow } from '@/lib/charts/layout/time-window';
import type { TraceHead, TraceTimeline } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { AreaPanel } from './area-panel';
import { LanesChart } from './lanes-chart';
import { RangesChart } from './ranges-chart';
import { readoutOf } from './readout';
import { HeapChart, SchedChart, StatesChart } from './series-charts';
import { TimeStack } from './time-stack';
import { type TimeMoves, useTimeWindow } from './use-time-window';
import type { TraceState } from './view-state';

/** Buckets and readings asked for: enough for a wide screen, with the padding at either side. */
const steps = 2048;

const States = memo(StatesChart);
const Ranges = memo(RangesChart);
const Sched = memo(SchedChart);
const Heap = memo(HeapChart);
const Area = memo(AreaPanel);

/**
 * The stacked charts of a trace over one time axis. The lanes follow each frame of a move, the other charts as fast as there is time for; what
 * stands around the timeline is not drawn again.
 */
export function Timeline(props: {
  input: number;
  head: TraceHead;
  state: TraceState;
  fit?: Extent;
  moves: RefObject<TimeMoves | undefined>;
}) {
  const t = useText();
  const { input, head, state } = props;
  const duration = head.summary.durationNs;
  const time = useTimeWindow(duration);
  const later = useDeferredValue(time);
  const asked = useMemo(() => paddedWindow(time.settled, time.bounds), [time.settled, time.bounds]);
  const whole = useQuery('trace.timeline', { input, from: 0, to: duration, steps });
  const close = useQuery('trace.timeline', { input, from: Math.floor(asked.min), to: Math.ceil(asked.max), steps });
  const data = choose(close.data, whole.data, time.window);
  const laterData = choose(close.data, whole.data, later.window);
  const readout = useMemo(() => (laterData ? readoutOf(laterData, head) : undefined), [laterData, head]);
  const { get, set } = useUrl();
  const withWaiting = get('waiting') === '1';
  const setWithWaiting = useCallback((on: boolean) => set({ waiting: on ? '1' : undefined }, { replace: true }), [set]);
  useEffect(() => {
    props.moves.current = time.moves;
  }, [props.moves, time.moves]);
  const failed = close.error ?? whole.error;
  return (
    <TimeStack time={time} head={head} state={state} label={t('trace.timeline')} fit={props.fit} busy={close.loading || whole.loading}>
      {failed ? <QueryFailure error={failed} /> : null}
      {!data && !failed ? <Computing /> : null}
      {data && laterData && readout ? (
        <>
          <States data={laterData} time={later} readout={readout} withWaiting={withWaiting} onWaiting={setWithWaiting} />
          <LanesChart input={input} head={head} time={time} state={state} timeline={data} />
          <Area input={input} head={head} moves={time.moves} state={state} />
          <Ranges data={laterData} time={later} />
          <Sched data={laterData} time={later} readout={readout} />
          <Heap data={laterData} time={later} readout={readout} />
        </>
      ) : null}
    </TimeStack>
  );
}

/** The finer data where it holds the window, else the whole trace's: while new data is under way the charts stay filled. */
function choose(close: TraceTimeline | undefined, whole: TraceTimeline | undefined, window: Extent): TraceTimeline | undefined {
  if (close && covers({ min: close.from, max: close.to }, window)) return close;
  return whole ?? close;
}
