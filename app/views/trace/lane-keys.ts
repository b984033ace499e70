'use client';

import { type KeyboardEvent, type RefObject, useState } from 'react';
import type { LaneRow, LanesSpec } from '@/lib/charts/draw/lanes';
import { formatDuration } from '@/lib/charts/format';
import { firstEndingAfter } from '@/lib/charts/layout/lanes';
import { type LaneKind, spanClasses } from '@/lib/query/trace-lanes';
import { actionOf, type KeyActions } from '../../state/key-table';
import { useText } from '../../state/preferences';
import { classLabels } from './lane-controls';
import type { TimeWindow } from './use-time-window';
import { choose, type TraceState, togglePin } from './view-state';

/** Keys of the lanes when they have the focus: up and down choose a lane, Shift with left and right its spans, Enter opens one, P pins the lane. */
export function useLaneKeys(props: {
  canvas: RefObject<HTMLCanvasElement | null>;
  spec: RefObject<LanesSpec | undefined>;
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly LaneRow[];
  time: TimeWindow;
  state: TraceState;
  focused: number | undefined;
  setFocused: (row: number | undefined) => void;
  kindOf: (row: number) => LaneKind | undefined;
}): { readonly text: string; readonly onKeyDown: (event: KeyboardEvent) => void } {
  const t = useText();
  const { rows, time, state, focused, spec, scroller } = props;
  const [text, setText] = useState('');
  const [moment, setMoment] = useState<number>();

  const describe = (row: number, at: number): number | undefined => {
    const { key, label, name, layers } = rows[row];
    const layer = layers.findLast((one) => one.lanes.has(key) && one.from <= at && one.to > at);
    const lane = layer?.lanes.get(key);
    const span = lane ? firstEndingAfter(lane, at) : -1;
    if (!lane || span >= lane.start.length || lane.start[span] > at) {
      setText(`${label} ${name}`);
      return undefined;
    }
    const length = formatDuration(lane.end[span] - lane.start[span]);
    setText(`${label} ${name}: ${t(classLabels[spanClasses[lane.kind[span]]])} ${length}, ${formatDuration(lane.start[span])}`);
    return lane.goroutine[span];
  };

  const toRow = (row: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, row));
    props.setFocused(next);
    const now = spec.current;
    const box = scroller.current;
    if (now && box) {
      const top = next * now.rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      if (top + now.rowHeight * 2 > box.scrollTop + now.height) box.scrollTop = top + now.rowHeight * 2 - now.height;
    }
    describe(next, moment ?? (time.window.min + time.window.max) / 2);
  };

  const toSpan = (by: 1 | -1) => {
    if (focused === undefined) return;
    const { key, layers } = rows[focused];
    const lane = layers.findLast((one) => one.lanes.has(key))?.lanes.get(key);
    if (!lane || lane.start.length === 0) return;
    const at = moment ?? (time.window.min + time.window.max) / 2;
    const now = firstEndingAfter(lane, at);
    const inside = now < lane.start.length && lane.start[now] <= at;
    const span = by > 0 ? (inside ? now + 1 : now) : now - 1;
    if (span < 0 || span >= lane.start.length) return;
    const middle = (lane.start[span] + lane.end[span]) / 2;
    setMoment(middle);
    const half = (time.window.max - time.window.min) / 2;
    if (middle < time.window.min || middle > time.window.max) time.set({ min: middle - half, max: middle + half });
    describe(focused, middle);
  };

  return {
    text,
    onKeyDown(event) {
      if (rows.length === 0) return;
      const keys: KeyActions<'lanes'> = {
        ArrowDown: () => toRow((focused ?? -1) + 1),
        ArrowUp: () => toRow((focused ?? rows.length) - 1),
        'Shift+ArrowRight': () => toSpan(1),
        'Shift+ArrowLeft': () => toSpan(-1),
        p: () => {
          const kind = focused === undefined ? undefined : props.kindOf(focused);
          if (focused !== undefined && kind) togglePin(state, kind, rows[focused].key);
        },
        Enter: () => {
          if (focused === undefined) return;
          const at = moment ?? (time.window.min + time.window.max) / 2;
          const goroutine = describe(focused, at);
          if (goroutine !== undefined && goroutine >= 0) choose(state, goroutine, at);
        },
      };
      const action = actionOf(keys, event);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    },
  };
}
