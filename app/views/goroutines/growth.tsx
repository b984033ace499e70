'use client';

import { memo, useCallback, useMemo } from 'react';
import { drawLines, timeBox, valuesAt } from '@/lib/charts/draw/lines';
import { formatCount, formatDuration, threeDigits } from '@/lib/charts/format';
import { nearest, type Series } from '@/lib/charts/layout/series';
import { stateColour } from '@/lib/charts/theme';
import { manyGoroutines } from '@/lib/model/goroutines';
import type { PlaceGrowth, ProcessGrowth, ProcessSnapshot } from '@/lib/query/processes';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { LineKeys } from '../../ui/line-keys';
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
  const { snapshots, clock } = process;
  const ahead = useUrl().get('forecast') === '1' && forecastOf(process) !== undefined;
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
          const at = nearest(times, time);
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
      controls={<Controls process={process} apart={apart} lines={lines} ahead={ahead} />}
    />
  );
});

/** Minutes until the total comes to many goroutines, undefined where it does not. */
function forecastOf({ minutesToMany }: ProcessGrowth): number | undefined {
  return minutesToMany !== undefined && minutesToMany > 0 ? minutesToMany : undefined;
}

/** Which line is which and how fast it grows, what the times are taken from, when there will be many, and the captures left out. */
function Controls(props: { process: ProcessGrowth; apart: readonly ProcessSnapshot[]; lines: readonly Line[]; ahead: boolean }) {
  const { process, apart, ahead } = props;
  const { t } = usePreferences();
  const url = useUrl();
  const forecast = forecastOf(process);
  const rate = (perMinute: number) => <span className="num shrink-0">{t('goroutines.perMinuteOf', { n: signed(perMinute) })}</span>;
  const lines = props.lines.map(({ perMinute, ...line }) => ({ ...line, note: perMinute === undefined ? null : rate(perMinute) }));
  return (
    <>
      <LineKeys lines={lines} />
      <span className="text-xs text-ink2" data-testid="clock">
        {clockPhrase(t, process.clock.kind)}
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
  );
}

export function signed(rate: number): string {
  return `${rate > 0 ? '+' : ''}${threeDigits(rate)}`;
}
