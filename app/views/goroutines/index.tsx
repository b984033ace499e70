'use client';

import { useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';

import { captureTime } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, SearchField, Select } from '../../ui/basics';
import { Computing, Empty, QueryFailure } from '../../ui/states';
import { BarsOf } from './bars';
import { type By, bucketOf, bys } from './group-by';
import { GroupDrawer } from './group-drawer';
import { type GroupRow, groupRows } from './group-row';
import { GroupTable } from './group-table';
import { GrowthChart } from './growth';

/** Who waits, for what, since when: groups of a dump or profile as bars and as a table, their stacks on a click. */
export default function GoroutinesView() {
  const inputs = useQuery('goroutines.inputs', undefined);
  if (inputs.error) return <QueryFailure error={inputs.error} />;
  if (!inputs.data) return <Computing />;
  if (inputs.data.length === 0) {
    return <Empty text="states.emptyGoroutines" command="curl -o goroutines.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'" />;
  }
  return <Groups positions={inputs.data} />;
}

function Groups({ positions }: { positions: readonly number[] }) {
  const { t, language } = usePreferences();
  const { inputs } = useCase();
  const url = useUrl();
  const wanted = Number(url.get('input') ?? Number.NaN);
  // The last snapshot is the nearest to now.
  const position = positions.includes(wanted) ? wanted : positions[positions.length - 1];
  const groups = useQuery('goroutines.groups', { input: position });
  const processes = useQuery('goroutines.processes', undefined);
  // The capture shown may stand alone beside snapshots of another kind: those tell the growth all the same.
  const followed = processes.data?.filter((candidate) => candidate.snapshots.length > 1) ?? [];
  const process = followed.find((candidate) => candidate.snapshots.some((one) => one.input === position)) ?? followed[0];
  const byText = url.get('by');
  const by: By = byText === 'creation' ? 'creator' : (bys.find((one) => one === byText) ?? 'state');
  const text = url.get('q') ?? '';
  const only = { state: url.get('state'), fn: url.get('function'), creator: url.get('creator') };
  const report = useMemo(() => groups.data && { total: groups.data.total, groups: groupRows(groups.data.groups) }, [groups.data]);
  const leaked = report?.groups.reduce((sum, group) => sum + group.leaked, 0) ?? 0;
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (report?.groups ?? []).filter(
      (group) =>
        (only.state === undefined || bucketOf(group, 'state') === only.state || group.state === only.state) &&
        (only.fn === undefined || bucketOf(group, 'function') === only.fn || group.frames.some((frame) => frame.fn === only.fn)) &&
        (only.creator === undefined || bucketOf(group, 'creator') === only.creator) &&
        (words.length === 0 || contains(group, words)),
    );
  }, [report, text, only.state, only.fn, only.creator]);
  const selectedKey = url.get('group');
  const selected = selectedKey === undefined ? undefined : report?.groups.find((group) => shortKey(group.key) === selectedKey);
  const filters = (
    [
      ['state', only.state, t('goroutines.state')],
      ['function', only.fn, t('goroutines.function')],
      ['creator', only.creator, t('goroutines.createdBy')],
    ] as const
  ).filter(([, value]) => value !== undefined);
  const count = shown.reduce((sum, group) => sum + group.count, 0);

  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1>{t('goroutines.title')}</h1>
        {report ? (
          <p className="text-ink2" data-testid="goroutine-total">
            {t('goroutines.total', { n: formatCount(report.total) })} · {t('goroutines.groups', { n: formatCount(report.groups.length) })}
            {leaked > 0 ? ` · ${t('goroutines.leaked', { n: formatCount(leaked) })}` : ''}
          </p>
        ) : null}
      </header>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {positions.length > 1 ? (
          <Select
            label={t('goroutines.input')}
            value={String(position)}
            options={positions.map((at) => ({
              value: String(at),
              label: [inputs[at].name, captureTime(inputs[at], language)].filter(Boolean).join(' · '),
            }))}
            onChange={(value) => url.set({ input: value, group: undefined })}
          />
        ) : null}
        <Choice<By>
          label={t('goroutines.by')}
          value={by}
          options={[
            { value: 'state', label: t('goroutines.byState') },
            { value: 'function', label: t('goroutines.byFunction') },
            { value: 'creator', label: t('goroutines.byCreator') },
          ]}
          onChange={(value) => url.set({ by: value === 'state' ? undefined : value })}
        />
        <SearchField
          label={t('goroutines.search')}
          value={text}
          onChange={(value) => url.set({ q: value }, { replace: true })}
          className="w-full max-w-[360px] flex-1 basis-[220px]"
        />
      </div>
      {filters.length > 0 ? (
        <ul className="flex flex-wrap gap-2">
          {filters.map(([name, value, label]) => (
            <li key={name}>
              <button type="button" className="btn max-w-full" aria-pressed="true" onClick={() => url.set({ [name]: undefined })}>
                <span className="shrink-0">{label}:</span>{' '}
                <code className="min-w-0 truncate">{value === '' ? t('goroutines.unknownState') : value}</code> ×
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {groups.error ? <QueryFailure error={groups.error} /> : null}
      {!report && groups.loading ? <Computing /> : null}
      {report ? (
        <>
          <BarsOf
            groups={shown}
            by={by}
            total={count}
            onPick={(bucket) => url.set({ [by === 'state' ? 'state' : by === 'function' ? 'function' : 'creator']: bucket })}
          />
          {process ? <GrowthChart process={process} /> : null}
          <GroupTable
            groups={shown}
            total={report.total}
            selected={selected?.key}
            onPick={(group) => url.set({ group: shortKey(group.key) }, { replace: true })}
            onClear={() => url.set({ q: undefined, state: undefined, function: undefined, creator: undefined })}
          />
        </>
      ) : null}
      {selected && report ? (
        <GroupDrawer
          key={selected.key}
          input={position}
          group={selected}
          total={report.total}
          onClose={() => url.set({ group: undefined }, { replace: true })}
        />
      ) : null}
    </div>
  );
}

function contains(group: GroupRow, words: readonly string[]): boolean {
  const text = [group.state, group.creator?.fn ?? '', group.creator?.file ?? '', ...group.frames.flatMap((frame) => [frame.fn, frame.file])]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** A group's key is its whole stack: the address holds a hash of it (FNV-1a, 53 bits by two rounds). */
export function shortKey(key: string): string {
  let a = 2166136261;
  let b = 40389;
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 16777619);
    b = Math.imul(b ^ key.charCodeAt(i), 2246822519);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
