'use client';

import { useCallback, useMemo } from 'react';
import { formatBytes, formatDuration, formatShare } from '@/lib/charts/format';
import { heldValues, indexAt, type Series } from '@/lib/charts/layout/series';
import type { GcOverview } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { SvgChart, type TooltipContent } from '../../ui/chart';
import { Legend } from '../trace/legend';
import { TimeStack } from '../trace/time-stack';
import { Heap } from './heap';
import { anyKnown, clockNs, finite, startText } from './heap-series';
import { Phases } from './phases';
import { meanRate } from './strip';
import { type CyclesProps, cyclesIn, linesHeight, most, useTimeLines } from './time-lines';

/** Every collection on a time axis: phases, heap and goal, GC CPU share, allocation rate. */
export function Cycles(props: Omit<CyclesProps, 'tip'>) {
  const t = useText();
  const { data } = props;
  const tip = useCallback(
    (at: number): TooltipContent | undefined => {
      const i = indexAt(data.series.startNs, at);
      return i < 0 ? undefined : cycleTip(data, i, t);
    },
    [data, t],
  );
  return (
    <TimeStack time={props.time} label={t('gc.timeline')}>
      <Phases {...props} tip={tip} />
      <Heap {...props} tip={tip} />
      {anyKnown(props.data.rates.share) ? <Share {...props} tip={tip} /> : <Unknown title={t('gc.shareChart')} />}
      {anyKnown(props.data.rates.allocatedPerSecond) ? <Rate {...props} tip={tip} /> : <Unknown title={t('gc.rateChart')} />}
    </TimeStack>
  );
}

/** In place of a chart between cycles where no two follow each other. */
function Unknown({ title }: { title: string }) {
  const t = useText();
  return (
    <section className="panel px-3 py-2">
      <h3>{title}</h3>
      <p className="mt-1 text-sm text-ink2">{t('gc.needsTwo')}</p>
    </section>
  );
}

function cycleTip({ series, rates }: GcOverview, i: number, t: ReturnType<typeof useText>): TooltipContent {
  const rows: [string, string][] = [
    [t('gc.sweepTermination'), formatDuration(finite(series.sweepTermNs[i]))],
    [t('gc.mark'), formatDuration(finite(series.markNs[i]))],
    [t('gc.markTermination'), formatDuration(finite(series.markTermNs[i]))],
    [t('gc.heap'), `${formatBytes(series.heapStart[i])} → ${formatBytes(series.heapEnd[i])} → ${formatBytes(series.heapLive[i])}`],
  ];
  if (Number.isFinite(series.goal[i])) rows.push([t('gc.goal'), formatBytes(series.goal[i])]);
  if (Number.isFinite(rates.share[i])) rows.push([t('gc.cpuShare'), formatShare(rates.share[i])]);
  if (Number.isFinite(rates.allocatedPerSecond[i])) {
    rows.push([t('gc.allocRate'), t('gc.aSecond', { bytes: formatBytes(rates.allocatedPerSecond[i]) })]);
  }
  const why = series.forced[i] ? t('gc.whyForced') : series.periodic[i] ? t('gc.whyPeriodic') : t('gc.whyHeap');
  return { title: `${t('gc.number')} ${series.number[i]}, ${startText(series, i)}, ${why}`, rows };
}

function Share(props: CyclesProps) {
  const t = useText();
  const { data, time } = props;
  const { rates, series } = data;
  const drawn = useMemo<Series[]>(
    () => [
      { key: 'share', label: t('gc.gcCpu'), colour: 'var(--gc-mark)', ...heldValues(rates.fromNs, rates.toNs, rates.share), shape: 'area' },
      {
        key: 'assist',
        label: t('gc.assistShare'),
        colour: 'var(--assist)',
        ...heldValues(rates.fromNs, rates.toNs, rates.assistShare),
        shape: 'step',
      },
    ],
    [rates, t],
  );
  const draw = useTimeLines(drawn, props, formatShare);
  const inside = cyclesIn(series, time).filter((i) => Number.isFinite(rates.share[i]));
  return (
    <SvgChart
      title={t('gc.shareChart')}
      summary={t('gc.shareSummary', { mean: formatShare(data.cpuFraction), max: formatShare(most(inside.map((i) => rates.share[i]))) })}
      table={() => ({
        columns: [
          { label: `${t('charts.from')} (ns)`, numeric: true },
          { label: `${t('charts.to')} (ns)`, numeric: true },
          { label: t('gc.gcCpu'), numeric: true },
          { label: t('gc.assistShare'), numeric: true },
        ],
        rows: inside.map((i) => [clockNs(series, i), series.originNs + rates.toNs[i], rates.share[i], rates.assistShare[i]]),
      })}
      controls={<Legend items={drawn} />}
      draw={draw}
      minHeight={linesHeight}
    />
  );
}

function Rate(props: CyclesProps) {
  const t = useText();
  const { data, time } = props;
  const { rates, series } = data;
  const drawn = useMemo<Series[]>(
    () => [
      {
        key: 'rate',
        label: t('gc.allocRate'),
        colour: 'var(--chan)',
        ...heldValues(rates.fromNs, rates.toNs, rates.allocatedPerSecond),
        shape: 'area',
      },
    ],
    [rates, t],
  );
  const draw = useTimeLines(drawn, props, formatBytes);
  const inside = cyclesIn(series, time).filter((i) => Number.isFinite(rates.allocatedPerSecond[i]));
  return (
    <SvgChart
      title={t('gc.rateChart')}
      summary={t('gc.rateSummary', {
        mean: formatBytes(meanRate(data)),
        max: t('gc.aSecond', { bytes: formatBytes(most(inside.map((i) => rates.allocatedPerSecond[i]))) }),
      })}
      table={() => ({
        columns: [
          { label: `${t('charts.from')} (ns)`, numeric: true },
          { label: `${t('charts.to')} (ns)`, numeric: true },
          { label: `${t('gc.allocRate')} (B/s)`, numeric: true },
        ],
        rows: inside.map((i) => [clockNs(series, i), series.originNs + rates.toNs[i], Math.round(rates.allocatedPerSecond[i])]),
      })}
      draw={draw}
      minHeight={linesHeight}
    />
  );
}
