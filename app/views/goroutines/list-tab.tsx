'use client';

import { useCallback, useMemo } from 'react';
import type { GoroutineFilter, GoroutineSort } from '@/lib/query/goroutines';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { GoroutineDrawer } from './goroutine-drawer';
import { GoroutineList, type ListSort } from './goroutine-list';
import { type GroupRow, shortKey } from './group-row';

const sorts = ['id', 'count', 'state', 'minutes', 'function', 'creator'] as const;

/** The selected goroutines one by one, sorted and filtered in the worker. */
export function ListTab(props: { input: number; groups: readonly GroupRow[]; filter: GoroutineFilter; onClear: () => void }) {
  const url = useUrl();
  const { input, groups, filter } = props;
  const columns = useQuery('goroutines.columns', { input });
  const text = url.get('order') ?? '';
  const sort = useMemo((): ListSort => {
    const [by, direction] = text.split('-');
    const found = sorts.find((one) => one === by);
    return found ? { by: found, descending: direction === 'desc' } : { by: 'minutes', descending: true };
  }, [text]);
  const selection = useQuery('goroutines.select', { input, filter, sort: sort.by, descending: sort.descending });
  const { set } = url;
  const resort = useCallback(
    (by: GoroutineSort) => {
      const numeric = by === 'count' || by === 'minutes';
      const descending = by === sort.by ? !sort.descending : numeric;
      set({ order: `${by}-${descending ? 'desc' : 'asc'}` }, { replace: true });
    },
    [set, sort],
  );
  const open = useCallback((row: number) => set({ g: String(row), group: undefined, leak: undefined }, { replace: true }), [set]);
  const picked = Number(url.get('g') ?? Number.NaN);
  const row = columns.data && Number.isInteger(picked) && picked >= 0 && picked < columns.data.count ? picked : -1;
  const error = columns.error ?? selection.error;
  if (error) return <QueryFailure error={error} />;
  if (!columns.data || !selection.data) return <Computing />;
  const group = row < 0 ? undefined : groups[columns.data.group[row]];
  return (
    <>
      <GoroutineList
        columns={columns.data}
        groups={groups}
        rows={selection.data.rows}
        sort={sort}
        onSort={resort}
        selected={row}
        onPick={open}
        onClear={props.onClear}
      />
      {row >= 0 ? (
        <GoroutineDrawer
          key={`${input} ${row}`}
          input={input}
          row={row}
          siblings={group?.count ?? 0}
          onGroup={() => set({ in: group && shortKey(group.key), q: undefined, state: undefined, function: undefined, creator: undefined })}
          onPick={open}
          onClose={() => set({ g: undefined }, { replace: true })}
        />
      ) : null}
    </>
  );
}
