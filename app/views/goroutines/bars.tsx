'use client';

import { memo, type ReactNode, useCallback, useMemo } from 'react';
import { barsHeight, drawBars } from '@/lib/charts/draw/bars';
import { formatCount, formatShare } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import type { Bucket, By } from './group-by';

const limit = 12;
const titles = { state: 'goroutines.chartState', function: 'goroutines.chartFunction', creator: 'goroutines.chartCreator' } as const;
const heads = {
  state: 'goroutines.state',
  function: 'goroutines.function',
  creator: 'goroutines.createdBy',
  label: 'goroutines.byLabel',
} as const;

/** Goroutines by wait reason, function, creation site or label; a click filters by the bar. */
export const BarsOf = memo(function BarsOf(props: {
  buckets: readonly Bucket[];
  by: By;
  labelKey: string;
  total: number;
  controls: ReactNode;
  onPick: (bucket: string) => void;
}) {
  const { t } = usePreferences();
  const { buckets, by, total, onPick } = props;
  const none = t(by === 'label' ? 'goroutines.noLabel' : 'goroutines.unknownState');
  const data = useMemo(
    () => buckets.map(({ key, count, state }) => ({ key, label: key === '' ? none : key, value: count, colour: stateColour(state) })),
    [buckets, none],
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
  const rest = buckets.length - limit;
  return (
    <SvgChart
      title={by === 'label' ? t('goroutines.chartLabel', { key: props.labelKey }) : t(titles[by])}
      summary={
        data.length === 0
          ? t('goroutines.noMatch')
          : t('goroutines.chartSummary', {
              groups: buckets.length,
              n: formatCount(total),
              name: data[0].label,
              top: formatCount(data[0].value),
            })
      }
      table={() => ({
        columns: [
          { label: t(heads[by]) },
          { label: t('goroutines.count'), numeric: true },
          { label: t('goroutines.share'), numeric: true },
        ],
        rows: data.map((bar) => [bar.label, bar.value, total > 0 ? formatShare(bar.value / total) : '']),
      })}
      controls={
        <>
          {rest > 0 ? <span className="text-xs text-ink2">{t('charts.others', { n: rest })}</span> : null}
          {props.controls}
        </>
      }
      draw={draw}
      minHeight={barsHeight(data, limit)}
    />
  );
});
