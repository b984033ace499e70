'use client';

import { useMemo } from 'react';
import { formatBytes, formatDuration, formatShare } from '@/lib/charts/format';
import type { GcOverview } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, type Sort, VirtualTable } from '../../ui/virtual-table';
import { clockNs, finite, startText } from './heap-series';

/** Every collection with its numbers; a row puts it in the middle of the charts and opens it. */
export function CycleTable(props: { data: GcOverview; selected: number | undefined; onPick: (at: number) => void }) {
  const t = useText();
  const { data, selected, onPick } = props;
  const { series, rates, pacing } = data;
  const url = useUrl();
  const asked = url.get('sort') ?? 'number';
  const sort = useMemo<Sort>(() => ({ id: asked.replace(/^-/, ''), descending: asked.startsWith('-') }), [asked]);
  const columns = useMemo<(Column<number> & { readonly value: (i: number) => number })[]>(() => {
    const ns = (id: string, label: string, column: Float64Array, wideOnly = true) => ({
      id,
      label,
      width: '84px',
      numeric: true,
      sortable: true,
      wideOnly,
      value: (i: number) => column[i],
      cell: (i: number) => (Number.isFinite(column[i]) ? formatDuration(column[i]) : '–'),
    });
    const bytes = (id: string, label: string, column: Float64Array) => ({
      ...ns(id, label, column),
      width: '76px',
      cell: (i: number) => (Number.isFinite(column[i]) ? formatBytes(column[i]) : '–'),
    });
    const started = series.startNs.map((_, i) => clockNs(series, i));
    return [
      { ...ns('number', t('gc.number'), series.number, false), width: '64px', cell: (i: number) => series.number[i] },
      { ...ns('start', t('gc.start'), started, false), cell: (i: number) => startText(series, i) },
      ns('sweepTerm', t('gc.sweepTermShort'), series.sweepTermNs, false),
      ns('mark', t('gc.markShort'), series.markNs),
      ns('markTerm', t('gc.markTermShort'), series.markTermNs, false),
      bytes('heapStart', t('gc.heapStart'), series.heapStart),
      bytes('heapEnd', t('gc.heapEnd'), series.heapEnd),
      bytes('live', t('gc.liveShort'), series.heapLive),
      bytes('goal', t('gc.goal'), series.goal),
      bytes('headroom', t('gc.headroom'), pacing.headroom),
      {
        ...bytes('overshoot', t('gc.overshoot'), pacing.overshoot),
        cell: (i: number) => (pacing.overshoot[i] > 0 ? formatBytes(pacing.overshoot[i]) : '–'),
      },
      ns('assist', t('gc.assistCpu'), series.assistCpuNs),
      { ...ns('background', t('gc.backgroundShort'), series.backgroundCpuNs), width: '96px' },
      {
        ...ns('share', t('gc.cpuShare'), rates.share),
        width: '104px',
        cell: (i: number) =>
          Number.isFinite(rates.share[i]) ? (
            <ShareCell share={rates.share[i]} text={formatShare(rates.share[i])} colour="var(--gc-mark)" />
          ) : (
            '–'
          ),
      },
      {
        ...ns('why', t('gc.why'), series.startNs),
        numeric: false,
        sortable: false,
        width: 'minmax(64px,1fr)',
        value: (i: number) => series.forced[i],
        cell: (i: number) => (series.forced[i] ? t('gc.whyForced') : series.periodic[i] ? t('gc.whyPeriodic') : t('gc.whyHeap')),
      },
    ];
  }, [series, rates, pacing, t]);
  const rows = useMemo(() => {
    const column = columns.find((one) => one.id === sort.id) ?? columns[0];
    const sign = sort.descending ? -1 : 1;
    return Array.from({ length: series.count }, (_, i) => i).sort(
      (a, b) => sign * (finite(column.value(a)) - finite(column.value(b))) || a - b,
    );
  }, [columns, series, sort]);
  return (
    <TableSection
      id="gc-table"
      title={t('gc.tableTitle')}
      table={() => ({
        columns: columns.map((column) => ({ label: column.label, numeric: column.numeric })),
        rows: rows.map((i) => columns.map((column) => (Number.isFinite(column.value(i)) ? column.value(i) : undefined))),
      })}
    >
      <VirtualTable
        label={t('gc.tableTitle')}
        columns={columns}
        rows={rows}
        rowKey={String}
        sort={sort}
        onSort={(id) => {
          const descending = sort.id === id ? !sort.descending : id !== 'number' && id !== 'start';
          url.set({ sort: `${descending ? '-' : ''}${id}` }, { replace: true });
        }}
        selected={selected === undefined ? undefined : String(selected)}
        onPick={onPick}
        height={360}
        empty={t('gc.noCycles')}
      />
    </TableSection>
  );
}
