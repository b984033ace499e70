import { type GoroutineGroup, type GroupFrame, leakingFrame } from '../../index/goroutines/groups';
import { lockRings } from '../../index/goroutines/locks';
import { rootMeanSquare } from '../../index/goroutines/snapshots';
import type { Evidence, Finding, MissingInput } from '../../model/finding';
import { type LeakCause, tiers } from '../../model/rules';
import type { Analysis } from '../analysis';
import { twoDumps } from '../captures';
import type { CaseIndex } from '../case';
import { readsBody } from './benign';
import { withoutCleared } from './cleared';
import { Crews } from './crews';
import { evidenceStack, leakSeverity, onlyOnceSeen } from './facts';
import { forecastOf, growthEvidence } from './forecast';
import { traceLeaks } from './from-trace';
import { judgeAll, type Verdict } from './judge';
import { mergeByPlace } from './merge';
import { type ProcessView, processViews } from './processes';
import { thresholds } from './thresholds';
import { leakSummary, leakTitle, raiseWords, ruleWords } from './words';

/** Goroutines that wait at one place and, as far as the inputs tell, will not stop waiting. */
export const goroutineLeak: Analysis = {
  id: 'goroutine-leak',
  rules: ['goroutine-leak'],
  reads: ['goroutines', 'profile', 'trace'],
  run: (index) => {
    const views = processViews(index);
    const found = [...views.flatMap(findingsOf), ...traceLeaks(index)];
    const unlabelled = new Set(views.flatMap((view) => (view.group === '' ? view.instance : [])));
    const findings = rankByInstances(mergeByPlace(withoutCleared(found, views, unlabelled), unlabelled), views);
    return { findings, missing: findings.some((finding) => finding.tier !== 'proven') ? missing(index, views) : [] };
  },
};

function findingsOf(view: ProcessView): Finding[] {
  const last = view.snapshots[view.snapshots.length - 1];
  if (last === undefined) return [];
  const bodyReaders = last.groups.reduce((sum, group) => sum + (readsBody(group.frames) ? group.count : 0), 0);
  const locks = view.series.some(({ last: { cause } }) => cause === 'mutex' || cause === 'rwmutex') ? lockRings(last.table) : [];
  const ringOf = new Map(locks.flatMap((ring) => ring.rows.map((row) => [row, ring.addresses.length] as const)));
  const asleep = locks.filter((ring) => ring.rows.every((row) => last.table.minutes[row] >= 1)).flatMap((ring) => ring.rows);
  const verdicts = judgeAll(view.series, {
    table: last.table,
    snapshots: view.snapshots.length,
    total: last.total,
    crews: new Crews(last),
    bodyReaders,
    rings: { any: new Set(ringOf.keys()), asleep: new Set(asleep) },
  });
  return samePlace([...verdicts, ...siblings(view, verdicts, last.total)]).map((verdict) => finding(view, verdict, last.total, ringOf));
}

function placeKey(cause: LeakCause | undefined, group: GoroutineGroup): string {
  const frame = leakingFrame(group.frames);
  return `${cause}\n${frame?.fn}:${frame?.line}\n${group.creator?.fn}`;
}

/** Goroutines at a leak's line that stand in another call below it, too few to be judged alone: they are of that leak. */
function siblings(view: ProcessView, verdicts: readonly Verdict[], total: number): Verdict[] {
  const judged = new Set(verdicts.map((verdict) => verdict.series));
  const places = new Map(verdicts.map((verdict) => [placeKey(verdict.cause, verdict.series.last), verdict]));
  const found: Verdict[] = [];
  for (const series of view.series) {
    const count = series.counts[series.counts.length - 1];
    const main = places.get(placeKey(series.last.cause, series.last));
    if (judged.has(series) || main === undefined || count === 0) continue;
    found.push({ ...main, tier: 'suspect', series, count, share: total > 0 ? count / total : 0 });
  }
  return found;
}

/** Places that differ only in the call below the user's line or in the creation site's caller are one leak. */
function samePlace(verdicts: readonly Verdict[]): Verdict[] {
  const byPlace = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const key = placeKey(verdict.cause, verdict.series.last);
    const other = byPlace.get(key);
    if (other === undefined) byPlace.set(key, verdict);
    else byPlace.set(key, joined(other, verdict));
  }
  return [...byPlace.values()];
}

function joined(a: Verdict, b: Verdict): Verdict {
  const firm = tiers.indexOf(b.tier) < tiers.indexOf(a.tier) ? b : a;
  const other = firm === a ? b : a;
  const counts = firm.series.counts.map((count, i) => count + (other.series.counts[i] ?? 0));
  const add = (x: number, y: number): number => (x < 0 || y < 0 ? -1 : x + y);
  return {
    ...firm,
    count: a.count + b.count,
    share: a.share + b.share,
    series: {
      ...firm.series,
      counts,
      slope: a.series.slope + b.series.slope,
      stayed: add(a.series.stayed, b.series.stayed),
      lasted: add(a.series.lasted, b.series.lasted),
      neverWoke: add(a.series.neverWoke, b.series.neverWoke),
    },
  };
}

