import { useMemo } from 'react';
import type { GoroutineFilter, GroupRow } from '@/lib/query/goroutines';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { shortKey } from './group-row';

/** A filter in force, as a button that takes it away. */
export interface Chip {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** Parameters of the address that narrow the goroutines shown. */
export const filterNames = ['q', 'state', 'function', 'creator', 'value', 'waited', 'in'] as const;

/** The filter that the address holds, for the worker, and its chips for the page. */
export function useGoroutineFilter(groups: readonly GroupRow[] | undefined): { filter: GoroutineFilter; chips: readonly Chip[] } {
  const t = useText();
  const url = useUrl();
  const [text, state, fn, creator, value, waited, within, key] = [...filterNames, 'label'].map((name) => url.get(name));
  return useMemo(() => {
    const none = t('goroutines.unknownState');
    const range = /^(-?\d+)-(\d+)$/.exec(waited ?? '');
    const group = within === undefined ? undefined : groups?.find((one) => shortKey(one.key) === within);
    const filter: GoroutineFilter = {
      text: text || undefined,
      // A bar of goroutines whose value is not told filters by «-».
      state: state === '-' ? '' : state,
      fn,
      creator: creator === '-' ? '' : creator,
      label: key !== undefined && value !== undefined ? { key, value: value === '-' ? '' : value } : undefined,
      minutes: range ? { from: Number(range[1]), to: Number(range[2]) } : undefined,
      group: group?.key,
    };
    const chips: Chip[] = [];
    const add = (name: string, label: string, shown: string | undefined) => {
      if (shown !== undefined) chips.push({ name, label, value: shown });
    };
    add('state', t('goroutines.state'), state === '-' ? none : state);
    add('function', t('goroutines.function'), fn);
    add('creator', t('goroutines.createdBy'), creator === '-' ? none : creator);
    if (filter.label) add('value', filter.label.key, filter.label.value || t('goroutines.noLabel'));
    if (range) add('waited', t('goroutines.waited'), t('goroutines.minutesRange', { from: range[1], to: range[2] }));
    if (group) add('in', t('goroutines.listTitle'), `${group.state} · ${group.at?.fn ?? ''}`);
    return { filter, chips };
  }, [t, groups, text, state, fn, creator, value, waited, within, key]);
}
