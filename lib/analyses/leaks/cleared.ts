import type { Finding } from '../../model/finding';
import { sameProcess } from './merge';
import type { ProcessView } from './processes';

/** Of the goroutines that a capture without ids holds in a function, the part that a dump must hold in it to speak for them. */
const seenShare = 0.8;

/**
 * Suspicions by number alone that a dump of the same process takes away: a profile has neither ids nor creators, and a trace knows nothing of those made
 * before it, so a crew looks like a leak in both. A dump that holds as many goroutines in the function, wherever in it they stand, has judged
 * each by its maker; beside a trace it takes two, between which they became no more.
 */
export function withoutCleared(findings: readonly Finding[], views: readonly ProcessView[], unlabelled: ReadonlySet<string>): Finding[] {
  const dumps = views.filter(({ source }) => source === 'dump');
  const ofDumps = findings.filter(({ inputs }) => dumps.some((dump) => inputs.some((input) => dump.inputs.includes(input))));
  return findings.filter((finding) => {
    const { tierRule, function: fn, count = 0 } = finding.evidence;
    if (finding.tier !== 'suspect' || ofDumps.includes(finding) || !fn) return true;
    const traced = tierRule === 'open-at-end';
    if (!traced && tierRule !== 'many-here') return true;
    if (ofDumps.some((other) => other.evidence.function === fn)) return true;
    return !dumps.some((dump) => {
      if (!sameProcess(finding.evidence.instance, dump.instance || undefined, unlabelled)) return false;
      const counts = dump.snapshots.map((snapshot) => countIn(snapshot.groups, fn));
      const [first, last] = [counts[0], counts[counts.length - 1]];
      if (last < seenShare * count) return false;
      return !traced || (counts.length > 1 && first >= seenShare * last);
    });
  });
}

function countIn(groups: ProcessView['snapshots'][number]['groups'], fn: string): number {
  return groups.reduce((sum, group) => (group.frames.some((frame) => frame.fn === fn) ? sum + group.count : sum), 0);
}
