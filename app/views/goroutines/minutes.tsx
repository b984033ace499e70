'use client';

import { memo, useCallback, useMemo } from 'react';
import { drawHistogram } from '@/lib/charts/draw/histogram';
import { formatCount } from '@/lib/charts/format';
import { type Bin, niceStep } from '@/lib/charts/layout/histogram';
import type { GoroutineColumns } from '@/lib/query/goroutines';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';

const height = 180;
const mostBins = 40;

/** How long the selected goroutines have waited, in whole minutes as the dump prints them; a click filters by the bar. */
export const MinutesChart = memo(function MinutesChart(props: {
  columns: GoroutineColumns;
  rows: Uint32Array;
  onPick: (from: number, to: number) => void;
}) {
  const { t } = usePreferences();
  const { columns, rows, onPick } = props;
  const { bins, known, none, median, max } = useMemo(() => minutesOf(columns, rows), [columns, rows]);
  const range = useCallback(
    (bin: Bin) =>
      bin.to - bin.from <= 1
        ? t('goroutines.minutesUnit', { n: bin.from })
        : t('goroutines.minutesRange', { from: bin.from, to: bin.to - 1 }),
    [t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawHistogram(svg, {
        bins,
        width,
        height,
        scale: 'linear',
        format: (value) => t('goroutines.minutesUnit', { n: value }),
        colour: 'var(--accent)',
        onPick: (bin) => onPick(bin.from, bin.to - 1),
        references: known > 1 ? [{ axis: 'x', value: median, label: 'p50' }] : [],
        onHover: (bin, event) =>
          tooltip(
            bin && {
              title: range(bin),
              rows: [[t('goroutines.count'), formatCount(bin.count)]],
            },
            event,
          ),
      });
    },
    [bins, known, median, onPick, range, t],
  );
  const title = t('goroutines.minutesChart');
  if (known === 0) {
    return (
      <figure className="panel m-0 min-w-0 p-3">
        <h3 className="mb-2">{title}</h3>
        <p className="max-w-[60ch] text-sm text-ink2">{t('goroutines.minutesNone')}</p>
      </figure>
    );
  }
  return (
    <SvgChart
      title={title}
      summary={t('goroutines.minutesSummary', {
        n: formatCount(known),
        none: formatCount(none),
        median: t('goroutines.minutesUnit', { n: median }),
        max: t('goroutines.minutesUnit', { n: max }),
      })}
      table={() => ({
        columns: [
          { label: t('charts.from'), numeric: true },
          { label: t('charts.to'), numeric: true },
          { label: t('goroutines.count'), numeric: true },
        ],
        rows: bins.map((bin) => [bin.from, bin.to - 1, bin.count]),
      })}
      controls={
        <span className="text-xs text-ink2">{t('goroutines.minutesOf', { n: formatCount(known), total: formatCount(known + none) })}</span>
      }
      draw={draw}
      minHeight={height}
    />
  );
});

/** Longest wait with a count of its own, in minutes: a year and a half; what waited longer counts there. */
const longest = 800_000;

/** Bins of whole minutes, as wide as 40 of them need. Minutes are counted, not sorted: typing in the search asks for it anew. */
function minutesOf({ minutes }: GoroutineColumns, rows: Uint32Array) {
  let known = 0;
  let max = 0;
  for (const row of rows) {
    if (minutes[row] < 0) continue;
    known++;
    if (minutes[row] > max) max = minutes[row];
  }
  const each = new Uint32Array(Math.min(max, longest) + 1);
  for (const row of rows) if (minutes[row] >= 0) each[Math.min(minutes[row], longest)]++;
  const step = Math.max(1, niceStep(each.length / mostBins));
  const counts = new Array<number>(Math.ceil(each.length / step)).fill(0);
  for (let at = 0; at < each.length; at++) counts[Math.floor(at / step)] += each[at];
  let median = 0;
  for (let below = each[0]; median < each.length - 1 && below * 2 < known; below += each[median]) median++;
  return {
    bins: counts.map((count, at): Bin => ({ from: at * step, to: (at + 1) * step, count })),
    known,
    none: rows.length - known,
    median,
    max,
  };
}
