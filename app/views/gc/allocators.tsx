'use client';

import { useCallback, useMemo } from 'react';
import { barsHeight, drawBars } from '@/lib/charts/draw/bars';
import { formatBytes, formatShare } from '@/lib/charts/format';
import type { GcOverview } from '@/lib/query/gc-view';
import { useCase } from '../../state/case';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Command } from '../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';
import { meanRate } from './strip';

const limit = 10;

/** The lines whose allocations make the collector run, by the heap or allocs profile of the case; a bar leads to its source. */
export function Allocators({ position, data }: { position: number; data: GcOverview }) {
  const t = useText();
  const { inputs } = useCase();
  const asked = useQuery('gc.allocators', { series: position });
  const { go } = useUrl();
  const found = asked.data;
  const lines = found?.lines;
  const rate = meanRate(data);
  const bars = useMemo(
    () =>
      (lines ?? []).map((one, at) => ({
        key: String(at),
        label: `${one.function}:${one.line}`,
        value: one.bytes,
        colour: 'var(--chan)',
      })),
    [lines],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      const lineAt = (key: string | undefined) => lines?.[Number(key)];
      drawBars(svg, {
        data: bars,
        width,
        limit,
        // Of all bytes of the profile, those that no line of the program's is on included.
        format: (bar) => `${formatBytes(bar.value)}  ${formatShare(lineAt(bar.key)?.share ?? 0)}`,
        onPick: (key) => {
          const link = lineAt(key)?.link;
          if (link) go('profile', link.params);
        },
        onHover: (bar, event) => {
          const line = lineAt(bar?.key);
          tooltip(
            line
              ? {
                  title: line.function,
                  rows: [
                    [t('gc.allocatedHere'), formatBytes(line.bytes)],
                    [t('gc.ofProfile'), formatShare(line.share)],
                    [t('gc.atThisRate'), t('gc.aSecond', { bytes: formatBytes(line.share * rate) })],
                  ],
                }
              : undefined,
            event,
          );
        },
      });
    },
    [bars, lines, go, rate, t],
  );
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (asked.loading && !found) return <Computing />;
  if (!found || !lines || lines.length === 0) {
    return (
      <section className="panel min-w-0 p-4" aria-labelledby="gc-allocators">
        <h2 id="gc-allocators" className="text-base">
          {t('gc.allocatorsChart')}
        </h2>
        <p className="mb-2 text-sm text-ink2">{t('gc.allocatorsNone')}</p>
        <div className="max-w-[640px]">
          <Command text={'curl -o allocs.pb.gz "http://localhost:6060/debug/pprof/allocs?seconds=30"'} />
        </div>
      </section>
    );
  }
  const name = inputs[found.input]?.name ?? '';
  const chart = (
    <SvgChart
      title={t('gc.allocatorsChart')}
      summary={t('gc.allocatorsSummary', {
        name,
        total: formatBytes(found.bytes),
        line: bars[0].label,
        top: formatShare(lines[0].share),
      })}
      table={() => ({
        columns: [
          { label: t('trace.function') },
          { label: t('evidence.file') },
          { label: t('evidence.line'), numeric: true },
          { label: t('gc.allocatedHere'), numeric: true },
          { label: t('gc.ofProfile'), numeric: true },
        ],
        rows: lines.map((one) => [one.function, one.file, one.line, one.bytes, one.share]),
      })}
      controls={
        <span className="text-xs text-ink2">
          {name}
          {lines.length > limit ? ` · ${t('charts.others', { n: lines.length - limit })}` : ''}
        </span>
      }
      draw={draw}
      minHeight={barsHeight(bars, limit)}
    />
  );
  return (
    <div className="min-w-0">
      {chart}
      {found.sure ? null : <p className="mt-1 text-sm text-ink2">{t('gc.allocatorsUnsure', { name })}</p>}
    </div>
  );
}
