'use client';

import { useMemo } from 'react';
import type { RingWait } from '@/lib/query/goroutines';
import { useText } from '../../state/preferences';
import { FunctionName } from '../../ui/basics';

type Ring = readonly RingWait[];

/** Locks whose waiters point at each other's locks: who waits where for which. Rings over the same lines are told once. */
export function Rings({ rings, onPick }: { rings: readonly Ring[]; onPick: (row: number) => void }) {
  const t = useText();
  const shapes = useMemo(() => {
    const found = new Map<string, Ring[]>();
    for (const ring of rings) {
      const key = ring
        .map((wait) => `${wait.state} ${wait.at?.file}:${wait.at?.line}`)
        .sort()
        .join('\n');
      found.set(key, [...(found.get(key) ?? []), ring]);
    }
    return [...found.values()].sort((a, b) => b.length - a.length);
  }, [rings]);
  return (
    <section className="panel min-w-0 border-l-4 border-l-[var(--critical)] p-3" aria-labelledby="rings-title" data-testid="rings">
      <h2 id="rings-title" className="text-[13px]">
        {t('goroutines.ringsTitle')}
      </h2>
      <p className="mb-2 max-w-[90ch] text-sm text-ink2">{t('goroutines.ringsNote')}</p>
      <ul className={`grid max-h-80 gap-x-6 gap-y-3 overflow-y-auto ${shapes.length > 1 ? 'wide:grid-cols-2' : ''}`}>
        {shapes.map(([ring, ...more]) => (
          <li key={ring.map((wait) => wait.lock).join()} className="min-w-0">
            <p className="text-sm font-medium">
              {t('goroutines.ringOf', { n: ring.length })}
              {more.length > 0 ? <span className="font-normal text-ink2"> · {t('goroutines.ringMore', { n: more.length })}</span> : null}
            </p>
            <ol className="mt-1 flex flex-col gap-1 border-l-2 border-line2 pl-3 text-sm">
              {ring.map((wait) => (
                <li key={wait.lock} className="min-w-0">
                  <button type="button" className="text-left text-accent hover:underline" onClick={() => onPick(wait.row)}>
                    {t('goroutines.ringWait', { id: wait.id, lock: wait.lock })}
                  </button>{' '}
                  <span className="text-ink2">
                    {wait.state}
                    {wait.minutes >= 0 ? `, ${t('goroutines.minutes', { n: wait.minutes })}` : ''}
                  </span>
                  {wait.at ? (
                    <span className="block min-w-0 break-all">
                      <FunctionName name={wait.at.fn} strong={wait.at.own} wrap />{' '}
                      <code className="text-[11px] text-ink3">
                        {wait.at.file}:{wait.at.line}
                      </code>
                    </span>
                  ) : null}
                </li>
              ))}
              <li className="text-ink2">↺ {t('goroutines.ringBack')}</li>
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}
