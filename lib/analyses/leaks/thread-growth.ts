import { leakingFrame } from '../../index/goroutines/groups';
import { slope } from '../../index/goroutines/snapshots';
import { spanOf } from '../../index/profile/span';
import type { Finding } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';
import type { Analysis } from '../analysis';
import type { CaseIndex } from '../case';
import { shortName } from '../place';
import { processViews } from './processes';

/** More threads than at first by this many and this factor. */
const gainedAtLeast = 10;
const factorAtLeast = 1.3;
/** The process dies at 10 000 (runtime/proc.go, sched.maxmcount); a tenth of it is worth a look by itself. */
const manyThreads = 1000;

/** Operating-system threads that pile up: threadcreate profiles, beside the goroutines that hold threads. */
export const threadGrowth: Analysis = {
  id: 'thread-growth',
  rules: ['thread-growth'],
  reads: ['profile', 'goroutines'],
  run: (index) => {
    const byInstance = new Map<string, { input: number; threads: number; time: bigint }[]>();
    for (const part of index.of('profile')) {
      if (part.table.kind !== 'threadcreate' || spanOf(part.table) !== undefined) continue;
      const mapping = part.table.mappings[0];
      const key = [part.group ?? '', mapping?.buildId || mapping?.file || '', part.format].join('\0');
      const point = { input: part.input, threads: totalOf(part.table), time: part.timeNanos ?? part.table.timeNanos };
      byInstance.set(key, [...(byInstance.get(key) ?? []), point]);
    }
    const findings: Finding[] = [];
    const seen = new Set<string>();
    const named = ([key]: readonly [string, unknown]) => Number(key.split('\0')[1] === '');
    for (const [key, points] of [...byInstance].sort((a, b) => named(a) - named(b))) {
      const [instance, program] = key.split('\0');
      const counts = points.map((point) => point.threads);
      // The text form has no mapping: it is taken for the program that the protobuf one told of.
      const told = program === '' ? [...seen].some((one) => one.startsWith(`${instance}\0`)) : seen.has(`${instance}\0${program}`);
      const found = told ? undefined : finding(index, counts, points, instance);
      if (found === undefined) continue;
      seen.add(`${instance}\0${program}`);
      findings.push(found);
    }
    return { findings };
  },
};

function totalOf(profile: ProfileTable): number {
  const values = profile.samples.values[profile.defaultSampleType];
  let total = 0;
  for (let row = 0; row < profile.samples.count; row++) total += Number(values[row]);
  return total;
}

function finding(index: CaseIndex, counts: readonly number[], points: readonly { input: number }[], instance: string): Finding | undefined {
  const first = counts[0];
  const last = counts[counts.length - 1];
  const steady = counts.every((count, at) => at === 0 || count >= counts[at - 1]);
  const grew = counts.length > 1 && steady && last - first >= gainedAtLeast && last >= factorAtLeast * first;
  if (!grew && last < manyThreads) return undefined;
  const holder = threadHolder(index, instance);
  const by = holder
    ? {
        en: ` ${holder.count} goroutines hold threads in ${holder.function}.`,
        zh: `有 ${holder.count} 个 goroutine 在 ${holder.function} 中占用线程。`,
      }
    : { en: '', zh: '' };
  return {
    rule: 'thread-growth',
    severity: last >= 5000 ? 'critical' : last >= manyThreads ? 'high' : last - first >= 50 ? 'medium' : 'low',
    tier: counts.length > 2 && grew && holder ? 'strong' : 'suspect',
    title: grew
      ? { en: `Threads grew from ${first} to ${last}`, zh: `线程数从 ${first} 增长到 ${last}` }
      : { en: `${last} threads were created`, zh: `已创建 ${last} 个线程` },
    summary: {
      en: `${counts.join(' → ')} threads. The process is ended at 10 000.${by.en}`,
      zh: `线程数：${counts.join(' → ')}。达到 10 000 时进程会被终止。${by.zh}`,
    },
    evidence: {
      count: last,
      growth: { counts, perSnapshot: slope(counts) },
      function: holder?.function ?? '',
      file: holder?.file ?? '',
      line: holder?.line ?? 0,
      createdBy: holder?.createdBy ?? '',
      holders: holder?.count,
      instance: instance || undefined,
    },
    inputs: [...new Set([...points.map((point) => point.input), ...(holder?.inputs ?? [])])].sort((a, b) => a - b),
    link: { view: 'goroutines', params: { state: 'syscall' } },
  };
}

/** The place where most goroutines sit in a system call or are locked to a thread. */
function threadHolder(index: CaseIndex, instance: string) {
  for (const view of processViews(index)) {
    if (view.group !== instance) continue;
    const held = view.series.find((one) => {
      const frame = leakingFrame(one.last.frames);
      return (
        (one.last.cause === 'syscall' || one.last.lockedToThread > 0) &&
        frame !== undefined &&
        !frame.standard &&
        one.counts[one.counts.length - 1] > 1
      );
    });
    const frame = held && leakingFrame(held.last.frames);
    if (held === undefined || frame === undefined) continue;
    const count = held.counts[held.counts.length - 1];
    return {
      count,
      function: shortName(frame.fn),
      file: frame.file,
      line: frame.line,
      createdBy: held.last.creator?.fn ?? '',
      inputs: view.inputs,
    };
  }
  return undefined;
}
