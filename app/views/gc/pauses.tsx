'use client';

import { useCallback, useMemo } from 'react';
import type { ReferenceLine } from '@/lib/charts/draw/axes';
import { drawHistogram } from '@/lib/charts/draw/histogram';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { binValues } from '@/lib/charts/layout/histogram';
import type { GcOverview } from '@/lib/query/gc-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice } from '../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../ui/chart';

type Phase = 'both' | 'sweepTermination' | 'markTermination';
const phases = ['both', 'sweepTermination', 'markTermination'] as const;
const height = 300;

/** Pauses by length on a log scale with the documents' figures as lines, and percentiles by phase. */
export function Pauses({ data }: { data: GcOverview }) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const asked = url.get('phase');
  const phase = phases.find((one) => one === asked) ?? 'both';
  const figures = useQuery('gc.figures', undefined);
  const { series, pauses } = data;
  const values = useMemo(() => {
    const mark = [series.markTermNs, series.restarts.ns];
    const columns = { both: [series.sweepTermNs, ...mark], sweepTermination: [series.sweepTermNs], markTermination: mark }[phase];
    return columns.flatMap((column) => Array.from(column).filter(Number.isFinite));
  }, [series, phase]);
  const bins = useMemo(() => binValues(values, { scale: 'log', perDecade: 8 }), [values]);
  const facts = pauses[phase];
  const references = useMemo<ReferenceLine[]>(() => {
    const lines = (figures.data ?? []).map(
      (figure): ReferenceLine => ({
        axis: 'x',
        value: figure.ns,
        label: `${formatDuration(figure.ns)}${figure.superseded ? ` (${t('gc.superseded')})` : ''}`,
        colour: figure.own ? 'var(--running)' : figure.superseded ? 'var(--ink-3)' : 'var(--stw)',
      }),
    );
    const marks = (['p50', 'p99'] as const).map(
      (name): ReferenceLine => ({ axis: 'x', value: facts[name], label: name, colour: 'var(--accent)' }),
    );
    return [...lines, ...marks].sort((a, b) => a.value - b.value);
  }, [figures.data, facts, t]);
  const padded = useMemo(() => padBins(bins, figures.data?.map((figure) => figure.ns) ?? []), [bins, figures.data]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawHistogram(svg, {
        bins: padded,
        width,
        height,
        scale: 'log',
        format: formatDuration,
        colour: 'var(--stw)',
        references: width < shortLabels ? references.map(shortened) : references,
        onHover: (bin, event) =>
          tooltip(
            bin && { title: `${formatDuration(bin.from)} – ${formatDuration(bin.to)}`, rows: [[t('gc.count'), formatCount(bin.count)]] },
            event,
          ),
      }),
    [padded, references, t],
  );
  return (
    <div className="grid gap-4 wide:grid-cols-[minmax(0,3fr)_minmax(300px,2fr)]">
      <SvgChart
        title={`${t('gc.pausesChart')} (${t('charts.logScale')})`}
        summary={t('gc.pausesSummary', {
          n: facts.count,
          p50: formatDuration(facts.p50),
          p99: formatDuration(facts.p99),
          max: formatDuration(facts.max),
        })}
        table={() => ({
          columns: [
            { label: `${t('charts.from')} (ns)`, numeric: true },
            { label: `${t('charts.to')} (ns)`, numeric: true },
            { label: t('gc.count'), numeric: true },
          ],
          rows: bins.map((bin) => [Math.round(bin.from), Math.round(bin.to), bin.count]),
        })}
        controls={
          <Choice<Phase>
            label={t('gc.phase')}
            value={phase}
            options={phases.map((one) => ({ value: one, label: t(`gc.${one}`) }))}
            onChange={(value) => url.set({ phase: value === 'both' ? undefined : value }, { replace: true })}
          />
        }
        draw={draw}
        minHeight={height}
      />
      <section className="panel min-w-0 overflow-x-auto p-3 text-sm">
        <table className="w-full">
          <thead className="text-left text-ink2">
            <tr>
              {[t('gc.phase'), t('gc.count'), 'p50', 'p95', 'p99', 'max', t('gc.total')].map((label, i) => (
                <th key={label} className={`px-1.5 py-1 font-medium ${i > 0 ? 'num' : ''}`}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {([...phases.slice(1), 'both', 'mark'] as const).map((one) => {
              const row = one === 'mark' ? data.mark : pauses[one];
              return (
                <tr key={one}>
                  <td className="border-t border-line px-1.5 py-1">{t(`gc.${one}`)}</td>
                  {[formatCount(row.count), ...[row.p50, row.p95, row.p99, row.max, row.total].map(formatDuration)].map((value, i) => (
                    <td key={i} className="num border-t border-line px-1.5 py-1">
                      {value}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
        <h3 className="mb-1 mt-3">{t('gc.figures')}</h3>
        <table className="w-full">
          <thead className="sr-only">
            <tr>
              <th>{t('gc.length')}</th>
              <th>{t('gc.figures')}</th>
              <th>{t('gc.overFigure')}</th>
            </tr>
          </thead>
          <tbody>
            {[...(figures.data ?? [])]
              .sort((a, b) => a.ns - b.ns)
              .map((figure) => (
                <tr key={figure.id}>
                  <td className="num w-16 border-t border-line px-1.5 py-1">{formatDuration(figure.ns)}</td>
                  <td className={`border-t border-line px-1.5 py-1 ${figure.superseded ? 'text-ink2' : ''}`}>
                    {figure.label[language]}{' '}
                    <span className="text-xs text-ink2">
                      ({t(figure.own ? 'gc.fromGo' : 'gc.fromDocuments')}
                      {figure.superseded ? `, ${t('gc.superseded')}` : ''})
                    </span>
                  </td>
                  <td className="num w-16 border-t border-line px-1.5 py-1" title={t('gc.overFigure')}>
                    {formatCount(values.filter((value) => value > figure.ns).length)}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
        <button type="button" className="btn btn-ghost mt-1" onClick={() => url.go('guidance', { entry: 'gc-read-phases' })}>
          {t('gc.guidance')}
        </button>
      </section>
    </div>
  );
}

/** Empty bins at either side so that every figure stands on the axis. */
function padBins(bins: ReturnType<typeof binValues>, figures: readonly number[]): ReturnType<typeof binValues> {
  const first = bins.find((bin) => bin.from > 0);
  const last = bins[bins.length - 1];
  if (!first || !last) return bins;
  const high = Math.max(last.to, ...figures.map((ns) => ns * 1.3));
  const low = Math.min(first.from, ...figures.map((ns) => ns / 1.3));
  return [
    ...(low < first.from ? [{ from: low, to: first.from, count: 0 }] : []),
    ...bins,
    ...(high > last.to ? [{ from: last.to, to: high, count: 0 }] : []),
  ];
}

/** Charts narrower than this, in px, have room for the figures' durations only; the table below has their words. */
const shortLabels = 520;

function shortened(line: ReferenceLine): ReferenceLine {
  return { ...line, label: line.label.replace(/ .*/, '') };
}
