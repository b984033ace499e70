'use client';

import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/*
 * Paper has the light theme and a width of its own, and a canvas keeps what was drawn on it: what is drawn by script is drawn anew between
 * `beforeprint` and the page's layout for paper. globals.css says the width (`data-printing`), as the paper's is not known by then.
 */
const listeners = new Set<() => void>();
let printing = false;
let screenTheme: string | undefined;

/** True while the page is laid out for paper: what is drawn has to stand before the event is over, no later frame will come. */
export function isPrinting(): boolean {
  return printing;
}

/** The same for what is rendered. */
export function usePrinting(): boolean {
  return useSyncExternalStore(onPrinting, isPrinting, () => false);
}

/** Calls back when printing begins and when it is over. Returns the way to stop. */
export function onPrinting(changed: () => void): () => void {
  if (listeners.size === 0) {
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
  }
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    removeEventListener('beforeprint', begin);
    removeEventListener('afterprint', end);
  };
}

function begin(): void {
  if (printing) return;
  const { dataset } = document.documentElement;
  screenTheme = dataset.theme;
  dataset.theme = 'light';
  dataset.printing = '';
  tell(true);
}

function end(): void {
  if (!printing) return;
  const { dataset } = document.documentElement;
  if (screenTheme === undefined) delete dataset.theme;
  else dataset.theme = screenTheme;
  delete dataset.printing;
  tell(false);
}

function tell(now: boolean): void {
  printing = now;
  flushSync(() => {
    for (const changed of [...listeners]) changed();
  });
}
