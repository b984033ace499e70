'use client';

import { type ChartTable, toCsv } from '@/lib/charts/csv';
import { fileName, save } from '@/lib/charts/export';
import { useText } from '../state/preferences';

/** Saves a table's rows, all of them. */
export function CsvButton({ title, table }: { title: string; table: () => ChartTable }) {
  const t = useText();
  return (
    <button
      type="button"
      className="btn btn-ghost h-6 px-1.5 text-xs"
      onClick={() => save(fileName(title, 'csv'), toCsv(table()), 'text/csv;charset=utf-8')}
    >
      {t('charts.csv')}
    </button>
  );
}
