'use client';

import { useEffect, useState } from 'react';
import type { GuidanceEntry } from '@/lib/guidance';

export interface Catalogue {
  readonly entries: readonly GuidanceEntry[];
  readonly byId: ReadonlyMap<string, GuidanceEntry>;
}

let loaded: Catalogue | undefined;

/** The guidance catalogue, fetched as a part of the page's code when it is first needed. */
export function useCatalogue(): Catalogue | undefined {
  const [catalogue, setCatalogue] = useState(loaded);
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    void import('@/lib/guidance').then(({ guidanceCatalogue, guidanceById }) => {
      loaded = { entries: guidanceCatalogue, byId: guidanceById };
      if (!gone) setCatalogue(loaded);
    });
    return () => {
      gone = true;
    };
  }, []);
  return catalogue;
}