function finding(view: ProcessView, verdict: Verdict, total: number, ringOf: ReadonlyMap<number, number>): Finding {
  const { series, cause, count, share, tier, rule } = verdict;
  const group = series.last;
  const frame = leakingFrame(group.frames);
  const several = view.snapshots.length > 1;
  const ring = [...group.rows].map((row) => ringOf.get(row)).find((locks) => locks !== undefined);
  const minutes = group.minutes.max >= 0 ? group.minutes.max : undefined;
  const evidence: Evidence = {
    cause,
    state: group.state,
    function: frame?.fn ?? '',
    file: frame?.file ?? '',
    line: frame?.line ?? 0,
    createdBy: group.creator?.fn ?? '',
    createdAt: group.creator ? place(group.creator) : undefined,
    count,
    share,
    total,
    waitMinutes: minutes,
    medianMinutes: group.minutes.median >= 0 ? group.minutes.median : undefined,
    growth: several ? growthEvidence(series.counts, view.clock) : undefined,
    tierRule: rule,
    stayed: several && series.stayed >= 0 ? series.stayed : undefined,
    neverWoke: several && series.neverWoke >= 0 ? series.neverWoke : undefined,
    creators: group.parents > 0 ? group.parents : undefined,
    lockedToThread: group.lockedToThread > 0 ? group.lockedToThread : undefined,
    lockRing: ring,
    stackBytesAtLeast: count * thresholds.stackBytes,
    instance: view.instance || undefined,
    examples: [...group.rows.slice(0, 5)].map((row) => view.snapshots[view.snapshots.length - 1].table.id[row]).filter((id) => id >= 0),
    stack: evidenceStack(group.frames),
  };
  return {
    rule: 'goroutine-leak',
    severity: onlyOnceSeen(verdict) ? 'info' : leakSeverity(tier, rule, count, share, several && series.slope > 0),
    tier,
    title: leakTitle(count, cause, frame),
    summary: leakSummary({
      count,
      place: frame ? place(frame) : '?',
      createdBy: group.creator && `${group.creator.fn} (${place(group.creator)})`,
      share,
      minutes,
      counts: several ? series.counts : undefined,
      forecast: several ? forecastOf(series.counts, view.clock) : undefined,
      rule,
      ring,
      total,
    }),
    evidence,
    inputs: [...new Set(view.inputs)],
    tierReason: ruleWords[rule],
    raise: raiseWords(tier, several && view.source === 'dump'),
    link: {
      view: 'goroutines',
      params: { input: String(view.inputs[view.inputs.length - 1]), state: group.state, function: frame?.fn ?? '' },
    },
    guidance: guidanceFor(group, cause),
  };
}

function place(frame: GroupFrame): string {
  return `${frame.file}:${frame.line}`;
}

/** Entries to put first, where the stack says more than the cause does. */
function guidanceFor(group: GoroutineGroup, cause: LeakCause): string[] | undefined {
  const fns = group.frames.map((frame) => frame.fn);
  if (fns.some((fn) => /^net\/http\.\(\*(?:persistConn|bodyEOFSignal)\)/.test(fn))) return ['leak-http-body'];
  if (fns.some((fn) => /^time\.(?:Sleep|\(\*(?:Ticker|Timer)\))/.test(fn))) return ['leak-ticker'];
  if (cause === 'syscall' || group.lockedToThread > 0) return ['leak-thread'];
  return undefined;
}

/** With one capture for each instance, places are ranked by the root mean square of their counts over all instances. */
function rankByInstances(findings: readonly Finding[], views: readonly ProcessView[]): Finding[] {
  const instances = new Set(views.map((view) => view.group));
  if (instances.size < 2) return [...findings];
  const counts = new Map<string, number[]>();
  const keyOf = (finding: Finding): string => `${finding.evidence.cause}\n${finding.evidence.function}:${finding.evidence.line}`;
  for (const finding of findings) counts.set(keyOf(finding), [...(counts.get(keyOf(finding)) ?? []), finding.evidence.count ?? 0]);
  const rank = (finding: Finding): number => {
    const seen = counts.get(keyOf(finding)) ?? [];
    return rootMeanSquare([...seen, ...new Array<number>(Math.max(0, instances.size - seen.length)).fill(0)]);
  };
  return findings
    .map((finding) => ({ ...finding, evidence: { ...finding.evidence, rootMeanSquare: rank(finding), instances: instances.size } }))
    .sort((a, b) => b.evidence.rootMeanSquare - a.evidence.rootMeanSquare);
}

function missing(index: CaseIndex, views: readonly ProcessView[]): MissingInput[] {
  const wanted: MissingInput[] = [];
  const dumps = views.filter((view) => view.source === 'dump');
  if (!dumps.some((view) => view.snapshots.length > 1)) {
    wanted.push({
      input: { en: 'goroutine-debug2', zh: 'goroutine 转储（debug=2）' },
      why: {
        en: 'A debug=2 dump with ids, minutes and creation sites, and a second one some minutes later, tell goroutines that never wake from a busy pool.',
        zh: '带有 id、等待分钟数和创建位置的 debug=2 转储，加上数分钟后的第二份，可以区分从不被唤醒的 goroutine 与正常的工作池。',
      },
      how: twoDumps,
    });
  }
  if (!index.of('profile').some((part) => part.table.kind === 'goroutineleak')) {
    wanted.push({
      input: { en: 'goroutineleak', zh: 'goroutineleak 剖析' },
      why: {
        en: 'Go’s leak profile proves which goroutines can never be woken.',
        zh: 'Go 的泄漏剖析可以证实哪些 goroutine 永远不会被唤醒。',
      },
      how: 'curl -o goroutineleak.txt "http://localhost:6060/debug/pprof/goroutineleak?debug=2"',
    });
  }
  return wanted;
}
