'use client';

import { useState } from 'react';
import type { ChartTable } from '@/lib/charts/csv';
import { usePreferences } from '../../state/preferences';
import { useCopy } from '../../state/use-copy';
import { CopyButton } from '../../ui/basics';
import { CsvButton } from '../../ui/csv-button';
import { type Column, type Sort, VirtualTable } from '../../ui/virtual-table';
import { type Subject, type SubjectActions, subjectMenu } from './function-actions';
import { Menu, type MenuPlace } from './menu';
import type { ProfileTabProps } from './tabs';

/** A table of functions: its number of rows, copy and CSV, the drawer on a pick, the menu on a right click. */
export function TableFrame<Row extends Subject>(
  props: Pick<ProfileTabProps, 'select' | 'selected'> & {
    title: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    /** Rows before the search. */
    all: number;
    sort: Sort;
    onSort: (id: string) => void;
    /** The raw values, in the order shown. */
    table: () => ChartTable;
    actions: SubjectActions;
    height?: number;
  },
) {
  const { t } = usePreferences();
  const copy = useCopy();
  const [menu, setMenu] = useState<{ subject: Subject; at: MenuPlace }>();
  const { title, rows } = props;
  return (
    <section className="panel min-w-0 overflow-hidden" aria-label={title}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
        <h3 className="mr-auto">{title}</h3>
        <span className="text-xs text-ink2">
          {rows.length === props.all ? t('charts.rows', { n: props.all }) : t('charts.rowsOf', { shown: rows.length, n: props.all })}
        </span>
        <span className="flex items-center">
          <CopyButton ghost label={t('profile.copyTable')} text={() => tabbed(props.table())} />
          <CsvButton title={title} table={props.table} />
        </span>
      </div>
      <VirtualTable
        label={title}
        columns={props.columns}
        rows={rows}
        rowKey={rowKey}
        sort={props.sort}
        onSort={props.onSort}
        selected={props.selected}
        onPick={(row) => props.select(row.name)}
        onMenu={(subject, at) => setMenu({ subject, at })}
        height={props.height ?? 520}
        empty={t('profile.noMatch')}
      />
      {menu ? (
        <Menu
          label={menu.subject.name}
          items={subjectMenu(menu.subject, props.actions, copy, t)}
          at={menu.at}
          onClose={() => setMenu(undefined)}
        />
      ) : null}
    </section>
  );
}

function rowKey(row: Subject): string {
  return row.name;
}

/** Tab-separated, as spreadsheets take a paste. */
function tabbed(table: ChartTable): string {
  const lines = [table.columns.map((column) => column.label), ...table.rows];
  return `${lines.map((cells) => cells.map((cell) => String(cell ?? '').replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n')}\n`;
}
