'use client';

import { useCallback, useMemo } from 'react';
import { barsHeight, drawBars } from '@/lib/charts/draw/bars';
import { formatCount, formatShare } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { type By, bucketsOf } from './group-by';
import type { GroupRow } from './group-row';

const limit = 12;
const titles = { state: 'goroutines.chartState', function: 'goroutines.chartFunction', creator: 'goroutines.chartCreator' } as const;

/** Goroutines by wait reason, function or creation site; a click filters by the bar. */
export function BarsOf(props: { groups: readonly GroupRow[]; by: By; total: number; onPick: (bucket: string) => void }) {
  const { t } = usePreferences();
  const { groups, by, total, onPick } = props;
  const buckets = useMemo(() => bucketsOf(groups, by), [groups, by]);
  const data = useMemo(
    () =>
      buckets.map((bucket) => ({
        key: bucket.key,
        label: bucket.key === '' ? t('goroutines.unknownState') : bucket.key,
        value: bucket.count,
        colour: stateColour(bucket.state),
      })),
    [buckets, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawBars(svg, {
        data,
        width,
        limit,
        format: (bar) => `${formatCount(bar.value)} · ${formatShare(bar.share)}`,
        onPick,
        onHover: (bar, event) =>
          tooltip(
            bar && {
              title: bar.label,
              rows: [
                [t('goroutines.count'), formatCount(bar.value)],
                [t('goroutines.share'), formatShare(bar.share)],
              ],
            },
            event,
          ),
      });
    },
    [data, onPick, t],
  );
  if (buckets.length === 0) return null;
  const rest = buckets.slice(limit);
  return (
    <SvgChart
      title={t(titles[by])}
      summary={t('goroutines.chartSummary', {
        groups: buckets.length,
        n: formatCount(total),
        name: data[0].label,
        top: formatCount(data[0].value),
      })}
      table={() => ({
        columns: [
          { label: t(by === 'state' ? 'goroutines.state' : by === 'function' ? 'goroutines.function' : 'goroutines.createdBy') },
          { label: t('goroutines.count'), numeric: true },
          { label: t('goroutines.share'), numeric: true },
        ],
        rows: data.map((bar) => [bar.label, bar.value, total > 0 ? formatShare(bar.value / total) : '']),
      })}
      controls={rest.length > 0 ? <span className="text-xs text-ink2">{t('charts.others', { n: rest.length })}</span> : undefined}
      draw={draw}
      minHeight={barsHeight(data, limit)}
    />
  );
}
