'use client';

import { useMemo } from 'react';
import { changeText, type Figure, figureText, relativeChange } from '@/lib/model/comparison';
import { usePreferences } from '../../state/preferences';
import { DeltaChart } from './delta-chart';

/** Relative change beyond which a bar says no more: three times as much. */
const most = 2;

/** The numbers of GC or of a trace on both sides, their relative change drawn. */
export function FigureChart({ figures, title }: { figures: readonly Figure[]; title: string }) {
  const { t, language } = usePreferences();
  const data = useMemo(
    () =>
      figures.map((figure) => ({
        key: figure.id,
        label: figure.name[language],
        change: relativeChange(figure.before, figure.after) ?? (figure.after === undefined || figure.before === undefined ? 0 : most),
        text: changeText(figure.before, figure.after),
        values: `${figureText(figure.before, figure.unit)} → ${figureText(figure.after, figure.unit)}`,
      })),
    [figures, language],
  );
  return (
    <DeltaChart
      title={title}
      data={data}
      most={most}
      words
      table={() => ({
        columns: [
          { label: t('compare.name') },
          { label: t('compare.before'), numeric: true },
          { label: t('compare.after'), numeric: true },
          { label: t('compare.relative'), numeric: true },
        ],
        rows: figures.map((figure, i) => [
          figure.name[language],
          figureText(figure.before, figure.unit),
          figureText(figure.after, figure.unit),
          data[i].text,
        ]),
      })}
    />
  );
}
