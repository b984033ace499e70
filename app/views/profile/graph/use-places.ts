'use client';

import { useEffect, useState } from 'react';
import type { CallGraphInput, CallGraphPlaces } from '@/lib/charts/layout/call-graph';

export type Placing =
  | { readonly state: 'placing' }
  | { readonly state: 'placed'; readonly input: CallGraphInput; readonly places: CallGraphPlaces }
  | { readonly state: 'failed'; readonly why: string };

/** The places of a graph, computed in a worker of its own so that neither input nor the case's queries wait; another graph ends the one before. */
export function usePlaces(input: CallGraphInput | undefined): Placing {
  const [placing, setPlacing] = useState<Placing>({ state: 'placing' });
  useEffect(() => {
    if (!input) return;
    setPlacing({ state: 'placing' });
    const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module', name: 'gotriage-graph' });
    worker.onmessage = ({ data }: MessageEvent<{ places: CallGraphPlaces } | { failure: string }>) => {
      setPlacing('places' in data ? { state: 'placed', input, places: data.places } : { state: 'failed', why: data.failure });
      worker.terminate();
    };
    worker.onerror = (event) => setPlacing({ state: 'failed', why: event.message });
    worker.postMessage(input);
    return () => worker.terminate();
  }, [input]);
  return placing;
}
