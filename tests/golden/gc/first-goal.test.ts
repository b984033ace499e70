import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest, textRequest } from '../../support/memory';

/** A search service over bleve 2.5.3, with GOGC=off and GOMEMLIMIT=90MiB, and with GOGC=100: the same load for the same time. */
const limited = 'tests/golden/gc/search.gogc-off-limit-90MiB.log';
const free = 'tests/golden/gc/search.gogc-100.log';

describe('the first goal of a process', () => {
  it('tells a limit whose goals move with the memory beside the heap, and that GOGC is off', async () => {
    const session = await openCase([fileRequest(limited)]);
    const { limit } = await dispatch(session, 'gc.overview', { series: 0 });
    expect(limit?.from).toBe('goals');
    expect(limit?.low).toBeLessThanOrEqual(90 * 2 ** 20);
    expect(limit?.high).toBeGreaterThanOrEqual(90 * 2 ** 20);
    const { baseline, predictions } = await dispatch(session, 'gc.whatif', { settings: [{ gogc: 100 }] });
    expect(baseline).toMatchObject({ gogc: Number.POSITIVE_INFINITY, gogcKnown: true });
    // The run with it collected twice as often; taking 100 for what it ran with predicts no change.
    const ran = readFileSync(free, 'utf8').trim().split('\n').length;
    expect(ran).toBeGreaterThan(2 * baseline.cycles);
    expect(Math.abs(predictions[0].cycles / ran - 1)).toBeLessThan(0.35);
    session.close();
  });

  it('is no sign of a limit where GOGC explains the goals, nor where the first lines are cut off', async () => {
    const session = await openCase([fileRequest(free)]);
    const { limit } = await dispatch(session, 'gc.overview', { series: 0 });
    const { baseline } = await dispatch(session, 'gc.whatif', { settings: [] });
    expect(limit).toBeUndefined();
    expect(baseline).toMatchObject({ gogc: 100, gogcKnown: true });
    session.close();
    const tail = readFileSync(limited, 'utf8').split('\n').slice(3).join('\n');
    const cut = await openCase([textRequest('gc.log', tail)]);
    expect((await dispatch(cut, 'gc.overview', { series: 0 })).limit).toBeUndefined();
    expect((await dispatch(cut, 'gc.whatif', { settings: [] })).baseline.gogcKnown).toBe(false);
    cut.close();
  });
});

describe('goals that large objects have carried past what GOGC set', () => {
  // Tests of badger 4, which allocates its tables of 64 MB at once: collections begin past their goals, and print where they began.
  it.each([100, 200])('leave GOGC=%i to be told by the others', async (gogc) => {
    const log = `tests/golden/gc/badger.gogc-${gogc}.log`;
    const sizes = [...readFileSync(log, 'utf8').matchAll(/(\d+)->\d+->\d+ MB, (\d+) MB goal/g)];
    expect(sizes.filter(([, start, goal]) => start === goal).length).toBeGreaterThan(sizes.length / 2);
    const session = await openCase([fileRequest(log)]);
    const { baseline } = await dispatch(session, 'gc.whatif', { settings: [] });
    session.close();
    expect(baseline).toMatchObject({ gogc, gogcKnown: true });
  });
});
