import { afterEach, expect, it, vi } from 'vitest';
import { analyses } from '@/lib/analyses/registry';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

afterEach(() => vi.restoreAllMocks());

const files = ['report-faulty/goroutine.3.debug2.txt', 'report-mended/goroutine.3.debug2.txt'];

/** A comparison in which the analysis of leaks fails on the mended side. */
async function compared(before: number, after: number) {
  const leaks = analyses.find(({ rules }) => rules.includes('goroutine-leak'));
  if (!leaks) throw new Error('no analysis finds leaks');
  const run = leaks.run.bind(leaks);
  vi.spyOn(leaks, 'run').mockImplementation((index) => {
    if (index.parts.every(({ name }) => name.includes('mended'))) throw new Error('broken');
    return run(index);
  });
  const session = await openCase(files.map((file) => fileRequest(`fixtures/captures/${file}`)));
  const comparison = await dispatch(session, 'compare', { before: [before], after: [after] });
  session.close();
  return comparison;
}

it('what an analysis did not find because it failed on one side is not called mended', async () => {
  const { verdicts } = await compared(0, 1);
  const ofLeaks = verdicts.filter(({ rule }) => rule === 'goroutine-leak');
  expect(ofLeaks.length).toBeGreaterThan(5);
  expect(new Set(ofLeaks.map(({ word }) => word))).toEqual(new Set(['cannot-tell']));
  expect(ofLeaks[0].lacks?.en).toContain('failed on the other side');
});

it('nor is what it finds on the other called new', async () => {
  const { after, fresh } = await compared(1, 0);
  expect(after.findings.filter(({ rule }) => rule === 'goroutine-leak').length).toBeGreaterThan(5);
  expect(fresh.map((at) => after.findings[at].rule)).not.toContain('goroutine-leak');
});
