'use client';

import { useMemo } from 'react';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { MessageKey } from '@/lib/messages';
import type { GoroutineFunction, GoroutineTime } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { useSort } from '../../state/use-sort';
import { FunctionName, SearchField, Select } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';

export const timeLabels: Readonly<Record<GoroutineTime, MessageKey>> = {
  total: 'trace.total',
  exec: 'trace.exec',
  schedWait: 'trace.schedWait',
  block: 'trace.block',
  syscall: 'trace.syscallTime',
  syscallBlock: 'trace.syscallBlock',
  assist: 'trace.assistTime',
  sweep: 'trace.sweepTime',
};

const measured = ['exec', 'schedWait', 'block', 'syscall', 'total', 'assist'] as const;
const marks = ['p50', 'p95', 'p99', 'max'] as const;
const sortable = ['name', 'count', 'alive', 'exec', 'schedWait', 'block', 'syscall', 'gc', ...marks] as const;

/** Goroutines by entry function: counts, where their time went, and percentiles of any of the times. */
export function Functions({ input, onPick }: { input: number; onPick: (name: string) => void }) {
  const t = useText();
  const asked = useQuery('trace.functions', { input });
  const { get, set } = useUrl();
  const text = get('find') ?? '';
  const [sort, resort] = useSort('by', sortable, { id: 'exec', descending: true });
  const measure = measured.find((time) => time === get('measure')) ?? 'exec';
  const rows = useMemo(() => {
    const wanted = text.toLowerCase();
    const value = (row: GoroutineFunction): number | string => sortValue(row, sort.id, measure);
    const sign = sort.descending ? -1 : 1;
    return (asked.data ?? [])
      .filter((row) => row.name.toLowerCase().includes(wanted))
      .sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return sign * (x < y ? -1 : x > y ? 1 : 0);
      });
  }, [asked.data, text, sort, measure]);
  const totals = useMemo(() => {
    const sum = (time: GoroutineTime) => (asked.data ?? []).reduce((all, row) => all + row.times[time].sum, 0);
    return { exec: sum('exec'), schedWait: sum('schedWait'), block: sum('block'), syscall: sum('syscall') };
  }, [asked.data]);
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;

  const share = (time: keyof typeof totals, colour: string): Column<GoroutineFunction> => ({
    id: time,
    label: t(timeLabels[time]),
    width: '88px',
    numeric: true,
    sortable: true,
    cell: (row) => (
      <ShareCell
        share={totals[time] > 0 ? row.times[time].sum / totals[time] : 0}
        text={formatDuration(row.times[time].sum)}
        colour={colour}
      />
    ),
  });
  const columns: Column<GoroutineFunction>[] = [
    {
      id: 'name',
      label: t('trace.function'),
      width: 'minmax(220px,2fr)',
      sortable: true,
      cell: (row) => (row.name === '' ? <span className="text-ink2">{t('trace.unknownFunction')}</span> : <FunctionName name={row.name} />),
    },
    { id: 'count', label: t('charts.count'), width: '56px', numeric: true, sortable: true, cell: (row) => formatCount(row.count) },
    {
      id: 'alive',
      label: t('trace.alive'),
      width: '56px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatCount(row.alive),
    },
    share('exec', 'var(--running)'),
    { ...share('schedWait', 'var(--runnable)'), wideOnly: true },
    { ...share('block', 'var(--chan)'), wideOnly: true },
    { id: 'reasons', label: t('trace.reasons'), width: 'minmax(204px,1fr)', wideOnly: true, cell: (row) => <Reasons row={row} /> },
    { ...share('syscall', 'var(--syscall)'), wideOnly: true },
    {
      id: 'gc',
      label: t('trace.gcTime'),
      width: '80px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatDuration(row.times.assist.sum + row.times.sweep.sum),
    },
    ...marks.map(
      (mark): Column<GoroutineFunction> => ({
        id: mark,
        label: mark,
        width: '62px',
        numeric: true,
        sortable: true,
        wideOnly: true,
        cell: (row) => formatDuration(row.times[measure][mark]),
      }),
    ),
  ];
  return (
    <TableSection
      id="trace-functions"
      title={t('trace.functionsTitle')}
      controls={
        <>
          <Select
            label={t('trace.percentilesOf')}
            value={measure}
            options={measured.map((time) => ({ value: time, label: t(timeLabels[time]) }))}
            onChange={(time) => set({ measure: time === 'exec' ? undefined : time }, { replace: true })}
          />
          <SearchField
            label={t('trace.search')}
            value={text}
            onChange={(value) => set({ find: value }, { replace: true })}
            className="w-[240px]"
          />
        </>
      }
      table={() => ({
        columns: [
          { label: t('trace.function') },
          { label: t('charts.count'), numeric: true },
          { label: t('trace.alive'), numeric: true },
          ...measured.flatMap((time) => [
            { label: `${t(timeLabels[time])} (ns)`, numeric: true },
            ...marks.map((mark) => ({ label: `${t(timeLabels[time])} ${mark} (ns)`, numeric: true })),
          ]),
          { label: t('trace.blockBy') },
        ],
        rows: rows.map((row) => [
          row.name,
          row.count,
          row.alive,
          ...measured.flatMap((time) => [row.times[time].sum, ...marks.map((mark) => row.times[time][mark])]),
          row.blockReasons.map(([reason, ns]) => `${reason || t('trace.noReason')}: ${ns} ns`).join('; '),
        ]),
      })}
    >
      <VirtualTable
        label={t('trace.functionsTitle')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
        sort={sort}
        onSort={resort}
        onPick={(row) => onPick(row.name)}
        height={420}
        empty={t('charts.none')}
      />
    </TableSection>
  );
}

function sortValue(row: GoroutineFunction, id: (typeof sortable)[number], measure: GoroutineTime): number | string {
  if (id === 'name') return row.name;
  if (id === 'count') return row.count;
  if (id === 'alive') return row.alive;
  if (id === 'gc') return row.times.assist.sum + row.times.sweep.sum;
  const mark = marks.find((one) => one === id);
  return mark ? row.times[measure][mark] : row.times[id as 'exec' | 'schedWait' | 'block' | 'syscall'].sum;
}

/** The reason that most of the blocked time went to, over a bar of all of them; every one with its time on hover, and in the CSV. */
function Reasons({ row }: { row: GoroutineFunction }) {
  const t = useText();
  const total = row.blockReasons.reduce((sum, [, ns]) => sum + ns, 0);
  if (total === 0) return null;
  const [[main]] = row.blockReasons;
  const more = row.blockReasons.length - 1;
  return (
    <span
      className="flex h-full flex-col justify-center gap-0.5"
      title={row.blockReasons.map(([reason, ns]) => `${reason || t('trace.noReason')} ${formatDuration(ns)}`).join('\n')}
    >
      <span className="flex min-w-0 gap-1 leading-4">
        <span className="min-w-0 truncate" data-testid="main-reason">
          {main || t('trace.noReasonShort')}
        </span>
        {more > 0 ? <span className="shrink-0 text-ink2">+{more}</span> : null}
      </span>
      <span className="flex h-[3px] shrink-0 overflow-hidden rounded-sm" aria-hidden="true">
        {row.blockReasons.map(([reason, ns]) => (
          <span key={reason} style={{ width: `${(ns / total) * 100}%`, background: stateColour(reason) }} />
        ))}
      </span>
    </span>
  );
}
