'use client';

import { formatBytes, formatCount, formatDuration, formatShare, threeDigits } from '@/lib/charts/format';
import type { GcOverview } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { Icon } from '../../ui/icons';
import { anyKnown, clockNs } from './heap-series';

/** The collections in one strip of figures, and what the log lacks. */
export function Strip({ data }: { data: GcOverview }) {
  const t = useText();
  const { series, pauses, pacing } = data;
  const last = series.count - 1;
  const facts: [string, string][] = [
    [t('gc.cycles'), formatCount(series.count)],
    // A log ends with its last line: of one collection alone it tells no time.
    [t('gc.perSecond'), series.count > 1 || series.source === 'trace' ? threeDigits(data.cyclesPerSecond) : '–'],
    [t('gc.cpuShare'), formatShare(data.cpuFraction)],
    [t('gc.pauseP99'), formatDuration(pauses.both.p99)],
    [t('gc.pauseMax'), formatDuration(pauses.both.max)],
    [t('gc.pauseTotal'), formatDuration(pauses.both.total)],
    [t('gc.liveLast'), formatBytes(series.heapLive[last])],
    [t('gc.goalLast'), Number.isFinite(series.goal[last]) ? formatBytes(series.goal[last]) : '–'],
    [t('gc.headroomMedian'), data.headroom.count > 0 ? formatBytes(data.headroom.p50) : '–'],
    [t('gc.passedGoal'), pacing.judged > 0 ? t('gc.ofCycles', { n: formatCount(pacing.passed), all: formatCount(pacing.judged) }) : '–'],
    [t('gc.overshootMost'), pacing.judged > 0 ? formatBytes(pacing.most) : '–'],
    [t('gc.peakHeap'), formatBytes(series.heapEnd.reduce((most, value) => (value > most ? value : most), 0))],
    [t('gc.allocRate'), anyKnown(data.rates.allocatedPerSecond) ? t('gc.aSecond', { bytes: formatBytes(meanRate(data)) }) : '–'],
    [t('gc.forced'), formatCount(data.forced)],
    [t('gc.procs'), formatCount(series.procs)],
    [t('gc.span'), formatDuration(series.durationNs)],
  ];
  const notes: string[] = [];
  if (series.missing > 0) notes.push(t('gc.missing', { n: series.missing }));
  if (series.originNs > 0) notes.push(t('gc.midway', { number: series.number[0], at: formatDuration(clockNs(series, 0)) }));
  return (
    <div className="flex flex-col gap-3">
      {notes.map((note) => (
        <p key={note} role="status" className="panel flex items-center gap-2 border-l-4 border-l-[var(--medium)] px-3 py-2 text-sm">
          <Icon name="warning" size={14} /> {note}
        </p>
      ))}
      <dl className="panel grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] overflow-hidden" data-testid="gc-summary">
        {facts.map(([label, value]) => (
          <div key={label} className="-mr-px -mb-px min-w-0 border-r border-b border-line px-3 py-2">
            <dt className="truncate text-xs text-ink2" title={label}>
              {label}
            </dt>
            <dd className="truncate text-base font-semibold tabular-nums" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Bytes a second over the intervals between collections. */
export function meanRate({ rates }: GcOverview): number {
  let bytes = 0;
  let ns = 0;
  for (let i = 0; i < rates.fromNs.length; i++) {
    if (!Number.isFinite(rates.allocatedPerSecond[i])) continue;
    const span = rates.toNs[i] - rates.fromNs[i];
    bytes += (rates.allocatedPerSecond[i] * span) / 1e9;
    ns += span;
  }
  return ns > 0 ? (bytes / ns) * 1e9 : 0;
}
