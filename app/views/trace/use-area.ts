'use client';

import { useEffect, useState } from 'react';
import type { Area, AreaTotals } from '@/lib/query/trace-lanes';
import { useCase } from '../../state/case';

export interface AreaAnswer {
  readonly totals: AreaTotals | undefined;
  readonly error: Error | undefined;
}

/** What an area comes to. A long one reads many generations: another area cancels it. */
export function useArea(input: number, area: Area | undefined): AreaAnswer {
  const { client, version } = useCase();
  const [answer, setAnswer] = useState<AreaAnswer & { readonly of?: string }>({ totals: undefined, error: undefined });
  const wanted = area && JSON.stringify(area);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an equal area is the same, and another opening asks again
  useEffect(() => {
    if (!client || !area) return;
    const stop = new AbortController();
    client.query('trace.area', { input, ...area }, stop).then(
      (totals) => {
        if (!stop.signal.aborted) setAnswer({ totals, error: undefined, of: wanted });
      },
      (error: unknown) => {
        if (!stop.signal.aborted)
          setAnswer({ totals: undefined, error: error instanceof Error ? error : new Error(String(error)), of: wanted });
      },
    );
    return () => stop.abort();
  }, [client, version, input, wanted]);
  return answer.of === wanted ? answer : { totals: undefined, error: undefined };
}
