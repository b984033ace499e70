import { UsageError } from '../../base/errors';
import type { Phrase } from '../../base/phrase';
import { compileTagFilter } from './labels';
import type { ProfileFilter } from './options';
import { compileRegexp } from './regexp';

/** The filters that hold an expression. */
export type CheckedFilter = Exclude<keyof ProfileFilter, 'noinlines' | 'granularity' | 'showColumns' | 'tagroot' | 'tagleaf'>;

const names: Readonly<Record<CheckedFilter, string>> = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  showFrom: 'show_from',
  pruneFrom: 'prune_from',
  tagfocus: 'tagfocus',
  tagignore: 'tagignore',
  tagshow: 'tagshow',
  taghide: 'taghide',
};

/** What is wrong with each filter that a report would refuse, as its error tells it; nothing for those that can be used. */
export function filterErrors(filters: ProfileFilter): Partial<Record<CheckedFilter, Phrase>> {
  const errors: Partial<Record<CheckedFilter, Phrase>> = {};
  for (const [option, name] of Object.entries(names) as [CheckedFilter, string][]) {
    const text = filters[option];
    try {
      if (option === 'tagfocus' || option === 'tagignore') compileTagFilter(name, text, new Map());
      else compileRegexp(name, text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      errors[option] = error.told;
    }
  }
  return errors;
}
