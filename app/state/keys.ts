'use client';

import { useLayoutEffect, useRef } from 'react';
import { actionOf, type KeyActions, type KeyAreaName } from './key-table';

/**
 * Listens on the page for the keys of an area. Letters are left alone while the user types; Escape and mod keys are not. Under an open dialog the
 * page has no keys but those with mod: Escape closes the dialog, not what lies below it.
 */
export function useKeys<A extends KeyAreaName>(actions: KeyActions<A, KeyboardEvent>): void {
  const current = useRef<Readonly<Partial<Record<string, (event: KeyboardEvent) => void>>>>(actions);
  current.current = actions;
  // Before the first paint: an effect after it may come late on a busy machine, and a key pressed at what is seen would be lost.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const action = actionOf(current.current, event);
      if (!action) return;
      if (!event.ctrlKey && !event.metaKey && (dialogOpen() || (event.key !== 'Escape' && isTyping(event.target)))) return;
      action(event);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

/** A modal dialog is open: the page below it is inert. */
export function dialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
