'use client';

import { useCallback, useMemo } from 'react';
import { drawTimeLanes, timeLanesHeight } from '@/lib/charts/draw/time-lanes';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { spanNear, type TimeLane } from '@/lib/charts/layout/time-lanes';
import type { LaneSpans, RangeLane, TraceTimeline } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import type { TimeWindow } from './use-time-window';

export const laneColours: Readonly<Record<RangeLane, string>> = {
  'stw-gc': 'var(--stw)',
  'stw-other': 'var(--critical)',
  mark: 'var(--gc-mark)',
  assist: 'var(--assist)',
  sweep: 'var(--sweep)',
};

/** Pauses, mark phases, assists and sweeps over time. A click zooms to the span. */
export function RangesChart({ data, time }: { data: TraceTimeline; time: TimeWindow }) {
  const { t } = usePreferences();
  const lanes = useMemo<TimeLane[]>(
    () =>
      data.lanes.map((lane) => ({
        key: lane.lane,
        label: t(`trace.${lane.lane}`),
        colour: laneColours[lane.lane],
        start: lane.start,
        end: lane.end,
      })),
    [data, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      const slack = ((time.window.max - time.window.min) / Math.max(1, width)) * 2;
      const find = (hover: { time: number; lane: number } | undefined): { lane: LaneSpans; at: number } | undefined => {
        const at = hover && spanNear(lanes[hover.lane], hover.time, slack);
        return hover && at !== undefined ? { lane: data.lanes[hover.lane], at } : undefined;
      };
      drawTimeLanes(svg, {
        lanes,
        window: time.window,
        width,
        onWindow: time.set,
        onPick: (hover) => {
          const found = find(hover);
          if (!found) return;
          const span = Math.max(found.lane.end[found.at] - found.lane.start[found.at], 1000);
          time.set({ min: found.lane.start[found.at] - span, max: found.lane.start[found.at] + span * 2 });
        },
        onHover: (hover, event) => {
          const found = find(hover);
          tooltip(
            found && {
              title: `${t(`trace.${found.lane.lane}`)}, ${formatDuration(found.lane.start[found.at])}`,
              rows: [
                [t('trace.span'), formatDuration(found.lane.end[found.at] - found.lane.start[found.at])],
                [t('trace.ranges'), formatCount(found.lane.ranges[found.at])],
                [t('trace.sum'), formatDuration(found.lane.ns[found.at])],
              ],
            },
            event,
          );
        },
      });
    },
    [lanes, data, time, t],
  );
  const counts = Object.fromEntries(data.lanes.map((lane) => [lane.lane, ranges(lane, time)])) as Record<RangeLane, number>;
  return (
    <SvgChart
      title={t('trace.lanesChart')}
      summary={t('trace.lanesSummary', { stw: counts['stw-gc'], other: counts['stw-other'], mark: counts.mark })}
      table={() => ({
        columns: [
          { label: t('trace.ranges') },
          { label: `${t('charts.from')} (ns)`, numeric: true },
          { label: `${t('charts.to')} (ns)`, numeric: true },
          { label: t('charts.count'), numeric: true },
          { label: `${t('trace.sum')} (ns)`, numeric: true },
        ],
        rows: data.lanes
          .flatMap((lane) =>
            Array.from(lane.start, (start, i) => [t(`trace.${lane.lane}`), start, lane.end[i], lane.ranges[i], lane.ns[i]] as const),
          )
          .filter((row) => row[2] >= time.window.min && row[1] <= time.window.max)
          .sort((a, b) => a[1] - b[1]),
      })}
      draw={draw}
      minHeight={timeLanesHeight(lanes.length)}
    />
  );
}

function ranges(lane: LaneSpans, time: TimeWindow): number {
  let count = 0;
  for (let i = 0; i < lane.start.length; i++) {
    if (lane.end[i] >= time.window.min && lane.start[i] <= time.window.max) count += lane.ranges[i];
  }
  return count;
}
