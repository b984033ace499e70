'use client';

import { useCallback, useMemo } from 'react';
import { drawLines } from '@/lib/charts/draw/lines';
import { drawTimeLanes, timeLanesHeight } from '@/lib/charts/draw/time-lanes';
import { formatBytes, formatDuration, formatShare } from '@/lib/charts/format';
import { indexAt, type Series } from '@/lib/charts/layout/series';
import { spanNear, type TimeLane } from '@/lib/charts/layout/time-lanes';
import { paddedWindow } from '@/lib/charts/layout/time-window';
import type { GcOverview, GcRates, GcSeries } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { type ShowTooltip, SvgChart, type TooltipContent } from '../../ui/chart';
import { laneColours } from '../trace/lanes-chart';
import { Legend } from '../trace/legend';
import { TimeStack } from '../trace/time-stack';
import type { TimeWindow } from '../trace/use-time-window';
import { finite, heapSeries } from './heap-series';
import { meanRate } from './strip';

interface CyclesProps {
  readonly data: GcOverview;
  readonly time: TimeWindow;
  /** The trace's input where the series comes from one: it tells assists, sweeps and other pauses as well. */
  readonly trace: number | undefined;
}

const height = 128;

/** Every collection on a time axis: phases, heap and goal, GC CPU share, allocation rate. */
export function Cycles(props: CyclesProps) {
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
      <Share {...props} tip={tip} />
      <Rate {...props} tip={tip} />
    </TimeStack>
  );
}

type Chart = CyclesProps & { readonly tip: (at: number) => TooltipContent | undefined };

function cycleTip({ series, rates }: GcOverview, i: number, t: ReturnType<typeof useText>): TooltipContent {
  const rows: [string, string][] = [
    [t('gc.sweepTermination'), formatDuration(finite(series.sweepTermNs[i]))],
    [t('gc.mark'), formatDuration(finite(series.markNs[i]))],
    [t('gc.markTermination'), formatDuration(finite(series.markTermNs[i]))],
    [t('gc.heap'), `${formatBytes(series.heapStart[i])} → ${formatBytes(series.heapEnd[i])} → ${formatBytes(series.heapLive[i])}`],
  ];
  if (Number.isFinite(series.goal[i])) rows.push([t('gc.goal'), formatBytes(series.goal[i])]);
  rows.push([t('gc.cpuShare'), formatShare(rates.share[i])]);
  if (Number.isFinite(rates.allocatedPerSecond[i])) {
    rows.push([t('gc.allocRate'), t('gc.aSecond', { bytes: formatBytes(rates.allocatedPerSecond[i]) })]);
  }
  const why = series.forced[i] ? t('gc.whyForced') : series.periodic[i] ? t('gc.whyPeriodic') : t('gc.whyHeap');
  return { title: `${t('gc.number')} ${series.number[i]}, ${formatDuration(series.startNs[i])}, ${why}`, rows };
}

