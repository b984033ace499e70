'use client';

import { useCallback, useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import { captureTime } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, SearchField, Select } from '../../ui/basics';
import { Computing, Empty, QueryFailure } from '../../ui/states';
import { useTraceInputs } from '../trace/use-trace-inputs';
import { Changes } from './changes';
import { GroupDrawer } from './group-drawer';
import { type GroupRow, shortKey } from './group-row';
import { GroupsTab } from './groups-tab';
import { GrowthChart } from './growth';
import { capturesApart } from './growth-places';
import { Instances } from './instances';
import { LeakDrawer } from './leak-drawer';
import { type LeakRow, LeakTable } from './leaks';
import { ListTab } from './list-tab';
import { Rings } from './rings';
import { TraceWaits } from './trace-waits';
import { TreeTab } from './tree-tab';
import { filterNames, useGoroutineFilter } from './use-filter';

const tabs = ['groups', 'tree', 'list', 'changes', 'instances', 'open'] as const;
type Tab = (typeof tabs)[number];
const tabLabels = {
  groups: 'goroutines.tabGroups',
  tree: 'goroutines.tabTree',
  list: 'goroutines.tabList',
  changes: 'goroutines.tabChanges',
  instances: 'goroutines.tabInstances',
  open: 'goroutines.tabOpen',
} as const;
/** Tabs that show the goroutines of one capture, narrowed by the filter. */
const filtered: ReadonlySet<Tab> = new Set<Tab>(['groups', 'tree', 'list']);
/** Waits to choose by keys, in minutes; bars of the histogram set any other. */
const waits = [1, 5, 10, 60] as const;
const longest = 1_000_000_000;

/** Who waits, for what, since when, made by whom: suspects, groups, creation tree, single goroutines, and how they change. */
export default function GoroutinesView() {
  const inputs = useQuery('goroutines.inputs', undefined);
  const traces = useTraceInputs().inputs;
  if (inputs.error) return <QueryFailure error={inputs.error} />;
  if (!inputs.data) return <Computing />;
  if (inputs.data.length > 0) return <Page positions={inputs.data} />;
  if (traces.length > 0) return <TraceOnly />;
  return <Empty text="states.emptyGoroutines" command="curl -o goroutines.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'" />;
}

/** The leaks of the case, the one of the address, and the way to open one. Several instances: by their rank. */
function useLeaks() {
  const { findings } = useCase();
  const { get, set } = useUrl();
  const leaks = useMemo(() => {
    const rank = ({ card }: LeakRow) => Number(card.finding.evidence.rootMeanSquare ?? 0);
    return findings
      .map((card, index) => ({ card, index }))
      .filter(({ card }) => card.finding.rule === 'goroutine-leak')
      .sort((a, b) => rank(b) - rank(a) || a.index - b.index);
  }, [findings]);
  const at = Number(get('leak') ?? Number.NaN);
  const open = useCallback((index: number) => set({ leak: String(index), group: undefined, g: undefined }, { replace: true }), [set]);
  return { leaks, leak: leaks.find(({ index }) => index === at), open };
}

/** A case whose goroutines are known from an execution trace alone. */
function TraceOnly() {
  const { t } = usePreferences();
  const url = useUrl();
  const { leaks, leak, open } = useLeaks();
  return (
    <div className="flex flex-col gap-4">
      <h1>{t('goroutines.title')}</h1>
      <LeakTable leaks={leaks} selected={leak?.index ?? -1} onPick={open} />
      <TraceWaits />
      {leak ? <LeakDrawer key={leak.index} leak={leak} onClose={() => url.set({ leak: undefined }, { replace: true })} /> : null}
    </div>
  );
}

