'use client';

import { useMemo } from 'react';
import { type Area, type LaneKind, type LaneOrder, laneKinds, laneOrders, type SpanClass, spanClasses } from '@/lib/query/trace-lanes';
import { type UrlState, useUrl } from '../../state/url';
import type { LanesBy } from './use-lanes';

/** What the address says of the timeline: lanes, filters, selection, marks. */
export interface TraceState {
  readonly by: LanesBy;
  /** Entry function that goroutines must have; '' for those whose entry is not in the trace. */
  readonly fn: string | undefined;
  readonly search: string;
  readonly order: LaneOrder;
  /** Classes left out. */
  readonly hidden: readonly SpanClass[];
  /** Rows of goroutines kept on top, and ids of Ps or threads. */
  readonly pins: Readonly<Record<LaneKind, readonly number[]>>;
  readonly area: Area | undefined;
  /** Moments, in ns, in the order they were marked. */
  readonly marks: readonly number[];
  /** Row of the goroutine chosen, and a moment of the span chosen with it. */
  readonly row: number | undefined;
  readonly at: number | undefined;
  readonly url: Pick<UrlState, 'set'>;
}

const letters: Readonly<Record<LaneKind, string>> = { proc: 'p', thread: 'm', goroutine: 'g' };

export function useTraceState(): TraceState {
  const url = useUrl();
  const { set } = url;
  const lanes = url.get('lanes');
  const order = url.get('order');
  const fn = url.get('fn');
  const hide = url.get('hide');
  const pin = url.get('pin');
  const sel = url.get('sel');
  const on = url.get('on');
  const marks = url.get('marks');
  const row = whole(url.get('g'));
  const at = whole(url.get('t'));
  const search = url.get('q') ?? '';
  return useMemo(
    () => ({
      by: lanes === 'user' ? 'user' : (laneKinds.find((kind) => kind === lanes) ?? 'proc'),
      fn: fn === '(none)' ? '' : fn,
      search,
      order: laneOrders.find((one) => one === order) ?? 'exec',
      hidden: spanClasses.filter((name) => hide?.split(',').includes(name)),
      pins: { proc: pinsOf(pin, 'proc'), thread: pinsOf(pin, 'thread'), goroutine: pinsOf(pin, 'goroutine') },
      area: areaOf(sel, on),
      marks: (marks ?? '').split(',').flatMap((text) => whole(text) ?? []),
      row,
      at,
      url: { set },
    }),
    [lanes, fn, search, order, hide, pin, sel, on, marks, row, at, set],
  );
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function pinsOf(text: string | undefined, kind: LaneKind): number[] {
  return (text ?? '').split(',').flatMap((one) => (one.startsWith(letters[kind]) ? (whole(one.slice(1)) ?? []) : []));
}

/** The address with a pin set or taken away. */
export function togglePin(state: TraceState, kind: LaneKind, key: number): void {
  const pins = {
    ...state.pins,
    [kind]: state.pins[kind].includes(key) ? state.pins[kind].filter((one) => one !== key) : [...state.pins[kind], key],
  };
  const text = laneKinds.flatMap((one) => pins[one].map((value) => `${letters[one]}${value}`)).join(',');
  state.url.set({ pin: text }, { replace: true });
}

function areaOf(sel: string | undefined, on: string | undefined): Area | undefined {
  const times = /^(\d{1,15})-(\d{1,15})$/.exec(sel ?? '');
  if (!times || Number(times[2]) <= Number(times[1])) return undefined;
  const time = { from: Number(times[1]), to: Number(times[2]) };
  const lanes = /^(proc|thread|goroutine)((?:\.\d{1,15})+)$/.exec(on ?? '');
  const by = laneKinds.find((kind) => kind === lanes?.[1]);
  return lanes && by ? { ...time, by, keys: lanes[2].slice(1).split('.').map(Number) } : time;
}

export function setArea(state: TraceState, area: Area | undefined): void {
  state.url.set(
    {
      sel: area && `${Math.round(area.from)}-${Math.round(area.to)}`,
      on: area?.by && area.keys ? `${area.by}.${area.keys.join('.')}` : undefined,
    },
    { replace: true },
  );
}

export function setMarks(state: TraceState, marks: readonly number[]): void {
  state.url.set({ marks: marks.map((time) => Math.round(time)).join(',') }, { replace: true });
}

/** Chooses a goroutine, and the span it is in at a moment. */
export function choose(state: TraceState, row: number | undefined, at?: number): void {
  state.url.set(
    { g: row === undefined ? undefined : String(row), t: at === undefined ? undefined : String(Math.round(at)) },
    { replace: true },
  );
}
