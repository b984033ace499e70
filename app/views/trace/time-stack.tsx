'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { formatDuration } from '@/lib/charts/format';
import type { Extent } from '@/lib/charts/layout/series';
import { useKeys } from '../../state/keys';
import { useText } from '../../state/preferences';
import { IconButton } from '../../ui/basics';
import { GoTo } from './go-to';
import type { TimeWindow } from './use-time-window';

/**
 * Charts over one stretch of time: keys, wheel and buttons move it, a hairline at the pointer crosses them all. `fit` is what F
 * shows: the thing selected.
 */
export function TimeStack(props: { time: TimeWindow; label: string; fit?: Extent; children: ReactNode }) {
  const t = useText();
  const { time } = props;
  const box = useRef<HTMLElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const current = useRef(time);
  current.current = time;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const svg = (event.target as Element).closest('svg, canvas');
      if (!svg) return;
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !sideways) return;
      event.preventDefault();
      const { window } = current.current;
      const plot = svg.getBoundingClientRect();
      const share = (event.clientX - plot.left - plotLeft) / Math.max(1, plot.width - plotLeft - plotRight);
      if (event.ctrlKey || event.metaKey) {
        current.current.zoom(1.0025 ** event.deltaY, window.min + share * (window.max - window.min));
      } else current.current.pan((event.deltaX || event.deltaY) / Math.max(1, plot.width));
    };
    // React listens passively: the page would zoom as well.
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  useKeys({
    w: () => time.zoom(0.6),
    s: () => time.zoom(1 / 0.6),
    a: () => time.pan(-0.25),
    d: () => time.pan(0.25),
    '+': () => time.zoom(0.6),
    '-': () => time.zoom(1 / 0.6),
    '0': () => time.set(undefined),
    f: () => time.set(props.fit),
  });

  const hover = (event: React.PointerEvent) => {
    const svg = (event.target as Element).closest('[role="img"]');
    const host = box.current;
    if (!line.current || !host) return;
    const plot = svg?.getBoundingClientRect();
    const inside = plot && event.clientX >= plot.left + plotLeft && event.clientX <= plot.right - plotRight;
    line.current.hidden = !inside;
    if (inside) line.current.style.transform = `translateX(${event.clientX - host.getBoundingClientRect().left}px)`;
  };
  const { window } = time;
  return (
    <section
      ref={box}
      aria-label={props.label}
      className="relative min-w-0 [&_svg]:select-none"
      onPointerMove={hover}
      onPointerLeave={() => hide(line.current)}
    >
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-base">{props.label}</h2>
        <span className="num text-sm text-ink2" data-testid="window">
          {t('trace.window', {
            from: formatDuration(window.min),
            to: formatDuration(window.max),
            span: formatDuration(window.max - window.min),
          })}
        </span>
        <span className="flex items-center">
          <IconButton icon="plus" label={`${t('trace.zoomIn')} (W)`} onClick={() => time.zoom(0.6)} size={14} />
          <IconButton icon="minus" label={`${t('trace.zoomOut')} (S)`} onClick={() => time.zoom(1 / 0.6)} size={14} />
          <IconButton icon="left" label={`${t('trace.earlier')} (A)`} onClick={() => time.pan(-0.25)} size={14} />
          <IconButton icon="right" label={`${t('trace.later')} (D)`} onClick={() => time.pan(0.25)} size={14} />
          <button type="button" className="btn btn-ghost h-7" disabled={time.whole} onClick={() => time.set(undefined)}>
            {t('trace.reset')}
          </button>
        </span>
        <GoTo time={time} />
      </div>
      <div className="flex min-w-0 flex-col gap-2">{props.children}</div>
      <p className="mt-1 text-xs text-ink2 max-narrow:hidden">{t('trace.keys')}</p>
      <div ref={line} hidden aria-hidden="true" className="pointer-events-none absolute inset-y-0 left-0 w-px bg-ink2 opacity-60" />
    </section>
  );
}

/** Where charts over time begin and end in their SVG: lib/charts/draw/lines.ts timeBox. */
const plotLeft = 64;
const plotRight = 12;

function hide(element: HTMLElement | null): void {
  if (element) element.hidden = true;
}
