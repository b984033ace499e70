'use client';

import { memo, useMemo } from 'react';
import { formatCount, formatShare } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { TableSection } from '../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import { creatorColumn, functionColumn, NoMatch, stateColumn } from './columns';
import type { GroupRow, ShownGroup } from './group-row';

/** One row for each group: the reason, the line to look at, who made it, how many, since when. */
export const GroupTable = memo(function GroupTable(props: {
  groups: readonly ShownGroup[];
  total: number;
  selected: string | undefined;
  onPick: (group: GroupRow) => void;
  onClear: () => void;
}) {
  const { t } = usePreferences();
  const url = useUrl();
  const [by, direction] = (url.get('sort') ?? 'count-desc').split('-');
  const descending = direction !== 'asc';
  const rows = useMemo(() => {
    const sign = descending ? -1 : 1;
    const text = ({ group }: ShownGroup) =>
      by === 'state' ? group.state : by === 'creator' ? (group.creator?.fn ?? '') : (group.at?.fn ?? '');
    const number = ({ group, count }: ShownGroup) => (by === 'waited' ? group.minutes.max : count);
    return [...props.groups].sort((a, b) => {
      if (by === 'count' || by === 'waited') return (number(a) - number(b)) * sign || b.count - a.count;
      return (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0) * sign || b.count - a.count;
    });
  }, [props.groups, by, descending]);
  const columns: Column<ShownGroup>[] = [
    { id: 'count', label: t('goroutines.count'), width: '76px', numeric: true, sortable: true, cell: ({ count }) => formatCount(count) },
    {
      id: 'share',
      label: t('goroutines.share'),
      width: '72px',
      numeric: true,
      wideOnly: true,
      cell: ({ group, count }) => (
        <ShareCell share={count / props.total} text={formatShare(count / props.total)} colour={stateColour(group.state)} />
      ),
    },
    stateColumn(t, ({ group }) => ({ state: group.state, leaked: group.leaked > 0 }), { sortable: true }),
    functionColumn(t, ({ group }) => group.at, { sortable: true }),
    creatorColumn(t, ({ group }) => group.creator),
    {
      id: 'waited',
      label: t('goroutines.waited'),
      width: '96px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: ({ group }) => waited(group, (n) => t('goroutines.minutes', { n })),
    },
  ];
  return (
    <TableSection
      id="groups-title"
      title={t('goroutines.listTitle')}
      controls={<span className="text-xs text-ink2">{t('charts.rows', { n: rows.length })}</span>}
      table={() => ({
        columns: [
          { label: t('goroutines.count'), numeric: true },
          { label: t('goroutines.state') },
          { label: t('goroutines.function') },
          { label: t('goroutines.place') },
          { label: t('goroutines.createdBy') },
          { label: t('goroutines.waited') },
        ],
        rows: rows.map(({ group, count }) => [
          count,
          group.state,
          group.at?.fn,
          group.at ? `${group.at.file}:${group.at.line}` : '',
          group.creator?.fn,
          waited(group, (n) => t('goroutines.minutes', { n })),
        ]),
      })}
    >
      <VirtualTable
        label={t('goroutines.listTitle')}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        sort={{ id: by, descending }}
        onSort={(id) => url.set({ sort: `${id}-${id === by && descending ? 'asc' : 'desc'}` }, { replace: true })}
        selected={props.selected}
        onPick={({ group }) => props.onPick(group)}
        height={520}
        empty={<NoMatch onClear={props.onClear} />}
      />
    </TableSection>
  );
});

function rowKey({ group }: ShownGroup): string {
  return group.key;
}

/** The longest wait, or the range where it differs. */
export function waited(group: GroupRow, minutes: (n: string) => string): string {
  if (group.minutes.max < 0) return '';
  return minutes(group.minutes.min === group.minutes.max ? String(group.minutes.max) : `${group.minutes.min}–${group.minutes.max}`);
}
