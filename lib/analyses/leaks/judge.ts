import type { GoroutineGroup } from '../../index/goroutines/groups';
import { leakingFrame } from '../../index/goroutines/groups';
import type { GroupSeries } from '../../index/goroutines/snapshots';
import type { GoroutineTable } from '../../model/goroutines';
import type { LeakCause, Tier } from '../../model/rules';
import { benignReason, connectionLoop, isInFlight, readsResponse } from './benign';
import type { Crews } from './crews';
import { foreverCauses, hardCauses, thresholds } from './thresholds';

/** Which rule raised a finding: named in the evidence, explained in words.ts and docs/leaks.md. */
export const tierRules = [
  'go-leak-profile',
  'deadlock',
  'blocks-forever',
  'lock-ring',
  'grew-and-stayed',
  'never-woke',
  'long-wait',
  'leakprof-count',
  'grew',
  'slept-through',
  'many-per-request',
  'many-here',
  'with-others',
] as const;
export type TierRule = (typeof tierRules)[number];

export interface Verdict {
  readonly series: GroupSeries;
  readonly cause: LeakCause;
  readonly tier: Tier;
  readonly rule: TierRule;
  readonly count: number;
  readonly share: number;
}

/** What is known of the process when one place is judged. */
export interface Setting {
  readonly table: GoroutineTable;
  readonly snapshots: number;
  readonly total: number;
  /** What the last snapshot shows of makers and ids. */
  readonly crews: Crews;
  /** Goroutines that read the body of a client's response: as many connections wait in select for them. */
  readonly bodyReaders: number;
  /** Rows of rings of locks, and those of rings in which every waiter has slept for a minute. */
  readonly rings: { readonly any: ReadonlySet<number>; readonly asleep: ReadonlySet<number> };
}

/** Judges every place of one process. Places that another one explains («with-others») are judged last. */
export function judgeAll(series: readonly GroupSeries[], setting: Setting): Verdict[] {
  const verdicts: Verdict[] = [];
  const left: GroupSeries[] = [];
  for (const one of series) {
    const verdict = judge(one, setting);
    if (verdict) verdicts.push(verdict);
    else if (one.counts[one.counts.length - 1] > 0) left.push(one);
  }
  for (const one of left) {
    const verdict = judgeByCompany(one, verdicts, setting);
    if (verdict) verdicts.push(verdict);
  }
  return verdicts;
}

function judge(series: GroupSeries, setting: Setting): Verdict | undefined {
  const group = series.last;
  const count = series.counts[series.counts.length - 1];
  const cause = group.cause;
  if (cause === undefined || count <= 0) return undefined;
  const share = setting.total > 0 ? count / setting.total : 0;
  const verdict = (tier: Tier, rule: TierRule, of = count): Verdict => ({ series, cause, tier, rule, count: of, share });
  if (group.leaked > 0) return verdict('proven', 'go-leak-profile', group.leaked);
  if (setting.table.reason.startsWith('fatal error: all goroutines are asleep')) return verdict('proven', 'deadlock');
  if (benignReason(group) !== undefined) return undefined;
  if (foreverCauses.has(cause)) return verdict('proven', 'blocks-forever');
  if (connectionLoop(group) === 'writeLoop') return undefined;
  const rule = strongRule(series, count, share, cause) ?? undefined;
  if (rule) return verdict('strong', rule);
  if (group.rows.some((row) => setting.rings.asleep.has(row))) return verdict('strong', 'lock-ring');
  if (group.rows.some((row) => setting.rings.any.has(row))) return verdict('suspect', 'lock-ring');
  const suspected = suspectRule(series, count, share, cause, setting);
  return suspected && verdict('suspect', suspected);
}

