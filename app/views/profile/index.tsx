'use client';

import { Suspense, useCallback, useDeferredValue, useEffect, useMemo } from 'react';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { captureTime } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { whenIdle } from '../../state/idle';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Command, SearchField } from '../../ui/basics';
import { Computing, Empty, Notice, QueryFailure } from '../../ui/states';
import { CompareOffer } from './compare-offer';
import { ExportMenu } from './export-menu';
import { FilterBar } from './filter-bar';
import { FunctionDrawer } from './function-drawer';
import { OptionBar } from './option-bar';
import { compileSearch, exactly } from './search';
import { type ProfileTabProps, prepareTabs, tabOf, tabs } from './tabs';
import { useChecked } from './use-checked';
import { useProfileInputs } from './use-profile-inputs';
import { commandOf, type FilterKind, filtersOf, formatter, queryOf, readOptions, withPart } from './view-options';

/** Any pprof profile under the tabs of ./tabs.ts; sample type, filters, search, tab and selection stand in the address. */
export default function ProfileView() {
  const { inputs, current } = useProfileInputs();
  if (!current) return <Empty text="states.emptyProfile" command="curl -o heap.pb.gz http://localhost:6060/debug/pprof/heap" />;
  return <OneProfile key={current.index} inputs={inputs} current={current} />;
}

