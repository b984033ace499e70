import type { Amount } from '@/lib/base/units';
import type { MessageKey } from '@/lib/messages';
import type { ReportHead } from '@/lib/model/profile-report';
import type { InputCard } from '@/lib/query/case';
import type { ProfileSummary } from '@/lib/report/types';
import { type Part, part } from '../part';
import type { FilterKind, ProfileQuery, ViewOptions } from './view-options';

/**
 * What every tab of the profile page is given. The shell has the input, the sample type, the filters, the search and the
 * selected function in the address; a tab asks its own query with `query` spread into the parameters:
 *
 *     const tree = useQuery('profile.tree', { ...props.query, inverted: true });
 *
 * and keeps whatever is its own in the address too (app/state/url.ts), under names that begin with its id.
 */
export interface ProfileTabProps {
  readonly input: InputCard;
  /** Position among the input's parts; undefined for its first profile. */
  readonly part: number | undefined;
  /** Kind, number of samples, sample types with their totals, times: nothing of it is filtered. */
  readonly summary: ProfileSummary;
  /** Part, sample type, filters, granularity, base: the parameters that all `profile.*` queries share. */
  readonly query: ProfileQuery;
  /** The same as the address says it, e.g. to tell the granularity. */
  readonly options: ViewOptions;
  readonly sampleType: string;
  /** The sample type's own unit, in which all values of the queries are. */
  readonly unit: string;
  /** Prints a value in the unit that the reader chose: `1.21MB`. */
  readonly format: (value: Amount) => string;
  /** The input that is subtracted, where two are compared: the values are then differences. */
  readonly base: InputCard | undefined;
  /** What percentages are of and which filters matched nothing; undefined until known. */
  readonly head: ReportHead | undefined;
  /** Sum of what the filters leave over; undefined until known. */
  readonly shown: Amount | undefined;
  /** The search as typed, and its test on a row's or frame's name; no test without a search. */
  readonly search: { readonly text: string; readonly test: ((name: string) => boolean) | undefined };
  /** The name, as -top prints it at the granularity, that the drawer shows. */
  readonly selected: string | undefined;
  readonly select: (name: string | undefined) => void;
  readonly setSearch: (text: string) => void;
  /** Adds a filter for exactly this name (or, for the tag filters, this text) to the address. */
  readonly addFilter: (kind: FilterKind, name: string) => void;
}

export interface ProfileTab extends Part<ProfileTabProps> {
  /** Also the value of `tab` in the address. */
  readonly id: string;
  readonly label: MessageKey;
}

/** The tabs in their order, one line each; the first is shown where the address names none. */
export const tabs: readonly ProfileTab[] = [
  { id: 'flame', label: 'profile.flame', ...part(() => import('./flame-tab')) },
  { id: 'top', label: 'profile.top', ...part(() => import('./top-tab')) },
  { id: 'graph', label: 'explore.graph', ...part(() => import('./graph')) },
  { id: 'treemap', label: 'explore.treemap', ...part(() => import('./treemap')) },
  { id: 'source', label: 'explore.source', ...part(() => import('./source')) },
  { id: 'memory', label: 'explore.memory', ...part(() => import('./memory')) },
  { id: 'labels', label: 'explore.labels', ...part(() => import('./labels')) },
];

export function tabOf(id: string | undefined): ProfileTab {
  return tabs.find((tab) => tab.id === id) ?? tabs[0];
}

/** Fetches the code of every tab, so that going to one shows it at once. */
export function prepareTabs(): void {
  for (const tab of tabs) tab.prepare();
}

// Nearly everyone who opens a profile sees its first tab: its code comes with the page's own.
tabs[0].prepare();
