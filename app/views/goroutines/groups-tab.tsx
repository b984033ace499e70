'use client';

import { useCallback, useDeferredValue, useMemo } from 'react';
import type { GoroutineFilter, LabelKey } from '@/lib/query/goroutines';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Select } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { BarsOf } from './bars';
import { type By, bucketsOf, bys, labelBucketsOf } from './group-by';
import type { GroupRow, ShownGroup } from './group-row';
import { GroupTable } from './group-table';
import { MinutesChart } from './minutes';

const byLabels = {
  state: 'goroutines.byState',
  function: 'goroutines.byFunction',
  creator: 'goroutines.byCreator',
  label: 'goroutines.byLabel',
} as const;
const none: readonly never[] = [];

/** Bars by wait reason, function, creation site or label; how long they wait; and the groups as a table. */
export function GroupsTab(props: {
  input: number;
  report: { readonly total: number; readonly groups: readonly GroupRow[]; readonly labels: readonly LabelKey[] };
  filter: GoroutineFilter;
  selected: GroupRow | undefined;
  onPick: (group: GroupRow) => void;
  onClear: () => void;
}) {
  const { t } = usePreferences();
  const url = useUrl();
  const { input, report, filter } = props;
  const selection = useQuery('goroutines.select', { input, filter });
  const columns = useQuery('goroutines.columns', { input });
  const byText = url.get('by') === 'creation' ? 'creator' : url.get('by');
  const possible = useMemo(() => bys.filter((one) => one !== 'label' || report.labels.length > 0), [report.labels]);
  const by: By = possible.find((one) => one === byText) ?? 'state';
  const key = report.labels.find((one) => one.key === url.get('label'))?.key ?? report.labels[0]?.key ?? '';
  const labels = useQuery('goroutines.labels', { input, key, filter }, { skip: by !== 'label' });
  const shown = useMemo(
    (): readonly ShownGroup[] =>
      selection.data
        ? report.groups.flatMap((group, at) => {
            const count = selection.data?.byGroup[at] ?? 0;
            return count > 0 ? [{ group, count }] : [];
          })
        : none,
    [report.groups, selection.data],
  );
  // The table follows at once, the charts in a task of their own: typing never waits for all of it together.
  const chartShown = useDeferredValue(shown);
  const chartSelection = useDeferredValue(selection.data);
  const buckets = useMemo(
    () => (by === 'label' ? labelBucketsOf(labels.data ?? none) : bucketsOf(chartShown, by)),
    [chartShown, by, labels.data],
  );
  const { set } = url;
  const pick = useCallback(
    (bucket: string) => {
      const value = bucket === '' ? '-' : bucket;
      if (by === 'label') set({ label: key, value });
      else if (by !== 'function' || bucket !== '') set({ [by]: value });
    },
    [set, by, key],
  );
  const pickMinutes = useCallback((from: number, to: number) => set({ waited: `${from}-${to}` }), [set]);
  const controls = useMemo(
    () => (
      <span className="flex flex-wrap items-center gap-2">
        <Choice<By>
          label={t('goroutines.by')}
          value={by}
          options={possible.map((one) => ({ value: one, label: t(byLabels[one]) }))}
          onChange={(value) => set({ by: value === 'state' ? undefined : value })}
        />
        {by === 'label' ? (
          <Select
            label={t('goroutines.labelKey')}
            value={key}
            options={report.labels.map((one) => ({
              value: one.key,
              label: t('goroutines.labelKeyOption', { key: one.key, n: one.values }),
            }))}
            onChange={(value) => set({ label: value, value: undefined })}
          />
        ) : null}
      </span>
    ),
    [t, by, possible, key, report.labels, set],
  );
  const failure = columns.error ?? labels.error;
  if (selection.error) return <QueryFailure error={selection.error} />;
  if (!selection.data) return <Computing />;
  return (
    <>
      <div className="grid gap-4 wide:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {failure ? <QueryFailure error={failure} /> : null}
        <BarsOf buckets={buckets} by={by} labelKey={key} total={chartSelection?.selected ?? 0} controls={controls} onPick={pick} />
        {columns.data && chartSelection ? <MinutesChart columns={columns.data} rows={chartSelection.rows} onPick={pickMinutes} /> : null}
      </div>
      <GroupTable groups={shown} total={report.total} selected={props.selected?.key} onPick={props.onPick} onClear={props.onClear} />
    </>
  );
}
