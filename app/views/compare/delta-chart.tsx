'use client';

import { useCallback } from 'react';
import type { ChartTable } from '@/lib/charts/csv';
import { divergingHeight, drawDiverging } from '@/lib/charts/draw/diverging';
import type { DivergingDatum } from '@/lib/charts/layout/diverging';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';

/** Most bars; table and CSV have every row. */
const limit = 16;

/** Changes of many things as bars around zero, the greatest first as given. */
export function DeltaChart(props: {
  title: string;
  data: readonly DivergingDatum[];
  table: () => ChartTable;
  /** End of the scale, where single outliers would flatten the rest. */
  most?: number;
  /** Labels are words, not code. */
  words?: boolean;
}) {
  const { t } = usePreferences();
  const { data, most, words } = props;
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawDiverging(svg, {
        data: data.slice(0, limit),
        width,
        most,
        words,
        onHover: (row, event) =>
          tooltip(
            row && {
              title: row.label,
              rows: [
                [`${t('compare.before')} → ${t('compare.after')}`, row.values],
                [t('compare.change'), row.text],
              ],
            },
            event,
          ),
      });
    },
    [data, most, words, t],
  );
  if (data.length === 0) {
    return (
      <section className="panel p-3">
        <h3>{props.title}</h3>
        <p className="text-ink2">{t('compare.noChange')}</p>
      </section>
    );
  }
  return (
    <SvgChart
      title={props.title}
      summary={t('compare.chartSummary', { n: data.length, name: data[0].label, change: data[0].text })}
      table={props.table}
      draw={draw}
      minHeight={divergingHeight(Math.min(limit, data.length), 1000)}
      controls={
        <span className="text-xs text-ink2">
          {t('compare.legend')}
          {data.length > limit ? ` · ${t('charts.others', { n: data.length - limit })}` : ''}
        </span>
      }
    />
  );
}
