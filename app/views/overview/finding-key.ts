import type { Finding } from '@/lib/model/finding';

/** What makes a finding the same one after the case was read again, so that a dismissal holds; numbers may have moved. */
export function findingKey(finding: Finding): string {
  const { cause, function: fn, file, line, createdBy, state, process } = finding.evidence;
  const parts = [finding.rule, cause, state, fn, file, line, createdBy, finding.inputs.join(',')];
  // Only where there is one: what was dismissed before stays so.
  if (process !== undefined) parts.push(String(process));
  return parts.map((part) => part ?? '').join('|');
}
