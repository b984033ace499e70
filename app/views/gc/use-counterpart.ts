'use client';

import { useMemo } from 'react';
import type { Agreement, GcOverview } from '@/lib/query/gc-view';
import { useQuery } from '../../state/use-query';

/** The trace of a log's run, or the log of a trace's. */
export interface Counterpart {
  /** Position in `gc.series`. */
  readonly series: number;
  readonly data: GcOverview;
  readonly shiftNs: number;
  readonly agreement: Agreement;
}

export function useCounterpart(series: number): Counterpart | undefined {
  const found = useQuery('gc.counterpart', { series });
  const at = found.data?.series;
  const other = useQuery('gc.overview', { series: at ?? 0 }, { skip: at === undefined });
  return useMemo(
    () => (found.data && other.data && !other.loading ? { ...found.data, data: other.data } : undefined),
    [found.data, other.data, other.loading],
  );
}
