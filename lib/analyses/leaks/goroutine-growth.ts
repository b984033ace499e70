import type { SnapshotClock } from '../../index/goroutines/clock';
import type { EvidenceValue, Finding } from '../../model/finding';
import type { GoroutineCounts } from '../../model/goroutines';
import type { Severity } from '../../model/rules';
import type { Analysis } from '../analysis';
import { benignReason } from './benign';
import { forecastOf, forecastWords, growthEvidence } from './forecast';
import { type ProcessView, processViews } from './processes';

/** From here growth is told: this many more, and half as many again as at first. */
const gainedAtLeast = 50;
const gainedShare = 0.5;
/** Points of a log from which a trend is told, and how steadily they must rise (Kendall's tau over all pairs). */
const pointsAtLeast = 5;
const tauAtLeast = 0.7;
/** Most points of a log that the pairs are taken from. */
const pointsMost = 400;
/** Creation sites named in the evidence. */
const sites = 5;

/** More and more goroutines: over snapshots, by creation site, or over the numbers that the program's log tells. */
export const goroutineGrowth: Analysis = {
  id: 'goroutine-growth',
  rules: ['goroutine-growth'],
  reads: ['goroutines', 'profile'],
  run: (index) => {
    const findings: Finding[] = [];
    const seen = new Set<string>();
    for (const view of processViews(index)) {
      const found = seen.has(view.instance) ? undefined : growthOf(view);
      if (found === undefined) continue;
      seen.add(view.instance);
      findings.push(found);
    }
    for (const part of index.of('goroutines')) {
      const found = part.table.counts.count >= pointsAtLeast ? growthOfCounts(part.table.counts, part.input) : undefined;
      if (found) findings.push(found);
    }
    return { findings };
  },
};

function growthOf(view: ProcessView): Finding | undefined {
  if (view.snapshots.length < 2) return undefined;
  // Connections that come and go with load are no growth of the program's own.
  const judged = view.series.filter((one) => benignReason(one.last) === undefined);
  const totals = view.snapshots.map((_, at) => judged.reduce((sum, one) => sum + one.counts[at], 0));
  const first = totals[0];
  const last = totals[totals.length - 1];
  const steady = totals.every((total, at) => at === 0 || total >= totals[at - 1]);
  if (!steady || last - first < gainedAtLeast || last - first < gainedShare * first) return undefined;
  const bySite = new Map<string, { createdBy: string; function: string; gained: number; count: number; shared: boolean }>();
  for (const one of judged) {
    const gained = one.counts[one.counts.length - 1] - one.counts[0];
    const creator = one.last.creator;
    const root = one.last.frames[one.last.frames.length - 1];
    const createdBy = creator ? `${creator.fn} (${creator.file}:${creator.line})` : (root?.fn ?? '?');
    // A library starts goroutines for all who use it (errgroup.(*Group).Go): what they run of the user's code tells them apart.
    const own = creator?.own === false ? one.last.frames.findLast((frame) => frame.own) : undefined;
    const key = own ? `${createdBy}\n${own.fn}` : createdBy;
    const site = bySite.get(key) ?? { createdBy, function: (own ?? root)?.fn ?? '?', gained: 0, count: 0, shared: own !== undefined };
    bySite.set(key, { ...site, gained: site.gained + gained, count: site.count + one.counts[one.counts.length - 1] });
  }
  const top = [...bySite.values()].sort((a, b) => b.gained - a.gained).slice(0, sites);
  const worst = top[0];
  const forecast = forecastWords(forecastOf(totals, view.clock));
  const most = worst.shared
    ? {
        en: `Most run ${worst.function}, started by ${worst.createdBy}`,
        zh: `增长最多的是 ${worst.function}（由 ${worst.createdBy} 启动）`,
      }
    : { en: `Most came from ${worst.createdBy}`, zh: `增长最多的创建位置是 ${worst.createdBy}` };
  return {
    rule: 'goroutine-growth',
    severity: severityOf(last, last / Math.max(1, first)),
    tier: view.snapshots.length > 2 ? 'strong' : 'suspect',
    title: {
      en: `Goroutines grew from ${first} to ${last} over ${totals.length} snapshots`,
      zh: `${totals.length} 个快照之间 goroutine 从 ${first} 个增长到 ${last} 个`,
    },
    summary: {
      en: `${totals.join(' → ')} (connections and the standard library’s own left out). ${most.en}: ${worst.gained} more.${forecast.en && ` ${forecast.en}`}`,
      zh: `${totals.join(' → ')}（不计连接与标准库自身的 goroutine）。${most.zh}：多出 ${worst.gained} 个。${forecast.zh}`,
    },
    evidence: {
      count: last,
      createdBy: worst.createdBy,
      function: worst.function,
      share: last > 0 ? worst.count / last : 0,
      growth: growthEvidence(totals, view.clock),
      sites: top.map(({ shared, ...site }) => site),
      instance: view.instance || undefined,
    },
    inputs: [...new Set(view.inputs)],
    raise:
      view.snapshots.length > 2
        ? undefined
        : {
            en: 'A third snapshot tells a steady rise from a burst of load.',
            zh: '第三个快照可以区分持续增长与瞬时负载。',
          },
    link: { view: 'goroutines', params: { by: 'creator' } },
  };
}

