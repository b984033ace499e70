import { Floats } from '../../base/grow';
import { eventKinds, type GenerationColumns, goStates, type MetricSeries, type TraceLoss, type TraceTable } from '../../model/trace';
import type { EventChunk } from './chunk';
import { kindOf, metricNames } from './kinds';
import type { EventSink, GenerationInfo, StreamContext } from './stream';
import type { Summary } from './summary';

/** Keeps where each generation starts and ends, in bytes, time and events. */
export class GenerationLog implements EventSink {
  private readonly id = new Floats();
  private readonly firstByte = new Floats();
  private readonly endByte = new Floats();
  private readonly start = new Floats();
  private readonly end = new Floats();
  private readonly eventCount = new Floats();
  private fresh = false;

  generation(info: GenerationInfo): void {
    this.id.push(info.gen);
    this.firstByte.push(info.firstByte);
    this.endByte.push(info.endByte);
    this.start.push(Number.NaN);
    this.end.push(Number.NaN);
    this.eventCount.push(0);
    this.fresh = true;
  }

  events(chunk: EventChunk): void {
    const at = this.id.count - 1;
    if (at < 0 || chunk.count === 0) return;
    if (this.fresh) this.start.data[at] = chunk.time[0];
    this.fresh = false;
    this.end.data[at] = chunk.time[chunk.count - 1];
    this.eventCount.data[at] += chunk.count;
  }

  /** Takes events of the generation that were counted elsewhere. */
  counted(events: number, last: number): void {
    const at = this.id.count - 1;
    this.end.data[at] = last;
    this.eventCount.data[at] += events;
  }

  finish(): GenerationColumns {
    return {
      count: this.id.count,
      id: this.id.finish(),
      firstByte: this.firstByte.finish(),
      endByte: this.endByte.finish(),
      start: this.start.finish(),
      end: this.end.finish(),
      events: this.eventCount.finish(),
    };
  }
}

/** Puts the model together from a finished summary. */
export function buildTable(
  summary: Summary,
  generations: GenerationColumns,
  context: StreamContext,
  bytes: number,
  lost: TraceLoss | undefined,
): TraceTable {
  summary.finalize();
  const { interner, ranges } = summary;
  const { state, wide } = context;
  const latencies = summary.latencies.finish(interner);
  const { columns: goroutines, rowOf } = summary.goroutines.finish(state.goroutines.count, state.goroutines.ids, summary.last, interner);
  const row = (slot: number) => (slot < 0 ? -1 : rowOf[slot]);
  const annotations = summary.annotations.finish(rowOf);
  const scheduling = {
    schedWait: summary.waits.histogram(),
    run: summary.runs.histogram(),
    longRuns: summary.runs.longest(rowOf, interner),
    longWaits: summary.waits.longest(rowOf, interner),
  };
  const rangeColumns = {
    count: ranges.name.count,
    name: Uint32Array.from(ranges.name.finish()),
    start: ranges.start.finish(),
    end: ranges.end.finish(),
    goroutine: ranges.goroutine.finish().map(row),
    proc: ranges.proc.finish(),
    stack: Uint32Array.from(ranges.stack.finish(), (stack) => interner.stack(stack)),
    swept: ranges.swept.finish(),
    reclaimed: ranges.reclaimed.finish(),
  };
  const samples = {
    count: summary.sampleTime.count,
    time: summary.sampleTime.finish(),
    goroutine: summary.sampleGoroutine.finish().map(row),
    proc: summary.sampleProc.finish(),
    thread: summary.sampleThread.finish(),
    stack: Uint32Array.from(summary.sampleStack.finish(), (stack) => interner.stack(stack)),
  };
  const spans = (wanted: (name: string) => boolean) => {
    const out: [number, number][] = [];
    for (let i = 0; i < rangeColumns.count; i++) {
      if (wanted(interner.strings[rangeColumns.name[i]])) out.push([rangeColumns.start[i], rangeColumns.end[i]]);
    }
    return out;
  };
  const kinds: Record<string, number> = {};
  for (let type = 0; type < 256; type++) {
    const count = summary.kindCounts[type];
    if (count > 0) kinds[eventKinds[kindOf[type]]] = (kinds[eventKinds[kindOf[type]]] ?? 0) + count;
  }
  const finalStates: Record<string, number> = {};
  const stateCounts = new Int32Array(goStates.length);
  for (const state of goroutines.state) stateCounts[state]++;
  goStates.forEach((name, state) => {
    if (stateCounts[state] > 0) finalStates[name.toLowerCase()] = stateCounts[state];
  });
  const density = summary.density.finish(
    Math.max(1, summary.last),
    spans((name) => name.startsWith('stop-the-world')),
    spans((name) => name === 'GC concurrent mark phase'),
  );
  const utilization = summary.utilization.finish(summary.last);
  const clock = summary.clocks[0];
  return {
    version: context.version,
    bytes,
    startNs: BigInt(context.origin),
    durationNs: summary.last,
    events: summary.eventCount,
    kinds,
    ...interner.finish(),
    strings: interner.strings,
    wideIds: wide.values,
    generations,
    goroutines,
    created: summary.createdCount,
    finalStates,
    rangeTotals: Object.fromEntries([...ranges.totals].map(([name, totals]) => [interner.strings[name], totals])),
    ranges: rangeColumns,
    stops: summary.stops.columns(row, (stack) => interner.stack(stack)),
    metrics: metricSeries(summary),
    ...annotations,
    cpuSamples: samples,
    latencies,
    scheduling,
    density,
    ...(utilization.asGo ? { utilization: utilization.asGo } : {}),
    mutator: utilization.mutator,
    ...(clock
      ? {
          clock: {
            time: Math.floor(clock.ticks * clock.nsPerTick) - context.origin,
            mono: wide.unsigned(clock.mono),
            wallUnixNs: wide.unsigned(clock.sec) * 1000000000n + wide.unsigned(clock.nsec),
          },
        }
      : {}),
    ...(lost ? { lost } : {}),
  };
}

function metricSeries(summary: Summary): MetricSeries[] {
  const names = [metricNames.procs, metricNames.heap, metricNames.goal];
  return names
    .map((name, i) => ({ name, time: summary.metricTime[i].finish(), value: summary.metricValue[i].finish() }))
    .filter((series) => series.time.length > 0);
}
