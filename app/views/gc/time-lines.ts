'use client';

import { useCallback } from 'react';
import type { ReferenceLine } from '@/lib/charts/draw/axes';
import { drawLines } from '@/lib/charts/draw/lines';
import { formatBytes } from '@/lib/charts/format';
import { indexAt, type Series } from '@/lib/charts/layout/series';
import type { GcOverview, GcSeries } from '@/lib/query/gc-view';
import type { ShowTooltip, TooltipContent } from '../../ui/chart';
import type { TimeWindow } from '../trace/use-time-window';
import type { Counterpart } from './use-counterpart';

/** What every chart over the cycles is given. */
export interface CyclesProps {
  readonly data: GcOverview;
  readonly time: TimeWindow;
  /** The trace's input where the series comes from one: it tells assists, sweeps and other pauses as well. */
  readonly trace: number | undefined;
  /** The other source of the same run. */
  readonly other: Counterpart | undefined;
  /** What the cycle at a time was like. */
  readonly tip: (at: number) => TooltipContent | undefined;
}

export const linesHeight = 128;

export function useTimeLines(
  series: readonly Series[],
  { time, tip }: CyclesProps,
  format: (value: number) => string,
  references?: readonly ReferenceLine[],
) {
  return useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) =>
      drawLines(svg, {
        series,
        width,
        height: linesHeight,
        window: time.window,
        format,
        bytes: format === formatBytes,
        references,
        onWindow: time.set,
        onHover: (at, event) => tooltip(at === undefined ? undefined : tip(at), event),
      }),
    [series, time, tip, format, references],
  );
}

/** Rows of the collections that begin in the window, and the one under way at its start. */
export function cyclesIn(series: GcSeries, { window }: TimeWindow): number[] {
  const out: number[] = [];
  for (let i = Math.max(0, indexAt(series.startNs, window.min)); i < series.count && series.startNs[i] <= window.max; i++) out.push(i);
  return out;
}

export function most(values: readonly number[]): number {
  return values.reduce((max, value) => (value > max ? value : max), 0);
}

export function least(values: readonly number[]): number {
  return values.reduce((min, value) => (value < min ? value : min), values[0] ?? 0);
}
