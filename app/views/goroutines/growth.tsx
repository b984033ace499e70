'use client';

import { useCallback, useMemo } from 'react';
import { drawLines, valuesAt } from '@/lib/charts/draw/lines';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { ProcessGrowth } from '@/lib/query/processes';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { shortName } from '../profile/tree-model';

/** Most lines drawn beside the total: the places that grow fastest. */
const mostLines = 4;
/** Places of one wait reason share its colour: the dashes tell them apart. */
const dashes = [undefined, '6 3', '2 3', '8 3 2 3'] as const;

/** The goroutines of one process over its snapshots: the total, and the places that grow. */
export function GrowthChart({ process }: { process: ProcessGrowth }) {
  const { t } = usePreferences();
  const { snapshots } = process;
  const times = useMemo(() => {
    const known = snapshots.every((snapshot) => snapshot.timeNanos > 0n);
    const spread = known && snapshots[snapshots.length - 1].timeNanos > snapshots[0].timeNanos;
    return snapshots.map((snapshot, i) => (spread ? Number(snapshot.timeNanos - snapshots[0].timeNanos) : i * 1e9));
  }, [snapshots]);
  const timed = snapshots[0].timeNanos > 0n && snapshots[snapshots.length - 1].timeNanos > snapshots[0].timeNanos;
  const series = useMemo(() => {
    const growing = process.series
      .filter((one) => one.slope > 0)
      .sort((a, b) => b.slope - a.slope)
      .slice(0, mostLines);
    return [
      {
        key: 'total',
        label: t('charts.total'),
        colour: 'var(--ink-2)',
        times,
        values: snapshots.map((snapshot) => snapshot.total),
        shape: 'line' as const,
      },
      ...growing.map((one, i) => ({
        key: one.key,
        label: `${one.state} · ${shortName(one.at?.fn ?? '')}`,
        colour: stateColour(one.state),
        times,
        values: one.counts,
        shape: 'line' as const,
        dash: dashes[i],
      })),
    ];
  }, [process, snapshots, times, t]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawLines(svg, {
        series,
        width,
        height: 200,
        format: formatCount,
        onHover: (time, event) => {
          if (time === undefined) {
            tooltip(undefined);
            return;
          }
          const at = times.reduce((best, one, i) => (Math.abs(one - time) < Math.abs(times[best] - time) ? i : best), 0);
          tooltip(
            {
              title: snapshots[at].name,
              rows: valuesAt(series, times[at]).map(({ series: one, value }) => [one.label, formatCount(value ?? 0)]),
            },
            event,
          );
        },
      });
    },
    [series, times, snapshots],
  );
  return (
    <SvgChart
      title={t('goroutines.growth')}
      summary={t('goroutines.growthSummary', {
        n: snapshots.length,
        first: formatCount(snapshots[0].total),
        last: formatCount(snapshots[snapshots.length - 1].total),
      })}
      table={() => ({
        columns: [
          { label: t('goroutines.input') },
          { label: t('charts.time') },
          ...series.map((one) => ({ label: one.label, numeric: true })),
        ],
        rows: snapshots.map((snapshot, i) => [snapshot.name, timed ? formatDuration(times[i]) : '', ...series.map((one) => one.values[i])]),
      })}
      draw={draw}
      minHeight={200}
      controls={
        <ul className="flex flex-wrap gap-x-3 text-xs text-ink2">
          {series.map((one) => (
            <li key={one.key} className="flex items-center gap-1">
              <svg aria-hidden="true" width="20" height="4">
                <line
                  x1="0"
                  x2="20"
                  y1="2"
                  y2="2"
                  stroke={one.colour}
                  strokeWidth="2"
                  strokeDasharray={'dash' in one ? one.dash : undefined}
                />
              </svg>
              {one.label}
            </li>
          ))}
        </ul>
      }
    />
  );
}
