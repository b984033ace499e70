'use client';

import { useState } from 'react';
import type { TraceHead } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { offsetOfClock } from './clock';
import type { TimeWindow } from './use-time-window';

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, min: 60e9 };

/** An offset as people write it: `1.25s`, `730 ms`, `2` (seconds). Undefined where it is none. */
function parseOffset(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(ns|us|µs|μs|ms|s|min|m)?\s*$/.exec(text);
  return match ? Number(match[1]) * units[match[2] ?? 's'] : undefined;
}

/** Puts a moment, told as offset or time of day, in the middle of the window, a hundredth of the whole wide at most. */
export function GoTo({ time, head }: { time: TimeWindow; head: TraceHead | undefined }) {
  const t = useText();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const hint = t(head?.startUnixNs === undefined ? 'trace.goToHint' : 'trace.goToHintClock');
  return (
    <form
      className="relative ml-auto max-narrow:ml-0"
      onSubmit={(event) => {
        event.preventDefault();
        const at = parseOffset(text) ?? (head && offsetOfClock(text, head));
        const fine = at !== undefined && at <= time.bounds.max;
        setBad(!fine);
        if (!fine) return;
        const half = Math.min(time.window.max - time.window.min, (time.bounds.max - time.bounds.min) / 100) / 2;
        time.set({ min: at - half, max: at + half });
      }}
    >
      <input
        className="field w-[150px]"
        aria-label={t('trace.goTo')}
        placeholder={`${t('trace.goTo')}: 1.25s`}
        title={bad ? t('trace.badTime') : hint}
        aria-invalid={bad}
        aria-describedby={bad ? 'go-to-problem' : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setBad(false);
        }}
      />
      {bad ? (
        <span
          id="go-to-problem"
          role="alert"
          className="absolute right-0 top-full z-10 mt-1 rounded border border-line2 bg-s1 px-2 py-0.5 text-xs text-critical"
        >
          {t('trace.badTime')}
        </span>
      ) : null}
    </form>
  );
}
