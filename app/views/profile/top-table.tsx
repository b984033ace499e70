'use client';

import { useMemo } from 'react';
import { percentage } from '@/lib/base/units';
import type { TopReport, TopRow } from '@/lib/model/profile-report';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { FunctionName } from '../../ui/basics';
import { type Column, ShareCell } from '../../ui/virtual-table';
import type { SubjectActions } from './function-actions';
import { TableFrame } from './table-frame';
import type { ProfileTabProps } from './tabs';

interface Ranked extends TopRow {
  /** Running share of the flat values in the table's own order. */
  readonly sum: number;
}

/** The functions of a profile as `go tool pprof -top` counts them, every one, sorted by any column. */
export function TopTable(
  props: Pick<ProfileTabProps, 'format' | 'search' | 'selected' | 'select' | 'options'> & {
    report: TopReport;
    actions: SubjectActions;
    height?: number;
  },
) {
  const { t } = usePreferences();
  const url = useUrl();
  const { head, rows } = props.report;
  const { test } = props.search;
  const [given, direction] = (url.get('sort') ?? 'flat-desc').split('-');
  const by = given === 'cum' || given === 'function' ? given : 'flat';
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
  const plain = props.options.granularity === 'files';
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
      label: t(plain ? 'profile.file' : 'profile.function'),
      width: 'minmax(160px,1fr)',
      sortable: true,
      cell: (row) => (
        <span className="flex min-w-0 gap-2">
          {plain ? (
            <code className="truncate" title={row.name}>
              {row.name}
            </code>
          ) : (
            <RowName row={row} />
          )}
          {row.inline ? <span className="shrink-0 text-ink3">{row.inline}</span> : null}
        </span>
      ),
    },
  ];
  return (
    <TableFrame<Ranked>
      {...props}
      title={t('profile.topTitle', { type: head.sampleType })}
      columns={columns}
      rows={sorted}
      all={rows.length}
      sort={{ id: by, descending }}
      onSort={(id) => url.set({ sort: `${id}-${id === by && descending ? 'asc' : 'desc'}` }, { replace: true })}
      table={() => ({
        columns: [
          { label: `flat (${head.unit})` },
          { label: `cum (${head.unit})` },
          { label: 'function' },
          { label: 'file' },
          { label: 'line' },
        ],
        rows: sorted.map((row) => [row.flat, row.cum, row.name, row.file, row.line]),
      })}
    />
  );
}

/** The function with what the granularity adds to it, its place, behind. */
function RowName({ row }: { row: TopRow }) {
  const place = row.function !== '' && row.name.startsWith(`${row.function} `) ? row.name.slice(row.function.length + 1) : undefined;
  if (place === undefined) return <FunctionName name={row.name} />;
  return (
    <span className="flex min-w-0 gap-2" title={row.name}>
      <FunctionName name={row.function} />
      <code className="min-w-0 truncate text-ink3">{place.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '…/')}</code>
    </span>
  );
}