function growthOfCounts(counts: GoroutineCounts, input: number): Finding | undefined {
  const points = Math.min(counts.count, pointsMost);
  const values: number[] = [];
  const times: number[] = [];
  // At equal distances, the first and the last among them: these are told of.
  for (let point = 0; point < points; point++) {
    const at = Math.round((point * (counts.count - 1)) / Math.max(points - 1, 1));
    values.push(counts.value[at]);
    times.push(counts.time[at] / 60e9);
  }
  const first = values[0];
  const last = values[values.length - 1];
  if (last - first < gainedAtLeast || last - first < gainedShare * first || kendallTau(values) < tauAtLeast) return undefined;
  const timed = times.every(Number.isFinite) && times[times.length - 1] > times[0];
  const clock: SnapshotClock = { kind: timed ? 'capture' : 'order', minutes: timed ? times.map((time) => time - times[0]) : undefined };
  const forecast = forecastWords(forecastOf(values, clock));
  return {
    rule: 'goroutine-growth',
    severity: severityOf(last, last / Math.max(1, first)),
    tier: 'suspect',
    title: {
      en: `The log tells of ${first} goroutines at first and ${last} at last`,
      zh: `日志显示 goroutine 从 ${first} 个增长到 ${last} 个`,
    },
    summary: {
      en: `${counts.count} lines give the number of goroutines, and it rises steadily.${forecast.en && ` ${forecast.en}`} A debug=2 dump tells where they stand.`,
      zh: `共有 ${counts.count} 行日志给出 goroutine 数量，且持续上升。${forecast.zh}debug=2 转储可以说明它们停在何处。`,
    },
    evidence: {
      count: last,
      growth: logGrowth(values, clock),
      points: counts.count,
    },
    inputs: [input],
    link: { view: 'goroutines', params: {} },
  };
}

/** Most counts of a log in the evidence; of longer ones the first and the last stand there, the rate is that of all. */
const countsMost = 50;

function logGrowth(values: readonly number[], clock: SnapshotClock): EvidenceValue {
  const all = growthEvidence(values, clock) as Readonly<Record<string, EvidenceValue>>;
  if (values.length <= countsMost) return all;
  const ends = (list: readonly number[]) => [list[0], list[list.length - 1]];
  return { ...all, counts: ends(values), ...(clock.minutes && { minutes: ends(clock.minutes) }) };
}

function severityOf(last: number, factor: number): Severity {
  if (last >= 10_000 && factor >= 2) return 'critical';
  if (last >= 1000 && factor >= 2) return 'high';
  return factor >= 2 ? 'medium' : 'low';
}

/** Pairs that rise less pairs that fall, of all pairs. */
function kendallTau(values: readonly number[]): number {
  let balance = 0;
  for (let i = 0; i < values.length; i++) for (let j = i + 1; j < values.length; j++) balance += Math.sign(values[j] - values[i]);
  const pairs = (values.length * (values.length - 1)) / 2;
  return pairs === 0 ? 0 : balance / pairs;
}
