import { formatBytes, formatCount, formatDuration, formatOffset, threeDigits } from '@/lib/charts/format';
import { indexAt } from '@/lib/charts/layout/series';
import type { Translate } from '@/lib/messages';
import type { TraceHead, TraceTimeline } from '@/lib/query/trace-view';
import type { TooltipContent } from '../../ui/chart';
import { clockTime } from './clock';

export const heapMetric = '/memory/classes/heap/objects:bytes';
export const goalMetric = '/gc/heap/goal:bytes';
export const procsMetric = '/sched/gomaxprocs:threads';

export function metricOf(data: TraceTimeline, name: string) {
  return data.metrics.find((metric) => metric.name === name);
}

/** What a tooltip says of a moment: the same at every chart of the stack. */
export type Readout = (time: number, t: Translate, language: string) => TooltipContent;

export function readoutOf(data: TraceTimeline, head: TraceHead): Readout {
  const { density } = data;
  return (time, t, language) => {
    const at = Math.max(0, indexAt(density.start, time));
    const rows: [string, string][] = [];
    const clock = clockTime(head, time, language);
    if (clock) rows.push([t('trace.wall'), clock]);
    if (density.buckets > 0) {
      for (const state of ['running', 'runnable', 'syscall', 'waiting'] as const) {
        rows.push([t(`trace.${state}`), threeDigits(density[state][at])]);
      }
      rows.push([t('trace.procsInUse'), threeDigits(density.procs[at])]);
    }
    for (const [name, label] of [
      [heapMetric, t('trace.heap')],
      [goalMetric, t('trace.goal')],
    ] as const) {
      const metric = metricOf(data, name);
      const reading = metric ? indexAt(metric.time, time) : -1;
      if (metric && reading >= 0 && Number.isFinite(metric.value[reading])) rows.push([label, formatBytes(metric.value[reading])]);
    }
    for (const lane of data.lanes) {
      const span = indexAt(lane.start, time);
      if (span >= 0 && lane.end[span] >= time) {
        rows.push([t(`trace.${lane.lane}`), `${formatCount(lane.ranges[span])} · ${formatDuration(lane.ns[span])}`]);
      }
    }
    return { title: formatOffset(time, data.to - data.from), rows };
  };
}