function strongRule(series: GroupSeries, count: number, share: number, cause: LeakCause): TierRule | undefined {
  const group = series.last;
  const ownCode = leakingFrame(group.frames)?.own === true;
  const peerDecides = cause === 'io-wait' || isInFlight(group);
  const first = series.counts[0];
  if (first > 0 && series.counts.length > 1 && ownCode && !peerDecides && grows(series, thresholds.growthStrong)) {
    const stayed = series.stayed >= 0 ? series.stayed >= thresholds.stayedShare * first : series.counts.length > 2;
    if (stayed && (series.counts.length > 2 || series.neverWoke > 0 || count >= 2 * first)) return 'grew-and-stayed';
  }
  if (ownCode && !peerDecides && hardCauses.has(cause) && series.neverWoke >= thresholds.minutesCount) return 'never-woke';
  if (isPoolLike(group, count) || peerDecides) return undefined;
  const cameApart = group.minutes.max - group.minutes.min >= 2 || group.parents >= 10;
  const crowd = count > thresholds.poolMax && share >= thresholds.crewShare;
  // One for each peer that still lives: the writer beside a connection's reader waits for hours in a sound server.
  const onePerPeer = group.parents >= thresholds.perMakerShare * count && group.orphans * 2 < count;
  if (
    ownCode &&
    group.minutes.known * 2 >= count &&
    group.minutes.median >= thresholds.minutes &&
    count >= thresholds.minutesCount &&
    share >= thresholds.minutesShare &&
    (cameApart || crowd) &&
    !onePerPeer
  )
    return 'long-wait';
  if (ownCode && count >= thresholds.leakProfCount) return 'leakprof-count';
  return undefined;
}

function suspectRule(series: GroupSeries, count: number, share: number, cause: LeakCause, setting: Setting): TierRule | undefined {
  const group = series.last;
  const many = setting.snapshots > 1;
  if (many && grows(series, thresholds.growthCount) && !comesAndGoes(series, count, setting)) return 'grew';
  if (many && hardCauses.has(cause) && series.neverWoke > 0 && (cause !== 'waitgroup' || series.neverWoke >= thresholds.few))
    return 'slept-through';
  if (isPoolLike(group, count)) return undefined;
  // Others stand here each time: work that comes and goes.
  if (many && series.stayed >= 0 && series.counts[0] > 0 && series.stayed < 0.5 * series.counts[0]) return undefined;
  if (many && series.stayed >= 0 && !hardCauses.has(cause) && isSteadyCrew(series, count, share)) return undefined;
  const inFlight = isInFlight(group);
  if (inFlight && count < thresholds.inFlight && group.minutes.median < 1) return undefined;
  if (cause === 'io-wait' && !readsResponse(group)) {
    return group.minutes.median >= thresholds.minutes && count >= thresholds.minutesCount && hasOwn(group) ? 'many-here' : undefined;
  }
  if (connectionLoop(group) === 'readLoop') return unreadBodies(count, setting.bodyReaders) ? 'many-here' : undefined;
  if (!hasOwn(group) && count < thresholds.profileMany) return undefined;
  if (group.minId < 0) return profileRule(count, share, cause, many, series);
  const fewest = hardCauses.has(cause) ? thresholds.few : thresholds.several;
  if (count < fewest || setting.crews.isCrew(group)) return undefined;
  if (group.parents > 1) return 'many-per-request';
  return count >= thresholds.profileCount || group.minutes.median >= 1 ? 'many-here' : undefined;
}

/** By ids: those seen here before have all left; or none was, and those here now are the requests in hand and their helpers. */
function comesAndGoes(series: GroupSeries, count: number, setting: Setting): boolean {
  const { counts, last: group } = series;
  if (series.stayed < 0) return false;
  if (counts[0] > 0 && series.stayed === 0) return true;
  if (counts[counts.length - 2] > 0) return series.lasted === 0;
  return setting.crews.isCrew(group) || (isInFlight(group) && count < thresholds.inFlight && group.minutes.max < 1);
}

/** Connections that wait for their body, beyond those that some goroutine reads right now. */
export function unreadBodies(connections: number, readers: number): boolean {
  return connections >= thresholds.several && connections - readers >= thresholds.few;
}

/**
 * Seen several times, not growing, never minutes at one wait, their creators still there: workers, or watchers of peers. More
 * than pools have, and more than half of the process, is no crew.
 */
function isSteadyCrew(series: GroupSeries, count: number, share: number): boolean {
  const orphaned = series.last.orphans * 2 > count && series.moved * 2 < count;
  const tooMany = count > thresholds.poolMax && share >= thresholds.crewShare && series.moved * 2 < count;
  return series.neverWoke < thresholds.several && !orphaned && !tooMany;
}

