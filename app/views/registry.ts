import type { MessageKey } from '@/lib/messages';
import { prepareCatalogue } from '../state/use-catalogue';
import type { IconName } from '../ui/icons';
import { type Part, part } from './part';

/** One view of a case. Its component takes no props: it reads the case and the address through app/state. */
export interface ViewEntry extends Part<object> {
  readonly id: string;
  readonly label: MessageKey;
  readonly icon: IconName;
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

/** Fetches the code of every view and the catalogue that several show, so that going to one shows it at once. */
export function prepareViews(): void {
  for (const view of views) view.prepare();
  prepareCatalogue();
}
