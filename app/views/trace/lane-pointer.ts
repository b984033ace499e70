'use client';

import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import { type LaneRow, type LanesSpec, rowAt } from '@/lib/charts/draw/lanes';
import { hitLane } from '@/lib/charts/layout/lanes';
import type { LaneKind } from '@/lib/query/trace-lanes';
import type { TimeWindow } from './use-time-window';
import { choose, setArea, type TraceState, togglePin } from './view-state';

interface Place {
  readonly time: number;
  readonly row: number;
}

/** Pixels that a pressed pointer may stray and still be a click. */
const stray = 4;

/**
 * The pointer over the lanes, as in Perfetto: dragging marks an area, with Shift or the middle button it moves the window; a click chooses the span
 * under it, a double click shows it whole.
 */
export function usePointer(props: {
  spec: RefObject<LanesSpec | undefined>;
  canvas: RefObject<HTMLCanvasElement | null>;
  time: TimeWindow;
  state: TraceState;
  rows: readonly LaneRow[];
  kindOf: (row: number) => LaneKind | undefined;
  onScroll: (by: number) => void;
}) {
  const { spec, canvas, time, state, rows } = props;
  const held = useRef<{ x: number; y: number; place: Place; moves: boolean; strayed: boolean }>(undefined);
  const [drawn, setDrawn] = useState<LanesSpec['area']>();
  const [moving, setMoving] = useState(false);

  /** The place under the pointer; outside of the rows the nearest one where `near`. */
  const at = (event: { clientX: number; clientY: number }, near = false): Place | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    const now = spec.current;
    if (!box || !now) return undefined;
    const share = (event.clientX - box.left - now.left) / (now.width - now.left - now.right);
    const row = rowAt(now, event.clientY - box.top);
    if (!near && (share < 0 || share > 1 || row < 0)) return undefined;
    const clamped = Math.min(1, Math.max(0, share));
    const below = event.clientY - box.top > now.height / 2;
    return {
      time: now.window.min + clamped * (now.window.max - now.window.min),
      row: row >= 0 ? row : below ? rows.length - 1 : 0,
    };
  };

  /** The row whose label is under the pointer. */
  const labelAt = (event: { clientX: number; clientY: number }): number | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    const now = spec.current;
    if (!box || !now || event.clientX - box.left >= now.left) return undefined;
    const row = rowAt(now, event.clientY - box.top);
    return row < 0 || props.kindOf(row) === undefined ? undefined : row;
  };

  const areaTo = (to: Place) => {
    const from = held.current?.place ?? to;
    return {
      from: Math.min(from.time, to.time),
      to: Math.max(from.time, to.time),
      firstRow: Math.min(from.row, to.row),
      lastRow: Math.max(from.row, to.row),
    };
  };

  const finish = (area: NonNullable<LanesSpec['area']>) => {
    const picked = rows.slice(area.firstRow, area.lastRow + 1);
    const kinds = new Set(picked.map((_, i) => props.kindOf(area.firstRow + i)));
    const [by] = kinds;
    const all = area.firstRow === 0 && area.lastRow === rows.length - 1;
    const time = { from: Math.floor(area.from), to: Math.max(Math.floor(area.from) + 1, Math.ceil(area.to)) };
    // Over all lanes of Ps it is the time itself that was chosen.
    const one = kinds.size === 1 && by !== undefined && !(all && by !== 'goroutine');
    setArea(state, one ? { ...time, by, keys: picked.map(({ key }) => key) } : time);
  };

  const hit = (place: Place | undefined) => {
    const now = spec.current;
    const row = place && rows[place.row];
    if (!now || !row) return undefined;
    const slack = (now.window.max - now.window.min) / (now.width - now.left - now.right);
    const found = hitLane(row.layers, row.key, place.time, slack);
    return found?.kind === 'span' ? found : undefined;
  };

  return {
    at,
    labelAt,
    drawn,
    moving,
    handlers: {
      onPointerDown(event: ReactPointerEvent<HTMLCanvasElement>) {
        const label = labelAt(event);
        const kind = label === undefined ? undefined : props.kindOf(label);
        if (label !== undefined && kind && event.button === 0) togglePin(state, kind, rows[label].key);
        const place = at(event);
        if (!place || event.button === 2) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const moves = event.shiftKey || event.button === 1 || event.pointerType === 'touch';
        held.current = { x: event.clientX, y: event.clientY, place, moves, strayed: false };
      },
      onPointerMove(event: ReactPointerEvent<HTMLCanvasElement>) {
        const now = held.current;
        if (!now) return;
        if (!now.strayed && Math.abs(event.clientX - now.x) <= stray && Math.abs(event.clientY - now.y) <= stray) return;
        now.strayed = true;
        if (now.moves) {
          setMoving(true);
          const width = (spec.current?.width ?? 1) - (spec.current?.left ?? 0) - (spec.current?.right ?? 0);
          time.pan((now.x - event.clientX) / Math.max(1, width));
          props.onScroll(now.y - event.clientY);
          now.x = event.clientX;
          now.y = event.clientY;
          return;
        }
        const place = at(event, true);
        if (place) setDrawn(areaTo(place));
      },
      onPointerUp(event: ReactPointerEvent<HTMLCanvasElement>) {
        const now = held.current;
        const place = at(event, true);
        if (now?.strayed && !now.moves && place) finish(areaTo(place));
        if (now && !now.strayed) {
          const found = hit(now.place);
          if (found && found.lane.goroutine[found.span] >= 0) {
            choose(state, found.lane.goroutine[found.span], (found.lane.start[found.span] + found.lane.end[found.span]) / 2);
          } else setArea(state, undefined);
        }
        held.current = undefined;
        setDrawn(undefined);
        setMoving(false);
      },
      onPointerCancel() {
        held.current = undefined;
        setDrawn(undefined);
        setMoving(false);
      },
      onDoubleClick(event: { clientX: number; clientY: number }) {
        const found = hit(at(event));
        if (!found) return;
        const [start, end] = [found.lane.start[found.span], found.lane.end[found.span]];
        time.set({ min: start - (end - start) / 4, max: end + (end - start) / 4 });
      },
    },
  };
}
