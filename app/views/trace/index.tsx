'use client';

import { useMemo, useRef } from 'react';
import type { Extent } from '@/lib/charts/layout/series';
import type { InputCard } from '@/lib/query/case';
import type { TraceHead } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Select } from '../../ui/basics';
import { Computing, Empty, QueryFailure } from '../../ui/states';
import { FindingSteps } from './finding-steps';
import { Functions } from './functions';
import { GoroutineDrawer } from './goroutine-drawer';
import { Goroutines } from './goroutines';
import { Latencies } from './latencies';
import { OpenWaits } from './open-waits';
import { Longest, Pauses } from './pauses';
import { Summary } from './summary';
import { Timeline } from './timeline';
import type { TimeMoves } from './use-time-window';
import { useTraceInputs } from './use-trace-inputs';
import { choose, togglePin, useTraceState } from './view-state';

/** What another trace does not share. */
const leave = Object.fromEntries(
  ['from', 'to', 'at', 'fn', 'g', 't', 'sel', 'on', 'marks', 'pin', 'q', 'find', 'page'].map((name) => [name, undefined]),
);

/** An execution trace: its figures, charts over one time axis, and tables of what its goroutines did. */
export default function TraceView() {
  const { t } = usePreferences();
  const url = useUrl();
  const { inputs, current } = useTraceInputs();
  if (!current) return <Empty text="states.emptyTrace" command="curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5'" />;
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{t('trace.title')}</h1>
        {inputs.length > 1 ? (
          <Select
            label={t('trace.input')}
            value={String(current.index)}
            options={inputs.map((input) => ({ value: String(input.index), label: input.name }))}
            onChange={(value) => url.set({ input: value, ...leave })}
          />
        ) : (
          <code className="min-w-0 break-all text-ink2">{current.name}</code>
        )}
      </header>
      <OneTrace key={current.index} input={current} />
    </div>
  );
}

function OneTrace({ input }: { input: InputCard }) {
  const head = useQuery('trace.head', { input: input.index });
  if (head.error) return <QueryFailure error={head.error} />;
  if (!head.data) return <Computing />;
  return <Read input={input.index} head={head.data} />;
}

const tabs = ['functions', 'goroutines', 'open', 'pauses', 'latencies', 'longest'] as const;
type Tab = (typeof tabs)[number];
const tabLabels = {
  functions: 'trace.tabFunctions',
  goroutines: 'trace.goroutines',
  open: 'trace.tabOpen',
  pauses: 'trace.tabPauses',
  latencies: 'trace.tabLatencies',
  longest: 'trace.tabLongest',
} as const;

function Read({ input, head }: { input: number; head: TraceHead }) {
  const { t } = usePreferences();
  const url = useUrl();
  const moves = useRef<TimeMoves>(undefined);
  const tab: Tab = tabs.find((one) => one === url.get('tab')) ?? 'functions';
  const state = useTraceState();
  const { row } = state;
  const detail = useQuery('trace.goroutine', { input, row: row ?? 0 }, { skip: row === undefined });
  const span = useQuery('trace.span', { input, row: row ?? 0, at: state.at ?? 0 }, { skip: row === undefined || state.at === undefined });
  const fit = useMemo<Extent | undefined>(() => {
    if (state.area) return { min: state.area.from, max: state.area.to };
    if (row === undefined || detail.data?.row !== row) return undefined;
    if (state.at !== undefined && span.data?.row === row) return { min: span.data.start, max: span.data.end };
    return { min: detail.data.created, max: detail.data.created + detail.data.times.total };
  }, [state.area, state.at, row, detail.data, span.data]);
  const pick = (next: number | undefined) => choose(state, next);
  const show = (window: Extent) => {
    moves.current?.set(window);
    document.getElementById('trace-timeline')?.scrollIntoView({ block: 'start' });
  };
  return (
    <>
      <Summary head={head} />
      <FindingSteps input={input} url={url} />
      <div id="trace-timeline" className="scroll-mt-[calc(var(--bar)+8px)]">
        <Timeline input={input} head={head} state={state} fit={fit} moves={moves} />
      </div>
      <Choice<Tab>
        label={t('trace.details')}
        value={tab}
        options={tabs.map((one) => ({ value: one, label: t(tabLabels[one]) }))}
        onChange={(value) =>
          url.set({ tab: value === 'functions' ? undefined : value, find: undefined, page: undefined }, { replace: true })
        }
      />
      {tab === 'functions' ? (
        <Functions
          input={input}
          onPick={(name) => url.set({ fn: name || '(none)', tab: 'goroutines', find: undefined, page: undefined })}
        />
      ) : null}
      {tab === 'goroutines' ? (
        <Goroutines
          input={input}
          fn={url.get('fn') === '(none)' ? '' : url.get('fn')}
          selected={row}
          onFunction={(name) => url.set({ fn: name, page: undefined })}
          onPick={pick}
        />
      ) : null}
      {tab === 'open' ? <OpenWaits input={input} onPick={pick} /> : null}
      {tab === 'pauses' ? <Pauses input={input} onShow={show} /> : null}
      {tab === 'latencies' ? <Latencies input={input} /> : null}
      {tab === 'longest' ? <Longest input={input} onShow={show} onPick={pick} /> : null}
      {row === undefined ? null : (
        <GoroutineDrawer
          input={input}
          head={head}
          row={row}
          span={state.at === undefined ? undefined : span.data}
          pinned={state.pins.goroutine.includes(row)}
          onClose={() => pick(undefined)}
          onPick={(other, at) => choose(state, other, at)}
          onPin={() => togglePin(state, 'goroutine', row)}
          onFit={show}
        />
      )}
    </>
  );
}
