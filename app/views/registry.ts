import { type ComponentType, createElement, lazy, useState } from 'react';
import type { MessageKey } from '@/lib/messages';
import type { IconName } from '../ui/icons';

/** One view of a case. Its component takes no props: it reads the case and the address through app/state. */
export interface ViewEntry {
  readonly id: string;
  readonly label: MessageKey;
  readonly icon: IconName;
  readonly View: ComponentType;
  /** Fetches the view's code before it is shown. */
  readonly prepare: () => void;
}

/** Every view in the order of the rail, one line each; each lives in a folder of its own beside this file. */
export const views: readonly ViewEntry[] = [
  { id: 'overview', label: 'frame.overview', icon: 'overview', ...part(() => import('./overview')) },
  { id: 'goroutines', label: 'frame.goroutines', icon: 'goroutines', ...part(() => import('./goroutines')) },
  { id: 'gc', label: 'frame.gc', icon: 'gc', ...part(() => import('./gc')) },
  { id: 'profile', label: 'frame.profile', icon: 'profile', ...part(() => import('./profile')) },
  { id: 'trace', label: 'frame.trace', icon: 'trace', ...part(() => import('./trace')) },
  { id: 'compare', label: 'frame.compare', icon: 'compare', ...part(() => import('./compare')) },
  { id: 'guidance', label: 'frame.guidance', icon: 'guidance', ...part(() => import('./guidance')) },
];

export function viewOf(id: string | undefined): ViewEntry {
  return views.find((view) => view.id === id) ?? views[0];
}

/** Fetches the code of every view, so that going to one shows it at once. */
export function prepareViews(): void {
  for (const view of views) view.prepare();
}

/**
 * A view whose code comes when it is needed. Once it is there it is rendered without a fallback: React holds a shown fallback for 300 ms, however
 * soon the code comes.
 */
function part(load: () => Promise<{ readonly default: ComponentType }>): Pick<ViewEntry, 'View' | 'prepare'> {
  let loaded: ComponentType | undefined;
  const fetched = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const Lazy = lazy(fetched);
  return {
    View: () => {
      const [Chosen] = useState<ComponentType>(() => loaded ?? Lazy);
      return createElement(Chosen);
    },
    // A fetch that fails is told when the view is opened, which tries again.
    prepare: () => {
      if (!loaded) fetched().catch(() => undefined);
    },
  };
}
