import type { GroupFrame } from '../../index/goroutines/groups';
import type { EvidenceFrame } from '../../model/finding';
import type { Severity, Tier } from '../../model/rules';
import type { TierRule, Verdict } from './judge';
import { hardCauses, thresholds } from './thresholds';

/** Most frames of a stack in the evidence. */
const evidenceFrames = 40;

/**
 * One dump of goroutines whose makers are still there, seconds old and waiting as idle workers do, is what a service shows that sets up
 * its loops as they are asked for: a place to look at again, no alarm.
 */
export function onlyOnceSeen({ tier, rule, count, cause, series: { last, counts } }: Verdict): boolean {
  if (tier !== 'suspect' || rule === 'lock-ring' || counts.length > 1 || count >= thresholds.minutesCount || hardCauses.has(cause))
    return false;
  return last.parents > 0 && last.orphans * 2 < count && last.minutes.max < 1;
}

/** Counts of the documents' own case (100 → 100 000 in three days, 90 % at one place) set the upper steps. */
export function leakSeverity(tier: Tier, rule: TierRule | 'trace', count: number, share: number, growing: boolean): Severity {
  if (rule === 'deadlock' || count >= 10_000 || (count >= 1000 && share >= 0.9)) return 'critical';
  const firm = tier !== 'suspect';
  // A cycle stops all that ever need one of its locks, however few stand there yet.
  if (rule === 'lock-ring') return firm ? 'high' : 'medium';
  if (count >= 1000 || (count >= 100 && (share >= 0.5 || (firm && growing)))) return 'high';
  if (count >= 100 || (firm && (growing || count >= 10)) || (growing && count >= 20)) return 'medium';
  return tier === 'proven' ? 'medium' : 'low';
}

export function evidenceStack(frames: readonly GroupFrame[]): EvidenceFrame[] {
  return frames.slice(0, evidenceFrames).map((frame) => ({ function: frame.fn, file: frame.file, line: frame.line, own: frame.own }));
}
