'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Extent } from '@/lib/charts/layout/series';
import { clampWindow, panWindow, zoomWindow } from '@/lib/charts/layout/time-window';
import { useUrl } from '../../state/url';

/** Ways to move a window; they stay the same while it moves. */
export interface TimeMoves {
  readonly bounds: Extent;
  /** The window as the last move left it, also before it is drawn. */
  now(): Extent;
  /** Undefined shows everything. */
  set(window: Extent | undefined): void;
  /** A factor below 1 zooms in; around `at`, by default the middle. */
  zoom(factor: number, at?: number): void;
  /** Moves by a part of the window's width. */
  pan(share: number): void;
}

export interface TimeWindow extends TimeMoves {
  /** What the charts show now. */
  readonly window: Extent;
  /** The window some time after the last move: what to ask data for. */
  readonly settled: Extent;
  readonly whole: boolean;
  readonly moves: TimeMoves;
}

/** ms of rest before the address and the data follow a move. */
const rest = 140;

/** The stretch of time that a page's charts share; the address keeps it as `from` and `to` in ns. A link may name a moment as `at` instead. */
export function useTimeWindow(duration: number): TimeWindow {
  const url = useUrl();
  const bounds = useMemo<Extent>(() => ({ min: 0, max: Math.max(1, duration) }), [duration]);
  const from = url.get('from');
  const to = url.get('to');
  const at = url.get('at');
  const [window, setWindow] = useState<Extent>(() => parse(from, to, at, bounds));
  const [settled, setSettled] = useState(window);
  const written = useRef(`${from ?? ''} ${to ?? ''} ${at ?? ''}`);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(window);
  const frame = useRef(0);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      cancelAnimationFrame(frame.current);
    },
    [],
  );

  // A link or the browser's history changed the address.
  useEffect(() => {
    const address = `${from ?? ''} ${to ?? ''} ${at ?? ''}`;
    if (address === written.current) return;
    written.current = address;
    // A move that has not come to rest would write over the link.
    clearTimeout(timer.current);
    cancelAnimationFrame(frame.current);
    const next = parse(from, to, at, bounds);
    latest.current = next;
    setWindow(next);
    setSettled(next);
  }, [from, to, at, bounds]);

  const move = useCallback(
    (next: Extent) => {
      latest.current = next;
      // Wheels and pointers tell more moves than there are frames.
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => setWindow(next));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (addressNow() !== written.current) return;
        const whole = next.min <= bounds.min && next.max >= bounds.max;
        const address = whole
          ? { from: undefined, to: undefined, at: undefined }
          : { from: String(next.min), to: String(next.max), at: undefined };
        written.current = `${address.from ?? ''} ${address.to ?? ''} `;
        setSettled(next);
        url.set(address, { replace: true });
      }, rest);
    },
    [bounds, url.set],
  );
  const moves = useMemo<TimeMoves>(
    () => ({
      bounds,
      now: () => latest.current,
      set: (next) => move(next ? clampWindow(next, bounds) : bounds),
      zoom: (factor, at) => {
        const now = latest.current;
        move(zoomWindow(now, bounds, at ?? (now.min + now.max) / 2, factor));
      },
      pan: (share) => move(panWindow(latest.current, bounds, share)),
    }),
    [bounds, move],
  );
  return useMemo<TimeWindow>(
    () => ({ ...moves, moves, window, settled, whole: window.min <= bounds.min && window.max >= bounds.max }),
    [moves, bounds, window, settled],
  );
}

/** The window as the address has it at this moment: a link may have changed it before anything is drawn anew. */
function addressNow(): string {
  const params = new URLSearchParams(globalThis.location.search);
  return ['from', 'to', 'at'].map((name) => params.get(name) ?? '').join(' ');
}

/** Around a moment alone: this part of the whole. */
const around = 0.02;

function parse(from: string | undefined, to: string | undefined, at: string | undefined, bounds: Extent): Extent {
  const moment = at === undefined ? Number.NaN : Number(at);
  if (from === undefined && to === undefined && Number.isFinite(moment)) {
    const half = ((bounds.max - bounds.min) * around) / 2;
    return clampWindow({ min: moment - half, max: moment + half }, bounds);
  }
  const min = from === undefined ? bounds.min : Number(from);
  const max = to === undefined ? bounds.max : Number(to);
  return Number.isFinite(min) && Number.isFinite(max) && min < max ? clampWindow({ min, max }, bounds) : bounds;
}
