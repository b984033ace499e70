import { afterEach, expect, it, vi } from 'vitest';
import { analyses } from '@/lib/analyses/registry';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

afterEach(() => vi.restoreAllMocks());

it('what an analysis did not find because it failed on one side is not called mended', async () => {
  const leaks = analyses.find(({ rules }) => rules.includes('goroutine-leak'));
  if (!leaks) throw new Error('no analysis finds leaks');
  const run = leaks.run.bind(leaks);
  vi.spyOn(leaks, 'run').mockImplementation((index) => {
    if (index.parts.every(({ name }) => name.includes('mended'))) throw new Error('broken');
    return run(index);
  });
  const files = ['report-faulty/goroutine.3.debug2.txt', 'report-mended/goroutine.3.debug2.txt'];
  const session = await openCase(files.map((file) => fileRequest(`fixtures/captures/${file}`)));
  const { verdicts } = await dispatch(session, 'compare', { before: [0], after: [1] });
  session.close();
  const ofLeaks = verdicts.filter(({ rule }) => rule === 'goroutine-leak');
  expect(ofLeaks.length).toBeGreaterThan(5);
  expect(new Set(ofLeaks.map(({ word }) => word))).toEqual(new Set(['cannot-tell']));
  expect(ofLeaks[0].lacks?.en).toContain('failed on the other side');
});
