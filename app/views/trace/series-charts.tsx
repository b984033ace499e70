'use client';

import { useCallback, useMemo } from 'react';
import type { ChartTable } from '@/lib/charts/csv';
import type { ReferenceLine } from '@/lib/charts/draw/axes';
import { drawLines } from '@/lib/charts/draw/lines';
import { drawStacked } from '@/lib/charts/draw/stacked';
import { formatBytes, formatDuration, threeDigits } from '@/lib/charts/format';
import { type Extent, indexAt, type Series } from '@/lib/charts/layout/series';
import type { DensitySlice, TraceTimeline } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { Legend } from './legend';
import { goalMetric, heapMetric, metricOf, procsMetric, type Readout } from './readout';
import type { TimeWindow } from './use-time-window';

interface TimeChartProps {
  readonly data: TraceTimeline;
  readonly time: TimeWindow;
  readonly readout: Readout;
}

const states = ['running', 'runnable', 'syscall', 'waiting'] as const;
const height = 132;

/** Goroutines by state, stacked. Waiting ones usually outnumber the rest: they are shown on request. */
export function StatesChart(props: TimeChartProps & { withWaiting: boolean; onWaiting: (on: boolean) => void }) {
  const { t, language } = usePreferences();
  const { data, time, readout, withWaiting } = props;
  const { density } = data;
  const shown = useMemo(() => states.filter((state) => withWaiting || state !== 'waiting'), [withWaiting]);
  const series = useMemo(
    () =>
      shown.map((state) => ({
        key: state,
        label: t(`trace.${state}`),
        colour: state === 'waiting' ? 'var(--chan)' : `var(--${state})`,
        values: density[state],
      })),
    [density, shown, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawStacked(svg, {
        series,
        times: density.start,
        until: data.to,
        window: time.window,
        width,
        height,
        format: threeDigits,
        onWindow: time.set,
        onHover: (at, event) => tooltip(at === undefined ? undefined : readout(at, t, language), event),
      }),
    [series, density, data, time, readout, t, language],
  );
  const means = meansOf(density, time.window);
  return (
    <SvgChart
      title={t('trace.statesChart')}
      summary={t('trace.statesSummary', means)}
      table={() => densityTable(density, time.window, t('charts.from'), states, (state) => t(`trace.${state}`))}
      controls={
        <>
          <Legend items={series} />
          <label className="flex items-center gap-1.5 text-xs text-ink2">
            <input type="checkbox" checked={withWaiting} onChange={(event) => props.onWaiting(event.target.checked)} />
            {t('trace.showWaiting')}
          </label>
        </>
      }
      draw={draw}
      minHeight={height}
    />
  );
}

/** Running and runnable goroutines as lines against GOMAXPROCS. */
export function SchedChart({ data, time, readout }: TimeChartProps) {
  const { t, language } = usePreferences();
  const { density } = data;
  const procs = metricOf(data, procsMetric);
  const series = useMemo<Series[]>(
    () => [
      {
        key: 'runnable',
        label: t('trace.runnable'),
        colour: 'var(--runnable)',
        times: density.start,
        values: density.runnable,
        shape: 'area',
      },
      { key: 'running', label: t('trace.running'), colour: 'var(--running)', times: density.start, values: density.running, shape: 'step' },
    ],
    [density, t],
  );
  const limit = procs && procs.value.length > 0 ? procs.value[Math.max(0, indexAt(procs.time, time.window.max))] : undefined;
  const references = useMemo<ReferenceLine[]>(
    () => (limit === undefined ? [] : [{ axis: 'y', value: limit, label: `GOMAXPROCS ${limit}` }]),
    [limit],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawLines(svg, {
        series,
        width,
        height: 116,
        window: time.window,
        format: threeDigits,
        references,
        onWindow: time.set,
        onHover: (at, event) => tooltip(at === undefined ? undefined : readout(at, t, language), event),
      }),
    [series, time, references, readout, t, language],
  );
  const inside = within(density.start, time.window);
  return (
    <SvgChart
      title={t('trace.schedChart')}
      summary={t('trace.schedSummary', {
        running: threeDigits(largest(density.running, inside)),
        runnable: threeDigits(largest(density.runnable, inside)),
        step: formatDuration(density.bucketNs),
        procs: limit ?? '–',
      })}
      table={() =>
        densityTable(density, time.window, t('charts.from'), ['running', 'runnable', 'procs'], (key) =>
          t(key === 'procs' ? 'trace.procsInUse' : `trace.${key}`),
        )
      }
      controls={<Legend items={series} />}
      draw={draw}
      minHeight={116}
    />
  );
}

/** The heap as the runtime told it at allocations and sweeps, and the goal of the next collection. */
export function HeapChart({ data, time, readout }: TimeChartProps) {
  const { t, language } = usePreferences();
  const heap = metricOf(data, heapMetric);
  const goal = metricOf(data, goalMetric);
  const series = useMemo<Series[]>(() => {
    const out: Series[] = [];
    if (heap) out.push({ key: 'heap', label: t('trace.heap'), colour: 'var(--chan)', times: heap.time, values: heap.value, shape: 'area' });
    if (goal) out.push({ key: 'goal', label: t('trace.goal'), colour: 'var(--stw)', times: goal.time, values: goal.value, shape: 'step' });
    return out;
  }, [heap, goal, t]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawLines(svg, {
        series,
        width,
        height: 116,
        window: time.window,
        format: formatBytes,
        bytes: true,
        onWindow: time.set,
        onHover: (at, event) => tooltip(at === undefined ? undefined : readout(at, t, language), event),
      }),
    [series, time, readout, t, language],
  );
  if (!heap || heap.time.length === 0) return <p className="panel p-3 text-sm text-ink2">{t('trace.noHeap')}</p>;
  const inside = within(heap.time, time.window);
  return (
    <SvgChart
      title={t('trace.heapChart')}
      summary={t('trace.heapSummary', {
        min: formatBytes(smallest(heap.value, inside)),
        max: formatBytes(largest(heap.value, inside)),
        goal: goal ? formatBytes(largest(goal.value, within(goal.time, time.window))) : '–',
      })}
      table={() => ({
        columns: [{ label: t('charts.time') }, { label: t('trace.heap'), numeric: true }, { label: t('trace.goal'), numeric: true }],
        rows: inside.map((i) => {
          const at = goal ? indexAt(goal.time, heap.time[i]) : -1;
          return [
            formatDuration(heap.time[i]),
            heap.value[i],
            goal && at >= 0 && Number.isFinite(goal.value[at]) ? goal.value[at] : undefined,
          ];
        }),
      })}
      controls={<Legend items={series} />}
      draw={draw}
      minHeight={116}
    />
  );
}

/** Positions of the times in a window. */
function within(times: ArrayLike<number>, window: Extent): number[] {
  const first = Math.max(0, indexAt(times, window.min));
  const out: number[] = [];
  for (let i = first; i < times.length && times[i] <= window.max; i++) out.push(i);
  return out;
}

function smallest(values: ArrayLike<number>, at: readonly number[]): number {
  const least = at.reduce((least, i) => (values[i] < least ? values[i] : least), Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? least : 0;
}

function largest(values: ArrayLike<number>, at: readonly number[]): number {
  return at.reduce((most, i) => (values[i] > most ? values[i] : most), 0);
}

function meansOf(density: DensitySlice, window: Extent): Record<(typeof states)[number], string> {
  const at = within(density.start, window);
  const mean = (state: (typeof states)[number]) => {
    const sum = at.reduce((total, i) => total + density[state][i], 0);
    return threeDigits(at.length > 0 ? sum / at.length : 0);
  };
  return { running: mean('running'), runnable: mean('runnable'), syscall: mean('syscall'), waiting: mean('waiting') };
}

function densityTable<Key extends 'running' | 'runnable' | 'syscall' | 'waiting' | 'procs'>(
  density: DensitySlice,
  window: Extent,
  from: string,
  keys: readonly Key[],
  label: (key: Key) => string,
): ChartTable {
  return {
    columns: [{ label: `${from} (ns)`, numeric: true }, ...keys.map((key) => ({ label: label(key), numeric: true }))],
    rows: within(density.start, window).map((i) => [density.start[i], ...keys.map((key) => Math.round(density[key][i] * 1000) / 1000)]),
  };
}
