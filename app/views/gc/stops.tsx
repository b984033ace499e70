'use client';

import { formatDuration, formatShare } from '@/lib/charts/format';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { FunctionName } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import { inTrace } from './in-trace';

const most = 20;

/** The longest stops of the world of a trace: how much of each was waiting for the Ps to stop, and what the last of them had run. */
export function Stops({ input }: { input: number }) {
  const t = useText();
  const url = useUrl();
  const asked = useQuery('trace.stops', { input, most });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  const stops = asked.data;
  type Stop = (typeof stops)[number];
  const columns: Column<Stop>[] = [
    { id: 'reason', label: t('gc.reason'), width: 'minmax(120px,1fr)', cell: (stop) => stop.reason },
    { id: 'start', label: t('gc.start'), width: '96px', numeric: true, wideOnly: true, cell: (stop) => formatDuration(stop.start) },
    { id: 'ns', label: t('gc.length'), width: '88px', numeric: true, cell: (stop) => formatDuration(stop.ns) },
    {
      id: 'standingNs',
      label: t('gc.untilAgain'),
      width: '128px',
      numeric: true,
      wideOnly: true,
      cell: (stop) => formatDuration(stop.standingNs),
    },
    { id: 'stopNs', label: t('gc.timeToStop'), width: '96px', numeric: true, cell: (stop) => formatDuration(stop.stopNs) },
    {
      id: 'part',
      label: t('gc.ofTheStop'),
      width: '96px',
      numeric: true,
      wideOnly: true,
      cell: (stop) => <ShareCell share={stop.stopNs / stop.ns} text={formatShare(stop.stopNs / stop.ns)} colour="var(--stw)" />,
    },
    {
      id: 'last',
      label: t('gc.lastToStop'),
      width: 'minmax(160px,2fr)',
      wideOnly: true,
      cell: (stop) =>
        stop.last ? (
          <FunctionName name={`${stop.last.frame?.function ?? stop.last.name}${placeOf(stop)}`} strong={stop.last.frame?.own} />
        ) : (
          '–'
        ),
    },
  ];
  return (
    <TableSection
      id="gc-stops"
      title={t('gc.stopsTitle')}
      note={t('gc.stopsNote')}
      table={() => ({
        columns: [
          { label: t('gc.reason') },
          { label: `${t('gc.start')} (ns)`, numeric: true },
          { label: `${t('gc.length')} (ns)`, numeric: true },
          { label: `${t('gc.untilAgain')} (ns)`, numeric: true },
          { label: `${t('gc.timeToStop')} (ns)`, numeric: true },
          { label: t('gc.lastToStop') },
          { label: 'goroutine', numeric: true },
        ],
        rows: stops.map((stop) => [
          stop.reason,
          stop.start,
          stop.ns,
          stop.standingNs,
          stop.stopNs,
          stop.last ? `${stop.last.frame?.function ?? stop.last.name}${placeOf(stop)}` : undefined,
          stop.last?.id,
        ]),
      })}
    >
      <VirtualTable
        label={t('gc.stopsTitle')}
        columns={columns}
        rows={stops}
        rowKey={(stop) => String(stop.start)}
        onPick={(stop) => {
          url.go('trace', inTrace(input, stop.start, stop.ns, Math.max(stop.ns, 1000) * 2));
        }}
        height={300}
        empty={t('gc.stopsNone')}
      />
    </TableSection>
  );
}

/** The line behind the function, where the stack has one. */
function placeOf({ last }: { readonly last: { readonly frame: { readonly line?: number } | undefined } | undefined }): string {
  return last?.frame?.line ? `:${last.frame.line}` : '';
}
