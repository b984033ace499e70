import { expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { lockContention } from '@/lib/analyses/contention/lock-contention';
import type { CompareSide } from '@/lib/index/compare';
import { judge } from '@/lib/index/compare';
import { ProfileBuilder } from '@/lib/model/profile-builder';

/** A mutex profile of the process's whole life: ms that others waited for the lock of main.price, and for others. */
function side(input: number, price: number, others: number): CompareSide {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
  });
  const frame = (name: string, line: number, filename = 'main.go') =>
    builder.location({ lines: [{ function: builder.function({ name, filename }), line }] });
  const unlock = frame('sync.(*Mutex).Unlock', 65, 'sync/mutex.go');
  builder.sample([unlock, frame('main.price', 109)], [100, price * 1e6]);
  builder.sample([unlock, frame('main.other', 7)], [100_000, others * 1e6]);
  const table = { ...builder.build(), kind: 'mutex' as const };
  const index = createCaseIndex([
    { input, name: 'mutex.pb.gz', decoded: { kind: 'profile', format: 'pprof', table }, timeNanos: undefined, group: undefined },
  ]);
  const { findings } = lockContention.run(index);
  return {
    findings,
    unjudged: new Set(),
    profiles: [{ input, format: 'pprof', table }],
    goroutines: [],
    gc: [],
    traces: [],
    benches: [],
  };
}

it('where the work is unknown the numbers told are those of the captures, and what is sure is said apart', () => {
  const [verdict] = judge(side(0, 4000, 800), side(1, 220, 480), undefined);
  expect(verdict.basis).toBe('share');
  expect(verdict.reason.en).toContain('4s (83 %) before, 220ms (31 %) after: at least 62.3% less');
  expect(verdict.reason.zh).toContain('变更后 220ms (31 %)：至少减少 62.3%');
});
