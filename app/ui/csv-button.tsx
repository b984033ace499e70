'use client';

import { type ChartTable, toCsv } from '@/lib/charts/csv';
import { fileName, save } from '@/lib/charts/export';
import { failureIn } from '@/lib/messages/phrases';
import { useCase } from '../state/case';
import { usePreferences } from '../state/preferences';

/** Saves a table's rows, all of them; those that are not on the page are asked for first. */
export function CsvButton({ title, table }: { title: string; table: () => ChartTable | Promise<ChartTable> }) {
  const { t, language } = usePreferences();
  const { say } = useCase();
  const keep = async () => {
    try {
      save(fileName(title, 'csv'), toCsv(await table()), 'text/csv;charset=utf-8');
    } catch (error) {
      say(error instanceof Error ? failureIn(language, error) : String(error));
    }
  };
  return (
    <button type="button" className="btn btn-ghost h-6 px-1.5 text-xs" onClick={keep}>
      {t('charts.csv')}
    </button>
  );
}
