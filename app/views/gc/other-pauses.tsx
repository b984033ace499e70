'use client';

import { formatDuration } from '@/lib/charts/format';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { inTrace } from './in-trace';

/** Stops of the world that no collection asked for, each with its place in the trace. */
export function OtherPauses({ input }: { input: number }) {
  const t = useText();
  const url = useUrl();
  const asked = useQuery('gc.otherPauses', { input });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  const { rows, count, totalNs } = asked.data;
  return (
    <div className="panel min-w-0 p-3 text-sm">
      <h3 className="mb-1">{t('gc.otherTitle')}</h3>
      {count === 0 ? (
        <p className="text-ink2">{t('gc.otherNone')}</p>
      ) : (
        <>
          <p className="mb-1 tabular-nums text-ink2">
            {t('gc.count')} {count}, {t('gc.total')} {formatDuration(totalNs)}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
          <section className="max-h-[240px] overflow-auto" tabIndex={0} aria-label={t('gc.otherTitle')}>
            <table className="w-full">
              <thead className="sticky top-0 bg-s1 text-left text-ink2">
                <tr>
                  <th className="px-1.5 py-1 font-medium">{t('gc.reason')}</th>
                  <th className="num px-1.5 py-1 font-medium">{t('gc.start')}</th>
                  <th className="num px-1.5 py-1 font-medium">{t('gc.length')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.start}>
                    <td className="break-words border-t border-line px-1.5 py-1">{row.reason}</td>
                    <td className="num border-t border-line px-1.5 py-1">
                      <button
                        type="button"
                        className="text-accent hover:underline"
                        onClick={() => {
                          url.go('trace', inTrace(input, row.start, row.ns, Math.max(row.ns, 1000) * 4));
                        }}
                      >
                        {formatDuration(row.start)}
                      </button>
                    </td>
                    <td className="num border-t border-line px-1.5 py-1">{formatDuration(row.ns)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </div>
  );
}
