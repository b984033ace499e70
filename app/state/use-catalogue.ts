'use client';

import { useEffect, useState } from 'react';
import type { GuidanceEntry } from '@/lib/guidance';

export interface Catalogue {
  readonly entries: readonly GuidanceEntry[];
  readonly byId: ReadonlyMap<string, GuidanceEntry>;
}

let loaded: Catalogue | undefined;

async function fetched(): Promise<Catalogue> {
  const { guidanceCatalogue, guidanceById } = await import('@/lib/guidance');
  loaded ??= { entries: guidanceCatalogue, byId: guidanceById };
  return loaded;
}

/** Fetches the catalogue before it is shown; a fetch that fails is tried again when it is. */
export function prepareCatalogue(): void {
  fetched().catch(() => undefined);
}

/** The guidance catalogue, fetched as a part of the page's code when it is first needed. */
export function useCatalogue(): Catalogue | undefined {
  const [catalogue, setCatalogue] = useState(loaded);
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    void fetched().then((catalogue) => {
      if (!gone) setCatalogue(catalogue);
    });
    return () => {
      gone = true;
    };
  }, []);
  return catalogue;
}
