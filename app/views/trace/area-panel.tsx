'use client';

import { type ReactNode, useMemo } from 'react';
import { formatCount, formatDuration, formatOffset, formatShare } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { Area, AreaTotals, FunctionTimes } from '@/lib/query/trace-lanes';
import type { TraceHead } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { useSort } from '../../state/use-sort';
import { FunctionName, IconButton } from '../../ui/basics';
import { CsvButton } from '../../ui/csv-button';
import { Computing, QueryFailure, Stopped } from '../../ui/states';
import { type Column, ShareCell, VirtualTable } from '../../ui/virtual-table';
import { clockTime } from './clock';
import { CpuFlame } from './cpu-flame';
import { useArea } from './use-area';
import type { TimeMoves } from './use-time-window';
import { setArea, type TraceState } from './view-state';

/** What the marked area comes to: time by state, reason and function, pauses and GC, CPU samples. */
export function AreaPanel({ input, head, moves, state }: { input: number; head: TraceHead; moves: TimeMoves; state: TraceState }) {
  const { t, language } = usePreferences();
  const { area } = state;
  const { totals, error, done, stopped, stop, again } = useArea(input, area);
  if (!area) {
    return (
      <p className="panel flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm text-ink2">
        <span>{t('trace.areaHint')}</span>
        <button
          type="button"
          className="btn h-7"
          onClick={() => setArea(state, { from: Math.floor(moves.now().min), to: Math.ceil(moves.now().max) })}
        >
          {t('trace.areaOfWindow')}
        </button>
      </p>
    );
  }
  const clock = clockTime(head, area.from, language);
  return (
    <section className="panel relative z-10 min-w-0 overflow-hidden" aria-labelledby="trace-area" data-testid="area">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <h3 id="trace-area">{t('trace.areaTitle')}</h3>
        <span className="num text-sm">{t('trace.window', timesOf(area))}</span>
        {clock ? <span className="num text-sm text-ink2">{clock}</span> : null}
        <span className="text-sm text-ink2">{lanesOf(area, t('trace.allLanes'), (n) => t('trace.laneCount', { n }))}</span>
        <span className="ml-auto flex items-center gap-1">
          <button type="button" className="btn h-7" onClick={() => moves.set({ min: area.from, max: area.to })}>
            {t('trace.fit')} (F)
          </button>
          <IconButton icon="close" label={t('trace.areaLeave')} onClick={() => setArea(state, undefined)} size={14} />
        </span>
      </header>
      {error ? <QueryFailure error={error} /> : null}
      {stopped ? <Stopped onAgain={again} /> : !totals && !error ? <Computing done={done} onCancel={stop} /> : null}
      {totals ? <Totals totals={totals} area={area} head={head} state={state} /> : null}
      {head.cpuSamples > 0 ? <CpuFlame input={input} area={area} /> : null}
    </section>
  );
}

function timesOf({ from, to }: Area) {
  return { from: formatOffset(from, to - from), to: formatOffset(to, to - from), span: formatDuration(to - from) };
}

const letters = { proc: 'P', thread: 'M' } as const;

function lanesOf({ by, keys }: Area, all: string, count: (n: number) => string): string {
  if (!by || !keys) return all;
  return by === 'goroutine' || keys.length > 6 ? count(keys.length) : keys.map((key) => `${letters[by]} ${key}`).join(', ');
}

const states = ['running', 'runnable', 'syscall', 'waiting'] as const;
const sortable = ['goroutines', ...states] as const;
const stateColours = { running: 'var(--running)', runnable: 'var(--runnable)', syscall: 'var(--syscall)', waiting: 'var(--chan)' } as const;