function OneProfile({
  inputs,
  current,
}: ReturnType<typeof useProfileInputs> & { current: NonNullable<ReturnType<typeof useProfileInputs>['current']> }) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const state = useCase();
  const { set, get } = url;
  const summary = useQuery('profile.summary', { input: current.index });
  const types = summary.data?.sampleTypes ?? [];
  const wanted = get('type');
  const chosen = types.find((candidate) => candidate.type === wanted);
  const type = chosen?.type ?? summary.data?.defaultSampleType ?? '';
  const typeFacts = types.find((candidate) => candidate.type === type);
  const unit = typeFacts?.unit ?? '';
  const text = get('q') ?? '';
  const deferred = useDeferredValue(text);
  const search = useMemo(() => ({ text: deferred, test: compileSearch(deferred) }), [deferred]);
  const given = useMemo(() => {
    const read = readOptions(get);
    // A base that is no other profile of the case is none.
    const base = inputs.some((input) => input.index === read.base && input.index !== current.index) ? read.base : undefined;
    return { ...read, base };
  }, [get, inputs, current.index]);
  const checked = useChecked(given);
  const options = checked.options ?? given;
  const ready = summary.data !== undefined && checked.options !== undefined;
  const query = useMemo(() => queryOf({ input: current.index, sampleType: type }, options), [current.index, type, options]);
  const format = useMemo(() => formatter(unit, options.unit), [unit, options.unit]);
  const top = useQuery('profile.top', { ...query, limit: 0, nodeFraction: 0 }, { skip: !ready });
  const selected = get('fn') || undefined;
  const select = useCallback((name: string | undefined) => set({ fn: name }, { replace: true }), [set]);
  const setSearch = useCallback((value: string) => set({ q: value }, { replace: true }), [set]);
  const addFilter = useCallback(
    (kind: FilterKind, name: string) => set({ [kind]: withPart(kind, get(kind), kind.startsWith('tag') ? name : exactly(name)) }),
    [set, get],
  );
  const base = state.inputs.find((input) => input.index === options.base);
  const empty = ready && Number(typeFacts?.total ?? 0) === 0 && !base && top.data !== undefined && top.data.rows.length === 0;
  const nothingLeft = ready && !empty && top.data?.rows.length === 0 && filtersOf(options).length > 0;
  const tab = tabOf(get('tab'));
  useEffect(() => whenIdle(prepareTabs), []);
  const facts: [string, string][] = summary.data
    ? [
        [t('charts.total'), format(BigInt(typeFacts?.total ?? 0))],
        [t('profile.samples'), formatCount(summary.data.samples)],
        [t('profile.duration'), Number(summary.data.durationNanos) > 0 ? formatDuration(Number(summary.data.durationNanos)) : ''],
        [t('profile.taken'), captureTime(current, language)],
      ]
    : [];
  const tabProps: ProfileTabProps | undefined = summary.data && {
    input: current,
    part: query.part,
    summary: summary.data,
    query,
    options,
    sampleType: type,
    unit,
    format,
    base,
    head: top.data?.head,
    shown: top.data?.totalShown,
    search,
    selected,
    select,
    setSearch,
    addFilter,
  };
  return (
    <div className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{summary.data ? t('profile.titleOf', { kind: summary.data.kind }) : t('profile.title')}</h1>
        <dl className="mr-auto flex flex-wrap gap-x-4 text-sm text-ink2">
          {facts
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <div key={label} className="flex gap-1.5">
                <dt>{label}</dt>
                <dd className="tabular-nums text-ink">{value}</dd>
              </div>
            ))}
        </dl>
        {ready ? (
          <ExportMenu
            query={query}
            name={`${summary.data?.kind} ${type}`}
            command={commandOf({ profile: current.name, base: base?.name }, type, options)}
          />
        ) : null}
      </header>
      <OptionBar inputs={inputs} current={current} types={types} sampleType={type} unit={unit} options={given} />
      {summary.data && given.base === undefined ? <CompareOffer inputs={inputs} current={current} kind={summary.data.kind} /> : null}
      <FilterBar
        options={given}
        errors={checked.errors}
        at={{ input: current.index, sampleType: type }}
        head={top.data?.head}
        shown={base ? undefined : top.data?.totalShown}
        whole={base || typeFacts === undefined ? undefined : BigInt(typeFacts.total)}
        format={format}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <TabRow current={tab.id} onChange={(id) => set({ tab: id === tabs[0].id ? undefined : id })} />
        <h2 className="sr-only print:not-sr-only">{t(tab.label)}</h2>
        <SearchField label={t('profile.search')} value={text} onChange={setSearch} className="w-full max-w-[360px] flex-1 basis-[240px]" />
      </div>
      {summary.error ? <QueryFailure error={summary.error} /> : null}
      {!ready && !summary.error ? <Computing /> : null}
      {empty ? (
        <Notice title={t('profile.empty', { type })}>
          <p>{t('profile.emptyNote')}</p>
          <Command text={'runtime.SetBlockProfileRate(10_000)   // ns\nruntime.SetMutexProfileFraction(100)'} />
        </Notice>
      ) : null}
      {nothingLeft ? (
        <Notice title={t('filters.nothingLeft')}>
          <p>{t('filters.nothingLeftNote')}</p>
        </Notice>
      ) : null}
      {tabProps && ready && !empty && !nothingLeft ? (
        <Suspense fallback={<Computing />}>
          {/* Values of another sample type, held until its own are there, would be printed in the wrong unit; names of another granularity lead nowhere. */}
          <tab.View key={`${type} ${options.granularity}`} {...tabProps} />
        </Suspense>
      ) : null}
      {tabProps && ready && selected !== undefined ? <FunctionDrawer {...tabProps} name={selected} /> : null}
    </div>
  );
}

/** The tabs, as links would be: each is a state of the address. */
function TabRow(props: { current: string; onChange: (id: string) => void }) {
  const { t } = usePreferences();
  return (
    <nav aria-label={t('profile.view')} className="print:hidden flex flex-wrap gap-x-1 border-b border-line">
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          aria-current={tab.id === props.current ? 'page' : undefined}
          className={`-mb-px border-b-2 px-2.5 py-1.5 text-sm font-medium hover:text-ink ${tab.id === props.current ? 'border-accent text-accent' : 'border-transparent text-ink2'}`}
          onClick={() => props.onChange(tab.id)}
        >
          {t(tab.label)}
        </button>
      ))}
    </nav>
  );
}
