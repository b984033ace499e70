'use client';

import { useMemo, useState } from 'react';
import type { Extent } from '@/lib/charts/layout/series';
import { covers, paddedWindow } from '@/lib/charts/layout/time-window';
import type { TraceHead, TraceTimeline } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { AreaPanel } from './area-panel';
import { LanesChart } from './lanes-chart';
import { RangesChart } from './ranges-chart';
import { readoutOf } from './readout';
import { HeapChart, SchedChart, StatesChart } from './series-charts';
import { TimeStack } from './time-stack';
import type { TimeWindow } from './use-time-window';
import type { TraceState } from './view-state';

/** Buckets and readings asked for: enough for a wide screen, with the padding at either side. */
const steps = 2048;

/** The stacked charts of a trace over one time axis. */
export function Timeline(props: { input: number; head: TraceHead; time: TimeWindow; state: TraceState; fit?: Extent }) {
  const t = useText();
  const { input, head, time, state } = props;
  const duration = time.bounds.max;
  const asked = useMemo(() => paddedWindow(time.settled, time.bounds), [time.settled, time.bounds]);
  const whole = useQuery('trace.timeline', { input, from: 0, to: duration, steps });
  const close = useQuery('trace.timeline', { input, from: Math.floor(asked.min), to: Math.ceil(asked.max), steps });
  const data = choose(close.data, whole.data, time.window);
  const readout = useMemo(() => (data ? readoutOf(data, head) : undefined), [data, head]);
  const [withWaiting, setWithWaiting] = useState(false);
  const failed = close.error ?? whole.error;
  return (
    <TimeStack time={time} head={head} state={state} label={t('trace.timeline')} fit={props.fit}>
      {failed ? <QueryFailure error={failed} /> : null}
      {!data && !failed ? <Computing /> : null}
      {data && readout ? (
        <>
          <StatesChart data={data} time={time} readout={readout} withWaiting={withWaiting} onWaiting={setWithWaiting} />
          <LanesChart input={input} head={head} time={time} state={state} timeline={data} />
          <AreaPanel input={input} head={head} time={time} state={state} />
          <RangesChart data={data} time={time} />
          <SchedChart data={data} time={time} readout={readout} />
          <HeapChart data={data} time={time} readout={readout} />
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
