import type { ChartTable } from '@/lib/charts/csv';
import type { LaneRow } from '@/lib/charts/draw/lanes';
import { firstEndingAfter } from '@/lib/charts/layout/lanes';
import type { Extent } from '@/lib/charts/layout/series';
import type { MessageKey, Translate } from '@/lib/messages';
import { type LaneSet, spanClasses } from '@/lib/query/trace-lanes';
import { classLabels } from './lane-controls';
import type { LanesBy } from './use-lanes';

export const lanesTitle: Readonly<Record<LanesBy, MessageKey>> = {
  proc: 'trace.byProc',
  thread: 'trace.byThread',
  goroutine: 'trace.byGoroutine',
  user: 'trace.byUser',
};

type Names = ReadonlyMap<number, LaneSet['goroutines'][number]>;

/** The lanes of a window as rows: spans, and what the shorter ones come to by step. */
export function lanesTable(rows: readonly LaneRow[], window: Extent, names: Names, t: Translate): ChartTable {
  const out: (string | number)[][] = [];
  for (const { key, label, name, layers } of rows) {
    const layer = layers.findLast((one) => one.lanes.has(key));
    const lane = layer?.lanes.get(key);
    if (!layer || !lane) continue;
    for (let i = firstEndingAfter(lane, window.min); i < lane.start.length && lane.start[i] < window.max; i++) {
      const one = names.get(lane.goroutine[i]);
      out.push([
        label || name,
        lane.start[i],
        lane.end[i],
        t(classLabels[spanClasses[lane.kind[i]]]),
        100,
        layer.reasons[lane.reason[i]] ?? '',
        one ? `${one.id} ${one.name}` : '',
      ]);
    }
    for (let i = 0; i < lane.bucket.length; i++) {
      const from = layer.from + lane.bucket[i] * layer.step;
      if (from + layer.step <= window.min || from >= window.max) continue;
      const share = Math.round(lane.share[i] * 1000) / 10;
      out.push([
        label || name,
        Math.round(from),
        Math.round(from + layer.step),
        t(classLabels[spanClasses[lane.bucketKind[i]]]),
        share,
        '',
        '',
      ]);
    }
  }
  return {
    columns: [
      { label: t('trace.lane') },
      { label: `${t('charts.from')} (ns)`, numeric: true },
      { label: `${t('charts.to')} (ns)`, numeric: true },
      { label: t('trace.spanState') },
      { label: `${t('charts.share')} (%)`, numeric: true },
      { label: t('trace.reason') },
      { label: 'Goroutine' },
    ],
    rows: out,
  };
}
