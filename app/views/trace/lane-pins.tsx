'use client';

import { memo } from 'react';
import type { LaneSet } from '@/lib/query/trace-lanes';
import { laneKinds } from '@/lib/query/trace-lanes';
import { useText } from '../../state/preferences';
import { Icon } from '../../ui/icons';
import { choose, type TraceState, togglePin } from './view-state';

const letters = { proc: 'P', thread: 'M', goroutine: 'G' } as const;

/** The lanes kept on top; each can be let go. */
export const LanePins = memo(function LanePins({
  state,
  names,
}: {
  state: TraceState;
  names: ReadonlyMap<number, LaneSet['goroutines'][number]>;
}) {
  const t = useText();
  const pins = laneKinds.flatMap((kind) => state.pins[kind].map((key) => ({ kind, key })));
  if (pins.length === 0) return null;
  return (
    <ul className="mb-2 flex flex-wrap items-center gap-1.5 text-xs" aria-label={t('trace.pinned')}>
      <li className="text-ink2">{t('trace.pinned')}</li>
      {pins.map(({ kind, key }) => {
        const one = kind === 'goroutine' ? names.get(key) : undefined;
        const label =
          kind === 'goroutine' ? `G ${one?.id ?? '…'} ${one?.name.slice(one.name.lastIndexOf('/') + 1) ?? ''}` : `${letters[kind]} ${key}`;
        return (
          <li key={`${kind}${key}`} className="flex min-w-0 items-center rounded border border-line2">
            {kind === 'goroutine' ? (
              <button
                type="button"
                className="min-w-0 max-w-[260px] truncate px-1.5 py-0.5 font-mono hover:underline"
                onClick={() => choose(state, key)}
              >
                {label}
              </button>
            ) : (
              <span className="px-1.5 py-0.5 font-mono">{label}</span>
            )}
            <button
              type="button"
              className="border-l border-line px-1 py-0.5 text-ink2 hover:bg-s2"
              aria-label={t('trace.unpin', { name: label })}
              title={t('trace.unpin', { name: label })}
              onClick={() => togglePin(state, kind, key)}
            >
              <Icon name="close" size={11} />
            </button>
          </li>
        );
      })}
    </ul>
  );
});
