'use client';

import { useCallback, useMemo } from 'react';
import { drawLines, timeBox } from '@/lib/charts/draw/lines';
import { formatCount, formatDuration, threeDigits } from '@/lib/charts/format';
import type { ClockKind } from '@/lib/query/processes';
import { useText } from '../../state/preferences';
import { SvgChart } from '../../ui/chart';
import { clockPhrase } from './clock-words';
import type { LeakGrowth } from './leaks';
import { nameSnapshots } from './snapshot-axis';

const minute = 60e9;
const height = 120;

/** One leak's count over the snapshots, with its rate and the forecast. */
export function LeakGrowthChart({ growth, colour, names }: { growth: LeakGrowth; colour: string; names: readonly string[] }) {
  const t = useText();
  const { counts, minutes } = growth;
  const times = useMemo(() => counts.map((_, i) => (minutes ? minutes[i] * minute : i * 1e9)), [counts, minutes]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number) => {
      drawLines(svg, {
        series: [{ key: 'leak', label: '', colour, times, values: counts, shape: 'line' }],
        width,
        height,
        format: formatCount,
      });
      // A finding of several kinds of capture has more files than snapshots: those are counted.
      if (!minutes) nameSnapshots(svg, timeBox(width, height), times, names.length === counts.length ? names : []);
    },
    [counts, times, minutes, colour, names],
  );
  const facts = [
    growth.clock ? clockPhrase(t, growth.clock as ClockKind) : '',
    growth.perMinute === undefined ? '' : t('goroutines.perMinuteOf', { n: threeDigits(growth.perMinute) }),
    growth.minutesToMany === undefined || growth.minutesToMany <= 0
      ? ''
      : `${t('goroutines.forecast')} ${formatDuration(growth.minutesToMany * minute)}`,
  ].filter(Boolean);
  return (
    <SvgChart
      title={t('goroutines.growthHere')}
      summary={t('goroutines.growthSummary', {
        n: counts.length,
        first: formatCount(counts[0]),
        last: formatCount(counts[counts.length - 1]),
      })}
      table={() => ({
        columns: [{ label: t('goroutines.snapshot') }, { label: t('charts.time') }, { label: t('goroutines.count'), numeric: true }],
        rows: counts.map((count, i) => [names[i] ?? `${i + 1}`, minutes ? formatDuration(times[i]) : '', count]),
      })}
      controls={<span className="w-full text-xs text-ink2">{facts.join(' · ')}</span>}
      draw={draw}
      minHeight={height}
    />
  );
}
