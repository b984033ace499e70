'use client';

import { useCallback, useMemo } from 'react';
import { measurementLabel, percentage } from '@/lib/base/units';
import { drawLines, valuesAt } from '@/lib/charts/draw/lines';
import { formatDuration } from '@/lib/charts/format';
import { nearest } from '@/lib/charts/layout/series';
import type { RetainedLine, RetainedSeries } from '@/lib/model/allocation-review';
import { usePreferences } from '../../../state/preferences';
import { FunctionName } from '../../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../../ui/chart';
import { LineKeys } from '../../../ui/line-keys';
import { TableSection } from '../../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../../ui/virtual-table';
import type { ProfileTabProps } from '../tabs';
import { shortName } from '../tree-model';

const height = 220;
/** Lines drawn beside the total. */
const drawn = [
  { colour: 'var(--stw)', dash: undefined },
  { colour: 'var(--chan)', dash: '6 3' },
  { colour: 'var(--gc-mark)', dash: '2 3' },
  { colour: 'var(--running)', dash: '8 3 2 3' },
] as const;

const bytes = (value: number) => measurementLabel(Math.round(value), 'bytes');
const placeOf = (line: RetainedLine) => `${shortName(line.function)}:${line.line}`;

/** Memory in use over the heap snapshots of one program: the whole, and the lines that keep more and more. */
export function Retained(props: ProfileTabProps & { series: RetainedSeries }) {
  const { t } = usePreferences();
  const { series, search, select, options } = props;
  const growing = useMemo(
    () => series.lines.filter((line) => line.grown > 0 && (search.test === undefined || search.test(line.function))),
    [series, search.test],
  );
  const times = useMemo(() => {
    const [first] = series.times;
    const spread = series.times.every((time) => time !== undefined) && series.times[series.times.length - 1] !== first;
    return series.times.map((time, i) => (spread ? Number((time ?? 0n) - (first ?? 0n)) : i * 1e9));
  }, [series]);
  const curves = useMemo(
    () => [
      { key: 'total', label: t('charts.total'), colour: 'var(--ink-2)', times, values: [...series.totals], shape: 'line' as const },
      ...growing.slice(0, drawn.length).map((line, i) => ({
        key: placeOf(line),
        label: placeOf(line),
        times,
        values: [...line.series],
        shape: 'line' as const,
        ...drawn[i],
      })),
    ],
    [series, growing, times, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawLines(svg, {
        series: curves,
        width,
        height,
        bytes: true,
        format: bytes,
        onHover: (time, event) => {
          if (time === undefined) {
            tooltip(undefined);
            return;
          }
          const at = nearest(times, time);
          const rows = valuesAt(curves, times[at]).map(({ series: one, value }) => [one.label, bytes(value ?? 0)] as const);
          tooltip({ title: series.names[at], rows }, event);
        },
      });
    },
    [curves, times, series],
  );
  const allGrowth = growing.reduce((sum, line) => sum + line.grown, 0);
  const columns: Column<RetainedLine>[] = [
    { id: 'grown', label: t('explore.grown'), width: '96px', numeric: true, cell: (line) => bytes(line.grown) },
    {
      id: 'share',
      label: t('charts.share'),
      width: '80px',
      numeric: true,
      wideOnly: true,
      cell: (line) => <ShareCell share={line.grown / (allGrowth || 1)} text={percentage(line.grown, allGrowth).trim()} />,
    },
    { id: 'first', label: t('explore.first'), width: '92px', numeric: true, wideOnly: true, cell: (line) => bytes(line.series[0]) },
    { id: 'last', label: t('explore.last'), width: '92px', numeric: true, cell: (line) => bytes(line.series[line.series.length - 1]) },
    {
      id: 'steady',
      label: t('explore.steadyColumn'),
      width: '110px',
      wideOnly: true,
      cell: (line) => (line.steady ? `✓ ${t('explore.steady')}` : ''),
    },
    {
      id: 'line',
      label: t('profile.line'),
      width: 'minmax(150px,1fr)',
      cell: (line) => (
        <span className="flex min-w-0 gap-2" title={`${line.file}:${line.line}`}>
          <FunctionName name={line.function} />
          <code className="shrink-0 text-ink3">
            {line.file.slice(line.file.lastIndexOf('/') + 1)}:{line.line}
          </code>
        </span>
      ),
    },
  ];
  if (!series.oneProcess) return <p className="text-sm text-ink2">{t('explore.retainedOther')}</p>;
  const title = t('explore.retainedTitle', { n: series.inputs.length });
  return (
    <div className="flex flex-col gap-3">
      <SvgChart
        title={title}
        summary={t('explore.retainedSummary', {
          from: bytes(series.totals[0]),
          to: bytes(series.totals[series.totals.length - 1]),
          top: growing.length > 0 ? placeOf(growing[0]) : t('profile.none'),
        })}
        table={() => ({
          columns: [
            { label: t('profile.input') },
            { label: t('charts.time') },
            ...curves.map((curve) => ({ label: curve.label, numeric: true })),
          ],
          rows: series.names.map((name, i) => [name, formatDuration(times[i]), ...curves.map((curve) => curve.values[i])]),
        })}
        draw={draw}
        minHeight={height}
        controls={<LineKeys lines={curves} />}
      />
      <TableSection
        id="retained-title"
        title={t('explore.retainedTable')}
        table={() => ({
          columns: [
            { label: t('profile.function') },
            { label: t('profile.file') },
            { label: t('profile.line'), numeric: true },
            { label: `${t('explore.grown')} (bytes)`, numeric: true },
            ...series.names.map((name) => ({ label: `${name} (bytes)`, numeric: true })),
          ],
          rows: growing.map((line) => [line.function, line.file, line.line, line.grown, ...line.series]),
        })}
      >
        <VirtualTable
          label={t('explore.retainedTable')}
          columns={columns}
          rows={growing}
          rowKey={(line) => `${line.function}:${line.line}`}
          onPick={options.granularity === 'functions' ? (line) => select(line.function) : undefined}
          height={260}
          empty={t('explore.retainedNothing')}
        />
      </TableSection>
    </div>
  );
}
