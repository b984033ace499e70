'use client';

import { useState } from 'react';
import { formatCount, formatDuration, formatShare } from '@/lib/charts/format';
import type { MessageKey } from '@/lib/messages';
import { type LatencyKind, latencyKinds } from '@/lib/model/trace';
import type { LatencyRow } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, FunctionName } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import { StackList } from '../overview/evidence';

const labels: Readonly<Record<LatencyKind, MessageKey>> = {
  net: 'trace.net',
  sync: 'trace.sync',
  syscall: 'trace.syscallTime',
  sched: 'trace.sched',
};
const pages: Readonly<Record<LatencyKind, string>> = { net: '/io', sync: '/block', syscall: '/syscall', sched: '/sched' };

/** The latency profiles of go tool trace by stack, with the open waits beside; the stack of the row picked below. */
export function Latencies({ input }: { input: number }) {
  const t = useText();
  const { get, set } = useUrl();
  const kind = latencyKinds.find((one) => one === get('latency')) ?? 'sync';
  const [picked, setPicked] = useState<number>();
  const asked = useQuery('trace.latencies', { input, kind, limit: 200 });
  if (asked.error) return <QueryFailure error={asked.error} />;
  const report = asked.data;
  if (!report) return <Computing />;
  const all = report.ns + report.openNs;
  const columns: Column<LatencyRow>[] = [
    {
      id: 'at',
      label: t('trace.where'),
      width: 'minmax(170px,2fr)',
      cell: (row) =>
        row.at ? <FunctionName name={row.at.function} strong={row.at.own} /> : <span className="text-ink2">{t('trace.noStack')}</span>,
    },
    { id: 'count', label: t('charts.count'), width: '84px', numeric: true, cell: (row) => formatCount(row.count) },
    {
      id: 'ns',
      label: t('charts.time'),
      width: '104px',
      numeric: true,
      cell: (row) => <ShareCell share={all > 0 ? row.ns / all : 0} text={formatDuration(row.ns)} colour="var(--chan)" />,
    },
    { id: 'open', label: t('trace.open'), width: '92px', numeric: true, wideOnly: true, cell: (row) => formatCount(row.openCount) },
    {
      id: 'openNs',
      label: t('trace.openTime'),
      width: '128px',
      numeric: true,
      wideOnly: true,
      cell: (row) => <ShareCell share={all > 0 ? row.openNs / all : 0} text={formatDuration(row.openNs)} colour="var(--stw)" />,
    },
    {
      id: 'share',
      label: t('charts.share'),
      width: '72px',
      numeric: true,
      wideOnly: true,
      cell: (row) => formatShare(all > 0 ? (row.ns + row.openNs) / all : 0),
    },
  ];
  const shown = picked === undefined ? undefined : report.rows[picked];
  return (
    <TableSection
      id="trace-latencies"
      title={t('trace.latenciesTitle')}
      fileTitle={`${t('trace.latenciesTitle')} ${kind}`}
      note={
        <>
          {t('trace.latenciesNote', { kind: pages[kind] })}{' '}
          <span className="tabular-nums">
            {formatCount(report.count)} · {formatDuration(report.ns)}; {t('trace.open')} {formatCount(report.openCount)} ·{' '}
            {formatDuration(report.openNs)}
          </span>
        </>
      }
      controls={
        <Choice<LatencyKind>
          label={t('trace.latenciesTitle')}
          value={kind}
          options={latencyKinds.map((one) => ({ value: one, label: t(labels[one]) }))}
          onChange={(value) => {
            set({ latency: value === 'sync' ? undefined : value }, { replace: true });
            setPicked(undefined);
          }}
        />
      }
      table={() => ({
        columns: [
          { label: t('trace.where') },
          { label: t('charts.count'), numeric: true },
          { label: `${t('charts.time')} (ns)`, numeric: true },
          { label: t('trace.open'), numeric: true },
          { label: `${t('trace.openTime')} (ns)`, numeric: true },
        ],
        rows: report.rows.map((row) => [row.at?.function ?? '', row.count, row.ns, row.openCount, row.openNs]),
      })}
    >
      <VirtualTable
        label={t('trace.latenciesTitle')}
        columns={columns}
        rows={report.rows}
        rowKey={(row) => String(report.rows.indexOf(row))}
        selected={picked === undefined ? undefined : String(picked)}
        onPick={(row) => setPicked(report.rows.indexOf(row))}
        height={360}
        empty={t('trace.latenciesNone')}
      />
      {shown ? (
        <div className="border-t border-line p-3">
          <StackList frames={shown.stack} label={t('trace.where')} />
        </div>
      ) : null}
    </TableSection>
  );
}
