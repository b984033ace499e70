import { gcEntries } from '../guidance/gc';
import { leakEntries } from '../guidance/leaks';
import type { GuidanceEntry } from '../guidance/types';
import type { Finding } from '../model/finding';

const entries: readonly GuidanceEntry[] = [...leakEntries, ...gcEntries];

/** The catalogue's answers to a finding: those it names itself first, then by rank. */
export function guidanceOf(finding: Finding): readonly GuidanceEntry[] {
  const stack = finding.evidence.stack ?? [];
  const answers = entries.flatMap((entry) => {
    const ranks = entry.answers.flatMap(({ rule, when, rank = 1 }) => {
      const causeHolds = !when?.cause || when.cause.some((cause) => cause === finding.evidence.cause);
      const frameHolds = !when?.frame || stack.some((frame) => when.frame?.some((start) => frame.function.startsWith(start)));
      return rule === finding.rule && causeHolds && frameHolds ? [rank] : [];
    });
    if (finding.guidance?.includes(entry.id)) return [{ entry, rank: 0 }];
    return ranks.length > 0 ? [{ entry, rank: Math.min(...ranks) }] : [];
  });
  return answers.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}
