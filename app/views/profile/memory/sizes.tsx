'use client';

import { useCallback, useMemo } from 'react';
import { type Amount, percentage } from '@/lib/base/units';
import { type ColumnDatum, drawColumns } from '@/lib/charts/draw/columns';
import { formatBytes } from '@/lib/charts/format';
import type { SizeBin, SizeSpectrum } from '@/lib/model/allocation-review';
import { usePreferences } from '../../../state/preferences';
import { type ShowTooltip, SvgChart } from '../../../ui/chart';
import type { ProfileTabProps } from '../tabs';

const colours = { tiny: 'var(--select)', small: 'var(--chan)', large: 'var(--stw)' } as const;
const classes = ['tiny', 'small', 'large'] as const;
const height = 240;

/** Objects by size: how much of the chosen sample type each range of sizes holds, and the three ways the runtime allocates them. */
export function Sizes(props: ProfileTabProps & { spectrum: SizeSpectrum }) {
  const { t } = usePreferences();
  const { spectrum, sampleType, format, unit } = props;
  const at = Math.max(
    0,
    spectrum.sampleTypes.findIndex(({ type }) => type === sampleType),
  );
  const total = spectrum.bins.reduce((sum, bin) => sum + Number(bin.values[at]), 0);
  const data = useMemo(() => {
    const held = (bin: SizeBin) => Number(bin.values[at]) !== 0;
    const [first, last] = [spectrum.bins.findIndex(held), spectrum.bins.findLastIndex(held)];
    return spectrum.bins
      .slice(Math.max(0, first), last + 1)
      .map(
        (bin): ColumnDatum => ({ key: rangeText(bin), value: Number(bin.values[at]), colour: colours[bin.class], label: rangeText(bin) }),
      );
  }, [spectrum, at]);
  const share = useCallback((value: Amount) => percentage(value, total).trim(), [total]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawColumns(svg, {
        data,
        width,
        height,
        bytes: unit === 'bytes',
        format: (value) => format(Math.round(value)),
        onHover: (column, event) => {
          const bin = column && spectrum.bins.find((one) => rangeText(one) === column.key);
          tooltip(
            bin && {
              title: rangeText(bin),
              rows: [
                [t('explore.sizeClass'), t(`explore.${bin.class}`)],
                ...spectrum.sampleTypes.map(
                  ({ type }, i) => [type, i === at ? `${format(bin.values[i])} (${share(bin.values[i])})` : String(bin.values[i])] as const,
                ),
              ],
            },
            event,
          );
        },
      });
    },
    [data, unit, format, spectrum, at, share, t],
  );
  const byClass = (name: SizeBin['class']): number =>
    spectrum.bins.filter((bin) => bin.class === name).reduce((sum, bin) => sum + Number(bin.values[at]), 0);
  const [tiny, small, large] = classes.map((name) => `${format(byClass(name))} (${share(byClass(name))})`);
  const summary = t('explore.sizesSummary', { tiny, small, large });
  return (
    <div className="flex flex-col gap-1">
      <SvgChart
        title={t('explore.sizesTitle', { type: sampleType })}
        summary={summary}
        table={() => ({
          columns: [
            { label: t('explore.size') },
            { label: t('explore.sizeClass') },
            ...spectrum.sampleTypes.map(({ type, unit }) => ({ label: `${type} (${unit})`, numeric: true })),
          ],
          rows: spectrum.bins.map((bin) => [rangeText(bin), t(`explore.${bin.class}`), ...bin.values]),
        })}
        draw={draw}
        minHeight={height}
        controls={
          <ul className="flex flex-wrap gap-x-3 text-xs text-ink2">
            {classes.map((name) => (
              <li key={name} className="flex items-center gap-1">
                <span className="h-2.5 w-2.5 rounded-sm" style={{ background: colours[name] }} />
                {t(`explore.${name}`)}
                <span className="num">{share(byClass(name))}</span>
              </li>
            ))}
          </ul>
        }
      />
      <p className="text-xs text-ink2">
        {summary} {spectrum.byRatio > 0 ? t('explore.sizesRatio', { n: spectrum.byRatio }) : ''}
      </p>
    </div>
  );
}

function rangeText({ from, to }: SizeBin): string {
  return Number.isFinite(to) ? (from < 17 ? `${from}–${to}B` : `≤${formatBytes(to)}`) : `>${formatBytes(from - 1)}`;
}
