'use client';

import { useMemo } from 'react';
import { formatCount } from '@/lib/charts/format';
import type { GroupChange } from '@/lib/query/goroutines';
import type { ProcessGrowth } from '@/lib/query/processes';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Select } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { TableSection } from '../../ui/table-section';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { DeltaChart } from '../compare/delta-chart';
import { shortName } from '../profile/tree-model';
import { functionColumn, stateColumn } from './columns';

const fates = ['new', 'gone', 'grew', 'shrank', 'same'] as const;

/** Two snapshots of one process: which places came, went, grew and stayed, by goroutine id where the captures have them. */
export function Changes({ process, onPick }: { process: ProcessGrowth; onPick: (change: GroupChange, input: number) => void }) {
  const t = useText();
  const url = useUrl();
  const { snapshots } = process;
  const pick = (name: string, usual: number) => {
    const at = Number(url.get(name) ?? Number.NaN);
    return Number.isInteger(at) && at >= 0 && at < snapshots.length ? at : usual;
  };
  const from = pick('from', 0);
  const to = pick('to', snapshots.length - 1);
  const asked = useQuery('goroutines.changes', { before: { input: snapshots[from].input }, after: { input: snapshots[to].input } });
  const options = snapshots.map((snapshot, i) => ({ value: String(i), label: snapshot.name }));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        <Select label={t('goroutines.before')} value={String(from)} options={options} onChange={(value) => url.set({ from: value })} />
        <Select label={t('goroutines.after')} value={String(to)} options={options} onChange={(value) => url.set({ to: value })} />
      </div>
      {asked.error ? <QueryFailure error={asked.error} /> : null}
      {!asked.data && asked.loading ? <Computing /> : null}
      {asked.data ? (
        <Changed changes={asked.data} onPick={(change) => onPick(change, snapshots[change.after > 0 ? to : from].input)} />
      ) : null}
    </div>
  );
}

function Changed({ changes, onPick }: { changes: readonly GroupChange[]; onPick: (change: GroupChange) => void }) {
  const t = useText();
  const byId = changes.some((change) => change.stayed >= 0);
  const counts = Object.fromEntries(fates.map((fate) => [fate, changes.filter((change) => change.fate === fate).length]));
  const data = useMemo(
    () =>
      changes
        .filter((change) => change.before !== change.after)
        .map((change) => ({
          key: change.key,
          label: `${change.state || t('goroutines.unknownState')} · ${shortName(change.at?.fn ?? '')}`,
          change: change.after - change.before,
          text: `${change.after > change.before ? '+' : ''}${formatCount(change.after - change.before)} ${t(`goroutines.${change.fate}`)}`,
          values: `${formatCount(change.before)} → ${formatCount(change.after)}`,
        })),
    [changes, t],
  );
  const table = () => ({
    columns: [
      { label: t('goroutines.state') },
      { label: t('goroutines.function') },
      { label: t('goroutines.createdBy') },
      { label: t('goroutines.before'), numeric: true },
      { label: t('goroutines.after'), numeric: true },
      { label: t('goroutines.came'), numeric: true },
      { label: t('goroutines.went'), numeric: true },
      { label: t('goroutines.stayed'), numeric: true },
      { label: t('goroutines.fate') },
    ],
    rows: changes.map((change) => [
      change.state,
      change.at ? `${change.at.fn} ${change.at.file}:${change.at.line}` : '',
      change.creator?.fn ?? '',
      change.before,
      change.after,
      ...[change.came, change.went, change.stayed].map((n) => (n < 0 ? '' : n)),
      t(`goroutines.${change.fate}`),
    ]),
  });
  const number = (id: 'before' | 'after' | 'came' | 'went' | 'stayed', wideOnly = false): Column<GroupChange> => ({
    id,
    label: t(`goroutines.${id}`),
    width: '76px',
    numeric: true,
    wideOnly,
    cell: (change) => (change[id] < 0 ? '' : formatCount(change[id])),
  });
  const columns: Column<GroupChange>[] = [
    {
      id: 'change',
      label: t('goroutines.change'),
      width: '84px',
      numeric: true,
      cell: ({ before, after }) => (after === before ? '0' : `${after > before ? '+' : ''}${formatCount(after - before)}`),
    },
    { id: 'fate', label: t('goroutines.fate'), width: '110px', wideOnly: true, cell: ({ fate }) => t(`goroutines.${fate}`) },
    number('before', true),
    number('after'),
    ...(byId ? [number('came', true), number('went', true), number('stayed', true)] : []),
    stateColumn(t, ({ state }) => ({ state }), { wideOnly: true }),
    functionColumn(t, ({ at }) => at),
  ];
  const sum = (side: 'before' | 'after') => formatCount(changes.reduce((total, change) => total + change[side], 0));
  const summary = t('goroutines.changesSummary', {
    news: counts.new,
    gone: counts.gone,
    grew: counts.grew,
    shrank: counts.shrank,
    same: counts.same,
    before: sum('before'),
    after: sum('after'),
  });
  return (
    <>
      {data.length > 0 ? <DeltaChart title={t('goroutines.changesChart')} data={data} table={table} /> : null}
      <TableSection
        id="changes-title"
        title={t('goroutines.changesTitle')}
        note={<span data-testid="changes-summary">{data.length === 0 ? t('goroutines.noChange') : summary}</span>}
        table={table}
      >
        <VirtualTable
          label={t('goroutines.changesTitle')}
          columns={columns}
          rows={changes}
          rowKey={({ key }) => key}
          onPick={onPick}
          height={480}
          empty={t('goroutines.noChange')}
        />
      </TableSection>
    </>
  );
}
