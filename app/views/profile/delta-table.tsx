'use client';

import { useMemo } from 'react';
import type { Amount } from '@/lib/base/units';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { FunctionName } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import type { Column } from '../../ui/virtual-table';
import { type DeltaKey, type DeltaRow, deltaRows, sortedDeltas } from './delta-rows';
import type { SubjectActions } from './function-actions';
import { TableFrame } from './table-frame';
import type { ProfileTabProps } from './tabs';
import { relativeChange } from './tree-model';

const keys: readonly DeltaKey[] = ['flat', 'flatBefore', 'flatAfter', 'cum', 'cumBefore', 'cumAfter'];

/** Every function of two profiles with its values before and after, and the change in both measures. */
export function DeltaTable(props: ProfileTabProps & { base: NonNullable<ProfileTabProps['base']>; actions: SubjectActions }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { query, base, search, format } = props;
  const delta = useQuery('profile.top', { ...query, limit: 0, nodeFraction: 0 });
  const { diffBase: _, normalize: __, part: ___, ...rest } = query;
  const before = useQuery('profile.top', { ...rest, input: base.index, limit: 0, nodeFraction: 0 });
  const [given, direction] = (url.get('sort') ?? 'flat-desc').split('-');
  const by = given === 'function' ? given : (keys.find((key) => key === given) ?? 'flat');
  const descending = direction !== 'asc';
  const rows = useMemo(() => (delta.data && before.data ? deltaRows(delta.data, before.data) : undefined), [delta.data, before.data]);
  const sorted = useMemo(() => {
    const kept = search.test ? rows?.filter((row) => search.test?.(row.name)) : rows;
    return kept && sortedDeltas(kept, by, descending);
  }, [rows, search, by, descending]);
  const most = useMemo(
    () => ({
      flat: Math.max(1, ...(sorted?.slice(0, 20_000).map((row) => Math.abs(Number(row.flat))) ?? [])),
      cum: Math.max(1, ...(sorted?.slice(0, 20_000).map((row) => Math.abs(Number(row.cum))) ?? [])),
    }),
    [sorted],
  );
  const failed = delta.error ?? before.error;
  if (failed) return <QueryFailure error={failed} />;
  if (!rows || !sorted) return <Computing />;
  const changed = (id: 'flat' | 'cum'): Column<DeltaRow> => ({
    id,
    label: t(id === 'flat' ? 'profile.flatChange' : 'profile.cumChange'),
    width: '124px',
    numeric: true,
    sortable: true,
    cell: (row) => <ChangeCell value={row[id]} most={most[id]} format={format} />,
  });
  const side = (id: 'flatBefore' | 'flatAfter'): Column<DeltaRow> => ({
    id,
    label: t(`profile.${id}`),
    width: '96px',
    numeric: true,
    sortable: true,
    wideOnly: true,
    cell: (row) => format(row[id]),
  });
  const title = t('profile.deltaTitle', { type: props.sampleType });
  return (
    <TableFrame<DeltaRow>
      {...props}
      title={title}
      columns={[
        changed('flat'),
        {
          id: 'relative',
          label: t('profile.relativeChange'),
          width: '84px',
          numeric: true,
          wideOnly: true,
          cell: (row) => relativeChange(row.flatBefore, row.flat),
        },
        side('flatBefore'),
        side('flatAfter'),
        { ...changed('cum'), wideOnly: true },
        {
          id: 'function',
          label: t('profile.function'),
          width: 'minmax(160px,1fr)',
          sortable: true,
          cell: (row) => (
            <span className="flex min-w-0 gap-2">
              {row.only ? (
                <span className={`shrink-0 text-xs font-semibold ${row.only === 'after' ? 'text-[var(--remove-text)]' : 'text-accent'}`}>
                  {t(row.only === 'after' ? 'profile.added' : 'profile.gone')}
                </span>
              ) : null}
              <FunctionName name={row.name} />
            </span>
          ),
        },
      ]}
      rows={sorted}
      all={rows.length}
      sort={{ id: by, descending }}
      onSort={(id) => url.set({ sort: `${id}-${id === by && descending ? 'asc' : 'desc'}` }, { replace: true })}
      table={() => ({
        columns: [...keys.map((key) => ({ label: `${key} (${props.unit})` })), { label: 'function' }, { label: 'file' }, { label: 'line' }],
        rows: sorted.map((row) => [...keys.map((key) => row[key]), row.name, row.file, row.line]),
      })}
    />
  );
}

/** A change with its sign, a bar from the middle: to the right for more, to the left for less. */
function ChangeCell({ value, most, format }: { value: Amount; most: number; format: (value: Amount) => string }) {
  const amount = Number(value);
  const share = Math.min(1, Math.abs(amount) / most) * 50;
  return (
    <span className="relative block">
      {amount === 0 ? null : (
        <span
          aria-hidden="true"
          className="absolute inset-y-0 rounded-sm opacity-30"
          style={{
            width: `${Math.max(1, share)}%`,
            left: amount > 0 ? '50%' : `${50 - Math.max(1, share)}%`,
            background: `var(${amount > 0 ? '--diff-more' : '--diff-less'})`,
          }}
        />
      )}
      <span className={`relative ${amount > 0 ? 'text-[var(--remove-text)]' : amount < 0 ? 'text-accent' : 'text-ink3'}`}>
        {amount > 0 ? '▲ +' : amount < 0 ? '▼ ' : ''}
        {format(value)}
      </span>
    </span>
  );
}
