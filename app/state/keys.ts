'use client';

import { useEffect, useRef } from 'react';

/** What a key does, by the event's `key`; `mod+k` is Ctrl or Cmd. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Listens for keys on the page. Letters are left alone while the user types; Escape and mod keys are not. */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const name = mod ? `mod+${event.key.toLowerCase()}` : event.key;
      const action = current.current[name] ?? (name.length === 1 ? current.current[name.toLowerCase()] : undefined);
      if (!action || event.altKey) return;
      if (!mod && event.key !== 'Escape' && isTyping(event.target)) return;
      action(event);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
