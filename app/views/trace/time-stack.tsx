'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { formatDuration, formatOffset } from '@/lib/charts/format';
import type { Extent } from '@/lib/charts/layout/series';
import type { TraceHead } from '@/lib/query/trace-view';
import { keyHint } from '../../state/key-table';
import { isTyping, useKeys } from '../../state/keys';
import { usePreferences } from '../../state/preferences';
import { IconButton } from '../../ui/basics';
import { clockTime } from './clock';
import { GoTo } from './go-to';
import { Marks } from './marks';
import type { TimeWindow } from './use-time-window';
import { setArea, setMarks, type TraceState } from './view-state';

/**
 * Charts over one stretch of time: keys, wheel and buttons move it, a hairline at the pointer crosses them all, marks stand where they were set.
 * `fit` is what F shows: the thing selected.
 */
export function TimeStack(props: {
  time: TimeWindow;
  /** For the time of day. */
  head?: TraceHead;
  /** For marks and areas; a stack without them has neither. */
  state?: TraceState;
  label: string;
  fit?: Extent;
  /** Finer charts are on their way. */
  busy?: boolean;
  children: ReactNode;
}) {
  const { t, language } = usePreferences();
  const { time, head, state } = props;
  const box = useRef<HTMLElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const current = useRef(time);
  current.current = time;
  /** Where the pointer is, in ns. */
  const pointed = useRef<number>(undefined);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const plot = (event.target as Element).closest('svg, canvas')?.getBoundingClientRect();
      if (!plot || plot.width < least) return;
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !sideways) return;
      event.preventDefault();
      const { window } = current.current;
      const share = (event.clientX - plot.left - plotLeft) / Math.max(1, plot.width - plotLeft - plotRight);
      if (event.ctrlKey || event.metaKey) {
        current.current.zoom(1.0025 ** event.deltaY, window.min + share * (window.max - window.min));
      } else current.current.pan((event.deltaX || event.deltaY) / Math.max(1, plot.width));
    };
    // React listens passively: the page would zoom as well.
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const zoom = (factor: number) => time.zoom(factor, pointed.current);
  /** Arrows move the timeline unless something else that they move has the focus. */
  const arrow = (share: number) => (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target !== document.body && target.id !== 'content' && !box.current?.contains(target)) return;
    if (isTyping(target)) return;
    event.preventDefault();
    time.pan(share);
  };
  useKeys<'timeline'>({
    w: () => zoom(0.6),
    s: () => zoom(1 / 0.6),
    a: () => time.pan(-0.25),
    d: () => time.pan(0.25),
    ArrowLeft: arrow(-0.1),
    ArrowRight: arrow(0.1),
    '+': () => zoom(0.6),
    '-': () => zoom(1 / 0.6),
    '0': () => time.set(undefined),
  });
  useKeys<'moments'>({
    f: () => props.fit && time.set(props.fit),
    m: () => {
      if (!state) return;
      const shown = time.now();
      const at = Math.round(pointed.current ?? (shown.min + shown.max) / 2);
      const kept = state.marks.filter((one) => one !== at);
      setMarks(state, kept.length < state.marks.length ? kept : [...state.marks, at].slice(-mostMarks));
    },
    Escape: (event) => {
      // A drawer that is open closes first.
      if (!state || document.querySelector('#drawer-slot > *')) return;
      if (state.area && !isTyping(event.target)) setArea(state, undefined);
    },
  });

  const hover = (event: React.PointerEvent) => {
    const element = line.current;
    const host = box.current;
    if (!element || !host) return;
    const plot = (event.target as Element).closest('[role="img"], canvas')?.getBoundingClientRect();
    const inside = plot && plot.width > least && event.clientX >= plot.left + plotLeft && event.clientX <= plot.right - plotRight;
    element.hidden = !inside;
    pointed.current = undefined;
    if (!inside) return;
    const { window } = time;
    const share = (event.clientX - plot.left - plotLeft) / (plot.width - plotLeft - plotRight);
    pointed.current = window.min + share * (window.max - window.min);
    element.style.transform = `translateX(${event.clientX - host.getBoundingClientRect().left}px)`;
  };
  const leave = () => {
    pointed.current = undefined;
    if (line.current) line.current.hidden = true;
  };
  const { window } = time;
  const clock = head && clockTime(head, window.min, language);
  return (
    <section
      ref={box}
      aria-label={props.label}
      aria-busy={props.busy}
      className="relative min-w-0 [&_svg]:select-none"
      onPointerMove={hover}
      onPointerLeave={leave}
    >
      <div className="sticky top-[var(--bar)] z-20 -mx-1 mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 bg-s0 px-1 py-1 max-narrow:static">
        <h2 className="text-base">{props.label}</h2>
        <span className="num text-left text-sm text-ink2" data-testid="window">
          {t('trace.window', {
            from: formatOffset(window.min, window.max - window.min),
            to: formatOffset(window.max, window.max - window.min),
            span: formatDuration(window.max - window.min),
          })}
        </span>
        {clock ? (
          <span className="num text-left text-sm text-ink2" title={t('trace.wall')} data-testid="clock">
            {clock}
          </span>
        ) : null}
        <span className="flex items-center">
          <IconButton icon="plus" label={`${t('trace.zoomIn')} (W)`} onClick={() => time.zoom(0.6)} size={14} />
          <IconButton icon="minus" label={`${t('trace.zoomOut')} (S)`} onClick={() => time.zoom(1 / 0.6)} size={14} />
          <IconButton icon="left" label={`${t('trace.earlier')} (A)`} onClick={() => time.pan(-0.25)} size={14} />
          <IconButton icon="right" label={`${t('trace.later')} (D)`} onClick={() => time.pan(0.25)} size={14} />
          <button type="button" className="btn btn-ghost h-7" disabled={time.whole} onClick={() => time.set(undefined)}>
            {t(state ? 'trace.reset' : 'trace.resetTime')}
          </button>
        </span>
        <GoTo time={time} head={head} />
      </div>
      {head && state ? <Marks head={head} time={time} state={state} /> : null}
      <div className="relative flex min-w-0 flex-col gap-2">
        {props.children}
        {state?.marks.map((moment, i) =>
          moment < window.min || moment > window.max ? null : (
            <div
              key={`${moment} ${i}`}
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 w-px bg-accent"
              style={{ left: placeOf((moment - window.min) / (window.max - window.min)) }}
            />
          ),
        )}
      </div>
      <p className="mt-1 text-xs text-ink2 max-narrow:hidden">
        {t(state ? 'trace.mouse' : 'trace.mouseShort')} {keyHint('timeline', t)}
        {state ? ` · ${keyHint('moments', t)}` : ''}
      </p>
      <div ref={line} hidden aria-hidden="true" className="pointer-events-none absolute inset-y-0 left-0 w-px bg-ink2 opacity-60" />
    </section>
  );
}

/** Where charts over time begin and end in their drawing: lib/charts/draw/lines.ts timeBox. */
export const plotLeft = 64;
export const plotRight = 12;
/** Border and padding of a chart's panel. */
const panelEdge = 13;

/** Where a share of the window stands in the stack, as CSS. */
function placeOf(share: number): string {
  const sides = 2 * panelEdge + plotLeft + plotRight;
  return `calc(${panelEdge + plotLeft}px + (100% - ${sides}px) * ${share})`;
}
/** Icons are drawings too: a chart is wider. */
const least = 120;
const mostMarks = 24;
