'use client';

import { useCallback } from 'react';
import type { GoroutineFilter } from '@/lib/query/goroutines';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { CreationChart } from './creation';

/** The creation tree of the selected goroutines. */
export function TreeTab({ input, filter }: { input: number; filter: GoroutineFilter }) {
  const asked = useQuery('goroutines.creation', { input, filter });
  const { set } = useUrl();
  const narrow = useCallback(
    (patch: { readonly creator?: string; readonly function?: string; readonly state?: string }) => set({ ...patch, tab: 'list' }),
    [set],
  );
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  return <CreationChart tree={asked.data} onFilter={narrow} />;
}
