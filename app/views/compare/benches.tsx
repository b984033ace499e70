'use client';

import { useMemo } from 'react';
import { type BenchDelta, type BenchExplanation, changeText, figureText, relativeChange } from '@/lib/model/comparison';
import { usePreferences } from '../../state/preferences';
import { DeltaChart } from './delta-chart';

const most = 2;

/** Benchmarks on both sides; grey where the runs do not tell the difference from noise. */
export function Benches({ benches }: { benches: readonly BenchDelta[] }) {
  const { t } = usePreferences();
  const rows = useMemo(() => benches.flatMap((bench) => bench.metrics.map((metric) => ({ bench, metric }))), [benches]);
  const data = useMemo(
    () =>
      rows.map(({ bench, metric }) => ({
        key: `${bench.pkg} ${bench.name} ${metric.unit}`,
        label: `${bench.name.replace(/^Benchmark/, '')} ${metric.unit}`,
        change: relativeChange(metric.before, metric.after) ?? most,
        text: metric.told ? changeText(metric.before, metric.after) : t('compare.withinNoise'),
        values: `${number(metric.before)} → ${number(metric.after)}`,
        told: metric.told,
      })),
    [rows, t],
  );
  return (
    <div className="flex flex-col gap-1">
      <DeltaChart
        title={t('compare.benches')}
        data={data}
        most={most}
        table={() => ({
          columns: [
            { label: t('compare.name') },
            { label: t('compare.before'), numeric: true },
            { label: `± (${t('compare.before')})` },
            { label: t('compare.after'), numeric: true },
            { label: `± (${t('compare.after')})` },
            { label: t('compare.relative'), numeric: true },
            { label: 'p', numeric: true },
          ],
          rows: rows.map(({ bench, metric }, i) => [
            `${bench.name} ${metric.unit}`,
            number(metric.before),
            `${(metric.spreadBefore * 100).toFixed(0)}%`,
            number(metric.after),
            `${(metric.spreadAfter * 100).toFixed(0)}%`,
            data[i].text,
            metric.p === undefined ? '' : metric.p.toFixed(4),
          ]),
        })}
      />
      <p className="max-w-[110ch] text-xs text-ink2">{t('compare.noise')}</p>
    </div>
  );
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** Which function the change of B/op goes back to. */
export function Explanation({ explanation }: { explanation: BenchExplanation }) {
  const { t } = usePreferences();
  const text = (value: number) => figureText(value, 'bytesPerOp');
  const data = useMemo(
    () =>
      explanation.rows.map((row) => ({
        key: row.function,
        label: row.function,
        change: row.after - row.before,
        text: `${row.after > row.before ? '+' : ''}${figureText(row.after - row.before, 'bytesPerOp')}`,
        values: `${figureText(row.before, 'bytesPerOp')} → ${figureText(row.after, 'bytesPerOp')}`,
      })),
    [explanation],
  );
  return (
    <div className="flex flex-col gap-1">
      <DeltaChart
        title={`${t('compare.explanation')} · ${text(explanation.printedBefore)} → ${text(explanation.printedAfter)}`}
        data={data}
        table={() => ({
          columns: [
            { label: t('profile.function') },
            { label: t('profile.file') },
            { label: t('profile.line'), numeric: true },
            { label: t('compare.before'), numeric: true },
            { label: t('compare.after'), numeric: true },
            { label: t('charts.share'), numeric: true },
          ],
          rows: explanation.rows.flatMap((row) =>
            row.lines.map(({ file, line, before, after }) => {
              const part = (before - after) / (explanation.printedBefore - explanation.printedAfter || 1);
              return [row.function, file, line, text(before), text(after), `${(part * 100).toFixed(1)}%`];
            }),
          ),
        })}
      />
      <p className="max-w-[110ch] text-xs text-ink2">{t('compare.explanationNote')}</p>
    </div>
  );
}
