'use client';

import { useMemo } from 'react';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { OpenWait } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { useSort } from '../../state/use-sort';
import { FunctionName } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import { stateLabel } from './goroutines';

const sortable = ['goroutines', 'created', 'maxNs', 'totalNs'] as const;

/** The waits that never ended, which other tools leave out. A row opens one of its goroutines. */
export function OpenWaits({ input, onPick }: { input: number; onPick: (row: number) => void }) {
  const t = useText();
  const asked = useQuery('trace.openWaits', { input });
  const { get, set } = useUrl();
  const system = get('system') === '1';
  const [sort, resort] = useSort('waits', sortable, { id: 'goroutines', descending: true });
  const rows = useMemo(() => {
    const sign = sort.descending ? -1 : 1;
    return (asked.data ?? []).filter((row) => system || !row.system).sort((a, b) => sign * (a[sort.id] - b[sort.id]));
  }, [asked.data, system, sort]);
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  const most = Math.max(1, ...rows.map((row) => row.goroutines));
  const reason = (row: OpenWait) => row.reason || (row.state === 'Syscall' ? t(stateLabel(row.state)) : t('trace.noReason'));
  const columns: Column<OpenWait>[] = [
    {
      id: 'goroutines',
      label: t('trace.goroutines'),
      width: '96px',
      numeric: true,
      sortable: true,
      cell: (row) => (
        <ShareCell share={row.goroutines / most} text={formatCount(row.goroutines)} colour={stateColour(row.reason || row.state)} />
      ),
    },
    { id: 'reason', label: t('trace.reason'), width: 'minmax(110px,1fr)', cell: reason },
    {
      id: 'at',
      label: t('trace.where'),
      width: 'minmax(170px,2fr)',
      cell: (row) => (row.at ? <FunctionName name={row.at.function} strong={row.at.own} /> : <FunctionName name={row.name} />),
    },
    {
      id: 'line',
      label: t('profile.line'),
      width: 'minmax(100px,1fr)',
      wideOnly: true,
      cell: (row) => <code className="text-ink2">{place(row)}</code>,
    },
    {
      id: 'created',
      label: t('trace.created'),
      width: '110px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatCount(row.created),
    },
    {
      id: 'maxNs',
      label: t('trace.waited'),
      width: '104px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatDuration(row.maxNs),
    },
    {
      id: 'totalNs',
      label: t('trace.waitedTotal'),
      width: '104px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatDuration(row.totalNs),
    },
  ];
  return (
    <TableSection
      id="trace-open"
      title={t('trace.openTitle')}
      note={t('trace.openNote')}
      controls={
        <label className="flex items-center gap-1.5 text-sm text-ink2">
          <input
            type="checkbox"
            checked={system}
            onChange={(event) => set({ system: event.target.checked ? '1' : undefined }, { replace: true })}
          />
          {t('trace.showSystem')}
        </label>
      }
      table={() => ({
        columns: [
          { label: t('trace.goroutines'), numeric: true },
          { label: t('trace.reason') },
          { label: t('trace.where') },
          { label: t('profile.line') },
          { label: t('trace.created'), numeric: true },
          { label: `${t('trace.waited')} (ns)`, numeric: true },
          { label: `${t('trace.waitedTotal')} (ns)`, numeric: true },
        ],
        rows: rows.map((row) => [
          row.goroutines,
          reason(row),
          row.at?.function ?? row.name,
          row.at ? `${row.at.file}:${row.at.line}` : '',
          row.created,
          row.maxNs,
          row.totalNs,
        ]),
      })}
    >
      <VirtualTable
        label={t('trace.openTitle')}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.rows[0])}
        sort={sort}
        onSort={resort}
        onPick={(row) => onPick(row.rows[0])}
        height={420}
        empty={t('trace.openNone')}
      />
    </TableSection>
  );
}

function place(row: OpenWait): string {
  return row.at?.file ? `${row.at.file.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '')}:${row.at.line}` : '';
}
