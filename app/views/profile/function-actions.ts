import type { Translate } from '@/lib/messages';
import type { MenuItem } from './menu';
import { exactly } from './search';
import type { ProfileTabProps } from './tabs';
import { patternOf } from './tree-model';
import type { FilterKind } from './view-options';

/** What a row of a table or a frame of a graph is about. */
export interface Subject {
  /** As -top prints it at the granularity. */
  readonly name: string;
  readonly function: string;
  readonly file: string;
}

/** Filters that are added from a row or a frame, the most used first. */
export const quickFilters = ['focus', 'ignore', 'hide', 'show-from', 'prune-from'] as const satisfies readonly FilterKind[];

export interface SubjectActions extends Pick<ProfileTabProps, 'select' | 'setSearch' | 'addFilter'> {
  readonly sandwich: (name: string) => void;
  readonly pinned: (name: string) => boolean;
  readonly pin: (name: string) => void;
}

/** Everything that can be done with a function, file or line, as a menu. */
export function subjectMenu(subject: Subject, actions: SubjectActions, copy: (text: string) => void, t: Translate): MenuItem[] {
  const { name } = subject;
  const short = patternOf(subject);
  return [
    { label: t('profile.details'), run: () => actions.select(name) },
    { label: t('profile.sandwichThis'), run: () => actions.sandwich(name) },
    { label: t(actions.pinned(name) ? 'profile.unpin' : 'profile.pin'), run: () => actions.pin(name) },
    ...quickFilters.map((kind) => ({ label: t(`filters.do-${kind}`), run: () => actions.addFilter(kind, short) })),
    { label: t('profile.searchThis'), run: () => actions.setSearch(exactly(name)) },
    { label: t('profile.copyName'), run: () => copy(name) },
  ];
}
