'use client';

import { useCallback, useMemo } from 'react';
import { drawTimeLanes, timeLanesHeight } from '@/lib/charts/draw/time-lanes';
import { formatDuration, formatShare } from '@/lib/charts/format';
import { spanNear, type TimeLane } from '@/lib/charts/layout/time-lanes';
import { paddedWindow } from '@/lib/charts/layout/time-window';
import { useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { laneColours } from '../trace/ranges-chart';
import { clockNs, finite } from './heap-series';
import { type CyclesProps, cyclesIn } from './time-lines';
import type { Counterpart } from './use-counterpart';

/** Lanes of the phases; a trace adds assists, sweeps and pauses that are not GC. */
export function Phases({ data, time, trace, other, tip }: CyclesProps) {
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
    const { restarts } = series;
    const again: TimeLane[] =
      restarts.ns.length > 0
        ? [
            {
              key: 'restarts',
              label: t('gc.restartsShort'),
              colour: 'var(--stw)',
              start: restarts.startNs,
              end: restarts.startNs.map((start, i) => start + restarts.ns[i]),
            },
          ]
        : [];
    const added = (trace === undefined ? [] : (more.data?.lanes ?? [])).filter(({ lane }) => lane !== 'mark' && lane !== 'stw-gc');
    const beside: TimeLane[] = other ? [markOf(other, t(other.data.series.source === 'trace' ? 'gc.markTrace' : 'gc.markLog'))] : [];
    return [
      ...own,
      ...again,
      ...beside,
      ...added.map(({ lane, start, end }) => ({ key: lane, label: t(`trace.${lane}`), colour: laneColours[lane], start, end })),
    ];
  }, [series, more.data, trace, other, t]);
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
      table={() => {
        const { cycle, ns } = series.restarts;
        const restarts = new Float64Array(series.count);
        cycle.forEach((of, i) => {
          restarts[of] += ns[i];
        });
        const more = ns.length > 0;
        return {
          columns: ['gc.number', 'gc.start', 'gc.sweepTermination', 'gc.mark', 'gc.markTermination', ...(more ? ['gc.restarts'] : [])].map(
            (key) => ({ label: t(key as 'gc.number'), numeric: true }),
          ),
          rows: inside.map((i) => [
            series.number[i],
            clockNs(series, i),
            series.sweepTermNs[i],
            series.markNs[i],
            series.markTermNs[i],
            ...(more ? [restarts[i]] : []),
          ]),
        };
      }}
      draw={draw}
      minHeight={timeLanesHeight(lanes.length)}
    />
  );
}

/** The marks of the other source, on this one's clock. */
function markOf({ data, shiftNs }: Counterpart, label: string): TimeLane {
  const { series } = data;
  const start = series.startNs.map((at, i) => at + finite(series.sweepTermNs[i]) + shiftNs);
  return { key: 'other', label, colour: 'var(--gc-mark)', start, end: start.map((at, i) => at + finite(series.markNs[i])) };
}
