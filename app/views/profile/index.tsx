'use client';

import { useDeferredValue, useMemo } from 'react';
import { measurementLabel } from '@/lib/base/units';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { captureTime } from '../../frame/case-bar';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Command, SearchField, Select } from '../../ui/basics';
import { Computing, Empty, Notice, QueryFailure } from '../../ui/states';
import { FlameChart } from './flame-chart';
import { FunctionDrawer } from './function-drawer';
import { compileSearch } from './search';
import { TopTable } from './top-table';
import { matchNodes, modelOf } from './tree-model';
import { useProfileInputs } from './use-profile-inputs';

/** Any pprof profile: flame graph or icicle, and the top table; search, sample type and selection stand in the address. */
export default function ProfileView() {
  const { inputs, current } = useProfileInputs();
  if (!current) return <Empty text="states.emptyProfile" command="curl -o heap.pb.gz http://HOST:6060/debug/pprof/heap" />;
  return <OneProfile key={current.index} inputs={inputs} current={current} />;
}

type Drawing = 'icicle' | 'flame' | 'top';

/**
 * Above this many samples a tree may have millions of nodes, few of which can ever be seen: 300 000 samples of 30 frames made
 * 6.2 million, and 0.1 million above a share of 1e-5, which a zoom of 40 times brings to half a pixel.
 */
const manySamples = 20_000;
const leastShare = 1e-5;

function OneProfile({
  inputs,
  current,
}: ReturnType<typeof useProfileInputs> & { current: NonNullable<ReturnType<typeof useProfileInputs>['current']> }) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const summary = useQuery('profile.summary', { input: current.index });
  const types = summary.data?.sampleTypes ?? [];
  const wanted = url.get('type');
  const type = types.find((candidate) => candidate.type === wanted)?.type ?? summary.data?.defaultSampleType ?? '';
  const drawing = (url.get('draw') ?? 'icicle') as Drawing;
  const text = url.get('q') ?? '';
  const deferred = useDeferredValue(text);
  const ready = summary.data !== undefined;
  const trimmed = (summary.data?.samples ?? 0) > manySamples;
  const tree = useQuery('profile.tree', { input: current.index, sampleType: type, minShare: trimmed ? leastShare : 0 }, { skip: !ready });
  const top = useQuery('profile.top', { input: current.index, sampleType: type, limit: 0, nodeFraction: 0 }, { skip: !ready });
  const model = useMemo(() => (tree.data ? modelOf(tree.data, t('profile.root')) : undefined), [tree.data, t]);
  const search = useMemo(() => compileSearch(deferred), [deferred]);
  const matches = useMemo(() => (model && search.test ? matchNodes(model, search.test) : undefined), [model, search]);
  const selected = url.get('fn');
  const pick = (name: string | undefined) => url.set({ fn: name }, { replace: true });
  const empty = model !== undefined && Number(model.tree.total[0]) === 0;
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
        <Choice<Drawing>
          label={t('profile.view')}
          value={drawing}
          options={[
            { value: 'icicle', label: t('profile.icicle') },
            { value: 'flame', label: t('profile.flame') },
            { value: 'top', label: t('profile.top') },
          ]}
          onChange={(value) => url.set({ draw: value === 'icicle' ? undefined : value })}
        />
        <SearchField
          label={t('profile.search')}
          value={text}
          onChange={(value) => url.set({ q: value }, { replace: true })}
          className="w-full max-w-[360px] flex-1 basis-[240px]"
        />
      </div>
      {[summary.error, tree.error, top.error].map((error, i) => (error ? <QueryFailure key={i} error={error} /> : null))}
      {!model && !tree.error ? <Computing /> : null}
      {empty ? (
        <Notice title={t('profile.empty', { type })}>
          <p>{t('profile.emptyNote')}</p>
          <Command text={'runtime.SetBlockProfileRate(10_000)   // ns\nruntime.SetMutexProfileFraction(100)'} />
        </Notice>
      ) : null}
      {model && !empty && drawing !== 'top' ? (
        <FlameChart model={model} upward={drawing === 'flame'} matches={matches} onDetails={pick} />
      ) : null}
      {trimmed && drawing !== 'top' ? <p className="-mt-2 text-xs text-ink2">{t('profile.trimmed')}</p> : null}
      {top.data && !empty ? <TopTable report={top.data} test={search.test} selected={selected} onPick={pick} /> : null}
      {selected !== undefined ? (
        <FunctionDrawer
          input={current.index}
          sampleType={type}
          name={selected}
          onClose={() => pick(undefined)}
          onPick={pick}
          onSearch={(value) => url.set({ q: value }, { replace: true })}
        />
      ) : null}
    </div>
  );
}
