import type { Localized } from '../../base/localized';
import type { Figure } from '../../model/comparison';
import type { Finding } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';
import { allocationSites } from '../allocation/sites';
import { slope } from '../goroutines/snapshots';
import { sampleTypeIndex, top } from '../profile';
import { spanOf } from '../profile/span';
import { gcNumbers } from './gc';
import type { KeySource } from './promises';
import { type CompareSide, gcPair, goroutinePair } from './side';
import { traceNumbers } from './trace';

/** The key number of a finding on both sides. `total` is what it is a part of, where the promise is about a part of work done. */
export interface Measured {
  readonly figure: Figure;
  readonly totalBefore?: number;
  readonly totalAfter?: number;
  /** True where the number grows with the work done, so that only equal work compares. */
  readonly cumulative: boolean;
  /** Capture time of both profiles in ns, where they state it. */
  readonly durations?: readonly [before: number, after: number];
}

export type Lacking = { readonly lacks: Localized };

/** Measures the same thing at the same place on both sides, or says which capture the target lacks. */
export function measure(key: KeySource, finding: Finding, before: CompareSide, after: CompareSide): Measured | Lacking | undefined {
  switch (key.of) {
    case 'goroutines':
      return goroutinesAt(finding, before, after);
    case 'growth':
      return growth(before, after);
    case 'allocated':
      return allocatedAt(finding, before, after);
    case 'retained':
      return retainedAt(finding, before, after);
    case 'delay':
      return delayAt(finding, before, after);
    case 'gc':
      return gcNumber(key.id, before, after);
    case 'trace':
      return traceNumber(key.id, before, after);
    case 'presence':
      return undefined;
  }
}

function figure(id: string, name: Localized, unit: Figure['unit'], before: number | undefined, after: number | undefined): Figure {
  return { id, name, unit, better: 'less', before, after };
}

const dumpLacking: Lacking = {
  lacks: {
    en: "A goroutine dump of the changed program under the same load: curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'",
    zh: "变更后程序在同样负载下的 goroutine 转储：curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'",
  },
};

function goroutinesAt(finding: Finding, before: CompareSide, after: CompareSide): Measured | Lacking {
  const name = { en: 'Goroutines there', zh: '该处的 goroutine' };
  const pair = goroutinePair(before, after);
  if (pair === undefined) {
    // A leak that only a trace shows: the same finding in the target's trace, or none.
    if (before.goroutines.length > 0 || after.traces.length === 0) return dumpLacking;
    const same = after.findings.filter((other) => other.rule === finding.rule && other.evidence.function === finding.evidence.function);
    const count = same.reduce((sum, other) => sum + (other.evidence.count ?? 0), 0);
    return { figure: figure('goroutines', name, 'count', finding.evidence.count ?? 0, count), cumulative: false };
  }
  const count = (side: CompareSide['goroutines']): number =>
    side[side.length - 1].groups.groups
      .filter(
        (group) =>
          (finding.evidence.cause === undefined || group.cause === finding.evidence.cause) &&
          group.frames.some((frame) => frame.fn === finding.evidence.function),
      )
      .reduce((sum, group) => sum + group.count, 0);
  return { figure: figure('goroutines', name, 'count', count(pair.before), count(pair.after)), cumulative: false };
}

function growth(before: CompareSide, after: CompareSide): Measured | Lacking {
  const pair = goroutinePair(before, after);
  if (pair === undefined) return dumpLacking;
  if (pair.after.length < 2) {
    return {
      lacks: {
        en: 'A second goroutine dump after the change, some minutes after the first: one alone shows no growth.',
        zh: '变更后相隔数分钟的第二份 goroutine 转储：单独一份看不出增长。',
      },
    };
  }
  const rise = (side: CompareSide['goroutines']) => slope(side.map((one) => one.groups.total));
  const name = { en: 'Goroutines more a snapshot', zh: '每份快照增加的 goroutine' };
  return { figure: figure('growth', name, 'count', rise(pair.before), Math.max(0, rise(pair.after))), cumulative: false };
}

const heapLacking: Lacking = {
  lacks: {
    en: "An allocs profile of the changed program under the same load: curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=30'",
    zh: "变更后程序在同样负载下的 allocs 剖析：curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=30'",
  },
};

function memory(side: CompareSide) {
  return side.profiles.filter(({ table }) => table.kind === 'heap' || table.kind === 'allocs');
}

function allocatedAt(finding: Finding, before: CompareSide, after: CompareSide): Measured | Lacking {
  const own = memory(before).find((one) => finding.inputs.includes(one.input));
  const other = own && (memory(after).findLast((one) => one.table.kind === own.table.kind) ?? memory(after).at(-1));
  if (own === undefined || other === undefined) return heapLacking;
  const at = (table: ProfileTable) => {
    const sites = allocationSites(table);
    const bytes = sites.sites.filter((site) => site.function === finding.evidence.function).reduce((sum, site) => sum + site.allocSpace, 0);
    return { bytes, total: sites.allocSpace };
  };
  const [from, to] = [at(own.table), at(other.table)];
  return {
    figure: figure('allocated', { en: 'Allocated there', zh: '该处的分配' }, 'bytes', from.bytes, to.bytes),
    totalBefore: from.total,
    totalAfter: to.total,
    cumulative: true,
    durations: [Number(own.table.durationNanos), Number(other.table.durationNanos)],
  };
}

