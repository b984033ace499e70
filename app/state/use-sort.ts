'use client';

import { useCallback, useMemo } from 'react';
import type { Sort } from '../ui/virtual-table';
import { useUrl } from './url';

/**
 * How a table is sorted, kept in the address as `name=column-asc` or `column-desc`; a column that is none of `known` is the usual one. What it
 * gives beside turns the order round, or begins with another column: descending, but for names.
 */
export function useSort<Id extends string>(
  name: string,
  known: readonly Id[],
  usual: { readonly id: Id; readonly descending: boolean },
): readonly [sort: Sort & { readonly id: Id }, pick: (id: string) => void] {
  const { get, set } = useUrl();
  const text = get(name);
  const { id, descending } = usual;
  const sort = useMemo(() => {
    const [, column, direction] = /^(.*)-(asc|desc)$/.exec(text ?? '') ?? [];
    const found = known.find((one) => one === column);
    return found === undefined ? { id, descending } : { id: found, descending: direction === 'desc' };
  }, [text, known, id, descending]);
  const pick = useCallback(
    (column: string) => {
      const next = column === sort.id ? !sort.descending : column !== 'name';
      set({ [name]: column === id && next === descending ? undefined : `${column}-${next ? 'desc' : 'asc'}` }, { replace: true });
    },
    [set, name, sort, id, descending],
  );
  return [sort, pick];
}
