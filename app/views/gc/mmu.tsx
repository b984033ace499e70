'use client';

import { useCallback, useMemo } from 'react';
import { type Curve, drawCurve } from '@/lib/charts/draw/curve';
import { formatDuration, formatShare } from '@/lib/charts/format';
import type { MmuReport } from '@/lib/query/gc-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';
import { Legend } from '../trace/legend';
import { inTrace } from './in-trace';

const height = 220;

/** What the collector leaves to the program in the worst windows of each size; each of the worst leads into the trace. */
export function Mmu({ input }: { input: number }) {
  const { t } = usePreferences();
  const url = useUrl();
  const asked = useQuery('gc.mmu', { input });
  const report = asked.data;
  const at = useMemo(() => report?.points.map((point) => point.windowNs) ?? [], [report]);
  const curves = useMemo<Curve[]>(
    () => [
      { key: 'p5', label: t('gc.mmuP5'), colour: 'var(--select)', values: report?.points.map((point) => point.p5) ?? [], dashed: true },
      { key: 'p1', label: t('gc.mmuP1'), colour: 'var(--chan)', values: report?.points.map((point) => point.p1) ?? [], dashed: true },
      { key: 'min', label: t('gc.mmuMin'), colour: 'var(--stw)', values: report?.points.map((point) => point.min) ?? [] },
      ...(report && report.asGoEndsNs > 0 && differs(report)
        ? [{ key: 'asGo', label: t('gc.mmuAsGo'), colour: 'var(--ink-3)', values: report.points.map((point) => point.asGo), dashed: true }]
        : []),
    ],
    [report, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawCurve(svg, {
        at,
        curves,
        width,
        height,
        max: 1,
        formatX: formatDuration,
        formatY: formatShare,
        onHover: (index, event) =>
          tooltip(
            index === undefined
              ? undefined
              : {
                  title: `${t('gc.window')} ${formatDuration(at[index])}`,
                  rows: curves.map((curve) => [curve.label, formatShare(curve.values[index])]),
                },
            event,
          ),
      }),
    [at, curves, t],
  );
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (asked.loading && !report) return <Computing />;
  if (!report) return <p className="panel p-4 text-sm text-ink2">{t('gc.noMmu')}</p>;
  const told = report.points.find((point) => point.windowNs >= 1e7) ?? report.points[report.points.length - 1];
  return (
    <div className="grid gap-4 wide:grid-cols-[minmax(0,3fr)_minmax(260px,2fr)]">
      <SvgChart
        title={`${t('gc.mmuChart')} (${t('charts.logScale')})`}
        summary={told ? t('gc.mmuSummary', { window: formatDuration(told.windowNs), min: formatShare(told.min) }) : ''}
        table={() => ({
          columns: [`${t('gc.window')} (ns)`, t('gc.mmuMin'), t('gc.mmuP1'), t('gc.mmuP5'), t('gc.mmuAsGo')].map((label) => ({
            label,
            numeric: true,
          })),
          rows: report.points.map((point) => [point.windowNs, point.min, point.p1, point.p5, point.asGo]),
        })}
        controls={<Legend items={curves.map((curve) => (curve.dashed ? { ...curve, dash: '4 3' } : curve))} />}
        draw={draw}
        minHeight={height}
      />
      <section className="panel min-w-0 p-3 text-sm" aria-labelledby="gc-worst">
        <h3 id="gc-worst" className="mb-2">
          {t('gc.worst')}
        </h3>
        {differs(report) ? (
          <p className="mb-2 text-xs text-ink2">
            {report.asGoEndsNs > 0 ? t('gc.mmuGoNote', { end: formatDuration(report.asGoEndsNs) }) : t('gc.mmuGoFails')}
          </p>
        ) : null}
        <div className="grid grid-cols-3 gap-3">
          {report.worst.map(({ windowNs, windows }) => (
            <div key={windowNs} className="min-w-0">
              <p className="mb-1 text-xs text-ink2">{t('gc.worstOf', { window: formatDuration(windowNs) })}</p>
              <ol>
                {windows
                  .filter((window) => window.utilization < 0.9995)
                  .map((window) => {
                    const there = url.link('trace', inTrace(input, window.time, windowNs, windowNs / 2));
                    return (
                      <li key={window.time} className="flex justify-between gap-2 border-t border-line py-0.5">
                        <a
                          className="tabular-nums text-accent hover:underline"
                          href={there.href}
                          aria-label={t('gc.showInTrace', { time: formatDuration(window.time) })}
                          onClick={there.onClick}
                        >
                          {formatDuration(window.time)}
                        </a>
                        <span className="num">{formatShare(window.utilization)}</span>
                      </li>
                    );
                  })}
              </ol>
            </div>
          ))}
        </div>
      </section>
    </div>
  );
}

/** Whether Go's own curve ends before the trace does. */
function differs(report: MmuReport): boolean {
  return report.asGoEndsNs < report.durationNs * 0.99;
}
