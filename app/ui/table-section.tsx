import type { ReactNode } from 'react';
import type { ChartTable } from '@/lib/charts/csv';
import { CsvButton } from './csv-button';

/** A panel around a long table: its title, what chooses its rows, and the button that saves all of them. */
export function TableSection(props: {
  id: string;
  title: string;
  /** What the rows are, between the title and the table. */
  note?: ReactNode;
  controls?: ReactNode;
  table: () => ChartTable;
  /** Name of the saved file, the title without it. */
  fileTitle?: string;
  testId?: string;
  children: ReactNode;
}) {
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby={props.id} data-testid={props.testId}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
        <h3 id={props.id} className="mr-auto">
          {props.title}
        </h3>
        {props.controls}
        <CsvButton title={props.fileTitle ?? props.title} table={props.table} />
        {props.note === undefined ? null : <div className="w-full text-sm text-ink2">{props.note}</div>}
      </div>
      {props.children}
    </section>
  );
}
