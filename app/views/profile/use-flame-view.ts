'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { frameHeight } from '@/lib/charts/draw/flame';
import { type FlameLayout, levelOf } from '@/lib/charts/layout/flame';
import { levelInView, panSpan, type Span, spanOf, wholeSpan, zoomSpan } from '@/lib/charts/layout/flame-view';

export interface FlameViewState {
  readonly span: Span;
  readonly firstLevel: number;
  readonly rows: number;
  readonly height: number;
  setSpan(next: Span | ((before: Span) => Span)): void;
  /** Scrolls so that the level is on show. */
  reveal(level: number): void;
  scrollBy(levels: number): void;
  /** Reads the scroll position. */
  scrolled(): void;
}

/** Levels that stay above a frame zoomed on, so that it is seen where it hangs. */
const levelsBefore = 2;

/**
 * What part of a flame graph is on show. Its width is state; its levels are the scroll position of the box, so that the browser's own
 * scrolling (touch, bars, keys) works on graphs of any depth.
 */
export function useFlameView(props: {
  layout: FlameLayout;
  upward: boolean;
  /** Position zoomed on, -1 for the whole. */
  zoomed: number;
  mostHeight: number;
  scroller: RefObject<HTMLDivElement | null>;
  canvas: RefObject<HTMLCanvasElement | null>;
}): FlameViewState {
  const { layout, upward, zoomed, scroller, canvas } = props;
  const mostRows = Math.floor(props.mostHeight / frameHeight);
  const rows = Math.max(3, Math.min(layout.levels, mostRows));
  const last = Math.max(0, layout.levels - rows);
  const [span, setSpan] = useState<Span>(wholeSpan);
  const [firstLevel, setFirstLevel] = useState(0);

  const place = useCallback(
    (first: number) => {
      setFirstLevel(first);
      if (scroller.current) scroller.current.scrollTop = (upward ? last - first : first) * frameHeight;
    },
    [scroller, upward, last],
  );
  const first = useRef(firstLevel);
  first.current = Math.min(firstLevel, last);
  const reveal = useCallback(
    (level: number) => {
      const next = levelInView(first.current, level, rows, layout.levels);
      if (next !== first.current) place(next);
    },
    [place, rows, layout],
  );

  // Another tree or direction begins at its root; the frame zoomed on decides the rest.
  useLayoutEffect(() => {
    if (zoomed < 0) {
      setSpan(wholeSpan);
      place(0);
    } else {
      const level = levelOf(layout, zoomed);
      setSpan(spanOf(layout.x0[zoomed], layout.x1[zoomed]));
      place(levelInView(first.current, level, Math.max(1, rows - levelsBefore), layout.levels, levelsBefore));
    }
  }, [layout, zoomed, place, rows]);

  // A wheel listener of React's is passive: it could not keep the page from zooming.
  useEffect(() => {
    const element = canvas.current;
    const wheel = (event: WheelEvent) => {
      const box = element?.getBoundingClientRect();
      if (!box || box.width === 0) return;
      const across = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        setSpan((before) => zoomSpan(before, 1.25 ** Math.max(-2, Math.min(2, event.deltaY / 40)), (event.clientX - box.left) / box.width));
      } else if (across) {
        event.preventDefault();
        setSpan((before) => panSpan(before, (event.deltaX || event.deltaY) / box.width));
      }
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [canvas]);

  return {
    span,
    firstLevel: first.current,
    rows,
    height: rows * frameHeight,
    setSpan,
    reveal,
    scrollBy: (levels) => place(Math.min(last, Math.max(0, first.current + levels))),
    scrolled: () => {
      const top = Math.round((scroller.current?.scrollTop ?? 0) / frameHeight);
      setFirstLevel(Math.min(last, Math.max(0, upward ? last - top : top)));
    },
  };
}
