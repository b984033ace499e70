'use client';

import { useMemo } from 'react';
import { measurementLabel } from '@/lib/base/units';
import { changeText, type ProfileDelta, type ProfileDeltaRow } from '@/lib/model/comparison';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { useSort } from '../../state/use-sort';
import { Choice, FunctionName, SearchField, Select } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { DeltaChart } from './delta-chart';

const granularities = ['functions', 'lines', 'files'] as const;
type Granularity = (typeof granularities)[number];
type Value = 'flat' | 'cum';
const sortable = ['change', 'before', 'after', 'cum', 'name'] as const;

/** One pair of profiles at a time: the change of each function, line or file as bars and as a table. */
export function ProfileChanges({ profiles }: { profiles: readonly ProfileDelta[] }) {
  const { t } = usePreferences();
  const url = useUrl();
  const wanted = url.get('profile');
  const pair = profiles.find((profile) => profile.kind === wanted) ?? profiles[0];
  const by = granularities.find((one) => one === url.get('by')) ?? 'functions';
  const summary = useQuery('profile.summary', { input: pair.after });
  const types = summary.data?.sampleTypes.map((type) => type.type) ?? [pair.sampleType];
  const type = types.find((one) => one === url.get('type')) ?? pair.sampleType;
  const normalize = url.get('normalize') === '1';
  const value: Value = url.get('value') === 'cum' ? 'cum' : 'flat';
  const asked = useQuery('compare.profile', {
    base: { input: pair.before },
    target: { input: pair.after },
    sampleType: type,
    granularity: by,
    normalize,
  });
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {profiles.length > 1 ? (
          <Select
            label={t('profile.title')}
            value={pair.kind}
            options={profiles.map((profile) => ({ value: profile.kind, label: profile.kind }))}
            onChange={(kind) => url.set({ profile: kind, type: undefined })}
          />
        ) : null}
        <Select
          label={t('profile.sampleType')}
          value={type}
          options={types.map((one) => ({ value: one, label: one }))}
          onChange={(one) => url.set({ type: one })}
        />
        <Choice<Granularity>
          label={t('compare.granularity')}
          value={by}
          options={granularities.map((one) => ({ value: one, label: t(`compare.${one}`) }))}
          onChange={(one) => url.set({ by: one === 'functions' ? undefined : one })}
        />
        <Choice<Value>
          label={t('charts.value')}
          value={value}
          options={[
            { value: 'flat', label: t('profile.flat') },
            { value: 'cum', label: t('profile.cum') },
          ]}
          onChange={(one) => url.set({ value: one === 'flat' ? undefined : one })}
        />
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={normalize} onChange={() => url.set({ normalize: normalize ? undefined : '1' })} />
          {t('compare.normalize')}
        </label>
      </div>
      {asked.error ? <QueryFailure error={asked.error} /> : null}
      {asked.data ? <DeltaOf delta={asked.data} by={by} value={value} /> : asked.error ? null : <Computing />}
    </section>
  );
}

function DeltaOf({ delta, by, value }: { delta: ProfileDelta; by: Granularity; value: Value }) {
  const { t } = usePreferences();
  const { inputs } = useCase();
  const text = (value: number | bigint) => measurementLabel(value, delta.unit);
  const signed = (value: number | bigint) => (value > 0 ? `+${text(value)}` : text(value));
  const data = useMemo(
    () =>
      delta.rows
        .map((row) => ({
          name: row.name,
          change: value === 'flat' ? row.flatChange : row.cumChange,
          before: value === 'flat' ? row.flatBefore : row.cumBefore,
          after: value === 'flat' ? row.flatAfter : row.cumAfter,
        }))
        .filter((row) => row.change !== 0)
        .sort((a, b) => amount(b.change) - amount(a.change))
        .map((row, i) => ({
          key: `${i} ${row.name}`,
          label: row.name,
          change: Number(row.change),
          text: `${row.change > 0 ? '+' : ''}${measurementLabel(row.change, delta.unit)}`,
          values: `${measurementLabel(row.before, delta.unit)} → ${measurementLabel(row.after, delta.unit)}`,
        })),
    [delta, value],
  );
  const short = (position: number) => inputs[position].name.split('/').slice(-2).join('/');
  const title = `${t('compare.profileTitle', { kind: delta.kind, type: delta.sampleType, before: short(delta.before), after: short(delta.after) })} · ${text(delta.totalBefore)} → ${text(delta.totalAfter)}`;
  return (
    <>
      <DeltaChart
        title={title}
        data={data}
        table={() => ({
          columns: [
            { label: t('compare.name') },
            { label: t('compare.flatBefore'), numeric: true },
            { label: t('compare.flatAfter'), numeric: true },
            { label: t('compare.change'), numeric: true },
            { label: t('compare.relative'), numeric: true },
            { label: t('compare.cumChange'), numeric: true },
          ],
          rows: delta.rows.map((row) => [
            row.name,
            text(row.flatBefore),
            text(row.flatAfter),
            signed(row.flatChange),
            changeText(Number(row.flatBefore), Number(row.flatAfter)),
            signed(row.cumChange),
          ]),
        })}
      />
      <DeltaTable delta={delta} by={by} text={text} signed={signed} />
    </>
  );
}

