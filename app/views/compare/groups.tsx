'use client';

import { useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import type { GoroutineDelta } from '@/lib/model/comparison';
import { usePreferences } from '../../state/preferences';
import { DeltaChart } from './delta-chart';

/** Groups of goroutines that went, came, stayed. */
export function GroupChanges({ delta, title }: { delta: GoroutineDelta; title: string }) {
  const { t } = usePreferences();
  const data = useMemo(
    () =>
      delta.rows.map((row, i) => ({
        key: String(i),
        label: `${row.state} · ${row.function}:${row.line}`,
        change: row.after - row.before,
        text: `${row.after > row.before ? '+' : ''}${formatCount(row.after - row.before)} ${t(`compare.${row.fate}`)}`,
        values: `${formatCount(row.before)} → ${formatCount(row.after)}`,
      })),
    [delta, t],
  );
  return (
    <DeltaChart
      title={`${title} · ${formatCount(delta.totalBefore)} → ${formatCount(delta.totalAfter)}`}
      data={data}
      table={() => ({
        columns: [
          { label: t('goroutines.state') },
          { label: t('goroutines.function') },
          { label: t('goroutines.createdBy') },
          { label: t('compare.before'), numeric: true },
          { label: t('compare.after'), numeric: true },
          { label: t('compare.change'), numeric: true },
          { label: t('compare.fate') },
        ],
        rows: delta.rows.map((row) => [
          row.state,
          `${row.function} ${row.file}:${row.line}`,
          row.createdBy,
          row.before,
          row.after,
          row.after - row.before,
          t(`compare.${row.fate}`),
        ]),
      })}
    />
  );
}
