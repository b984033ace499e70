'use client';

import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Finding } from '@/lib/model/finding';
import { useCase } from '../../state/case';
import { actionOf, type KeyActions } from '../../state/key-table';
import { dialogOpen, isTyping } from '../../state/keys';
import type { UrlState } from '../../state/url';

/** The findings of the trace in view: `[` and `]` go from one to the next, each at its place of the timeline. */
export function useFindings(
  input: number,
  url: UrlState,
): { readonly findings: readonly Finding[]; readonly at: number; go(at: number): void } {
  const { findings: cards } = useCase();
  const findings = useMemo(
    () =>
      cards
        .map(({ finding }) => finding)
        .filter(
          ({ inputs, link }) => link?.view === 'trace' && inputs.includes(input) && (link.params.input ?? String(input)) === String(input),
        ),
    [cards, input],
  );
  const [at, setAt] = useState(-1);
  const go = (next: number) => {
    const link = findings[next]?.link;
    if (!link) return;
    setAt(next);
    url.set({ from: undefined, to: undefined, at: undefined, sel: undefined, on: undefined, ...link.params }, { replace: true });
  };
  const current = useRef({ at, go, count: findings.length });
  current.current = { at, go, count: findings.length };
  useLayoutEffect(() => {
    // Before the frame's own keys, which lead to the overview.
    const pressed = (event: KeyboardEvent) => {
      const { at: now, go: to, count } = current.current;
      const keys: Pick<KeyActions<'page'>, '[' | ']'> = {
        '[': () => to(now < 0 ? count - 1 : (now - 1 + count) % count),
        ']': () => to((now + 1) % count),
      };
      const action = actionOf<() => void>(keys, event);
      if (!action || count === 0 || isTyping(event.target) || dialogOpen()) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', pressed, true);
    return () => window.removeEventListener('keydown', pressed, true);
  }, []);
  return { findings, at, go };
}
