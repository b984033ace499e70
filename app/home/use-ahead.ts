'use client';

import { PrefetchKind } from 'next/dist/client/components/router-reducer/router-reducer-types';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { prepareCaseWorker } from '@/lib/worker/start';
import { whenIdle } from '../state/idle';
import { newKey } from '../state/store';
import { prepareViews } from '../views/registry';

/**
 * Fetches what the first file will need before it comes: the worker's code at once and, when the page has nothing better to do, the page of the
 * next case with its views. What it gives takes the id of that case.
 */
export function useAhead(): () => string {
  const router = useRouter();
  const next = useRef<string>(undefined);
  useEffect(() => {
    prepareCaseWorker();
    return whenIdle(() => {
      next.current = newKey();
      // The page is rendered on request, so that only the whole of it is worth having.
      router.prefetch(`/case?id=${next.current}`, { kind: PrefetchKind.FULL });
      prepareViews();
    });
  }, [router]);
  return useCallback(() => {
    const id = next.current ?? newKey();
    next.current = undefined;
    return id;
  }, []);
}
