'use client';

import { useMemo } from 'react';
import type { Extent } from '@/lib/charts/layout/series';
import type { InputCard } from '@/lib/query/case';
import type { TraceHead } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Select } from '../../ui/basics';
import { Computing, Empty, QueryFailure } from '../../ui/states';
import { Functions } from './functions';
import { GoroutineDrawer } from './goroutine-drawer';
import { Goroutines } from './goroutines';
import { Latencies } from './latencies';
import { OpenWaits } from './open-waits';
import { Longest, Pauses } from './pauses';
import { Summary } from './summary';
import { Timeline } from './timeline';
import { useTimeWindow } from './use-time-window';
import { useTraceInputs } from './use-trace-inputs';

/** An execution trace: its figures, charts over one time axis, and tables of what its goroutines did. */
export default function TraceView() {
  const { t } = usePreferences();
  const url = useUrl();
  const { inputs, current } = useTraceInputs();
  if (!current) return <Empty text="states.emptyTrace" command="curl -o trace.out 'http://HOST:6060/debug/pprof/trace?seconds=5'" />;
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{t('trace.title')}</h1>
        {inputs.length > 1 ? (
          <Select
            label={t('trace.input')}
            value={String(current.index)}
            options={inputs.map((input) => ({ value: String(input.index), label: input.name }))}
            onChange={(value) => url.set({ input: value, from: undefined, to: undefined, at: undefined, fn: undefined, g: undefined })}
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
  goroutines: 'trace.tabGoroutines',
  open: 'trace.tabOpen',
  pauses: 'trace.tabPauses',
  latencies: 'trace.tabLatencies',
  longest: 'trace.tabLongest',
} as const;

function Read({ input, head }: { input: number; head: TraceHead }) {
  const { t } = usePreferences();
  const url = useUrl();
  const time = useTimeWindow(head.summary.durationNs);
  const tab: Tab = tabs.find((one) => one === url.get('tab')) ?? 'functions';
  const chosen = url.get('g');
  const row = chosen === undefined || !/^\d+$/.test(chosen) ? undefined : Number(chosen);
  const detail = useQuery('trace.goroutine', { input, row: row ?? 0 }, { skip: row === undefined });
  const life = useMemo<Extent | undefined>(() => {
    if (row === undefined || detail.data?.row !== row) return undefined;
    return { min: detail.data.created, max: detail.data.created + detail.data.times.total };
  }, [row, detail.data]);
  const pick = (next: number | undefined) => url.set({ g: next === undefined ? undefined : String(next) }, { replace: true });
  const show = (window: Extent) => {
    time.set(window);
    document.getElementById('trace-timeline')?.scrollIntoView({ block: 'start' });
  };
  return (
    <>
      <Summary head={head} />
      <div id="trace-timeline" className="scroll-mt-[calc(var(--bar)+8px)]">
        <Timeline input={input} head={head} time={time} fit={life} pinned={row} onPick={pick} />
      </div>
      <Choice<Tab>
        label={t('trace.details')}
        value={tab}
        options={tabs.map((one) => ({ value: one, label: t(tabLabels[one]) }))}
        onChange={(value) => url.set({ tab: value === 'functions' ? undefined : value }, { replace: true })}
      />
      {tab === 'functions' ? <Functions input={input} onPick={(name) => url.set({ fn: name || '(none)', tab: 'goroutines' })} /> : null}
      {tab === 'goroutines' ? (
        <Goroutines
          key={url.get('fn') ?? ''}
          input={input}
          fn={url.get('fn') === '(none)' ? '' : url.get('fn')}
          selected={row}
          onFunction={(name) => url.set({ fn: name })}
          onPick={pick}
        />
      ) : null}
      {tab === 'open' ? <OpenWaits input={input} onPick={pick} /> : null}
      {tab === 'pauses' ? <Pauses input={input} onShow={show} /> : null}
      {tab === 'latencies' ? <Latencies input={input} /> : null}
      {tab === 'longest' ? <Longest input={input} onShow={show} onPick={pick} /> : null}
      {row === undefined ? null : <GoroutineDrawer input={input} row={row} onClose={() => pick(undefined)} onPick={pick} onFit={show} />}
    </>
  );
}
