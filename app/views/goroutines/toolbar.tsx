'use client';

import { captureTime } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Choice, SearchField, Select } from '../../ui/basics';
import type { Chip } from './use-filter';

export const goroutineTabs = ['groups', 'tree', 'list', 'changes', 'instances', 'open'] as const;
export type GoroutineTab = (typeof goroutineTabs)[number];
const tabLabels = {
  groups: 'goroutines.tabGroups',
  tree: 'goroutines.tabTree',
  list: 'goroutines.tabList',
  changes: 'goroutines.tabChanges',
  instances: 'goroutines.tabInstances',
  open: 'goroutines.tabOpen',
} as const;
/** Tabs that show the goroutines of one capture, narrowed by the filter. */
const filtered: ReadonlySet<GoroutineTab> = new Set<GoroutineTab>(['groups', 'tree', 'list']);
/** Waits to choose by keys, in minutes; bars of the histogram set any other. */
const waits = [1, 5, 10, 60] as const;
const longest = 1_000_000_000;

/** Which capture, which tab, and what narrows it: search, least wait, and the filter's parts, each of which a click takes away. */
export function Toolbar(props: {
  positions: readonly number[];
  position: number;
  tabs: readonly GoroutineTab[];
  tab: GoroutineTab;
  chips: readonly Chip[];
}) {
  const { positions, position, tab, chips } = props;
  const { t, language } = usePreferences();
  const { inputs } = useCase();
  const url = useUrl();
  const waited = url.get('waited');
  const least = waits.find((minutes) => waited === `${minutes}-${longest}`);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {positions.length > 1 ? (
          <Select
            label={t('goroutines.input')}
            value={String(position)}
            options={positions.map((at) => ({
              value: String(at),
              label: [inputs[at].name, captureTime(inputs[at], language)].filter(Boolean).join(' · '),
            }))}
            onChange={(value) => url.set({ input: value, group: undefined, g: undefined, in: undefined })}
          />
        ) : null}
        <Choice<GoroutineTab>
          label={t('goroutines.show')}
          value={tab}
          options={props.tabs.map((one) => ({ value: one, label: t(tabLabels[one]) }))}
          onChange={(value) => url.set({ tab: value === 'groups' ? undefined : value, g: undefined })}
        />
        {filtered.has(tab) ? (
          <>
            <SearchField
              label={t('goroutines.search')}
              value={url.get('q') ?? ''}
              onChange={(value) => url.set({ q: value }, { replace: true })}
              className="w-full max-w-[360px] flex-1 basis-[220px]"
            />
            <Select
              label={t('goroutines.waitedAtLeast')}
              value={least === undefined ? '' : String(least)}
              options={[
                { value: '', label: t('goroutines.anyWait') },
                ...waits.map((minutes) => ({ value: String(minutes), label: t('goroutines.minutes', { n: minutes }) })),
              ]}
              onChange={(value) => url.set({ waited: value === '' ? undefined : `${value}-${longest}` }, { replace: true })}
            />
          </>
        ) : null}
      </div>
      <h2 className="sr-only">{t(tabLabels[tab])}</h2>
      {chips.length > 0 && filtered.has(tab) ? (
        <ul className="flex flex-wrap gap-2">
          {chips
            .filter(({ name }) => name !== 'waited' || least === undefined)
            .map(({ name, label, value }) => (
              <li key={name} className="min-w-0">
                <button type="button" className="btn max-w-full" aria-pressed="true" onClick={() => url.set({ [name]: undefined })}>
                  <span className="shrink-0">{label}:</span> <code className="min-w-0 truncate">{value}</code> ×
                </button>
              </li>
            ))}
        </ul>
      ) : null}
    </>
  );
}
