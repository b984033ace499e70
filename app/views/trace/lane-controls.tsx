'use client';

import { memo } from 'react';
import type { MessageKey } from '@/lib/messages';
import { type LaneOrder, laneOrders, type SpanClass } from '@/lib/query/trace-lanes';
import { useText } from '../../state/preferences';
import { Choice, FunctionName, SearchField, Select } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { timeLabels } from './functions';
import { classTokens } from './lane-look';
import type { LanesBy } from './use-lanes';
import type { TraceState } from './view-state';

const kinds: readonly { readonly value: LanesBy; readonly label: MessageKey }[] = [
  { value: 'proc', label: 'trace.perProc' },
  { value: 'thread', label: 'trace.threads' },
  { value: 'goroutine', label: 'trace.goroutines' },
  { value: 'user', label: 'trace.userLanes' },
];

/** Which lanes, which goroutines, which states. */
export const LaneControls = memo(function LaneControls({ state, withUser }: { state: TraceState; withUser: boolean }) {
  const t = useText();
  const { url } = state;
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
      <Choice<LanesBy>
        label={t('trace.lanesBy')}
        value={state.by}
        options={kinds.filter(({ value }) => withUser || value !== 'user').map(({ value, label }) => ({ value, label: t(label) }))}
        onChange={(value) => url.set({ lanes: value === 'proc' ? undefined : value }, { replace: true })}
      />
      <SearchField
        label={t('trace.searchGoroutines')}
        value={state.search}
        onChange={(value) => url.set({ q: value }, { replace: true })}
        className="w-[240px] max-narrow:w-full"
      />
      {state.by === 'goroutine' ? (
        <Select<LaneOrder>
          label={t('trace.order')}
          value={state.order}
          options={laneOrders.map((value) => ({ value, label: t(value === 'created' ? 'trace.createdAt' : timeLabels[value]) }))}
          onChange={(value) => url.set({ order: value === 'exec' ? undefined : value }, { replace: true })}
        />
      ) : null}
      {state.fn === undefined ? null : (
        <button
          type="button"
          className="btn h-7 min-w-0 max-w-full"
          data-print=""
          onClick={() => url.set({ fn: undefined }, { replace: true })}
        >
          <Icon name="close" size={12} />
          {state.fn === '' ? t('trace.unknownFunction') : <FunctionName name={state.fn} />}
        </button>
      )}
    </div>
  );
});

export const classLabels: Readonly<Record<SpanClass, MessageKey>> = {
  running: 'trace.running',
  assist: 'trace.gcAssist',
  'gc-mark': 'trace.gcMark',
  sweep: 'trace.sweep',
  syscall: 'trace.syscall',
  runnable: 'trace.runnable',
  lock: 'trace.onLock',
  chan: 'trace.onChannel',
  select: 'trace.onSelect',
  network: 'trace.onNetwork',
  sleeping: 'trace.sleeping',
  other: 'trace.otherWait',
  task: 'trace.task',
  region: 'trace.region',
};

const shownClasses: Readonly<Record<'on' | 'all' | 'user', readonly SpanClass[]>> = {
  on: ['running', 'assist', 'syscall', 'gc-mark', 'sweep'],
  all: ['running', 'runnable', 'syscall', 'lock', 'chan', 'select', 'network', 'sleeping', 'other', 'assist', 'gc-mark', 'sweep'],
  user: ['task', 'region'],
};

/** The colours' legend: a class can be dimmed by a click. */
export const ClassFilter = memo(function ClassFilter({ state, withGoroutines }: { state: TraceState; withGoroutines: boolean }) {
  const t = useText();
  const shown = shownClasses[state.by === 'user' ? 'user' : state.by === 'goroutine' || withGoroutines ? 'all' : 'on'];
  const toggle = (name: SpanClass) => {
    const hidden = state.hidden.includes(name) ? state.hidden.filter((one) => one !== name) : [...state.hidden, name];
    state.url.set({ hide: hidden.join(',') }, { replace: true });
  };
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap gap-x-1 gap-y-0.5 border-0 p-0">
      <legend className="sr-only">{t('trace.filterStates')}</legend>
      {shown.map((name) => {
        const on = !state.hidden.includes(name);
        return (
          <button
            key={name}
            type="button"
            aria-pressed={on}
            title={t('trace.filterStates')}
            className={`flex h-6 items-center gap-1 rounded px-1.5 text-xs hover:bg-s2 ${on ? 'text-ink2' : 'text-ink3 line-through'}`}
            onClick={() => toggle(name)}
          >
            <span
              aria-hidden="true"
              className="inline-block h-2.5 w-2.5 rounded-sm"
              style={on ? { background: `var(${classTokens[name]})` } : { border: `1px solid var(${classTokens[name]})` }}
            />
            {t(classLabels[name])}
          </button>
        );
      })}
    </fieldset>
  );
});
