'use client';

import { useCallback, useMemo } from 'react';
import { drawEstimates, type Estimate, estimatesHeight } from '@/lib/charts/draw/estimates';
import { formatBytes, formatDuration, formatShare, threeDigits } from '@/lib/charts/format';
import type { Baseline, Prediction } from '@/lib/query/gc';
import { usePreferences } from '../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../ui/chart';

interface Measure {
  readonly key: 'cyclesPerSecond' | 'gcCpuFraction' | 'peakHeapBytes';
  readonly title: 'gc.perSecond' | 'gc.cpuShare' | 'gc.peakHeap';
  readonly colour: string;
  readonly format: (value: number) => string;
  readonly band: (one: Prediction) => { readonly low: number; readonly high: number };
}

function range({ low, high }: { readonly low: number; readonly high: number }, format: (value: number) => string): string {
  return `${format(low)} – ${format(high)}`;
}

/** The band of cycles, over the predicted duration. */
function perSecond({ durationS, band: { cycles } }: Prediction): { readonly low: number; readonly high: number } {
  return durationS > 0 ? { low: cycles.low / durationS, high: cycles.high / durationS } : { low: 0, high: 0 };
}

const measures: readonly Measure[] = [
  {
    key: 'cyclesPerSecond',
    title: 'gc.perSecond',
    colour: 'var(--gc-mark)',
    format: threeDigits,
    band: perSecond,
  },
  { key: 'gcCpuFraction', title: 'gc.cpuShare', colour: 'var(--assist)', format: formatShare, band: (one) => one.band.gcCpuFraction },
  { key: 'peakHeapBytes', title: 'gc.peakHeap', colour: 'var(--chan)', format: formatBytes, band: (one) => one.band.peakHeapBytes },
];

export function Predictions(props: {
  baseline: Baseline;
  predictions: readonly Prediction[];
  chosen: number;
  onPick: (gogc: number) => void;
}) {
  const { t, language } = usePreferences();
  const { baseline, predictions, chosen } = props;
  const sorted = useMemo(() => [...predictions].sort((a, b) => a.gogc - b.gogc), [predictions]);
  const own = predictions.find((one) => one.gogc === chosen) ?? predictions[0];
  const gogcText = (gogc: number) => (Number.isFinite(gogc) ? String(gogc) : t('gc.gogcOff'));
  return (
    <>
      <p className="mb-1 max-w-[110ch]" data-testid="observed">
        {t(baseline.gogcKnown ? 'gc.observedSentence' : 'gc.observedAssumed', {
          gogc: gogcText(baseline.gogc),
          perSecond: threeDigits(baseline.cyclesPerSecond),
          cpu: formatShare(baseline.gcCpuFraction),
          peak: formatBytes(baseline.peakHeapBytes),
        })}
      </p>
      {own ? (
        <p className="mb-3 max-w-[110ch]" aria-live="polite" data-testid="prediction">
          {t('gc.predictionSentence', {
            gogc: gogcText(own.gogc),
            ...Object.fromEntries(
              measures.flatMap(({ key, format, band }) => [
                [key, format(own[key])],
                [`${key}Band`, range(band(own), format)],
              ]),
            ),
            duration: formatDuration(own.durationS * 1e9),
            observed: formatDuration(baseline.durationS * 1e9),
          })}
        </p>
      ) : null}
      <div className="grid gap-3 wide:grid-cols-3">
        {measures.map((measure) => (
          <MeasureChart key={measure.key} measure={measure} baseline={baseline} rows={sorted} chosen={chosen} onPick={props.onPick} />
        ))}
      </div>
      {own ? (
        <details className="mt-3 text-sm" open>
          <summary className="text-ink2">{t('gc.assumptions')}</summary>
          <ul className="mt-1 list-disc pl-5 text-ink2">
            {own.assumptions.map((one) => (
              <li key={one.en}>{one[language]}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

function MeasureChart(props: {
  measure: Measure;
  baseline: Baseline;
  rows: readonly Prediction[];
  chosen: number;
  onPick: (gogc: number) => void;
}) {
  const { t } = usePreferences();
  const { measure, baseline, rows, chosen, onPick } = props;
  const estimates = useMemo<Estimate[]>(
    () => [
      {
        key: 'observed',
        label: t('gc.thisRun'),
        value: baseline[measure.key],
        low: baseline[measure.key],
        high: baseline[measure.key],
        observed: true,
      },
      ...rows.map((row) => ({
        key: String(row.gogc),
        label: Number.isFinite(row.gogc) ? `GOGC ${row.gogc}` : `GOGC ${t('gc.gogcOff')}`,
        value: row[measure.key],
        ...measure.band(row),
        selected: row.gogc === chosen,
      })),
    ],
    [baseline, measure, rows, chosen, t],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawEstimates(svg, {
        rows: estimates,
        width,
        colour: measure.colour,
        format: measure.format,
        onPick: (key) => onPick(Number(key)),
        onHover: (row, event) =>
          tooltip(
            row && {
              title: row.label,
              rows: row.observed
                ? [[t('gc.thisRun'), measure.format(row.value)]]
                : [
                    [t('gc.low'), measure.format(row.low)],
                    [t('gc.predicted'), measure.format(row.value)],
                    [t('gc.high'), measure.format(row.high)],
                  ],
            },
            event,
          ),
      }),
    [estimates, measure, onPick, t],
  );
  return (
    <SvgChart
      title={t(measure.title)}
      summary={estimates.map((row) => `${row.label}: ${measure.format(row.value)}`).join('; ')}
      table={() => ({
        columns: [
          { label: t('gc.gogc') },
          { label: t('gc.predicted'), numeric: true },
          { label: t('gc.low'), numeric: true },
          { label: t('gc.high'), numeric: true },
        ],
        rows: estimates.map((row) => [row.label, row.value, row.low, row.high]),
      })}
      draw={draw}
      minHeight={estimatesHeight(estimates.length)}
    />
  );
}
