'use client';

import { useEffect, useState } from 'react';
import type { Area, AreaTotals } from '@/lib/query/trace-lanes';
import { useCase } from '../../state/case';

export interface AreaAnswer {
  readonly totals: AreaTotals | undefined;
  readonly error: Error | undefined;
  /** Share read so far. */
  readonly done: number;
  /** Somebody stopped it. */
  readonly stopped: boolean;
}

const nothing: AreaAnswer = { totals: undefined, error: undefined, done: 0, stopped: false };

/** What an area comes to. A long one reads many generations: another area cancels it, and so does `stop`; `again` starts anew. */
export function useArea(input: number, area: Area | undefined): AreaAnswer & { readonly stop: () => void; readonly again: () => void } {
  const { client, version } = useCase();
  const [answer, setAnswer] = useState<AreaAnswer & { readonly of?: string }>(nothing);
  const [attempt, setAttempt] = useState(0);
  const wanted = area && JSON.stringify(area);
  const stopped = answer.of === wanted && answer.stopped;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an equal area is the same, and another opening or attempt asks again
  useEffect(() => {
    if (!client || !area || stopped) return;
    const control = new AbortController();
    const say = (change: Partial<AreaAnswer>) => {
      if (!control.signal.aborted) setAnswer({ ...nothing, ...change, of: wanted });
    };
    client
      .query(
        'trace.area',
        { input, ...area },
        { signal: control.signal, onProgress: (step) => say({ done: step.bytesDone / Math.max(1, step.bytesTotal) }) },
      )
      .then(
        (totals) => say({ totals }),
        (error: unknown) => say({ error: error instanceof Error ? error : new Error(String(error)) }),
      );
    return () => control.abort();
  }, [client, version, input, wanted, attempt, stopped]);
  const now = answer.of === wanted ? answer : nothing;
  return {
    ...now,
    stop: () => setAnswer({ ...nothing, stopped: true, of: wanted }),
    again: () => {
      setAnswer(nothing);
      setAttempt((before) => before + 1);
    },
  };
}
