'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { type LaneLayer, layerOf } from '@/lib/charts/layout/lanes';
import { covers, paddedWindow } from '@/lib/charts/layout/time-window';
import { type LaneKind, type LaneSet, mostEvents, overviewPart } from '@/lib/query/trace-lanes';
import { useCase } from '../../state/case';
import type { TimeWindow } from './use-time-window';

/** What the lanes are of: the user's own are tasks and regions. */
export type LanesBy = LaneKind | 'user';

export interface LaneData {
  /** The coarsest first. */
  readonly layers: readonly LaneLayer[];
  /** The set that knows the lanes of the window best; undefined before the first answer. */
  readonly set: LaneSet | undefined;
  /** Share of the trace read for its overview, while that goes on. */
  readonly reading: number | undefined;
  /** Reading was stopped before the trace's end. */
  readonly stopped: boolean;
  /** Stops the reading, or goes on with it. */
  readonly stop: (stopped: boolean) => void;
  readonly error: Error | undefined;
}

/** Steps asked for the whole trace, and for a window with its padding. */
const wholeSteps = 4096;
const closeSteps = 2600;
/** Steps in a window that are fine enough on any screen. */
const enough = 1100;

/**
 * Lanes of the window: those of the whole trace, which stay, and finer ones of the window's surroundings, asked for when it has come to rest. A
 * question that another overtakes is cancelled. `keys` are the rows of goroutines; undefined while they are not known. `events` are those of the trace.
 */
export function useLanes(input: number, by: LanesBy, keys: readonly number[] | undefined, time: TimeWindow, events: number): LaneData {
  const { client, version } = useCase();
  const [whole, setWhole] = useState<{ readonly by: LanesBy; readonly set: LaneSet }>();
  const [close, setClose] = useState<{ readonly by: LanesBy; readonly set: LaneSet }>();
  const [error, setError] = useState<Error>();
  const [stoppedFor, setStoppedFor] = useState<string>();
  const pending = useRef<Promise<unknown>>(undefined);
  const duration = time.bounds.max;
  const wanted = by === 'goroutine' ? keys?.join(' ') : '';
  const stopped = stoppedFor === `${by} ${wanted}`;
  const idle = !client || wanted === undefined || (by === 'goroutine' && wanted === '');

  const { settled } = time;
  // Which goroutines have a lane may change with each window: a long trace is not read anew for those where their own window is decoded.
  const wide = (settled.max - settled.min) * 2 > duration * overviewPart;
  const withWhole = by !== 'goroutine' || wide || events <= mostEvents;

  // biome-ignore lint/correctness/useExhaustiveDependencies: keys come anew with each render; their text tells whether they changed
  useEffect(() => {
    if (idle || !withWhole || stopped) return;
    const stop = new AbortController();
    setError(undefined);
    void (async () => {
      try {
        for (let round = 0; ; round++) {
          // What is in sight comes first.
          await pending.current?.catch(() => undefined);
          if (stop.signal.aborted) return;
          const window = { input, from: 0, to: duration, steps: wholeSteps };
          const set =
            by === 'user'
              ? await client.query('trace.userLanes', window, stop)
              : await client.query('trace.lanes', { ...window, by, keys, round }, stop);
          if (stop.signal.aborted) return;
          setWhole({ by, set });
          if (set.readTo >= duration) return;
        }
      } catch (failure) {
        if (!stop.signal.aborted) setError(failure instanceof Error ? failure : new Error(String(failure)));
      }
    })();
    return () => stop.abort();
  }, [client, version, input, by, wanted, duration, idle, withWhole, stopped]);

  const known = useRef<{ whole?: LaneSet; close?: LaneSet; wanted?: string }>({});
  known.current.whole = whole?.by === by ? whole.set : undefined;
  const exact = whole?.by === by && whole.set.exact;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (idle) return;
    const span = settled.max - settled.min;
    const fine = (set: LaneSet | undefined) =>
      set?.exact && covers({ min: set.from, max: set.to }, settled) && (set.step <= span / enough || set.step <= 1);
    // Those of the whole trace, which are under way, will do for a window that is a large part of it.
    if (withWhole && !stopped && events <= mostEvents && duration / wholeSteps <= span / enough) return;
    const same = known.current.wanted === `${by} ${wanted}`;
    if (fine(known.current.whole) || (same && fine(known.current.close))) return;
    const window = paddedWindow(settled, { min: 0, max: duration });
    const [from, to] = [Math.floor(window.min), Math.ceil(window.max)];
    // Of a trace too long for it there is nothing finer.
    if (events > mostEvents && to - from > duration * overviewPart) return;
    const stop = new AbortController();
    const request = { input, from, to, steps: closeSteps };
    const asked =
      by === 'user' ? client.query('trace.userLanes', request, stop) : client.query('trace.lanes', { ...request, by, keys }, stop);
    pending.current = asked;
    asked.then(
      (set) => {
        if (stop.signal.aborted) return;
        setError(undefined);
        if (!set.exact) return;
        known.current.close = set;
        known.current.wanted = `${by} ${wanted}`;
        setClose({ by, set });
      },
      (failure: unknown) => {
        if (!stop.signal.aborted) setError(failure instanceof Error ? failure : new Error(String(failure)));
      },
    );
    return () => stop.abort();
  }, [client, version, input, by, wanted, settled, duration, idle, exact, events, withWhole, stopped]);

  return useMemo(() => {
    const all = by === 'proc' || by === 'thread';
    const sets = [whole, close].flatMap((one) => (one?.by === by ? [one.set] : []));
    // Rows of tasks are packed anew for each window: only one set can be shown at a time.
    const shown = by === 'user' ? sets.slice(-1).filter((set) => covers({ min: set.from, max: set.to }, settled)) : sets;
    const used = by === 'user' && shown.length === 0 ? sets.slice(0, 1) : shown;
    const read = whole?.by === by ? whole.set.readTo : 0;
    return {
      layers: used.map((set) => layerOf(set, all && set.more === 0)),
      set: used.at(-1),
      reading: whole?.by === by && read < duration ? read / duration : undefined,
      stopped,
      stop: (off) => setStoppedFor(off ? `${by} ${wanted}` : undefined),
      error,
    };
  }, [whole, close, by, settled, duration, error, stopped, wanted]);
}
