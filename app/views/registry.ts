import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { MessageKey } from '@/lib/messages';
import type { IconName } from '../ui/icons';

/** One view of a case. Its component takes no props: it reads the case and the address through app/state. */
export interface ViewEntry {
  readonly id: string;
  readonly label: MessageKey;
  readonly icon: IconName;
  readonly View: LazyExoticComponent<ComponentType>;
}

/** Every view in the order of the rail, one line each; each lives in a folder of its own beside this file. */
export const views: readonly ViewEntry[] = [
  { id: 'overview', label: 'frame.overview', icon: 'overview', View: lazy(() => import('./overview')) },
  { id: 'goroutines', label: 'frame.goroutines', icon: 'goroutines', View: lazy(() => import('./goroutines')) },
  { id: 'gc', label: 'frame.gc', icon: 'gc', View: lazy(() => import('./gc')) },
  { id: 'profile', label: 'frame.profile', icon: 'profile', View: lazy(() => import('./profile')) },
  { id: 'trace', label: 'frame.trace', icon: 'trace', View: lazy(() => import('./trace')) },
  { id: 'compare', label: 'frame.compare', icon: 'compare', View: lazy(() => import('./compare')) },
  { id: 'guidance', label: 'frame.guidance', icon: 'guidance', View: lazy(() => import('./guidance')) },
];

export function viewOf(id: string | undefined): ViewEntry {
  return views.find((view) => view.id === id) ?? views[0];
}