/** Without ids a worker pool looks like a leak: size, share and the kind of wait decide, and a flat count clears. */
function profileRule(count: number, share: number, cause: LeakCause, many: boolean, series: GroupSeries): TierRule | undefined {
  if (count < thresholds.profileCount) return hardCauses.has(cause) && count >= thresholds.several && !many ? 'many-here' : undefined;
  if (many && !grows(series, 1) && !hardCauses.has(cause)) return undefined;
  if (hardCauses.has(cause) || cause === 'syscall' || cause === 'sleep-loop' || cause === 'io-wait') return 'many-here';
  return share >= thresholds.profileShare || count >= thresholds.profileMany ? 'many-here' : undefined;
}

/**
 * A place with as many goroutines as one that is surely or likely a leak was most likely filled by the same requests; so
 * was the writing half of a connection whose reading half waits for a body to be closed.
 */
function judgeByCompany(series: GroupSeries, verdicts: readonly Verdict[], setting: Setting): Verdict | undefined {
  const group = series.last;
  const count = series.counts[series.counts.length - 1];
  if (group.cause === undefined || benignReason(group) !== undefined || isPoolLike(group, count)) return undefined;
  const loop = connectionLoop(group);
  if (loop === undefined && ((group.cause === 'io-wait' && !readsResponse(group)) || isInFlight(group) || !hasOwn(group))) return undefined;
  const sameLock = verdicts.find((other) => sharesLock(other, group));
  const others = verdicts.filter((other) => hasOwn(other.series.last)).length;
  const crowd = others >= thresholds.few;
  const hard = hardCauses.has(group.cause);
  const fewest = sameLock || (hard && others >= thresholds.several) ? 1 : crowd ? thresholds.few : thresholds.several;
  if (loop === undefined && count < fewest) return undefined;
  if (loop === undefined && setting.snapshots > 1 && !grows(series, 1)) return undefined;
  const share = setting.total > 0 ? count / setting.total : 0;
  const filled = verdicts.find((other) =>
    loop === 'writeLoop'
      ? connectionLoop(other.series.last) === 'readLoop'
      : Math.abs(other.count - count) <= 0.25 * count && other.series.last.parents > 1 === group.parents > 1,
  );
  const company = sameLock ?? filled ?? (crowd && hard ? verdicts[0] : undefined);
  if (company === undefined) return undefined;
  const tier = loop === 'writeLoop' ? company.tier : 'suspect';
  return { series, cause: group.cause, tier: tier === 'proven' ? 'strong' : tier, rule: 'with-others', count, share };
}

/** The few writers among many readers of an RWMutex, or the other side of a lock: same kind, same creating function. */
function sharesLock(other: Verdict, group: GoroutineGroup): boolean {
  return (
    (group.cause === 'mutex' || group.cause === 'rwmutex') &&
    other.cause === group.cause &&
    other.series.last.creator?.fn === group.creator?.fn
  );
}

function hasOwn(group: GoroutineGroup): boolean {
  return group.frames.some((frame) => frame.own);
}

/** Never fewer than before, and in the end more by the number and the share asked for. */
function grows(series: GroupSeries, atLeast: number): boolean {
  const { counts } = series;
  for (let i = 1; i < counts.length; i++) if (counts[i] < counts[i - 1]) return false;
  // Goroutines that were already there and only came by this line are no growth.
  const gained = counts[counts.length - 1] - counts[0] - series.moved;
  return gained >= atLeast && gained >= thresholds.growthShare * counts[0];
}

/**
 * Made at once by one goroutine: consecutive ids. Only waits in which idle workers rest count, and only numbers that pools
 * have.
 */
function isPoolLike(group: GoroutineGroup, count: number): boolean {
  if (group.minId < 0 || count > thresholds.poolMax || group.parents > 1) return false;
  if (group.cause === undefined || hardCauses.has(group.cause) || foreverCauses.has(group.cause)) return false;
  const sameMinutes = group.minutes.known === 0 || group.minutes.max - group.minutes.min <= 1;
  return sameMinutes && group.maxId - group.minId < thresholds.poolSpan * count + thresholds.poolSlack;
}
