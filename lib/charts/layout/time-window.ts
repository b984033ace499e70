import type { Extent } from './series';

/** Moves and scales of a time window inside its bounds; the result is whole ns and never narrower than `least`. */
export function clampWindow(window: Extent, bounds: Extent, least = 100): Extent {
  const span = Math.min(bounds.max - bounds.min, Math.max(least, window.max - window.min));
  let min = Math.round(window.min);
  if (min + span > bounds.max) min = bounds.max - span;
  if (min < bounds.min) min = bounds.min;
  return { min, max: Math.min(bounds.max, Math.round(min + span)) };
}

/** Scales the window by a factor (below 1 zooms in) so that the moment `at` stays where it is. */
export function zoomWindow(window: Extent, bounds: Extent, at: number, factor: number, least = 100): Extent {
  const span = window.max - window.min;
  const next = Math.min(bounds.max - bounds.min, Math.max(least, span * factor));
  const place = span > 0 ? (Math.min(window.max, Math.max(window.min, at)) - window.min) / span : 0.5;
  const min = Math.min(window.max, Math.max(window.min, at)) - place * next;
  return clampWindow({ min, max: min + next }, bounds, least);
}

/** Moves the window by a part of its width. */
export function panWindow(window: Extent, bounds: Extent, share: number): Extent {
  const step = (window.max - window.min) * share;
  return clampWindow({ min: window.min + step, max: window.max + step }, bounds, 0);
}

/** The span to ask data for: the window with half of itself at either side, so that small moves need no new question. */
export function paddedWindow(window: Extent, bounds: Extent): Extent {
  const span = window.max - window.min;
  return { min: Math.max(bounds.min, window.min - span / 2), max: Math.min(bounds.max, window.max + span / 2) };
}

/** True where `outer` holds all of `inner`. */
export function covers(outer: Extent, inner: Extent): boolean {
  return outer.min <= inner.min && outer.max >= inner.max;
}
