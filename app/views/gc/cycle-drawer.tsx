'use client';

import { formatBytes, formatDuration, formatShare } from '@/lib/charts/format';
import type { GcOverview } from '@/lib/query/gc-view';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { IconButton } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { clockNs, finite } from './heap-series';
import { inTrace } from './in-trace';

/** Length of a collection, from its first pause to the end of the second, in ns. */
export function cycleNs({ series }: GcOverview, i: number): number {
  return finite(series.sweepTermNs[i]) + finite(series.markNs[i]) + finite(series.markTermNs[i]);
}

/** All numbers of one collection, the ones beside it a key away, and its place in the trace where one shows it. */
export function CycleDrawer(props: {
  data: GcOverview;
  /** Row of the collection in the series. */
  at: number;
  /** The trace that shows it, and what to add to the series' times to have the trace's. */
  trace: { readonly input: number; readonly shiftNs: number } | undefined;
  onPick: (at: number) => void;
  onClose: () => void;
}) {
  const t = useText();
  const url = useUrl();
  const { data, at, trace, onPick, onClose } = props;
  const { series, rates, pacing } = data;
  const title = t('gc.cycleTitle', { n: series.number[at] });
  const ns = (column: Float64Array) => (Number.isFinite(column[at]) ? formatDuration(column[at]) : undefined);
  const bytes = (column: Float64Array) => (Number.isFinite(column[at]) ? formatBytes(column[at]) : undefined);
  const share = (column: Float64Array) => (Number.isFinite(column[at]) ? formatShare(column[at]) : undefined);
  const rate = bytes(rates.allocatedPerSecond);
  const restarts = series.restarts.ns.filter((_, i) => series.restarts.cycle[i] === at);
  const parts: readonly (readonly [heading: string, rows: readonly (readonly [label: string, value: string | undefined])[]])[] = [
    [
      t('gc.phases'),
      [
        [t('gc.start'), formatDuration(clockNs(series, at))],
        [t('gc.why'), series.forced[at] ? t('gc.whyForced') : series.periodic[at] ? t('gc.whyPeriodic') : t('gc.whyHeap')],
        [t('gc.sweepTermination'), ns(series.sweepTermNs)],
        [t('gc.mark'), ns(series.markNs)],
        [
          t('gc.restarts'),
          restarts.length > 0
            ? t('gc.restartsOf', { n: restarts.length, time: formatDuration(restarts.reduce((sum, each) => sum + each, 0)) })
            : undefined,
        ],
        [t('gc.markTermination'), ns(series.markTermNs)],
      ],
    ],
    [
      t('gc.heapHeading'),
      [
        [t('gc.heapStart'), bytes(series.heapStart)],
        [t('gc.heapEnd'), bytes(series.heapEnd)],
        [t('gc.live'), bytes(series.heapLive)],
        [t('gc.goal'), bytes(series.goal)],
        [t('gc.headroom'), bytes(pacing.headroom)],
        [t('gc.overshoot'), pacing.overshoot[at] > 0 ? bytes(pacing.overshoot) : undefined],
        // Of a log, 0 is anything below a MiB.
        [t('gc.roots'), series.roots[at] > 0 ? bytes(series.roots) : undefined],
      ],
    ],
    [
      t('gc.gcCpu'),
      [
        [t('gc.backgroundShort'), ns(series.backgroundCpuNs)],
        [t('gc.assistCpu'), ns(series.assistCpuNs)],
        [t('gc.pauseCpu'), ns(series.pauseCpuNs)],
        [t('gc.idleCpu'), ns(series.idleCpuNs)],
        [t('gc.shareToNext'), share(rates.share)],
        [t('gc.rateToNext'), rate && t('gc.aSecond', { bytes: rate })],
      ],
    ],
  ];
  const showInTrace = () => {
    if (!trace) return;
    const length = cycleNs(data, at);
    url.go('trace', inTrace(trace.input, series.startNs[at] + trace.shiftNs, length, Math.max(length, 100_000)));
  };
  return (
    <Drawer title={title} label={title} onClose={onClose}>
      <div className="flex min-w-0 flex-col gap-4" data-testid="gc-cycle">
        <div className="flex items-center gap-1">
          <IconButton icon="left" label={t('gc.cycleBefore')} disabled={at === 0} onClick={() => onPick(at - 1)} />
          <IconButton icon="right" label={t('gc.cycleAfter')} disabled={at + 1 >= series.count} onClick={() => onPick(at + 1)} />
          <span className="flex-1" />
          {trace ? (
            <button type="button" className="btn" onClick={showInTrace}>
              {t('gc.cycleInTrace')}
            </button>
          ) : null}
        </div>
        {parts.map(([heading, rows]) => (
          <section key={heading} className="min-w-0">
            <h3 className="mb-1">{heading}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5 text-sm">
              {rows
                .filter(([, value]) => value !== undefined)
                .map(([label, value]) => (
                  <div key={label} className="contents">
                    <dt className="text-ink2">{label}</dt>
                    <dd className="text-right tabular-nums">{value}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Drawer>
  );
}
