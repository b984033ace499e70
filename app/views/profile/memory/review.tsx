'use client';

import { useMemo } from 'react';
import { type Amount, measurementLabel, percentage } from '@/lib/base/units';
import { formatCount, threeDigits } from '@/lib/charts/format';
import { type AllocationReview, churnOf, type ReviewRow } from '@/lib/model/allocation-review';
import { usePreferences } from '../../../state/preferences';
import { useUrl } from '../../../state/url';
import { Choice, FunctionName } from '../../../ui/basics';
import { TableSection } from '../../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../../ui/virtual-table';
import type { ProfileTabProps } from '../tabs';

type By = 'flat' | 'cum';

interface Row extends ReviewRow {
  readonly alloc: Amount;
  readonly inuse: Amount;
  readonly objects: Amount;
  readonly churn: number;
  readonly mean: number;
}

/** alloc against inuse for the same functions, in columns beside each other. */
export function ReviewTable(props: ProfileTabProps & { review: AllocationReview }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { review, search, selected, select } = props;
  const by: By = url.get('memory-by') === 'cum' ? 'cum' : 'flat';
  const [sort, direction] = (url.get('memory-sort') ?? 'alloc-desc').split('-');
  const descending = direction !== 'asc';
  const rows = useMemo(() => {
    const made = review.rows
      .filter((row) => search.test === undefined || search.test(row.name))
      .map((row): Row => {
        const [alloc, inuse, objects] = [row.allocSpace[by], row.inuseSpace[by], row.allocObjects[by]];
        const mean = Number(objects) === 0 ? 0 : Number(alloc) / Number(objects);
        return { ...row, alloc, inuse, objects, mean, churn: churnOf(alloc, inuse) };
      })
      .filter((row) => row.alloc !== 0 || row.inuse !== 0);
    const keys: Readonly<Record<string, (row: Row) => number>> = {
      alloc: (row) => Number(row.alloc),
      inuse: (row) => Number(row.inuse),
      churn: (row) => (Number.isNaN(row.churn) ? -1 : row.churn),
      objects: (row) => Number(row.objects),
      mean: (row) => row.mean,
    };
    const key = Object.hasOwn(keys, sort) ? keys[sort] : keys.alloc;
    const sign = descending ? -1 : 1;
    // Of all that keep nothing the largest go first.
    return made.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return x === y ? Number(b.alloc) - Number(a.alloc) || (a.name < b.name ? -1 : 1) : (x < y ? -1 : 1) * sign;
    });
  }, [review, search.test, by, sort, descending]);
  const bytes = (value: Amount) => measurementLabel(value, 'bytes');
  const { totals } = review;
  const part = (value: Amount, total: Amount) => (Number(total) === 0 ? 0 : Math.abs(Number(value) / Number(total)));
  const columns: Column<Row>[] = [
    { id: 'alloc', label: t('explore.allocated'), width: '92px', numeric: true, sortable: true, cell: (row) => bytes(row.alloc) },
    {
      id: 'alloc%',
      label: t('explore.allocatedShare'),
      width: '76px',
      numeric: true,
      wideOnly: true,
      cell: (row) => <ShareCell share={part(row.alloc, totals.allocSpace)} text={percentage(row.alloc, totals.allocSpace).trim()} />,
    },
    { id: 'inuse', label: t('explore.inUse'), width: '92px', numeric: true, sortable: true, cell: (row) => bytes(row.inuse) },
    {
      id: 'inuse%',
      label: t('explore.inUseShare'),
      width: '76px',
      numeric: true,
      wideOnly: true,
      cell: (row) => (
        <ShareCell
          share={part(row.inuse, totals.inuseSpace)}
          text={percentage(row.inuse, totals.inuseSpace).trim()}
          colour="var(--owner-own)"
        />
      ),
    },
    {
      id: 'churn',
      label: t('explore.churn'),
      width: '104px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => churnText(row.churn, t('explore.churnAll')),
    },
    {
      id: 'objects',
      label: t('explore.allocObjects'),
      width: '96px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => formatCount(Number(row.objects)),
    },
    {
      id: 'mean',
      label: t('explore.meanSize'),
      width: '92px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => (row.mean === 0 ? '' : bytes(Math.round(row.mean))),
    },
    { id: 'function', label: t('profile.function'), width: 'minmax(160px,1fr)', cell: (row) => <FunctionName name={row.name} /> },
  ];
  const title = t('explore.reviewTitle');
  return (
    <TableSection
      id="review-title"
      title={title}
      note={t('explore.reviewNote')}
      controls={
        <>
          <span className="num text-xs text-ink2">
            {t('explore.allocated')} {bytes(totals.allocSpace)} · {t('explore.inUse')} {bytes(totals.inuseSpace)}
          </span>
          <Choice<By>
            label={t('explore.reviewBy')}
            value={by}
            options={[
              { value: 'flat', label: t('profile.flat') },
              { value: 'cum', label: t('profile.cum') },
            ]}
            onChange={(value) => url.set({ 'memory-by': value === 'flat' ? undefined : value }, { replace: true })}
          />
          <span className="text-xs text-ink2">{t('charts.rows', { n: rows.length })}</span>
        </>
      }
      table={() => ({
        columns: ['alloc_space', 'inuse_space', 'churn', 'alloc_objects', 'inuse_objects', 'function', 'file', 'line'].map((label) => ({
          label,
        })),
        rows: rows.map((row) => [
          row.alloc,
          row.inuse,
          Number.isFinite(row.churn) ? row.churn : '',
          row.objects,
          row.inuseObjects[by],
          row.name,
          row.file,
          row.line,
        ]),
      })}
    >
      <VirtualTable
        label={title}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
        sort={{ id: sort, descending }}
        onSort={(id) => url.set({ 'memory-sort': `${id}-${id === sort && descending ? 'asc' : 'desc'}` }, { replace: true })}
        selected={selected}
        onPick={(row) => select(row.name)}
        height={380}
        empty={t('profile.noMatch')}
      />
    </TableSection>
  );
}

function churnText(churn: number, nothing: string): string {
  if (Number.isNaN(churn)) return '';
  return Number.isFinite(churn) ? `×${churn >= 1000 ? formatCount(churn) : threeDigits(churn)}` : nothing;
}
