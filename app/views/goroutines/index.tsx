'use client';

import { useCallback, useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Select } from '../../ui/basics';
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
import { type GoroutineTab, goroutineTabs, Toolbar } from './toolbar';
import { TraceWaits } from './trace-waits';
import { TreeTab } from './tree-tab';
import { filterNames, useGoroutineFilter } from './use-filter';

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
  const { t } = usePreferences();
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
  const failure = rings.error ?? processes.error ?? instances.error;
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
  const shown = goroutineTabs.filter(
    (one) => (one !== 'changes' || process !== undefined) && (one !== 'instances' || several) && (one !== 'open' || traced),
  );
  const tab: GoroutineTab = shown.find((one) => one === url.get('tab')) ?? 'groups';
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
      {failure ? <QueryFailure error={failure} /> : null}
      {rings.data && rings.data.length > 0 ? <Rings rings={rings.data} onPick={openRow} /> : null}
      {process ? <GrowthChart process={process} apart={apart} /> : null}
      <Toolbar positions={positions} position={position} tabs={shown} tab={tab} chips={chips} />
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