function Totals({ totals, area, head, state }: { totals: AreaTotals; area: Area; head: TraceHead; state: TraceState }) {
  const { t } = usePreferences();
  const all = states.reduce((sum, one) => sum + totals.times[one], 0);
  const span = area.to - area.from;
  const lanes = area.by === 'proc' ? area.keys?.length : area.by === undefined ? head.procs : undefined;
  const facts: [string, string][] = [
    [t('trace.goroutines'), formatCount(totals.goroutines)],
    [t('trace.transitions'), formatCount(totals.transitions)],
    [t('trace.wakeups'), formatCount(totals.wakeups)],
    ...(lanes ? [[t('trace.procShare'), formatShare(totals.times.running / (span * lanes))] as [string, string]] : []),
    ...(head.cpuSamples > 0 ? [[t('trace.samples'), formatCount(totals.cpuSamples)] as [string, string]] : []),
  ];
  return (
    <div className="flex flex-col gap-3 p-3">
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-ink2">{label}</dt>
            <dd className="num text-left font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="grid gap-x-6 gap-y-3 wide:grid-cols-3">
        <Block title={t('trace.timeByState')}>
          {states.map((one) => (
            <Bar key={one} label={t(`trace.${one}`)} ns={totals.times[one]} of={all} colour={stateColours[one]} />
          ))}
        </Block>
        {totals.reasons.length > 0 ? (
          <Block title={t('trace.blockBy')}>
            {totals.reasons.slice(0, 8).map(({ reason, ns, waits }) => (
              <Bar
                key={reason}
                label={reason || t('trace.noReason')}
                count={waits}
                ns={ns}
                of={totals.times.waiting}
                colour={stateColour(reason)}
              />
            ))}
          </Block>
        ) : null}
        {totals.ranges.length > 0 ? (
          <Block title={t('trace.areaRanges')}>
            {totals.ranges.map(({ name, count, ns }) => (
              <Bar
                key={name}
                label={name}
                count={count}
                ns={ns}
                of={span}
                colour={name.startsWith('stop') ? 'var(--stw)' : stateColour(name)}
              />
            ))}
          </Block>
        ) : null}
      </div>
      <AreaFunctions totals={totals} state={state} />
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h4 className="mb-1 text-sm font-medium">{title}</h4>
      <table className="w-full table-fixed text-sm">
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function Bar(props: { label: string; ns: number; of: number; colour: string; count?: number }) {
  const share = props.of > 0 ? props.ns / props.of : 0;
  return (
    <tr>
      <td className="truncate py-0.5 pr-2" title={props.label}>
        <span aria-hidden="true" className="mr-1.5 inline-block h-2.5 w-2.5 rounded-sm" style={{ background: props.colour }} />
        {props.label}
      </td>
      <td className="num w-[56px] py-0.5 pr-2 text-ink2">{props.count === undefined ? '' : `${formatCount(props.count)} ×`}</td>
      <td className="num w-[72px] py-0.5 pr-2">{formatDuration(props.ns)}</td>
      <td className="num w-[56px] py-0.5 text-ink2">{formatShare(share)}</td>
    </tr>
  );
}

function AreaFunctions({ totals, state }: { totals: AreaTotals; state: TraceState }) {
  const { t } = usePreferences();
  const [sort, resort] = useSort('area', sortable, { id: 'running', descending: true });
  const rows = useMemo(() => {
    const sign = sort.descending ? -1 : 1;
    return [...totals.functions].sort((a, b) => sign * (a[sort.id] - b[sort.id]));
  }, [totals, sort]);
  const time = (id: (typeof states)[number], wideOnly = true): Column<FunctionTimes> => ({
    id,
    label: t(`trace.${id}`),
    width: '104px',
    numeric: true,
    sortable: true,
    wideOnly,
    cell: (row) => (
      <ShareCell share={totals.times[id] > 0 ? row[id] / totals.times[id] : 0} text={formatDuration(row[id])} colour={stateColours[id]} />
    ),
  });
  const title = t('trace.areaFunctions');
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-center gap-3">
        <h4 className="mr-auto text-sm font-medium">{title}</h4>
        <CsvButton
          title={title}
          table={() => ({
            columns: [
              { label: t('trace.function') },
              { label: t('trace.goroutines'), numeric: true },
              ...states.map((one) => ({ label: `${t(`trace.${one}`)} (ns)`, numeric: true })),
            ],
            rows: rows.map((row) => [row.name, row.goroutines, ...states.map((one) => row[one])]),
          })}
        />
      </div>
      <VirtualTable
        label={title}
        columns={[
          {
            id: 'name',
            label: t('trace.function'),
            width: 'minmax(170px,3fr)',
            cell: (row) =>
              row.name === '' ? <span className="text-ink2">{t('trace.unknownFunction')}</span> : <FunctionName name={row.name} />,
          },
          {
            id: 'goroutines',
            label: t('trace.goroutines'),
            width: '92px',
            numeric: true,
            sortable: true,
            wideOnly: true,
            cell: (row) => formatCount(row.goroutines),
          },
          time('running', false),
          time('runnable'),
          time('syscall'),
          time('waiting'),
        ]}
        rows={rows}
        rowKey={(row) => row.name}
        sort={sort}
        onSort={resort}
        onPick={(row) => state.url.set({ fn: row.name || '(none)', lanes: 'goroutine' }, { replace: true })}
        height={300}
        empty={t('charts.none')}
      />
      {totals.more > 0 ? <p className="mt-1 text-xs text-ink2">{t('charts.others', { n: totals.more })}</p> : null}
    </div>
  );
}
