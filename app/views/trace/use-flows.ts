'use client';

import { useEffect, useState } from 'react';
import type { Flows } from '@/lib/query/trace-lanes';
import { useCase } from '../../state/case';
import type { TimeWindow } from './use-time-window';

/** Wake-ups that a goroutine takes part in over the window shown; undefined without one, or where the window cannot be read at once. */
export function useFlows(input: number, row: number | undefined, time: TimeWindow): Flows | undefined {
  const { client, version } = useCase();
  const [flows, setFlows] = useState<{ readonly row: number; readonly flows: Flows }>();
  const { settled } = time;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another opening asks again
  useEffect(() => {
    if (!client || row === undefined) return;
    const stop = new AbortController();
    client.query('trace.flows', { input, row, from: Math.floor(settled.min), to: Math.ceil(settled.max) + 1 }, stop).then(
      (answer) => {
        if (!stop.signal.aborted) setFlows({ row, flows: answer });
      },
      // The arrows are an addition to lanes that tell their own failure.
      () => {
        if (!stop.signal.aborted) setFlows(undefined);
      },
    );
    return () => stop.abort();
  }, [client, version, input, row, settled]);
  return flows?.row === row ? flows?.flows : undefined;
}
