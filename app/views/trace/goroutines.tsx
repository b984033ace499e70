'use client';

import { formatCount, formatDuration } from '@/lib/charts/format';
import type { MessageKey } from '@/lib/messages';
import type { GoStateName } from '@/lib/model/trace';
import type { GoroutineRow, GoroutineTime } from '@/lib/query/trace-view';
import { useCase } from '../../state/case';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { useSort } from '../../state/use-sort';
import { FunctionName, SearchField, Select } from '../../ui/basics';
import { CsvButton } from '../../ui/csv-button';
import { Icon } from '../../ui/icons';
import { Computing, QueryFailure } from '../../ui/states';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { timeLabels } from './functions';

const pageSize = 500;
const states = ['Running', 'Runnable', 'Waiting', 'Syscall', 'NotExist'] as const satisfies readonly GoStateName[];

const sortable = ['id', 'created', 'total', 'exec', 'schedWait', 'block', 'syscall'] as const;

export function stateLabel(state: GoStateName): MessageKey {
  return `trace.${state.toLowerCase() as Lowercase<GoStateName>}`;
}

/** Every goroutine, filtered by function and state, a page at a time. */
export function Goroutines(props: {
  input: number;
  fn: string | undefined;
  selected: number | undefined;
  onFunction: (name: string | undefined) => void;
  onPick: (row: number) => void;
}) {
  const t = useText();
  const { client } = useCase();
  const { get, set } = useUrl();
  const search = get('find') ?? '';
  const state = states.find((one) => one === get('state')) ?? 'any';
  const [sort, resort] = useSort('list', sortable, { id: 'total', descending: true });
  const page = Number(/^\d{1,6}$/.exec(get('page') ?? '')?.[0] ?? 0);
  const offset = page * pageSize;
  const question = {
    input: props.input,
    name: props.fn,
    state: state === 'any' ? undefined : state,
    search,
    sort: sort.id,
    ascending: !sort.descending,
  };
  const asked = useQuery('trace.goroutines', { ...question, offset, limit: pageSize });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  const { rows, total } = asked.data;
  const time = (id: GoroutineTime, wideOnly = true): Column<GoroutineRow> => ({
    id,
    label: t(timeLabels[id]),
    width: '92px',
    numeric: true,
    sortable: true,
    wideOnly,
    cell: (row) => formatDuration(row.times[id]),
  });
  const columns: Column<GoroutineRow>[] = [
    { id: 'id', label: t('trace.id'), width: '76px', numeric: true, sortable: true, cell: (row) => row.id },
    {
      id: 'name',
      label: t('trace.function'),
      width: 'minmax(170px,2fr)',
      cell: (row) => (row.name === '' ? <span className="text-ink2">{t('trace.unknownFunction')}</span> : <FunctionName name={row.name} />),
    },
    {
      id: 'state',
      label: t('trace.state'),
      width: 'minmax(110px,1fr)',
      wideOnly: true,
      cell: (row) => (row.state === 'Waiting' && row.reason !== '' ? row.reason : t(stateLabel(row.state))),
    },
    {
      id: 'created',
      label: t('trace.createdAt'),
      width: '108px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => (row.createdInTrace ? formatDuration(row.created) : <span className="text-ink3">{t('trace.beforeTrace')}</span>),
    },
    time('total', false),
    time('exec'),
    time('schedWait'),
    time('block'),
    time('syscall'),
  ];
  const turn = (to: number) => set({ page: to === 0 ? undefined : String(to) }, { replace: true });
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby="trace-goroutines">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
        <h3 id="trace-goroutines" className="mr-auto min-w-0 break-all">
          {props.fn === undefined ? t('trace.goroutines') : t('trace.ofFunction', { name: props.fn || t('trace.unknownFunction') })}
        </h3>
        {props.fn !== undefined ? (
          <button type="button" className="btn h-7" onClick={() => props.onFunction(undefined)}>
            <Icon name="close" size={12} /> {t('trace.allFunctions')}
          </button>
        ) : null}
        <Select
          label={t('trace.state')}
          value={state}
          options={[
            { value: 'any' as const, label: t('trace.anyState') },
            ...states.map((one) => ({ value: one, label: t(stateLabel(one)) })),
          ]}
          onChange={(value) => set({ state: value === 'any' ? undefined : value, page: undefined }, { replace: true })}
        />
        <SearchField
          label={t('trace.searchGoroutines')}
          value={search}
          onChange={(value) => set({ find: value, page: undefined }, { replace: true })}
          className="w-[260px]"
        />
        <CsvButton
          title={t('trace.goroutines')}
          table={async () => ({
            columns: columns.map((column) => ({ label: column.label, numeric: column.numeric })),
            rows: ((await client?.query('trace.goroutines', { ...question, offset: 0, limit: total }))?.rows ?? rows).map((row) => [
              row.id,
              row.name,
              row.reason || row.state,
              row.created,
              row.times.total,
              row.times.exec,
              row.times.schedWait,
              row.times.block,
              row.times.syscall,
            ]),
          })}
        />
      </div>
      <VirtualTable
        label={t('trace.goroutines')}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.row)}
        selected={props.selected === undefined ? undefined : String(props.selected)}
        sort={sort}
        onSort={(id) => {
          turn(0);
          resort(id);
        }}
        onPick={(row) => props.onPick(row.row)}
        height={420}
        empty={t('trace.noGoroutine')}
      />
      {total > 0 ? (
        <p className="flex items-center gap-3 border-t border-line px-3 py-1.5 text-sm text-ink2">
          <span className="num">
            {t('trace.page', { from: formatCount(offset + 1), to: formatCount(offset + rows.length), n: formatCount(total) })}
          </span>
          {total > pageSize ? (
            <>
              <button type="button" className="btn h-6" disabled={offset === 0} onClick={() => turn(Math.max(0, page - 1))}>
                {t('trace.previousPage')}
              </button>
              <button type="button" className="btn h-6" disabled={offset + rows.length >= total} onClick={() => turn(page + 1)}>
                {t('trace.nextPage')}
              </button>
            </>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}
