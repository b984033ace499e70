import { type GuidanceEntry, guidanceById, guidanceFor } from '../guidance';
import type { Finding } from '../model/finding';
import { leakCauses } from '../model/rules';

/** The catalogue's answers to a finding: those it puts first itself, then by how directly they answer it. */
export function guidanceOf(finding: Finding): readonly GuidanceEntry[] {
  const { cause, stack, function: leaf } = finding.evidence;
  const frames = [...(stack ?? []).map((frame) => frame.function), ...(leaf === undefined ? [] : [leaf])];
  const known = leakCauses.find((candidate) => candidate === cause);
  const ids = new Set<string>([...(finding.guidance ?? []), ...guidanceFor(finding.rule, known, frames)]);
  const entries: ReadonlyMap<string, GuidanceEntry> = guidanceById;
  return [...ids].flatMap((id) => entries.get(id) ?? []);
}