/** Lanes of the phases; a trace adds assists, sweeps and pauses that are not GC. */
function Phases({ data, time, trace, tip }: Chart) {
  const t = useText();
  const { series } = data;
  const asked = useMemo(() => paddedWindow(time.settled, time.bounds), [time.settled, time.bounds]);
  const more = useQuery(
    'trace.timeline',
    { input: trace ?? 0, from: Math.floor(asked.min), to: Math.ceil(asked.max), steps: 2048 },
    { skip: trace === undefined },
  );
  const lanes = useMemo<TimeLane[]>(() => {
    const markStart = series.startNs.map((start, i) => start + finite(series.sweepTermNs[i]));
    const markEnd = markStart.map((start, i) => start + finite(series.markNs[i]));
    const own: TimeLane[] = [
      { key: 'sweepTerm', label: t('gc.sweepTermShort'), colour: 'var(--stw)', start: series.startNs, end: markStart },
      { key: 'mark', label: t('gc.markShort'), colour: 'var(--gc-mark)', start: markStart, end: markEnd },
      {
        key: 'markTerm',
        label: t('gc.markTermShort'),
        colour: 'var(--stw)',
        start: markEnd,
        end: markEnd.map((start, i) => start + finite(series.markTermNs[i])),
      },
    ];
    const added = (trace === undefined ? [] : (more.data?.lanes ?? [])).filter(({ lane }) => lane !== 'mark' && lane !== 'stw-gc');
    return [
      ...own,
      ...added.map(({ lane, start, end }) => ({ key: lane, label: t(`trace.${lane}`), colour: laneColours[lane], start, end })),
    ];
  }, [series, more.data, trace, t]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      const slack = ((time.window.max - time.window.min) / Math.max(1, width)) * 2;
      drawTimeLanes(svg, {
        lanes,
        window: time.window,
        width,
        onWindow: time.set,
        onPick: ({ time: at, lane }) => {
          const span = spanNear(lanes[lane], at, slack);
          if (span === undefined) return;
          const length = Math.max(lanes[lane].end[span] - lanes[lane].start[span], 10_000);
          time.set({ min: lanes[lane].start[span] - length, max: lanes[lane].start[span] + length * 2 });
        },
        onHover: (hover, event) => {
          const span = hover && spanNear(lanes[hover.lane], hover.time, slack);
          if (!hover || span === undefined) tooltip(undefined);
          else if (hover.lane < 3) tooltip(tip(series.startNs[span]), event);
          else {
            const lane = lanes[hover.lane];
            tooltip({ title: lane.label, rows: [[t('trace.span'), formatDuration(lane.end[span] - lane.start[span])]] }, event);
          }
        },
      });
    },
    [lanes, time, tip, series, t],
  );
  const inside = cyclesIn(series, time);
  const marked = inside.reduce((sum, i) => sum + finite(series.markNs[i]), 0);
  return (
    <SvgChart
      title={t('gc.phasesChart')}
      summary={t('gc.phasesSummary', { n: inside.length, mark: formatShare(marked / Math.max(1, time.window.max - time.window.min)) })}
      table={() => ({
        columns: ['gc.number', 'gc.start', 'gc.sweepTermination', 'gc.mark', 'gc.markTermination'].map((key) => ({
          label: t(key as 'gc.number'),
          numeric: true,
        })),
        rows: inside.map((i) => [series.number[i], series.startNs[i], series.sweepTermNs[i], series.markNs[i], series.markTermNs[i]]),
      })}
      draw={draw}
      minHeight={timeLanesHeight(lanes.length)}
    />
  );
}

/** The heap from cycle to cycle as a saw: up to the end of each mark, down to what was found alive. */
function Heap({ data, time, tip }: Chart) {
  const t = useText();
  const { series } = data;
  const drawn = useMemo<Series[]>(() => {
    const { heap, live, goal } = heapSeries(series);
    return [
      { key: 'heap', label: t('gc.heap'), colour: 'var(--chan)', ...heap, shape: 'line' },
      { key: 'live', label: t('gc.live'), colour: 'var(--running)', ...live, shape: 'step' },
      { key: 'goal', label: t('gc.goal'), colour: 'var(--stw)', ...goal, shape: 'step' },
    ];
  }, [series, t]);
  const draw = useTimeLines(drawn, time, tip, formatBytes);
  const inside = cyclesIn(series, time);
  const live = inside.map((i) => series.heapLive[i]).filter(Number.isFinite);
  const goals = inside.map((i) => series.goal[i]).filter(Number.isFinite);
  return (
    <SvgChart
      title={t('gc.heapChart')}
      summary={t('gc.heapSummary', { min: formatBytes(least(live)), max: formatBytes(most(live)), goal: formatBytes(most(goals)) })}
      table={() => ({
        columns: ['gc.number', 'gc.start', 'gc.heapStart', 'gc.heapEnd', 'gc.live', 'gc.goal'].map((key) => ({
          label: t(key as 'gc.number'),
          numeric: true,
        })),
        rows: inside.map((i) => [
          series.number[i],
          series.startNs[i],
          series.heapStart[i],
          series.heapEnd[i],
          series.heapLive[i],
          Number.isFinite(series.goal[i]) ? series.goal[i] : undefined,
        ]),
      })}
      controls={<Legend items={drawn} />}
      draw={draw}
      minHeight={height}
    />
  );
}

