'use client';

import { memo, useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { GoroutineColumns, GoroutineSort } from '@/lib/query/goroutines';
import { useText } from '../../state/preferences';
import { FunctionName } from '../../ui/basics';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { CsvButton } from '../trace/csv-button';
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
        : { id: 'id', label: t('goroutines.id'), width: '92px', numeric: true, sortable: true, cell: (row) => columns.id[row] },
      {
        id: 'state',
        label: t('goroutines.state'),
        width: '170px',
        sortable: true,
        cell: (row) => {
          const state = groupOf(row)?.state ?? '';
          return (
            <span className="flex items-center gap-1.5" title={state}>
              <span aria-hidden="true" className="h-2.5 w-2.5 shrink-0 rounded-sm" style={{ background: stateColour(state) }} />
              <span className="truncate">{state || t('goroutines.unknownState')}</span>
              {columns.leaked[row] ? <span className="shrink-0 font-semibold text-critical">({t('goroutines.leakedMark')})</span> : null}
            </span>
          );
        },
      },
      {
        id: 'minutes',
        label: t('goroutines.waited'),
        width: '84px',
        numeric: true,
        sortable: true,
        cell: (row) => (columns.minutes[row] < 0 ? '' : t('goroutines.minutes', { n: columns.minutes[row] })),
      },
      {
        id: 'function',
        label: t('goroutines.function'),
        width: 'minmax(200px,2fr)',
        sortable: true,
        cell: (row) => {
          const at = groupOf(row)?.at;
          return at ? <FunctionName name={at.fn} strong={at.own} /> : '–';
        },
      },
      {
        id: 'creator',
        label: t('goroutines.createdBy'),
        width: 'minmax(160px,1.4fr)',
        wideOnly: true,
        sortable: true,
        cell: (row) => {
          const creator = groupOf(row)?.creator;
          return creator ? <FunctionName name={creator.fn} /> : '–';
        },
      },
    ];
    return all;
  }, [columns, groups, sampled, t]);
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby="each-title">
      <div className="flex items-center gap-3 px-3 py-2">
        <h3 id="each-title" className="mr-auto">
          {t('goroutines.each')}
        </h3>
        <span className="text-xs text-ink2" data-testid="list-count">
          {t('charts.rows', { n: rows.length })}
        </span>
        <CsvButton
          title={t('goroutines.each')}
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
        />
      </div>
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
        empty={
          <span className="flex items-center gap-3">
            {t('goroutines.noMatch')}
            <button type="button" className="btn" onClick={props.onClear}>
              {t('goroutines.clear')}
            </button>
          </span>
        }
      />
    </section>
  );
});
