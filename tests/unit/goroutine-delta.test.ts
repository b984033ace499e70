import { describe, expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { processViews } from '@/lib/analyses/leaks/processes';
import { combine } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { diagnose } from '@/lib/query/diagnose';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const indexOf = (...tables: readonly ProfileTable[]) =>
  createCaseIndex(
    tables.map((table, input) => ({
      input,
      name: `goroutine.${input}.pb.gz`,
      decoded: { kind: 'profile', format: 'pprof', table },
      timeNanos: table.timeNanos,
      group: undefined,
    })),
  );

describe('a goroutine profile of a stretch of time (?seconds=N)', async () => {
  const session = await openCase([1, 2].map((n) => fileRequest(`fixtures/captures/report-faulty/goroutine.${n}.pb.gz`)));
  const [first, second] = session.index.of('profile').map(({ table }) => table);
  // As serveDeltaProfile subtracts them.
  const delta: ProfileTable = {
    ...combine(second, first, { diff: false, normalize: false }),
    kind: 'goroutine',
    timeNanos: first.timeNanos + 1_000_000_000n,
    durationNanos: 2_000_000_000n,
  };

  it('is no snapshot between two others', () => {
    const [view, ...others] = processViews(indexOf(first, delta, second));
    expect(others).toEqual([]);
    expect(view.inputs).toEqual([0, 2]);
    for (const { evidence } of diagnose(indexOf(first, delta, second), 3).findings) {
      if (evidence.growth !== undefined) expect(evidence.growth).toMatchObject({ counts: [expect.any(Number), expect.any(Number)] });
    }
  });

  it('by itself is not taken for all the goroutines that there are, and a dump is asked for', () => {
    const { findings, missing } = diagnose(indexOf(delta), 1);
    expect(findings).toEqual([]);
    expect(missing.map(({ input }) => input.en)).toContain('goroutine dump');
  });
});