function Share({ data, time, tip }: Chart) {
  const t = useText();
  const { rates, series } = data;
  const drawn = useMemo<Series[]>(
    () => [
      { key: 'share', label: t('gc.share'), colour: 'var(--gc-mark)', ...held(rates, rates.share), shape: 'area' },
      { key: 'assist', label: t('gc.assistShare'), colour: 'var(--assist)', ...held(rates, rates.assistShare), shape: 'step' },
    ],
    [rates, t],
  );
  const draw = useTimeLines(drawn, time, tip, formatShare);
  const inside = cyclesIn(series, time);
  return (
    <SvgChart
      title={t('gc.shareChart')}
      summary={t('gc.shareSummary', { mean: formatShare(data.cpuFraction), max: formatShare(most(inside.map((i) => rates.share[i]))) })}
      table={() => ({
        columns: [
          { label: `${t('charts.from')} (ns)`, numeric: true },
          { label: `${t('charts.to')} (ns)`, numeric: true },
          { label: t('gc.share'), numeric: true },
          { label: t('gc.assistShare'), numeric: true },
        ],
        rows: inside.map((i) => [rates.fromNs[i], rates.toNs[i], rates.share[i], rates.assistShare[i]]),
      })}
      controls={<Legend items={drawn} />}
      draw={draw}
      minHeight={height}
    />
  );
}

function Rate({ data, time, tip }: Chart) {
  const t = useText();
  const { rates, series } = data;
  const drawn = useMemo<Series[]>(
    () => [
      {
        key: 'rate',
        label: t('gc.allocRate'),
        colour: 'var(--chan)',
        times: rates.fromNs,
        values: rates.allocatedPerSecond,
        shape: 'area',
      },
    ],
    [rates, t],
  );
  const draw = useTimeLines(drawn, time, tip, formatBytes);
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
        rows: inside.map((i) => [rates.fromNs[i], rates.toNs[i], Math.round(rates.allocatedPerSecond[i])]),
      })}
      draw={draw}
      minHeight={height}
    />
  );
}

/** Values that hold from each collection to the next, the last one to its own end. */
function held(rates: GcRates, values: Float64Array): Pick<Series, 'times' | 'values'> {
  const last = values.length - 1;
  return last < 0 ? { times: [], values: [] } : { times: [...rates.fromNs, rates.toNs[last]], values: [...values, values[last]] };
}

function useTimeLines(series: readonly Series[], time: TimeWindow, tip: Chart['tip'], format: (value: number) => string) {
  return useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawLines(svg, {
        series,
        width,
        height,
        window: time.window,
        format,
        bytes: format === formatBytes,
        onWindow: time.set,
        onHover: (at, event) => tooltip(at === undefined ? undefined : tip(at), event),
      }),
    [series, time, tip, format],
  );
}

/** Rows of the collections that begin in the window, and the one under way at its start. */
function cyclesIn(series: GcSeries, time: TimeWindow): number[] {
  const out: number[] = [];
  for (let i = Math.max(0, indexAt(series.startNs, time.window.min)); i < series.count && series.startNs[i] <= time.window.max; i++)
    out.push(i);
  return out;
}

function most(values: readonly number[]): number {
  return values.reduce((max, value) => (value > max ? value : max), 0);
}

function least(values: readonly number[]): number {
  return values.reduce((min, value) => (value < min ? value : min), values[0] ?? 0);
}
