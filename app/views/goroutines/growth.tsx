'use client';

import { memo, useCallback, useMemo } from 'react';
import { drawLines, timeBox, valuesAt } from '@/lib/charts/draw/lines';
import { formatCount, formatDuration, threeDigits } from '@/lib/charts/format';
import type { Series } from '@/lib/charts/layout/series';
import { stateColour } from '@/lib/charts/theme';
import { manyGoroutines } from '@/lib/model/goroutines';
import type { PlaceGrowth, ProcessGrowth, ProcessSnapshot } from '@/lib/query/processes';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { shortName } from '../profile/tree-model';
import { clockPhrase } from './clock-words';
import { drawnPlaces } from './growth-places';
import { nameSnapshots } from './snapshot-axis';

/** Places of one wait reason share its colour: the dashes tell them apart, one for each that may be drawn. */
const dashes = [undefined, '6 3', '2 3', '8 3 2 3', '12 3', '4 2 1 2 1 2'] as const;
/** Captures named that have no place in the chart. */
const mostNamed = 3;
const minute = 60e9;
const height = 220;

interface Line extends Series {
  readonly perMinute: number | undefined;
  readonly minutesToMany: number | undefined;
}

/**
 * The goroutines of one process over its snapshots: the total, the places that grow and the largest, their rate, and where it leads.
 * `apart`: captures of the case that have no place in it.
 */
export const GrowthChart = memo(function GrowthChart({ process, apart }: { process: ProcessGrowth; apart: readonly ProcessSnapshot[] }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { snapshots, clock } = process;
  const ahead = url.get('forecast') === '1' && process.minutesToMany !== undefined && process.minutesToMany > 0;
  const times = useMemo(() => snapshots.map((_, i) => (clock.minutes ? clock.minutes[i] * minute : i * 1e9)), [snapshots, clock]);
  const placeName = useCallback(
    ({ state, at }: Pick<PlaceGrowth, 'state' | 'at'>) => `${state || t('goroutines.unknownState')} · ${shortName(at?.fn ?? '')}`,
    [t],
  );
  const lines = useMemo((): Line[] => {
    const totals = snapshots.map((snapshot) => snapshot.total);
    const total: Line = {
      key: 'total',
      label: t('charts.total'),
      colour: 'var(--ink-2)',
      times,
      values: totals,
      shape: 'line',
      perMinute: process.perMinute,
      minutesToMany: process.minutesToMany,
    };
    return [
      total,
      ...drawnPlaces(process.series, totals).map((one, i): Line => {
        const { key, state, counts: values, perMinute, minutesToMany } = one;
        const label = placeName(one);
        return { key, label, colour: stateColour(state), times, values, shape: 'line', dash: dashes[i], perMinute, minutesToMany };
      }),
    ];
  }, [process, snapshots, times, t, placeName]);
  const drawn = useMemo((): Series[] => {
    const end = times[times.length - 1];
    const left = process.minutesToMany ?? 0;
    if (!ahead) return lines;
    const onward = lines.map(
      (line): Series => ({
        ...line,
        key: `${line.key} on`,
        dash: '1 4',
        times: [end, end + left * minute],
        values: [line.values[line.values.length - 1], line.values[line.values.length - 1] + Math.max(0, line.perMinute ?? 0) * left],
      }),
    );
    return [...lines, ...onward];
  }, [lines, ahead, times, process.minutesToMany]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawLines(svg, {
        series: drawn,
        width,
        height,
        format: formatCount,
        references: ahead ? [{ axis: 'y', value: manyGoroutines, label: formatCount(manyGoroutines) }] : [],
        onHover: (time, event) => {
          if (time === undefined) {
            tooltip(undefined);
            return;
          }
          const at = times.reduce((best, one, i) => (Math.abs(one - time) < Math.abs(times[best] - time) ? i : best), 0);
          tooltip(
            {
              title: snapshots[at].name,
              rows: valuesAt(lines, times[at]).map(({ series: one, value }) => [one.label, formatCount(value ?? 0)]),
            },
            event,
          );
        },
      });
      if (clock.minutes === undefined)
        nameSnapshots(
          svg,
          timeBox(width, height),
          times,
          snapshots.map(({ name }) => name),
        );
    },
    [drawn, lines, times, snapshots, clock, ahead],
  );
  const forecast = process.minutesToMany === undefined || process.minutesToMany <= 0 ? undefined : process.minutesToMany;
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
          { label: t('goroutines.function') },
          ...snapshots.map((snapshot, i) => ({
            label: clock.minutes ? `${snapshot.name} (+${formatDuration(times[i])})` : snapshot.name,
            numeric: true,
          })),
          { label: t('goroutines.perMinuteShort'), numeric: true },
          { label: t('goroutines.forecast'), numeric: true },
        ],
        rows: [lines[0], ...process.series.map((one) => ({ ...one, label: placeName(one), values: one.counts }))].map((line) => [
          line.label,
          ...Array.from(line.values),
          line.perMinute === undefined ? '' : threeDigits(line.perMinute),
          line.minutesToMany === undefined ? '' : formatDuration(line.minutesToMany * minute),
        ]),
      })}
      draw={draw}
      minHeight={height}
      controls={
        <>
          <ul className="flex min-w-0 flex-wrap gap-x-3 text-xs text-ink2">
            {lines.map((one) => (
              <li key={one.key} className="flex min-w-0 items-center gap-1">
                <svg aria-hidden="true" width="20" height="4" className="shrink-0">
                  <line x1="0" x2="20" y1="2" y2="2" stroke={one.colour} strokeWidth="2" strokeDasharray={one.dash} />
                </svg>
                <span className="min-w-0 break-all">{one.label}</span>
                {one.perMinute === undefined ? null : (
                  <span className="num shrink-0">{t('goroutines.perMinuteOf', { n: signed(one.perMinute) })}</span>
                )}
              </li>
            ))}
          </ul>
          <span className="text-xs text-ink2" data-testid="clock">
            {clockPhrase(t, clock.kind)}
            {forecast === undefined || process.perMinute === undefined
              ? ''
              : ` · ${t('goroutines.forecastTotal', { rate: threeDigits(process.perMinute), time: formatDuration(forecast * minute) })}`}
          </span>
          {apart.length === 0 ? null : (
            <span className="text-xs text-ink2" data-testid="apart">
              {t('goroutines.apart', {
                names: apart
                  .slice(0, mostNamed)
                  .map(({ name, total }) => `${name} (${formatCount(total)})`)
                  .concat(apart.length > mostNamed ? [t('charts.others', { n: apart.length - mostNamed })] : [])
                  .join(t('goroutines.and')),
              })}
            </span>
          )}
          {forecast === undefined ? null : (
            <button
              type="button"
              className="btn h-6"
              aria-pressed={ahead}
              onClick={() => url.set({ forecast: ahead ? undefined : '1' }, { replace: true })}
            >
              {t('goroutines.forecastLine')}
            </button>
          )}
        </>
      }
    />
  );
});

export function signed(rate: number): string {
  return `${rate > 0 ? '+' : ''}${threeDigits(rate)}`;
}
