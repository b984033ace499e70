import { GcFlag, type GcLogTable } from '../../model/gclog';
import type { GcSeries } from './series';

const mib = 1 << 20;

/** The collections of one run of a gctrace log. */
export function seriesFromLog(table: GcLogTable, run: number, input: number): GcSeries {
  const { first, count, missing } = table.runs[run];
  const c = table.cycles;
  const end = first + count;
  const cut = (column: Float64Array) => column.subarray(first, end);
  const bytes = (column: Float64Array) => cut(column).map((value) => value * mib);
  const flags = c.flags.subarray(first, end);
  const last = end - 1;
  return {
    source: 'gctrace',
    input,
    count,
    number: cut(c.number),
    startNs: cut(c.startNs),
    sweepTermNs: cut(c.sweepTermNs),
    markNs: cut(c.markNs),
    markTermNs: cut(c.markTermNs),
    pauseCpuNs: cut(c.sweepTermCpuNs).map((value, i) => value + c.markTermCpuNs[first + i]),
    assistCpuNs: cut(c.assistCpuNs),
    backgroundCpuNs: cut(c.backgroundCpuNs),
    idleCpuNs: cut(c.idleCpuNs),
    heapStart: bytes(c.heapStartMB),
    heapEnd: bytes(c.heapEndMB),
    heapLive: bytes(c.heapLiveMB),
    goal: bytes(c.goalMB).map((value, i) => (flags[i] & GcFlag.noGoal ? Number.NaN : value)),
    roots: bytes(c.stacksMB).map((value, i) => (Number.isNaN(value) ? 0 : value + c.globalsMB[first + i] * mib)),
    forced: flags.map((flag) => (flag & GcFlag.forced ? 1 : 0)),
    periodic: flags.map((flag) => (flag & GcFlag.periodic ? 1 : 0)),
    procs: count > 0 ? c.procs[last] : 0,
    resolution: mib,
    durationNs: count > 0 ? c.startNs[last] + c.sweepTermNs[last] + c.markNs[last] + c.markTermNs[last] : 0,
    missing,
  };
}