function Page({ positions }: { positions: readonly number[] }) {
  const { t, language } = usePreferences();
  const { inputs, record, setInstances } = useCase();
  const url = useUrl();
  const wanted = Number(url.get('input') ?? Number.NaN);
  // The last snapshot is the nearest to now; a dump tells waits and makers, which the counts of a profile do not.
  const last = positions.findLast((at) => inputs[at].format === 'goroutine-debug2') ?? positions[positions.length - 1];
  const position = positions.includes(wanted) ? wanted : last;
  const groups = useQuery('goroutines.groups', { input: position });
  const processes = useQuery('goroutines.processes', undefined);
  const instances = useQuery('goroutines.instances', undefined);
  const rings = useQuery('goroutines.rings', { input: position });
  // The capture shown may stand alone beside snapshots of another kind: those tell the growth all the same.
  const followed = processes.data?.filter((candidate) => candidate.snapshots.length > 1) ?? [];
  const process = followed.find((candidate) => candidate.snapshots.some((one) => one.input === position)) ?? followed[0];
  const apart = useMemo(() => (process ? capturesApart(process, processes.data ?? []) : []), [processes.data, process]);
  // Another capture's selection would be counted in this one's groups.
  const report = groups.loading ? undefined : groups.data;
  const { filter, chips } = useGoroutineFilter(report?.groups);
  const { leaks, leak, open: openLeak } = useLeaks();
  const traced = useTraceInputs().inputs.length > 0;
  const several = (instances.data?.instances.length ?? 0) > 1;
  const shown = tabs.filter(
    (one) => (one !== 'changes' || process !== undefined) && (one !== 'instances' || several) && (one !== 'open' || traced),
  );
  const tab: Tab = shown.find((one) => one === url.get('tab')) ?? 'groups';
  const marked = report?.groups.reduce((sum, group) => sum + group.leaked, 0) ?? 0;
  const selectedKey = url.get('group');
  const selected = selectedKey === undefined ? undefined : report?.groups.find((group) => shortKey(group.key) === selectedKey);
  const clear = useCallback(() => url.set(Object.fromEntries(filterNames.map((name) => [name, undefined]))), [url.set]);
  const openGroup = useCallback(
    (group: GroupRow) => url.set({ group: shortKey(group.key), leak: undefined, g: undefined }, { replace: true }),
    [url.set],
  );
  const openRow = useCallback(
    (row: number) => url.set({ g: String(row), leak: undefined, group: undefined, tab: 'list' }, { replace: true }),
    [url.set],
  );
  const waited = url.get('waited');
  const least = waits.find((minutes) => waited === `${minutes}-${longest}`);

  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1>{t('goroutines.title')}</h1>
        {report ? (
          <p className="text-ink2" data-testid="goroutine-total">
            {t('goroutines.total', { n: formatCount(report.total) })} · {t('goroutines.groups', { n: formatCount(report.groups.length) })}
            {marked > 0 ? ` · ${t('goroutines.leaked', { n: formatCount(marked) })}` : ''}
          </p>
        ) : null}
        {positions.length > 1 ? (
          <span className="ml-auto">
            <Select
              label={t('goroutines.capturesAre')}
              value={record?.instances ? 'each' : 'one'}
              options={[
                { value: 'one', label: t('goroutines.oneProcess') },
                { value: 'each', label: t('goroutines.oneEach') },
              ]}
              onChange={(value) => setInstances(value === 'each')}
            />
          </span>
        ) : null}
      </header>
      <LeakTable leaks={leaks} selected={leak?.index ?? -1} onPick={openLeak} />
      {[rings, processes, instances].map(({ error }) => (error ? <QueryFailure key={error.message} error={error} /> : null))}
      {rings.data && rings.data.length > 0 ? <Rings rings={rings.data} onPick={openRow} /> : null}
      {process ? <GrowthChart process={process} apart={apart} /> : null}
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
        <Choice<Tab>
          label={t('goroutines.show')}
          value={tab}
          options={shown.map((one) => ({ value: one, label: t(tabLabels[one]) }))}
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
      {groups.error ? <QueryFailure error={groups.error} /> : null}
      {!report && groups.loading ? <Computing /> : null}
      {report && tab === 'groups' ? (
        <GroupsTab input={position} report={report} filter={filter} selected={selected} onPick={openGroup} onClear={clear} />
      ) : null}
      {report && tab === 'tree' ? <TreeTab input={position} filter={filter} /> : null}
      {report && tab === 'list' ? <ListTab input={position} groups={report.groups} filter={filter} onClear={clear} /> : null}
      {process && tab === 'changes' ? (
        <Changes
          process={process}
          onPick={(change, input) => url.set({ tab: undefined, input: String(input), group: shortKey(change.key) })}
        />
      ) : null}
      {instances.data && tab === 'instances' ? <Instances {...instances.data} /> : null}
      {tab === 'open' ? <TraceWaits /> : null}
      {leak ? <LeakDrawer key={leak.index} leak={leak} onClose={() => url.set({ leak: undefined }, { replace: true })} /> : null}
      {selected && report && !leak ? (
        <GroupDrawer
          key={selected.key}
          input={position}
          group={selected}
          total={report.total}
          onList={() => url.set({ tab: 'list', in: shortKey(selected.key), group: undefined })}
          onClose={() => url.set({ group: undefined }, { replace: true })}
        />
      ) : null}
    </div>
  );
}
