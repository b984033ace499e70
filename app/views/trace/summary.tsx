'use client';

import { formatBytes, formatCount, formatDuration } from '@/lib/charts/format';
import { phraseIn } from '@/lib/messages/phrases';
import type { TraceHead } from '@/lib/query/trace-view';
import { usePreferences } from '../../state/preferences';
import { Icon } from '../../ui/icons';
import { startDate } from './clock';

/** The trace in one strip of figures, and what of it was lost. */
export function Summary({ head }: { head: TraceHead }) {
  const { t, language } = usePreferences();
  const { summary } = head;
  const stopped = Object.entries(summary.ranges)
    .filter(([name]) => name.startsWith('stop-the-world'))
    .reduce((sum, [, range]) => sum + range.totalNs, 0);
  const facts: [string, string, string?][] = [
    [t('trace.duration'), formatDuration(summary.durationNs), `${formatCount(summary.durationNs)} ns`],
    [t('trace.events'), formatCount(summary.events)],
    [t('trace.goroutines'), formatCount(summary.goroutines)],
    [t('trace.created'), formatCount(summary.created)],
    [t('trace.procs'), head.procs === undefined ? '–' : formatCount(head.procs)],
    [t('trace.exec'), formatDuration(summary.execNs)],
    [t('trace.schedTotal'), formatDuration(summary.schedWaitNs)],
    [t('trace.gcCycles'), formatCount(summary.ranges['GC concurrent mark phase']?.count ?? 0)],
    [t('trace.pausesTotal'), formatDuration(stopped)],
    [t('trace.version'), `1.${head.version}`],
    [t('trace.size'), formatBytes(head.bytes)],
    [t('trace.generations'), formatCount(summary.generations)],
  ];
  if (summary.tasks > 0) facts.push([t('trace.tasks'), formatCount(summary.tasks)]);
  if (head.cpuSamples > 0) facts.push([t('trace.samples'), formatCount(head.cpuSamples)]);
  const started = startDate(head, language);
  if (started) facts.push([t('trace.started'), started]);
  return (
    <div className="flex flex-col gap-3">
      {summary.lost ? (
        <div role="status" className="panel border-l-4 border-l-[var(--medium)] px-3 py-2" data-testid="lost">
          <p className="flex items-center gap-2 font-semibold">
            <Icon name="warning" size={14} /> {t('trace.lostTitle')}
          </p>
          <p className="break-words text-sm text-ink2">
            {t('trace.lost', {
              bytes: formatBytes(summary.lost.bytes),
              from: formatCount(summary.lost.fromByte),
              reason: phraseIn(language, summary.lost.phrase),
              time: formatDuration(summary.durationNs),
            })}
          </p>
        </div>
      ) : null}
      <dl className="panel grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] overflow-hidden" data-testid="trace-summary">
        {facts.map(([label, value, exact]) => (
          <div
            key={label}
            className={`-mb-px -mr-px min-w-0 border-b border-r border-line px-3 py-2 ${value.length > 14 ? 'col-span-2' : ''}`}
          >
            <dt className="truncate text-xs text-ink2" title={label}>
              {label}
            </dt>
            <dd className="truncate text-base font-semibold tabular-nums" title={exact ?? value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
