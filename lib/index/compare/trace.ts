import type { Better, Figure, FigureTable, FigureUnit } from '../../model/comparison';
import type { TraceTable } from '../../model/trace';
import { blockByReason, mmuTable } from '../trace/summary';
import { figuresOf } from './figures';

const specs: readonly (readonly [string, string, string, FigureUnit, Better])[] = [
  ['duration', 'Time covered', '覆盖时长', 'nanoseconds', 'neither'],
  ['execShare', 'Running, of all Ps', '运行时间占全部 P', 'share', 'neither'],
  ['schedWaitPerExec', 'Waiting for a P, for each running', '等待 P 与运行时间之比', 'share', 'less'],
  ['schedWaitPerSecond', 'Waiting for a P, a second', '每秒等待 P 的时间', 'nanoseconds', 'less'],
  ['syscallPerSecond', 'In syscalls, a second', '每秒系统调用时间', 'nanoseconds', 'less'],
  ['stwPerSecond', 'World stopped, a second', '每秒停止世界的时间', 'nanoseconds', 'less'],
  ['stwMax', 'Longest stop', '最长停顿', 'nanoseconds', 'less'],
  ['stwOtherMax', 'Longest stop that is not GC', '最长的非 GC 停顿', 'nanoseconds', 'less'],
  ['gcPerSecond', 'Collections a second', '每秒回收次数', 'perSecond', 'less'],
  ['assistPerSecond', 'Mark assists, a second', '每秒辅助标记时间', 'nanoseconds', 'less'],
  ['mmu1ms', 'Least mutator share in 1 ms', '1 ms 窗口最小 mutator 利用率', 'share', 'more'],
  ['mmu10ms', 'Least mutator share in 10 ms', '10 ms 窗口最小 mutator 利用率', 'share', 'more'],
  ['createdPerSecond', 'Goroutines created a second', '每秒创建的 goroutine', 'perSecond', 'neither'],
  ['openAtEnd', 'Goroutines there at the end', '结束时存在的 goroutine', 'count', 'neither'],
];

/** Totals of a trace by the second it covers. Stops that only tracing itself makes are left out of the longest one that is not GC. */
export function traceNumbers(table: TraceTable): Record<string, number | undefined> {
  const seconds = table.durationNs / 1e9;
  const rate = (value: number): number | undefined => (seconds > 0 ? value / seconds : undefined);
  const { goroutines: g } = table;
  const exec = sum(g.execNs);
  const wait = sum(g.schedWaitNs);
  let stw = 0;
  let stwMax = 0;
  let stwOther = 0;
  for (const [name, range] of Object.entries(table.rangeTotals)) {
    if (!name.startsWith('stop-the-world')) continue;
    stw += range.totalNs;
    stwMax = Math.max(stwMax, range.maxNs);
    if (!/\((?:GC |start trace|stop trace)/.test(name)) stwOther = Math.max(stwOther, range.maxNs);
  }
  const procs = table.metrics.find((series) => series.name === '/sched/gomaxprocs:threads');
  const width = procs ? procs.value.reduce((a, b) => Math.max(a, b), 0) : 0;
  const mmu = mmuTable(table);
  let open = 0;
  for (const [state, count] of Object.entries(table.finalStates)) if (state !== 'notexist') open += count;
  return {
    duration: table.durationNs,
    execShare: width > 0 && table.durationNs > 0 ? exec / (width * table.durationNs) : undefined,
    schedWaitPerExec: exec > 0 ? wait / exec : undefined,
    schedWaitPerSecond: rate(wait),
    syscallPerSecond: rate(sum(g.syscallNs)),
    stwPerSecond: rate(stw),
    stwMax,
    stwOtherMax: stwOther,
    gcPerSecond: rate(table.rangeTotals['GC concurrent mark phase']?.count ?? 0),
    assistPerSecond: rate(table.rangeTotals['GC mark assist']?.totalNs ?? 0),
    mmu1ms: mmu['1ms'],
    mmu10ms: mmu['10ms'],
    createdPerSecond: rate(table.created),
    openAtEnd: open,
  };
}

interface Side {
  readonly input: number;
  readonly table: TraceTable;
}

/** Two traces: times by the second covered, and time blocked by reason. */
export function compareTraces(before: Side, after: Side): FigureTable {
  return {
    before: before.input,
    after: after.input,
    figures: [...figuresOf(specs, traceNumbers(before.table), traceNumbers(after.table)), ...blockFigures(before.table, after.table)],
  };
}

/** Blocked time by reason, a second; the reasons of idle runtime goroutines say nothing of the program. */
function blockFigures(before: TraceTable, after: TraceTable): Figure[] {
  const sides = [before, after].map((table) => ({ ns: blockByReason(table), seconds: table.durationNs / 1e9 }));
  const reasons = new Set(sides.flatMap(({ ns }) => Object.keys(ns)));
  const rate = (side: (typeof sides)[number], reason: string): number | undefined =>
    side.seconds > 0 ? (side.ns[reason] ?? 0) / side.seconds : undefined;
  return [...reasons]
    .filter((reason) => reason !== '' && !/^(?:system goroutine|GC |finalizer)/.test(reason))
    .map(
      (reason): Figure => ({
        id: `block:${reason}`,
        name: { en: `Blocked on ${reason}, a second`, zh: `每秒阻塞于 ${reason}` },
        unit: 'nanoseconds',
        better: 'neither',
        before: rate(sides[0], reason),
        after: rate(sides[1], reason),
      }),
    )
    .sort((a, b) => Math.max(b.before ?? 0, b.after ?? 0) - Math.max(a.before ?? 0, a.after ?? 0));
}

function sum(column: Float64Array): number {
  let total = 0;
  for (const value of column) total += value;
  return total;
}