function retainedAt(finding: Finding, before: CompareSide, after: CompareSide): Measured | Lacking {
  const rise = (side: CompareSide): number | undefined => {
    const snapshots = memory(side).filter(
      ({ table, format }) => table.kind === 'heap' && format === 'pprof' && spanOf(table) === undefined,
    );
    if (snapshots.length < 2) return undefined;
    const inuse = snapshots.map(({ table }) =>
      allocationSites(table)
        .sites.filter((site) => site.function === finding.evidence.function)
        .reduce((sum, site) => sum + site.inuseSpace, 0),
    );
    return inuse[inuse.length - 1] - inuse[0];
  };
  const [from, to] = [rise(before), rise(after)];
  if (to === undefined) {
    return {
      lacks: {
        en: 'Two heap profiles after the change, as far apart as those before it (?gc=1).',
        zh: '变更后的两份堆剖析，间隔与变更前相同（?gc=1）。',
      },
    };
  }
  return {
    figure: figure('retained', { en: 'Growth over the snapshots', zh: '各快照间的增长' }, 'bytes', from, Math.max(0, to)),
    cumulative: false,
  };
}

function delayAt(finding: Finding, before: CompareSide, after: CompareSide): Measured | Lacking {
  const own = before.profiles.find((one) => finding.inputs.includes(one.input));
  const other = own && after.profiles.findLast((one) => one.table.kind === own.table.kind);
  if (own === undefined || other === undefined) {
    const kind = String(finding.evidence.profile ?? 'mutex');
    return {
      lacks: {
        en: `A ${kind} profile of the changed program under the same load, with the same rate.`,
        zh: `变更后程序在同样负载、同样采样率下的 ${kind} 剖析。`,
      },
    };
  }
  const at = (table: ProfileTable) => {
    if (table.samples.count === 0) return { ns: 0, total: 0 };
    const sampleType = String(sampleTypeIndex(table, 'delay'));
    const report = top(table, { sampleType, nodeFraction: 0, edgeFraction: 0 });
    const row = report.rows.find((one) => one.function === finding.evidence.function);
    return { ns: Number(row?.cum ?? 0), total: Number(report.head.total) };
  };
  const [from, to] = [at(own.table), at(other.table)];
  return {
    figure: figure('delay', { en: 'Waited there', zh: '该处的等待' }, 'nanoseconds', from.ns, to.ns),
    totalBefore: from.total,
    totalAfter: to.total,
    cumulative: true,
    durations: [Number(own.table.durationNanos), Number(other.table.durationNanos)],
  };
}

/** Shortest series that a rate is taken of: GC figures of a moment tell nothing of a service. */
const leastGcNs = 500e6;

function gcNumber(id: string, before: CompareSide, after: CompareSide): Measured | Lacking {
  const pair = gcPair(before, after);
  if (pair === undefined || pair.after.durationNs < leastGcNs) {
    return {
      lacks: {
        en: 'A gctrace log or a trace of the changed program under the same load, at least half a second long: GODEBUG=gctrace=1 ./service 2> after.log',
        zh: '变更后程序在同样负载下至少半秒的 gctrace 日志或执行跟踪：GODEBUG=gctrace=1 ./service 2> after.log',
      },
    };
  }
  const table = { before: gcNumbers(pair.before), after: gcNumbers(pair.after) };
  return numberOf(id, table);
}

function traceNumber(id: string, before: CompareSide, after: CompareSide): Measured | Lacking {
  const [own, other] = [before.traces.at(-1), after.traces.at(-1)];
  if (own === undefined || other === undefined) {
    return {
      lacks: {
        en: "An execution trace of the changed program under the same load: curl -o after.trace 'http://localhost:6060/debug/pprof/trace?seconds=5'",
        zh: "变更后程序在同样负载下的执行跟踪：curl -o after.trace 'http://localhost:6060/debug/pprof/trace?seconds=5'",
      },
    };
  }
  return numberOf(id, { before: traceNumbers(own.table), after: traceNumbers(other.table) });
}

const names: Readonly<Record<string, readonly [en: string, zh: string, unit: Figure['unit']]>> = {
  gcPerSecond: ['Collections a second', '每秒回收次数', 'perSecond'],
  pauseP99: ['Pause, 99th percentile', '停顿 P99', 'nanoseconds'],
  gcCpuShare: ['CPU share of GC', 'GC CPU 占比', 'share'],
  assistShare: ['CPU share of assists', '辅助标记 CPU 占比', 'share'],
  forcedPerSecond: ['Forced collections a second', '每秒强制回收次数', 'perSecond'],
  heapGrowth: ['Live heap growth a second', '存活堆每秒增长', 'bytesPerSecond'],
  stwOtherMax: ['Longest stop that is not GC', '最长的非 GC 停顿', 'nanoseconds'],
  schedWaitPerExec: ['Waiting for a P, for each running', '等待 P 与运行时间之比', 'share'],
};

function numberOf(
  id: string,
  sides: { readonly before: Readonly<Record<string, number | undefined>>; readonly after: Readonly<Record<string, number | undefined>> },
): Measured | Lacking {
  const [en, zh, unit] = names[id];
  const [from, to] = [sides.before[id], sides.after[id]];
  if (to === undefined || Number.isNaN(to)) {
    return { lacks: { en: `The captures after the change do not tell this number: ${en}.`, zh: `变更后的采集没有给出该数值：${zh}。` } };
  }
  return { figure: figure(id, { en, zh }, unit, from, id === 'heapGrowth' ? Math.max(0, to) : to), cumulative: false };
}
