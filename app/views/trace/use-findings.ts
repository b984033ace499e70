'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import type { Finding } from '@/lib/model/finding';
import { useCase } from '../../state/case';
import { isTyping } from '../../state/keys';
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
  useEffect(() => {
    // Before the frame's own keys, which lead to the overview.
    const pressed = (event: KeyboardEvent) => {
      const { at: now, go: to, count } = current.current;
      const by = event.key === ']' ? 1 : event.key === '[' ? -1 : 0;
      if (by === 0 || count === 0 || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      to(now < 0 ? (by > 0 ? 0 : count - 1) : (now + by + count) % count);
    };
    window.addEventListener('keydown', pressed, true);
    return () => window.removeEventListener('keydown', pressed, true);
  }, []);
  return { findings, at, go };
}
