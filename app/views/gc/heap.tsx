'use client';

import { useMemo } from 'react';
import type { ReferenceLine } from '@/lib/charts/draw/axes';
import { formatBytes } from '@/lib/charts/format';
import type { Series } from '@/lib/charts/layout/series';
import type { MemoryLimit } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { SvgChart } from '../../ui/chart';
import { Legend } from '../trace/legend';
import { clockNs, heapSeries } from './heap-series';
import { type CyclesProps, cyclesIn, least, linesHeight, most, useTimeLines } from './time-lines';

/** Goals beyond so many times the highest heap are not drawn. */
const goalsPerPeak = 8;

/** The heap from cycle to cycle as a saw: up to the end of each mark, down to what was found alive; with the limit where one is known. */
export function Heap(props: CyclesProps) {
  const t = useText();
  const { data, time, other } = props;
  const { series, limit } = data;
  const farAbove = useMemo(() => goalsPerPeak * most(Array.from(series.heapEnd).filter(Number.isFinite)), [series]);
  const drawn = useMemo<Series[]>(() => {
    const { heap, live, goal } = heapSeries(series);
    // A goal of GOGC=off, or before a limit was set, would leave the heap a flat line.
    const near = goal.values.map((value) => (value > farAbove ? Number.NaN : value));
    const lines: Series[] = [
      { key: 'heap', label: t('gc.heap'), colour: 'var(--chan)', ...heap, shape: 'line' },
      { key: 'live', label: t('gc.live'), colour: 'var(--running)', ...live, shape: 'step' },
      { key: 'goal', label: t('gc.goal'), colour: 'var(--stw)', times: goal.times, values: near, shape: 'step' },
    ];
    if (!other) return lines;
    const beside = heapSeries(other.data.series).heap;
    const label = t('gc.heapOf', { source: other.data.series.source });
    const times = beside.times.map((at) => at + other.shiftNs);
    return [...lines, { key: 'other', label, colour: 'var(--ink-2)', times, values: beside.values, shape: 'line', dash: '2 4' }];
  }, [series, farAbove, other, t]);
  const inside = cyclesIn(series, time);
  const heaps = inside.map((i) => series.heapEnd[i]).filter(Number.isFinite);
  const live = inside.map((i) => series.heapLive[i]).filter(Number.isFinite);
  const goals = inside.map((i) => series.goal[i]).filter(Number.isFinite);
  const references = useMemo<ReferenceLine[]>(
    () => (limit ? [{ axis: 'y', value: limit.bytes, label: limitLabel(limit, true), colour: 'var(--critical)' }] : []),
    [limit],
  );
  const far = goals.filter((goal) => goal > farAbove).length;
  const draw = useTimeLines(drawn, props, formatBytes, references);
  const above = limit !== undefined && limit.bytes >= 2 * Math.max(most(heaps), most(goals.filter((goal) => goal <= farAbove)));
  const summary = t('gc.heapSummary', { min: formatBytes(least(live)), max: formatBytes(most(live)), goal: formatBytes(most(goals)) });
  return (
    <SvgChart
      title={t('gc.heapChart')}
      summary={limit ? `${summary} ${limitLabel(limit)}: ${t(`gc.limit_${limit.from}`)}` : summary}
      table={() => ({
        columns: ['gc.number', 'gc.start', 'gc.heapStart', 'gc.heapEnd', 'gc.live', 'gc.goal'].map((key) => ({
          label: t(key as 'gc.number'),
          numeric: true,
        })),
        rows: inside.map((i) => [
          series.number[i],
          clockNs(series, i),
          series.heapStart[i],
          series.heapEnd[i],
          series.heapLive[i],
          Number.isFinite(series.goal[i]) ? series.goal[i] : undefined,
        ]),
      })}
      controls={
        <>
          <Legend items={drawn} />
          {far > 0 ? <span className="text-xs text-ink2">{t('gc.goalsAbove', { n: far })}</span> : null}
          {limit ? (
            <span className="text-xs text-ink2" data-testid="gc-limit">
              {`${limitLabel(limit)} · ${t(`gc.limit_${limit.from}`)}${above ? ` · ${t('gc.limitAbove')}` : ''}`}
            </span>
          ) : null}
        </>
      }
      draw={draw}
      minHeight={linesHeight}
    />
  );
}

/** «GOMEMLIMIT 36MB», and the range where it is worked out. */
function limitLabel({ bytes, low, high, from }: MemoryLimit, short = false): string {
  if (from === 'told') return `GOMEMLIMIT ${formatBytes(bytes)}`;
  return `GOMEMLIMIT ≈ ${formatBytes(bytes)}${short ? '' : ` (${formatBytes(low)} – ${formatBytes(high)})`}`;
}
