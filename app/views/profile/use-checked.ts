'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import type { Phrase } from '@/lib/base/phrase';
import { useCase } from '../../state/case';
import { type FilterKind, filterKinds, optionOf, type ViewOptions } from './view-options';

export type FilterErrors = Partial<Record<FilterKind, Phrase>>;

export interface Checked {
  /** The options without the filters that cannot be used; undefined until they have been looked at. */
  readonly options: ViewOptions | undefined;
  readonly errors: FilterErrors;
}

/**
 * Looks at the filters before anything is asked with them: one that cannot be used is left out and told, so that a mistyped expression, or
 * one in a link, takes nothing else along.
 */
export function useChecked(options: ViewOptions): Checked {
  const check = useFilterCheck();
  const key = JSON.stringify(options.filters);
  const [checked, setChecked] = useState<{ key: string; errors: FilterErrors }>();
  const last = useRef<ViewOptions>(undefined);
  useEffect(() => {
    const filters = JSON.parse(key) as ViewOptions['filters'];
    if (Object.keys(filters).length === 0) return;
    let gone = false;
    void check(filters).then((errors) => {
      if (!gone) setChecked({ key, errors });
    });
    return () => {
      gone = true;
    };
  }, [key, check]);
  const plain = key === '{}';
  const errors = useMemo(() => (plain || checked?.key !== key ? {} : checked.errors), [plain, checked, key]);
  const usable = useMemo(() => {
    if (plain) return options;
    if (checked?.key !== key) return undefined;
    const filters = { ...options.filters };
    for (const kind of filterKinds) if (checked.errors[kind]) delete filters[kind];
    return { ...options, filters };
  }, [plain, options, checked, key]);
  if (usable) last.current = usable;
  return { options: usable ?? last.current, errors };
}

/** Asks what is wrong with filters, by kind. */
export function useFilterCheck(): (filters: ViewOptions['filters']) => Promise<FilterErrors> {
  const { client } = useCase();
  return useMemo(
    () => async (filters) => {
      if (!client) return {};
      const asked = Object.fromEntries(filterKinds.flatMap((kind) => (filters[kind] ? [[optionOf[kind], filters[kind]]] : [])));
      let found: Awaited<ReturnType<typeof client.query<'profile.filterErrors'>>>;
      try {
        found = await client.query('profile.filterErrors', asked);
      } catch {
        // The case was left meanwhile, or its worker is gone: what is asked with the filters tells that.
        return {};
      }
      return Object.fromEntries(
        filterKinds.flatMap((kind) => {
          const error = (found as Readonly<Record<string, Phrase | undefined>>)[optionOf[kind]];
          return error === undefined ? [] : [[kind, error]];
        }),
      );
    },
    [client],
  );
}
