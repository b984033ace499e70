'use client';

import { useMemo } from 'react';
import { percentage } from '@/lib/base/units';
import { toCsv } from '@/lib/charts/csv';
import { fileName, save } from '@/lib/charts/export';
import type { TopReport, TopRow } from '@/lib/model/profile-report';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { FunctionName } from '../../ui/basics';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import type { ProfileTabProps } from './tabs';

interface Ranked extends TopRow {
  /** Running share of the flat values in the table's own order. */
  readonly sum: number;
}

/** The functions of a profile as `go tool pprof -top` counts them, every one, sorted by any column. */
export function TopTable(
  props: Pick<ProfileTabProps, 'format' | 'search' | 'selected' | 'select'> & {
    report: TopReport;
  },
) {
  const { t } = usePreferences();
  const url = useUrl();
  const { head, rows } = props.report;
  const { test } = props.search;
  const [by, direction] = (url.get('sort') ?? 'flat-desc').split('-');
  const descending = direction !== 'asc';
  const sorted = useMemo(() => {
    const kept = test ? rows.filter((row) => test(row.name)) : [...rows];
    const sign = descending ? -1 : 1;
    kept.sort((a, b) => {
      if (by === 'function') return (a.name < b.name ? -1 : 1) * sign;
      const [x, y] = by === 'cum' ? [a.cum, b.cum] : [a.flat, b.flat];
      return x === y ? (a.name < b.name ? -1 : 1) : (x < y ? -1 : 1) * sign;
    });
    let sum = 0;
    return kept.map((row): Ranked => {
      sum += row.flatShare;
      return { ...row, sum };
    });
  }, [rows, test, by, descending]);
  const share = (amount: TopRow['flat']) => percentage(amount, head.total).trim();
  const columns: Column<Ranked>[] = [
    { id: 'flat', label: t('profile.flat'), width: '88px', numeric: true, sortable: true, cell: (row) => props.format(row.flat) },
    {
      id: 'flat%',
      label: t('profile.flatShare'),
      width: '78px',
      numeric: true,
      wideOnly: true,
      cell: (row) => <ShareCell share={Math.abs(row.flatShare)} text={share(row.flat)} />,
    },
    {
      id: 'sum%',
      label: t('profile.sumShare'),
      width: '70px',
      numeric: true,
      wideOnly: true,
      cell: (row) => `${(row.sum * 100).toFixed(2)}%`,
    },
    { id: 'cum', label: t('profile.cum'), width: '88px', numeric: true, sortable: true, cell: (row) => props.format(row.cum) },
    {
      id: 'cum%',
      label: t('profile.cumShare'),
      width: '78px',
      numeric: true,
      wideOnly: true,
      cell: (row) => <ShareCell share={Math.abs(row.cumShare)} text={share(row.cum)} />,
    },
    {
      id: 'function',
      label: t('profile.function'),
      width: 'minmax(200px,1fr)',
      sortable: true,
      cell: (row) => (
        <span className="flex min-w-0 gap-2">
          <FunctionName name={row.name} />
          {row.inline ? <span className="shrink-0 text-ink3">{row.inline}</span> : null}
        </span>
      ),
    },
  ];
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby="top-title">
      <div className="flex flex-wrap items-center gap-3 px-3 py-2">
        <h3 id="top-title" className="mr-auto">
          {t('profile.topTitle', { type: head.sampleType })}
        </h3>
        <span className="text-xs text-ink2">
          {sorted.length === rows.length
            ? t('charts.rows', { n: rows.length })
            : t('charts.rowsOf', { shown: sorted.length, n: rows.length })}
        </span>
        <button
          type="button"
          className="btn btn-ghost h-6 px-1.5 text-xs"
          onClick={() =>
            save(
              fileName(t('profile.topTitle', { type: head.sampleType }), 'csv'),
              toCsv({
                columns: [
                  { label: `flat (${head.unit})` },
                  { label: `cum (${head.unit})` },
                  { label: 'function' },
                  { label: 'file' },
                  { label: 'line' },
                ],
                rows: sorted.map((row) => [row.flat, row.cum, row.name, row.file, row.line]),
              }),
              'text/csv;charset=utf-8',
            )
          }
        >
          {t('charts.csv')}
        </button>
      </div>
      <VirtualTable
        label={t('profile.topTitle', { type: head.sampleType })}
        columns={columns}
        rows={sorted}
        rowKey={rowKey}
        sort={{ id: by, descending }}
        onSort={(id) => url.set({ sort: `${id}-${id === by && descending ? 'asc' : 'desc'}` }, { replace: true })}
        selected={props.selected}
        onPick={(row) => props.select(row.name)}
        height={520}
        empty={t('profile.noMatch')}
      />
    </section>
  );
}

function rowKey(row: TopRow): string {
  return row.name;
}
