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

/** The guidance catalogue, fetched as a part of the page's code when it is first needed; why it did not come. */
export function useCatalogue(): { readonly catalogue: Catalogue | undefined; readonly error: Error | undefined } {
  const [catalogue, setCatalogue] = useState(loaded);
  const [error, setError] = useState<Error>();
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    fetched().then(
      (catalogue) => {
        if (!gone) setCatalogue(catalogue);
      },
      (failure: unknown) => {
        if (!gone) setError(failure instanceof Error ? failure : new Error(String(failure)));
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  return { catalogue, error };
}
