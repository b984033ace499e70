'use client';

import { formatCount } from '@/lib/charts/format';
import type { InstancePlace } from '@/lib/query/processes';
import { useText } from '../../state/preferences';
import { TableSection } from '../../ui/table-section';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { functionColumn, stateColumn } from './columns';

/** Most instances with a column of their own; of more, the largest count stands for them. */
const mostColumns = 8;

/** Blocked places over several instances of a service, ranked as LeakProf ranks them. */
export function Instances({ instances, places }: { instances: readonly string[]; places: readonly InstancePlace[] }) {
  const t = useText();
  const table = () => ({
    columns: [
      { label: t('goroutines.state') },
      { label: t('goroutines.function') },
      { label: t('goroutines.place') },
      { label: t('goroutines.rms'), numeric: true },
      ...instances.map((label) => ({ label, numeric: true })),
    ],
    rows: places.map((place) => [
      place.state,
      place.at?.fn ?? '',
      place.at ? `${place.at.file}:${place.at.line}` : '',
      Math.round(place.rootMeanSquare * 10) / 10,
      ...place.counts,
    ]),
  });
  const columns: Column<InstancePlace>[] = [
    {
      id: 'rms',
      label: t('goroutines.rms'),
      width: '136px',
      numeric: true,
      cell: ({ rootMeanSquare }) => formatCount(rootMeanSquare),
    },
    stateColumn(t, ({ state }) => ({ state }), { wideOnly: true }),
    functionColumn(t, ({ at }) => at),
    ...instances.slice(0, mostColumns).map(
      (label, i): Column<InstancePlace> => ({
        id: `instance-${i}`,
        label,
        width: '92px',
        numeric: true,
        wideOnly: true,
        cell: ({ counts }) => formatCount(counts[i]),
      }),
    ),
  ];
  return (
    <TableSection
      id="instances-title"
      title={t('goroutines.instancesTitle')}
      note={t('goroutines.instancesNote', { n: instances.length })}
      table={table}
      testId="instances"
    >
      <VirtualTable
        label={t('goroutines.instancesTitle')}
        columns={columns}
        rows={places}
        rowKey={({ key }) => key}
        height={480}
        empty={t('goroutines.noMatch')}
      />
    </TableSection>
  );
}
