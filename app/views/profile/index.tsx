'use client';

import { Suspense, useCallback, useDeferredValue, useMemo } from 'react';
import { measurementLabel } from '@/lib/base/units';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { captureTime } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Command, SearchField, Select } from '../../ui/basics';
import { Computing, Empty, Notice, QueryFailure } from '../../ui/states';
import { FunctionDrawer } from './function-drawer';
import { compileSearch, exactly } from './search';
import { tabOf, tabs } from './tabs';
import { useProfileInputs } from './use-profile-inputs';
import { type FilterKind, formatter, queryOf, readOptions, withPart } from './view-options';

/** Any pprof profile under the tabs of ./tabs.ts; sample type, filters, search, tab and selection stand in the address. */
export default function ProfileView() {
  const { inputs, current } = useProfileInputs();
  if (!current) return <Empty text="states.emptyProfile" command="curl -o heap.pb.gz http://HOST:6060/debug/pprof/heap" />;
  return <OneProfile key={current.index} inputs={inputs} current={current} />;
}

function OneProfile({
  inputs,
  current,
}: ReturnType<typeof useProfileInputs> & { current: NonNullable<ReturnType<typeof useProfileInputs>['current']> }) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const state = useCase();
  const summary = useQuery('profile.summary', { input: current.index });
  const types = summary.data?.sampleTypes ?? [];
  const wanted = url.get('type');
  const type = types.find((candidate) => candidate.type === wanted)?.type ?? summary.data?.defaultSampleType ?? '';
  const unit = types.find((candidate) => candidate.type === type)?.unit ?? '';
  const text = url.get('q') ?? '';
  const deferred = useDeferredValue(text);
  const search = useMemo(() => ({ text: deferred, test: compileSearch(deferred).test }), [deferred]);
  const options = useMemo(() => readOptions(url.get), [url.get]);
  const query = useMemo(() => queryOf({ input: current.index, sampleType: type }, options), [current.index, type, options]);
  const format = useMemo(() => formatter(unit, options.unit), [unit, options.unit]);
  const top = useQuery('profile.top', { ...query, limit: 0, nodeFraction: 0 }, { skip: !summary.data });
  const selected = url.get('fn');
  const { set, get } = url;
  const select = useCallback((name: string | undefined) => set({ fn: name }, { replace: true }), [set]);
  const setSearch = useCallback((value: string) => set({ q: value }, { replace: true }), [set]);
  const addFilter = useCallback(
    (kind: FilterKind, name: string) => set({ [kind]: withPart(kind, get(kind), kind.startsWith('tag') ? name : exactly(name)) }),
    [set, get],
  );
  const empty = top.data !== undefined && top.data.rows.length === 0 && Number(top.data.head.total) === 0;
  const tab = tabOf(url.get('tab'));
  const facts: [string, string][] = summary.data
    ? [
        [t('charts.total'), top.data ? measurementLabel(top.data.head.total, top.data.head.unit) : ''],
        [t('profile.samples'), formatCount(summary.data.samples)],
        [t('profile.duration'), Number(summary.data.durationNanos) > 0 ? formatDuration(Number(summary.data.durationNanos)) : ''],
        [t('profile.taken'), captureTime(current, language)],
      ]
    : [];
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{summary.data ? `${t('profile.title')}: ${summary.data.kind}` : t('profile.title')}</h1>
        <dl className="flex flex-wrap gap-x-4 text-sm text-ink2">
          {facts
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <div key={label} className="flex gap-1.5">
                <dt>{label}</dt>
                <dd className="tabular-nums text-ink">{value}</dd>
              </div>
            ))}
        </dl>
      </header>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {inputs.length > 1 ? (
          <Select
            label={t('profile.input')}
            value={String(current.index)}
            options={inputs.map((input) => ({ value: String(input.index), label: input.name }))}
            onChange={(value) => url.set({ input: value, type: undefined, fn: undefined })}
          />
        ) : null}
        {types.length > 1 ? (
          <Choice
            label={t('profile.sampleType')}
            value={type}
            options={types.map((candidate) => ({ value: candidate.type, label: candidate.type }))}
            onChange={(value) => url.set({ type: value })}
          />
        ) : null}
        <SearchField label={t('profile.search')} value={text} onChange={setSearch} className="w-full max-w-[360px] flex-1 basis-[240px]" />
      </div>
      <TabRow current={tab.id} onChange={(id) => url.set({ tab: id === tabs[0].id ? undefined : id })} />
      {summary.error ? <QueryFailure error={summary.error} /> : null}
      {!summary.data && !summary.error ? <Computing /> : null}
      {empty ? (
        <Notice title={t('profile.empty', { type })}>
          <p>{t('profile.emptyNote')}</p>
          <Command text={'runtime.SetBlockProfileRate(10_000)   // ns\nruntime.SetMutexProfileFraction(100)'} />
        </Notice>
      ) : null}
      {summary.data && !empty ? (
        <Suspense fallback={<Computing />}>
          <tab.Tab
            input={current}
            part={query.part}
            summary={summary.data}
            query={query}
            options={options}
            sampleType={type}
            unit={unit}
            format={format}
            base={state.inputs.find((input) => input.index === options.base)}
            head={top.data?.head}
            shown={top.data?.totalShown}
            search={search}
            selected={selected}
            select={select}
            setSearch={setSearch}
            addFilter={addFilter}
          />
        </Suspense>
      ) : null}
      {selected !== undefined && summary.data ? (
        <FunctionDrawer
          query={query}
          format={format}
          name={selected}
          onClose={() => select(undefined)}
          onPick={select}
          onSearch={setSearch}
        />
      ) : null}
    </div>
  );
}

/** The tabs, as links would be: each is a state of the address. */
function TabRow(props: { current: string; onChange: (id: string) => void }) {
  const { t } = usePreferences();
  return (
    <Choice
      label={t('profile.view')}
      value={props.current}
      options={tabs.map((tab) => ({ value: tab.id, label: t(tab.label) }))}
      onChange={props.onChange}
    />
  );
}
