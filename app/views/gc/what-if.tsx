'use client';

import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { drawEstimates, type Estimate, estimatesHeight } from '@/lib/charts/draw/estimates';
import { formatBytes, formatShare, threeDigits } from '@/lib/charts/format';
import type { Baseline, Prediction, WhatIf } from '@/lib/query/gc';
import type { GcSeries } from '@/lib/query/gc-view';
import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { Command } from '../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';

/** Steps of the GOGC slider; the last is off. */
const gogcSteps = [50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 800, Number.POSITIVE_INFINITY];
const compared = [50, 100, 200, 300, 400, 800];
/** Steps of the limit as multiples of the observed peak heap; the last is no limit. */
const limitSteps = [0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, Number.POSITIVE_INFINITY];
const lessSteps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const leastCycles = 5;

/** What another GOGC, a memory limit or fewer allocations would have done to this run. */
export function WhatIfPanel({ position, series }: { position: number; series: GcSeries }) {
  const { t } = usePreferences();
  const peak = useMemo(
    () => series.heapEnd.reduce((most, value) => (value > most ? value : most), 0) + (series.resolution > 1 ? 512 * 1024 : 0),
    [series],
  );
  const [gogcAt, setGogcAt] = useState(gogcSteps.indexOf(200));
  const [limitAt, setLimitAt] = useState(limitSteps.length - 1);
  const [lessAt, setLessAt] = useState(0);
  const gogc = gogcSteps[useDeferredValue(gogcAt)];
  const factor = limitSteps[useDeferredValue(limitAt)];
  const less = lessSteps[useDeferredValue(lessAt)];
  const limit = Number.isFinite(factor) ? wholeMiB(peak * factor) : undefined;
  const settings = useMemo<WhatIf[]>(() => {
    const common = { ...(limit === undefined ? {} : { limit }), ...(less > 0 ? { allocateLess: less } : {}) };
    return [{ gogc, ...common }, ...compared.filter((one) => one !== gogc).map((one) => ({ gogc: one, ...common }))];
  }, [gogc, limit, less]);
  const enough = series.count >= leastCycles;
  const asked = useQuery('gc.whatif', { series: position, settings }, { skip: !enough });
  const gogcText = (value: number) => (Number.isFinite(value) ? String(value) : t('gc.gogcOff'));
  const limitText = limit === undefined ? t('gc.noLimit') : formatBytes(limit);
  const environment = [
    `GOGC=${gogcText(gogc)}`,
    ...(limit === undefined ? [] : [`GOMEMLIMIT=${Math.round(limit / 2 ** 20)}MiB`]),
    'GODEBUG=gctrace=1',
  ];
  return (
    <section className="panel min-w-0 p-4" aria-labelledby="gc-what-if" data-testid="what-if">
      <h2 id="gc-what-if" className="text-base">
        {t('gc.whatIf')}
      </h2>
      <p className="mb-3 max-w-[100ch] text-sm text-ink2">{enough ? t('gc.whatIfNote') : t('gc.whatIfTooFew')}</p>
      {enough ? (
        <>
          <div className="mb-4 grid gap-x-8 gap-y-3 narrow:grid-cols-3">
            <Slider label={t('gc.gogc')} steps={gogcSteps.length} at={gogcAt} text={gogcText(gogcSteps[gogcAt])} onChange={setGogcAt} />
            <Slider label={t('gc.memlimit')} steps={limitSteps.length} at={limitAt} text={limitText} onChange={setLimitAt} />
            <Slider
              label={t('gc.allocateLess')}
              steps={lessSteps.length}
              at={lessAt}
              text={formatShare(lessSteps[lessAt])}
              onChange={setLessAt}
            />
          </div>
          {asked.error ? <QueryFailure error={asked.error} /> : null}
          {!asked.data && !asked.error ? <Computing /> : null}
          {asked.data ? (
            <Predictions
              baseline={asked.data.baseline}
              predictions={asked.data.predictions}
              chosen={gogc}
              onPick={(value) => setGogcAt(Math.max(0, gogcSteps.indexOf(value)))}
            />
          ) : null}
          <div className="mt-3 max-w-[640px]">
            <p className="mb-1 text-sm text-ink2">{t('gc.setIt')}</p>
            <Command text={`${environment.join(' ')} ./service 2> gc.log`} />
          </div>
        </>
      ) : null}
    </section>
  );
}

function Slider(props: { label: string; steps: number; at: number; text: string; onChange: (at: number) => void }) {
  return (
    <label className="block min-w-0 text-sm">
      <span className="flex justify-between gap-2">
        <span className="text-ink2">{props.label}</span>
        <output className="font-semibold tabular-nums">{props.text}</output>
      </span>
      <input
        type="range"
        className="w-full accent-[var(--accent)]"
        min={0}
        max={props.steps - 1}
        step={1}
        value={props.at}
        aria-valuetext={props.text}
        onChange={(event) => props.onChange(Number(event.target.value))}
      />
    </label>
  );
}

interface Measure {
  readonly key: 'cyclesPerSecond' | 'gcCpuFraction' | 'peakHeapBytes';
  readonly title: 'gc.perSecond' | 'gc.cpuShare' | 'gc.peakHeap';
  readonly colour: string;
  readonly format: (value: number) => string;
  readonly band: (one: Prediction) => { readonly low: number; readonly high: number };
}

/** The band of cycles, over the predicted duration: cycles ÷ cycles a second. */
function ratio(one: Prediction, cycles: number): number {
  return one.cycles > 0 ? (cycles / one.cycles) * one.cyclesPerSecond : 0;
}

const measures: readonly Measure[] = [
  {
    key: 'cyclesPerSecond',
    title: 'gc.perSecond',
    colour: 'var(--gc-mark)',
    format: threeDigits,
    band: (one) => ({ low: ratio(one, one.band.cycles.low), high: ratio(one, one.band.cycles.high) }),
  },
  { key: 'gcCpuFraction', title: 'gc.cpuShare', colour: 'var(--assist)', format: formatShare, band: (one) => one.band.gcCpuFraction },
  { key: 'peakHeapBytes', title: 'gc.peakHeap', colour: 'var(--chan)', format: formatBytes, band: (one) => one.band.peakHeapBytes },
];

function Predictions(props: { baseline: Baseline; predictions: readonly Prediction[]; chosen: number; onPick: (gogc: number) => void }) {
  const { t, language } = usePreferences();
  const { baseline, predictions, chosen } = props;
  const sorted = useMemo(() => [...predictions].sort((a, b) => a.gogc - b.gogc), [predictions]);
  const own = predictions.find((one) => one.gogc === chosen) ?? predictions[0];
  return (
    <>
      <div className="grid gap-3 wide:grid-cols-3">
        {measures.map((measure) => (
          <MeasureChart key={measure.key} measure={measure} baseline={baseline} rows={sorted} chosen={chosen} onPick={props.onPick} />
        ))}
      </div>
      {own ? (
        <details className="mt-3 text-sm">
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

function wholeMiB(bytes: number): number {
  return Math.max(1, Math.round(bytes / 2 ** 20)) * 2 ** 20;
}
