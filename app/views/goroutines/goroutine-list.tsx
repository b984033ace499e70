'use client';

import { memo, useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import type { GoroutineColumns, GoroutineSort } from '@/lib/query/goroutines';
import { useText } from '../../state/preferences';
import { TableSection } from '../../ui/table-section';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { creatorColumn, functionColumn, NoMatch, stateColumn } from './columns';
import type { GroupRow } from './group-row';

export interface ListSort {
  readonly by: GoroutineSort;
  readonly descending: boolean;
}

/** Single goroutines, any number of them: the rows come sorted from the worker, cells are read from columns as they scroll by. */
export const GoroutineList = memo(function GoroutineList(props: {
  columns: GoroutineColumns;
  groups: readonly GroupRow[];
  rows: Uint32Array;
  sort: ListSort;
  onSort: (by: GoroutineSort) => void;
  selected: number;
  onPick: (row: number) => void;
  onClear: () => void;
}) {
  const t = useText();
  const { columns, groups } = props;
  const rows = useMemo(() => Array.from(props.rows), [props.rows]);
  const sampled = columns.count > 0 && columns.id[0] < 0;
  const shown = useMemo(() => {
    const groupOf = (row: number): GroupRow | undefined => groups[columns.group[row]];
    const all: Column<number>[] = [
      sampled
        ? {
            id: 'count',
            label: t('goroutines.count'),
            width: '84px',
            numeric: true,
            sortable: true,
            cell: (row) => formatCount(columns.weight[row]),
          }
        : { id: 'id', label: t('goroutines.id'), width: '80px', numeric: true, sortable: true, cell: (row) => columns.id[row] },
      stateColumn(t, (row) => ({ state: groupOf(row)?.state ?? '', leaked: columns.leaked[row] === 1 }), {
        sortable: true,
      }),
      {
        id: 'minutes',
        label: t('goroutines.waited'),
        width: '84px',
        numeric: true,
        sortable: true,
        wideOnly: true,
        cell: (row) => (columns.minutes[row] < 0 ? '' : t('goroutines.minutes', { n: columns.minutes[row] })),
      },
      functionColumn(t, (row) => groupOf(row)?.at, { sortable: true }),
      creatorColumn(t, (row) => groupOf(row)?.creator),
    ];
    return all;
  }, [columns, groups, sampled, t]);
  return (
    <TableSection
      id="each-title"
      title={t('goroutines.each')}
      controls={
        <span className="text-xs text-ink2" data-testid="list-count">
          {t('charts.rows', { n: rows.length })}
        </span>
      }
      table={() => ({
        columns: [
          { label: t('goroutines.id'), numeric: true },
          { label: t('goroutines.count'), numeric: true },
          { label: t('goroutines.state') },
          { label: t('goroutines.waited'), numeric: true },
          { label: t('goroutines.function') },
          { label: t('goroutines.place') },
          { label: t('goroutines.createdBy') },
        ],
        rows: rows.map((row) => {
          const group = groups[columns.group[row]];
          return [
            columns.id[row],
            columns.weight[row],
            group?.state,
            columns.minutes[row] < 0 ? '' : columns.minutes[row],
            group?.at?.fn,
            group?.at ? `${group.at.file}:${group.at.line}` : '',
            group?.creator?.fn,
          ];
        }),
      })}
    >
      <VirtualTable
        label={t('goroutines.each')}
        columns={shown}
        rows={rows}
        rowKey={String}
        sort={{ id: props.sort.by, descending: props.sort.descending }}
        onSort={(id) => props.onSort(id as GoroutineSort)}
        selected={props.selected < 0 ? undefined : String(props.selected)}
        onPick={props.onPick}
        height={560}
        empty={<NoMatch onClear={props.onClear} />}
      />
    </TableSection>
  );
});
