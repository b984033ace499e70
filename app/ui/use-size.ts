'use client';

import { type RefObject, useLayoutEffect, useState } from 'react';
import { onPrinting } from '../state/printing';

/** Width of an element in CSS pixels, 0 before it is known: known before it is first seen, so that a chart is never there without its marks. */
export function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(target);
    setWidth(Math.floor(target.getBoundingClientRect().width));
    const stop = onPrinting(() => setWidth(Math.floor(target.getBoundingClientRect().width)));
    return () => {
      observer.disconnect();
      stop();
    };
  }, [element]);
  return width;
}
