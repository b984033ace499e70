import type { Finding } from '../../model/finding';
import { severities, tiers } from '../../model/rules';
import { leakSeverity } from './facts';

/**
 * One leak seen by several captures (a dump, a profile, a trace of the same process) is one finding: the firmest tier, the
 * gravest severity, all inputs. `unlabelled` are the instances that no label of the user's names: a trace, which has no such name, may be of any. Captures that hide the kind of wait join the one that shows it.
 */
export function mergeByPlace(findings: readonly Finding[], unlabelled: ReadonlySet<string> = new Set()): Finding[] {
  const byLine = new Map<string, Finding[]>();
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const key = `${finding.evidence.function}:${finding.evidence.line}`;
    const here = byLine.get(key) ?? [];
    byLine.set(key, here);
    const at = here.findIndex(
      (other) => sameProcess(other.evidence.instance, finding.evidence.instance, unlabelled) && sameWait(other, finding),
    );
    if (at < 0) here.push(finding);
    else here[at] = join(here[at], finding);
  }
  return [...byLine.values()].flat().sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      tiers.indexOf(a.tier) - tiers.indexOf(b.tier) ||
      // What is told by its company stands behind it: a connection's writer behind the reader that waits for the body.
      Number(a.evidence.tierRule === 'with-others') - Number(b.evidence.tierRule === 'with-others') ||
      (b.evidence.count ?? 0) - (a.evidence.count ?? 0),
  );
}

/** Firm tiers first, then those that know the cause, then those that know the creator. */
function rank(finding: Finding): number {
  return tiers.indexOf(finding.tier) * 4 + (finding.evidence.cause === 'unknown' ? 2 : 0) + (finding.evidence.createdBy ? 0 : 1);
}

/** By the names of their instances; `unlabelled` as for mergeByPlace. */
export function sameProcess(x: unknown, y: unknown, unlabelled: ReadonlySet<string>): boolean {
  return x === y || (x === undefined && unlabelled.has(String(y))) || (y === undefined && unlabelled.has(String(x)));
}

function sameWait(a: Finding, b: Finding): boolean {
  const causes = [a.evidence.cause, b.evidence.cause];
  if (causes[0] !== causes[1] && !causes.includes('unknown')) return false;
  return !a.evidence.createdBy || !b.evidence.createdBy || madeBy(a, b.evidence.createdBy) || madeBy(b, a.evidence.createdBy);
}

/** A dump names the function with the `go` statement, a trace the user's own that led there: errgroup.(*Group).Go, and who called it. */
function madeBy({ evidence: { createdBy, creationStack } }: Finding, fn: unknown): boolean {
  if (createdBy === fn) return true;
  const [start] = Array.isArray(creationStack) ? creationStack : [];
  return typeof start === 'object' && start !== null && 'function' in start && start.function === fn;
}

/** What a trace itself said, before a fuller capture's words were set before it. */
const ofTrace = new WeakMap<Finding, Finding['summary']>();

function join(firm: Finding, other: Finding): Finding {
  const known = firm.evidence.cause === 'unknown' && other.evidence.cause !== 'unknown';
  const told = known ? other : firm;
  const evidence: Record<string, unknown> = { ...other.evidence };
  // What the firmer capture says stands; what only the other one knows is added.
  for (const [name, value] of Object.entries(firm.evidence)) if (value !== undefined && value !== '') evidence[name] = value;
  if (known) {
    evidence.cause = other.evidence.cause;
    evidence.state = other.evidence.state;
  }
  // A trace counts those whose wait it saw begin or last; a dump or profile beside it, all that stand there.
  const fuller = firm.evidence.tierRule === 'open-at-end' && (other.evidence.count ?? 0) > (firm.evidence.count ?? 0);
  const grown = fuller ? leakSeverity(firm.tier, 'trace', other.evidence.count ?? 0, other.evidence.share ?? 0, true) : firm.severity;
  if (fuller) for (const name of ['count', 'share', 'total', 'stackBytesAtLeast'] as const) evidence[name] = other.evidence[name];
  const said = ofTrace.get(firm) ?? firm.summary;
  const joined: Finding = {
    ...firm,
    title: fuller && other.evidence.cause !== 'unknown' ? other.title : told.title,
    severity: severities[Math.min(...[firm.severity, other.severity, grown].map((one) => severities.indexOf(one)))],
    evidence: evidence as Finding['evidence'],
    summary: fuller ? { en: `${other.summary.en} ${said.en}`, zh: `${other.summary.zh}${said.zh}` } : firm.summary,
    link: fuller ? other.link : firm.link,
    inputs: [...new Set([...firm.inputs, ...other.inputs])].sort((a, b) => a - b),
    guidance: firm.guidance ?? other.guidance,
  };
  ofTrace.set(joined, said);
  return joined;
}
