import { type RetainedSite, retained } from '../../index/allocation/retained';
import { spanOf } from '../../index/profile/span';
import type { Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import type { CaseIndex, CasePart } from '../case';
import { percent, size } from '../figures';
import { placeLabel } from '../place';
import { namesNoProgram, programOf } from '../programs';
import { sitesOf } from './hot-lines';
import { thresholds } from './thresholds';

/** Lines whose memory in use grows from snapshot to snapshot: caches without bound, maps and slices that only fill. */
export const allocRetainedGrowth: Analysis = {
  id: 'alloc-retained-growth',
  rules: ['alloc-retained-growth'],
  reads: ['profile'],
  run(index) {
    const findings: Finding[] = [];
    const series = snapshotGroups(index);
    for (const parts of series) if (parts.length > 1) findings.push(...judge(index, parts));
    // The text form does not name its program: beside the snapshots of one it is most likely one more of them.
    const many = series.some((parts) => parts.length > 1);
    const single = series.find((parts) => parts.length === 1 && !(many && namesNoProgram(parts[0])));
    return {
      findings,
      missing: single
        ? [
            {
              input: { en: 'second heap profile', zh: '第二份 heap 剖析' },
              why: {
                en: 'Two snapshots show what grows and stays: take it some minutes after the first.',
                zh: '两份快照才能看出什么在增长并滞留：请在第一份之后数分钟采集。',
              },
              how: 'curl -o heap.2.pb.gz "http://localhost:6060/debug/pprof/heap?gc=1"',
            },
          ]
        : [],
    };
  },
};

/** Heap profiles of one program and group in the order of their time; those of a stretch of time tell no level. */
export function snapshotGroups(index: CaseIndex): readonly (readonly CasePart<'profile'>[])[] {
  const groups = new Map<string, CasePart<'profile'>[]>();
  for (const part of index.of('profile')) {
    const { kind, sampleTypes, samples } = part.table;
    if (
      kind !== 'heap' ||
      samples.count === 0 ||
      spanOf(part.table) !== undefined ||
      !sampleTypes.some((type) => type.type === 'inuse_space')
    )
      continue;
    const key = programOf(index, part);
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

function judge(index: CaseIndex, parts: readonly CasePart<'profile'>[]): Finding[] {
  const { sites, oneProcess } = retained(parts.map((part) => sitesOf(index, part)));
  if (!oneProcess) return [];
  const period = Number(parts[0].table.period) || 524288;
  const floor = Math.max(thresholds.grownBytes, thresholds.samples * period);
  const growths = sites.filter(({ steady, grown, series }) => steady && grown >= floor && grown >= series[0] * thresholds.grownPart);
  const total = growths.reduce((sum, growth) => sum + growth.grown, 0);
  return growths
    .filter((growth) => growth.grown >= total * thresholds.grownShare)
    .slice(0, thresholds.perRule)
    .map((growth) => findingOf(growth, total, parts));
}

function findingOf({ site, series, grown }: RetainedSite, total: number, parts: readonly CasePart<'profile'>[]): Finding {
  const place = placeLabel(site.function, site.file, site.line);
  const from = size(series[0]);
  const to = size(series[series.length - 1]);
  const many = series.length > 2;
  const first = parts[0].timeNanos;
  const last = parts[parts.length - 1].timeNanos;
  const seconds = first !== undefined && last !== undefined ? Number(last - first) / 1e9 : undefined;
  const doubled = series[series.length - 1] >= series[0] * 2;
  return {
    rule: 'alloc-retained-growth',
    severity: many && doubled ? 'high' : 'medium',
    tier: many ? 'strong' : 'suspect',
    title: {
      en: `Memory made at ${place} grew from ${from} to ${to} over ${series.length} snapshots and stays in use`,
      zh: `${place} 处创建的内存在 ${series.length} 份快照间从 ${from} 增至 ${to}，且一直在用`,
    },
    summary: {
      en: `${percent(grown / total)} of all growth is made there${seconds ? `, in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : ''}. Nothing lets go of it: a cache without eviction, a global map or a slice that only grows.`,
      zh: `全部增长的 ${percent(grown / total)} 出自此处${seconds ? `，历时 ${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : ''}。没有任何地方释放它：无淘汰的缓存、全局 map 或只增不减的切片。`,
    },
    tierReason: many
      ? { en: 'It grew at every one of three or more snapshots.', zh: '在三份以上快照中每次都在增长。' }
      : { en: 'Two snapshots cannot tell growth from a busy moment.', zh: '两份快照无法区分增长与一时繁忙。' },
    raise: many
      ? undefined
      : { en: 'A third heap profile, taken after a forced collection (?gc=1).', zh: '在强制回收后（?gc=1）再取第三份堆剖析。' },
    evidence: {
      function: site.function,
      file: site.file,
      line: site.line,
      share: grown / total,
      growth: series.map((value) => Math.round(value)),
      grownBytes: Math.round(grown),
      ...(seconds ? { bytesPerSecond: grown / seconds } : {}),
      stack: site.stack,
    },
    inputs: parts.map((part) => part.input),
    link: { view: 'profile', params: { input: String(parts[parts.length - 1].input), type: 'inuse_space', tab: 'memory' } },
  };
}
