'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { formatBytes, formatShare } from '@/lib/charts/format';
import { nearest } from '@/lib/charts/layout/series';
import type { WhatIf } from '@/lib/query/gc';
import type { GcOverview } from '@/lib/query/gc-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Command } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { Predictions } from './predictions';

/** Steps of the GOGC slider; the last is off. */
const gogcSteps = [50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 800, Number.POSITIVE_INFINITY];
const compared = [50, 100, 200, 300, 400, 800];
/** Steps of the limit as multiples of the observed peak heap; the last is no limit. */
const limitFactors = [0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8];
const lessSteps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const leastCycles = 5;
const mib = 2 ** 20;

/** What another GOGC, a memory limit or fewer allocations would have done to this run. */
export function WhatIfPanel({ position, data }: { position: number; data: GcOverview }) {
  const { t } = usePreferences();
  const { series, limit: own } = data;
  const limitSteps = useMemo(() => {
    const peak = series.heapEnd.reduce((most, value) => (value > most ? value : most), 0) + (series.resolution > 1 ? mib / 2 : 0);
    const sizes = limitFactors.map((factor) => Math.max(1, Math.round((peak * factor) / mib)));
    if (own) sizes.push(Math.round(own.bytes / mib));
    return [...[...new Set(sizes)].sort((x, y) => x - y), Number.POSITIVE_INFINITY];
  }, [series, own]);
  const ownStep = own ? Math.round(own.bytes / mib) : Number.POSITIVE_INFINITY;
  const gogcStep = useStep('gogc', gogcSteps, 200);
  const limitStep = useStep('memlimit', limitSteps, ownStep);
  const lessStep = useStep('less', lessSteps, 0);
  const [gogc, less] = [gogcStep.settled, lessStep.settled];
  const limit = Number.isFinite(limitStep.settled) ? limitStep.settled * mib : undefined;
  const settings = useMemo<WhatIf[]>(() => {
    const common = { ...(limit === undefined ? {} : { limit }), ...(less > 0 ? { allocateLess: less } : {}) };
    // Without a limit, off collects nothing: there is nothing to compare.
    const others = limit === undefined ? compared : [...compared, Number.POSITIVE_INFINITY];
    return [{ gogc, ...common }, ...others.filter((one) => one !== gogc).map((one) => ({ gogc: one, ...common }))];
  }, [gogc, limit, less]);
  const enough = series.count >= leastCycles;
  const asked = useQuery('gc.whatif', { series: position, settings }, { skip: !enough });
  const gogcText = (value: number) => (Number.isFinite(value) ? String(value) : t('gc.gogcOff'));
  const limitText = (value: number) =>
    Number.isFinite(value) ? `${formatBytes(value * mib)}${value === ownStep ? ` (${t('gc.thisRun')})` : ''}` : t('gc.noLimit');
  const environment = [
    `GOGC=${gogcText(gogc)}`,
    ...(limit === undefined ? [] : [`GOMEMLIMIT=${limitStep.settled}MiB`]),
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
            <Slider label={t('gc.gogc')} step={gogcStep} text={gogcText} />
            <Slider label={t('gc.memlimit')} step={limitStep} text={limitText} />
            <Slider label={t('gc.allocateLess')} step={lessStep} text={formatShare} />
          </div>
          {asked.error ? <QueryFailure error={asked.error} /> : null}
          {!asked.data && !asked.error ? <Computing /> : null}
          {asked.data ? (
            <Predictions baseline={asked.data.baseline} predictions={asked.data.predictions} chosen={gogc} onPick={gogcStep.set} />
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

interface Step {
  readonly steps: readonly number[];
  readonly at: number;
  /** The value once the slider rests: what is asked for and what the address holds. */
  readonly settled: number;
  set(value: number): void;
}

/** ms of rest before a moved slider asks, and the address follows: browsers bound how often it may change. */
const rest = 150;

/** A slider's place, kept in the address; a value that is no step stands at the nearest one. */
function useStep(name: string, steps: readonly number[], usual: number): Step {
  const url = useUrl();
  const text = url.get(name);
  const settled = text === undefined ? usual : text === 'off' ? Number.POSITIVE_INFINITY : Number(text);
  const valid = Number.isFinite(settled) ? steps[nearest(steps, settled)] : Number.isNaN(settled) ? usual : settled;
  const [moved, setMoved] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (value: number) => {
    setMoved(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      url.set({ [name]: value === usual ? undefined : Number.isFinite(value) ? String(value) : 'off' }, { replace: true });
      setMoved(undefined);
    }, rest);
  };
  return { steps, at: steps.indexOf(moved ?? valid), settled: valid, set };
}

function Slider({ label, step, text }: { label: string; step: Step; text: (value: number) => string }) {
  const said = text(step.steps[step.at]);
  return (
    <label className="block min-w-0 text-sm">
      <span className="flex justify-between gap-2">
        <span className="text-ink2">{label}</span>
        <output className="font-semibold tabular-nums">{said}</output>
      </span>
      <input
        type="range"
        className="w-full accent-[var(--accent)]"
        min={0}
        max={step.steps.length - 1}
        step={1}
        value={step.at}
        aria-label={label}
        aria-valuetext={said}
        onChange={(event) => step.set(step.steps[Number(event.target.value)])}
      />
    </label>
  );
}