const amount = (value: number | bigint): number => Math.abs(Number(value));

function DeltaTable(props: {
  by: Granularity;
  delta: ProfileDelta;
  text: (value: number | bigint) => string;
  signed: (value: number | bigint) => string;
}) {
  const { t } = usePreferences();
  const { delta, text, signed } = props;
  const { get, set } = useUrl();
  const [sort, resort] = useSort('sort', sortable, { id: 'change', descending: true });
  const search = get('q') ?? '';
  const rows = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const size = (row: ProfileDeltaRow): number =>
      sort.id === 'before'
        ? amount(row.flatBefore)
        : sort.id === 'after'
          ? amount(row.flatAfter)
          : sort.id === 'cum'
            ? amount(row.cumChange)
            : amount(row.flatChange);
    const sign = sort.descending ? -1 : 1;
    return delta.rows
      .filter((row) => words.every((word) => row.name.toLowerCase().includes(word)))
      .sort((a, b) =>
        sort.id === 'name' ? (a.name < b.name ? -sign : sign) : (size(a) - size(b)) * sign || amount(b.cumChange) - amount(a.cumChange),
      );
  }, [delta, search, sort]);
  const tone = (value: number | bigint) => (value > 0 ? 'text-[var(--remove-text)]' : value < 0 ? 'text-accent' : 'text-ink3');
  const columns: Column<ProfileDeltaRow>[] = [
    {
      id: 'change',
      label: t('compare.change'),
      width: '104px',
      numeric: true,
      sortable: true,
      cell: (row) => <span className={tone(row.flatChange)}>{signed(row.flatChange)}</span>,
    },
    {
      id: 'relative',
      label: t('compare.relative'),
      width: '88px',
      numeric: true,
      cell: (row) => changeText(Number(row.flatBefore), Number(row.flatAfter)),
    },
    {
      id: 'before',
      label: t('compare.flatBefore'),
      width: '104px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => text(row.flatBefore),
    },
    {
      id: 'after',
      label: t('compare.flatAfter'),
      width: '104px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => text(row.flatAfter),
    },
    {
      id: 'cum',
      label: t('compare.cumChange'),
      width: '112px',
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => <span className={tone(row.cumChange)}>{signed(row.cumChange)}</span>,
    },
    {
      id: 'name',
      label: t('compare.name'),
      width: 'minmax(180px,1fr)',
      sortable: true,
      cell: (row) =>
        props.by === 'functions' ? (
          <FunctionName name={row.name} />
        ) : (
          <code className="block truncate" title={row.name}>
            {row.name}
          </code>
        ),
    },
  ];
  return (
    <div className="panel p-2">
      <div className="mb-2">
        <SearchField
          label={t('compare.search')}
          value={search}
          onChange={(value) => set({ q: value }, { replace: true })}
          className="w-full max-w-[360px]"
        />
      </div>
      <VirtualTable
        label={t('compare.moved')}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.name} ${row.file} ${row.line}`}
        sort={sort}
        onSort={resort}
        height={420}
        empty={t('compare.noChange')}
      />
    </div>
  );
}
