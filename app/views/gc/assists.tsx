'use client';

import { useCallback, useMemo } from 'react';
import { barsHeight, drawBars } from '@/lib/charts/draw/bars';
import { formatCount, formatDuration, formatShare } from '@/lib/charts/format';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';

const limit = 10;

/** Who did marking work because it allocated, by goroutine function; a bar leads to its goroutines. */
export function Assists({ input }: { input: number }) {
  const t = useText();
  const url = useUrl();
  const asked = useQuery('gc.assists', { input });
  const rows = asked.data;
  const data = useMemo(
    () =>
      (rows ?? []).map((row) => ({
        key: row.name,
        label: row.name || t('trace.unknownFunction'),
        value: row.assistNs,
        colour: 'var(--assist)',
      })),
    [rows, t],
  );
  const { go } = url;
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawBars(svg, {
        data,
        width,
        limit,
        format: (bar) => `${formatDuration(bar.value)}  ${formatShare(bar.share)}`,
        onPick: (name) => go('trace', { input: String(input), tab: 'goroutines', fn: name || '(none)' }),
        onHover: (bar, event) => {
          const row = rows?.find((one) => one.name === bar?.key);
          tooltip(
            bar && row
              ? {
                  title: bar.label,
                  rows: [
                    [t('trace.assistTime'), formatDuration(row.assistNs)],
                    [t('gc.ofExec'), formatShare(row.execNs > 0 ? row.assistNs / row.execNs : 0)],
                    [t('trace.goroutines'), formatCount(row.goroutines)],
                  ],
                }
              : undefined,
            event,
          );
        },
      });
    },
    [data, rows, go, input, t],
  );
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!rows) return <Computing />;
  if (rows.length === 0) return <p className="panel p-4 text-sm text-ink2">{t('gc.assistsNone')}</p>;
  const total = rows.reduce((sum, row) => sum + row.assistNs, 0);
  return (
    <SvgChart
      title={t('gc.assistsChart')}
      summary={t('gc.assistsSummary', { total: formatDuration(total), name: data[0].label, top: formatShare(data[0].value / total) })}
      table={() => ({
        columns: [
          { label: t('trace.function') },
          { label: t('trace.goroutines'), numeric: true },
          { label: `${t('trace.assistTime')} (ns)`, numeric: true },
          { label: `${t('trace.exec')} (ns)`, numeric: true },
        ],
        rows: rows.map((row) => [row.name, row.goroutines, row.assistNs, row.execNs]),
      })}
      controls={
        rows.length > limit ? <span className="text-xs text-ink2">{t('charts.others', { n: rows.length - limit })}</span> : undefined
      }
      draw={draw}
      minHeight={barsHeight(data, limit)}
    />
  );
}
