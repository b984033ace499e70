'use client';

import { formatCount, formatDuration } from '@/lib/charts/format';
import type { Extent } from '@/lib/charts/layout/series';
import type { LongSpan, TraceRange } from '@/lib/query/trace-view';
import { useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { FunctionName } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';

/** Stops of the world by reason, each with its longest ones, which lead to their place on the timeline. */
export function Pauses({ input, onShow }: { input: number; onShow: (window: Extent) => void }) {
  const t = useText();
  const asked = useQuery('trace.pauses', { input });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  if (asked.data.length === 0) return <p className="panel p-4 text-sm text-ink2">{t('trace.pausesNone')}</p>;
  return (
    <section className="panel min-w-0 overflow-x-auto p-3" aria-labelledby="trace-pauses">
      <h3 id="trace-pauses" className="mb-2">
        {t('trace.pausesTitle')}
      </h3>
      <table className="w-full text-sm">
        <thead className="text-left text-ink2">
          <tr>
            <Head>{t('trace.reason')}</Head>
            <Head numeric>{t('charts.count')}</Head>
            <Head numeric>{t('trace.sum')}</Head>
            <Head numeric>{t('trace.longest')}</Head>
            <Head>{t('trace.pauseLongest')}</Head>
          </tr>
        </thead>
        <tbody>
          {asked.data.map((reason) => (
            <tr key={reason.reason}>
              <td className="border-t border-line px-2 py-1">
                {reason.reason}{' '}
                {/^GC (sweep|mark) termination$/.test(reason.reason) ? null : <span className="text-high">{t('trace.notGc')}</span>}
              </td>
              <td className="num border-t border-line px-2 py-1">{formatCount(reason.count)}</td>
              <td className="num border-t border-line px-2 py-1">{formatDuration(reason.totalNs)}</td>
              <td className="num border-t border-line px-2 py-1">{formatDuration(reason.maxNs)}</td>
              <td className="border-t border-line px-2 py-1">
                <span className="flex flex-wrap gap-x-3">
                  {reason.longest.slice(0, 6).map((range) => (
                    <ShowRange key={range.start} range={range} onShow={onShow} />
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ShowRange({ range, onShow }: { range: TraceRange; onShow: (window: Extent) => void }) {
  const t = useText();
  const length = (range.end ?? range.start) - range.start;
  const around = Math.max(length, 1000) * 4;
  return (
    <button
      type="button"
      className="tabular-nums text-accent hover:underline"
      title={`${t('trace.show')}: ${formatDuration(range.start)}${range.at ? `, ${range.at.function}` : ''}`}
      onClick={() => onShow({ min: range.start - around, max: range.start + length + around })}
    >
      {formatDuration(length)}
    </button>
  );
}

/** The longest stretches of running, and of waiting for a P. */
export function Longest(props: { input: number; onShow: (window: Extent) => void; onPick: (row: number) => void }) {
  const t = useText();
  const asked = useQuery('trace.longest', { input: props.input });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!asked.data) return <Computing />;
  return (
    <div className="grid gap-3 wide:grid-cols-2">
      <Spans {...props} title={t('trace.longestRuns')} spans={asked.data.runs} />
      <Spans {...props} title={t('trace.longestWaits')} spans={asked.data.waits} />
    </div>
  );
}

function Spans(props: { title: string; spans: readonly LongSpan[]; onShow: (window: Extent) => void; onPick: (row: number) => void }) {
  const t = useText();
  return (
    <section className="panel min-w-0 p-3">
      <h3 className="mb-2">{props.title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <section className="max-h-[380px] overflow-auto" tabIndex={0} aria-label={props.title}>
        <table className="w-full table-fixed text-sm">
          <thead className="sticky top-0 bg-s1 text-left text-ink2">
            <tr>
              <Head numeric width="84px">
                {t('trace.length')}
              </Head>
              <Head numeric width="92px">
                {t('trace.start')}
              </Head>
              <Head>{t('trace.function')}</Head>
            </tr>
          </thead>
          <tbody>
            {props.spans.map((span, i) => (
              <tr key={i}>
                <td className="num border-t border-line px-2 py-1">
                  <button
                    type="button"
                    className="text-accent hover:underline"
                    title={t('trace.show')}
                    onClick={() => props.onShow({ min: span.start - span.ns / 2, max: span.start + span.ns * 1.5 })}
                  >
                    {formatDuration(span.ns)}
                  </button>
                </td>
                <td className="num border-t border-line px-2 py-1">{formatDuration(span.start)}</td>
                <td className="border-t border-line px-2 py-1">
                  {span.goroutine ? (
                    <button
                      type="button"
                      className="flex w-full min-w-0 gap-2 text-left hover:underline"
                      onClick={() => span.goroutine && props.onPick(span.goroutine.row)}
                    >
                      <span className="shrink-0 tabular-nums text-ink2">{span.goroutine.id}</span>
                      <FunctionName name={span.at?.function ?? span.goroutine.name} />
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Head(props: { children: string; numeric?: boolean; width?: string }) {
  return (
    <th className={`px-2 py-1 font-medium ${props.numeric ? 'num' : ''}`} style={{ width: props.width }}>
      {props.children}
    </th>
  );
}
