import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thresholds } from '@/lib/analyses/scheduling/thresholds';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

interface Entry {
  readonly file: string;
  readonly recipe: string;
  readonly planted?: readonly { readonly name: string; readonly rule: string; readonly function: string; readonly file: string }[];
}
const manifest = JSON.parse(readFileSync('fixtures/manifest.json', 'utf8')) as Entry[];
const depot = manifest.filter((entry) => entry.recipe === 'depot');

const findingsOf = async (file: string) => {
  const session = await openCase([fileRequest(join('fixtures/captures', file))]);
  return dispatch(session, 'case.report', { language: 'en' }).then(({ findings }) => findings);
};

/** What the evidence must reach, beside the place: numbers that the thresholds ask for, and how far the program goes beyond. */
const beyond: Readonly<Record<string, (evidence: Readonly<Record<string, unknown>>) => number>> = {
  'sched-long-run': (evidence) => Number(evidence.longestNs) / thresholds.runNs,
  'sched-latency': (evidence) => Number(evidence.p99Ns) / thresholds.waitP99Ns,
  'syscall-threads': (evidence) => Number(evidence.mean) / thresholds.threadsLeast,
};

describe('the depot: one fault of the scheduler each, and its mended form', () => {
  it('has all three rules', () => {
    expect(new Set(depot.flatMap(({ planted = [] }) => planted.map(({ rule }) => rule)))).toEqual(new Set(Object.keys(beyond)));
    expect(depot.filter(({ planted }) => planted?.length === 0)).toHaveLength(3);
  });

  it.each(depot)('$file', async ({ file, planted = [] }) => {
    const findings = await findingsOf(file);
    // A mended one raises nothing at all.
    if (planted.length === 0) expect(findings.map(({ rule }) => rule)).toEqual([]);
    for (const { rule, function: place } of planted) {
      const found = findings.find((finding) => finding.rule === rule);
      if (!found) throw new Error(`${rule} is not found`);
      const { evidence } = found;
      expect(beyond[rule](evidence)).toBeGreaterThan(1);
      const stack = (evidence.stack ?? []) as readonly { readonly function: string }[];
      expect([evidence.function, ...stack.map((frame) => frame.function)]).toContain(place);
    }
  });
});
