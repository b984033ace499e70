'use client';

import { formatDuration, formatOffset } from '@/lib/charts/format';
import type { TraceHead } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { Icon } from '../../ui/icons';
import { clockTime } from './clock';
import type { TimeWindow } from './use-time-window';
import { setMarks, type TraceState } from './view-state';

/** The marked moments, each with its distance from the one before in time; a click goes there. */
export function Marks({ head, time, state }: { head: TraceHead; time: TimeWindow; state: TraceState }) {
  const { t, language } = usePreferences();
  const { marks } = state;
  if (marks.length === 0) return null;
  const ordered = [...marks].sort((a, b) => a - b);
  const goTo = (moment: number) => {
    if (moment >= time.window.min && moment <= time.window.max) return;
    const half = (time.window.max - time.window.min) / 2;
    time.set({ min: moment - half, max: moment + half });
  };
  return (
    <ul className="mb-2 flex flex-wrap items-center gap-1.5 text-xs" aria-label={t('trace.marks')} data-testid="marks">
      {marks.map((moment, i) => {
        const before = ordered[ordered.indexOf(moment) - 1];
        const clock = clockTime(head, moment, language);
        return (
          <li key={`${moment} ${i}`} className="flex items-center rounded border border-line2">
            <button
              type="button"
              className="num flex items-center gap-1.5 px-1.5 py-0.5 hover:underline"
              onClick={() => goTo(moment)}
              title={clock}
            >
              <span className="rounded-sm bg-accent px-1 font-semibold text-on-accent">{i + 1}</span>
              {formatOffset(moment, time.window.max - time.window.min)}
              {before === undefined ? null : <span className="text-ink2">+{formatDuration(moment - before)}</span>}
            </button>
            <button
              type="button"
              className="border-l border-line px-1 py-0.5 text-ink2 hover:bg-s2"
              aria-label={t('trace.unmark', { n: i + 1 })}
              title={t('trace.unmark', { n: i + 1 })}
              onClick={() =>
                setMarks(
                  state,
                  marks.filter((_, at) => at !== i),
                )
              }
            >
              <Icon name="close" size={11} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
