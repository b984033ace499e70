import { describe, expect, it } from 'vitest';
import { allocHotPath } from '@/lib/analyses/allocation/alloc-hot-path';
import { allocRetainedGrowth, snapshotGroups } from '@/lib/analyses/allocation/alloc-retained-growth';
import { gcPressure } from '@/lib/analyses/allocation/pressure';
import { createCaseIndex } from '@/lib/analyses/case';
import { combine } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const captures = 'fixtures/captures';

async function tableOf(file: string): Promise<ProfileTable> {
  const session = await openCase([fileRequest(`${captures}/${file}`)]);
  return session.index.of('profile')[0].table;
}

const indexOf = (...tables: readonly ProfileTable[]) =>
  createCaseIndex(
    tables.map((table, input) => ({
      input,
      name: `heap.${input}.pb.gz`,
      decoded: { kind: 'profile', format: 'pprof', table },
      timeNanos: table.timeNanos,
      group: undefined,
    })),
  );

/** What the last profile of a case has to pay for collecting. */
function pressureOf(index: ReturnType<typeof indexOf>) {
  const profiles = index.of('profile');
  return gcPressure(index, profiles[profiles.length - 1]).level;
}

describe('a heap profile of a stretch of time (?seconds=N)', () => {
  it('is no snapshot of what is in use', async () => {
    const session = await openCase(['heap.1.pb.gz', 'heap-delta.pb.gz'].map((name) => fileRequest(`${captures}/report-faulty/${name}`)));
    expect(session.index.of('profile').map(({ table }) => table.durationNanos > 0n)).toContain(true);
    expect(snapshotGroups(session.index).map((parts) => parts.map(({ table }) => table.durationNanos))).toEqual([[0n]]);
    expect(allocRetainedGrowth.run(session.index).findings).toEqual([]);
  });

  it('tells by how much what is in use changed, never that less than nothing is', async () => {
    const [first, last] = await Promise.all(['heap.1.pb.gz', 'heap.3.pb.gz'].map((name) => tableOf(`convert-faulty/${name}`)));
    // As serveDeltaProfile subtracts them; then as though all of it were kept, or as much as was there before let go.
    const table: ProfileTable = { ...combine(last, first, { diff: false, normalize: false }), kind: 'heap', durationNanos: 4_000_000_000n };
    const type = (name: string) => table.sampleTypes.findIndex((one) => one.type === name);
    const withInuse = (sign: number): ProfileTable => {
      const values = [...table.samples.values];
      values[type('inuse_space')] = Float64Array.from(values[type('alloc_space')] as Float64Array, (value) => sign * value);
      return { ...table, samples: { ...table.samples, values } };
    };
    const [rose, fell] = [withInuse(1), withInuse(-1)];
    const words = (table: ProfileTable) => allocHotPath.run(indexOf(table)).findings.map(({ summary }) => summary);
    expect(words(fell).length).toBeGreaterThan(3);
    for (const { en, zh } of [...words(fell), ...words(rose)]) {
      expect(en).not.toMatch(/-\d|still in use/);
      expect(zh).not.toMatch(/-\d|仍在使用/);
    }
    expect(words(fell).some(({ en, zh }) => en.includes('In these 4.0 s what is in use of it fell by ') && zh.includes('减少了'))).toBe(
      true,
    );
    expect(words(rose).some(({ en, zh }) => en.includes('In these 4.0 s what is in use of it grew by ') && zh.includes('增加了'))).toBe(
      true,
    );
  });
});

describe('what heap snapshots say of the price of allocating', () => {
  it('is told of one program, not from one to another', async () => {
    const [report, convert] = await Promise.all([tableOf('report-faulty/heap.1.pb.gz'), tableOf('convert-faulty/heap.1.pb.gz')]);
    const total = ({ sampleTypes, samples }: ProfileTable) =>
      (samples.values[sampleTypes.findIndex(({ type }) => type === 'alloc_space')] as Float64Array).reduce((sum, value) => sum + value, 0);
    const [less, more] = [report, convert].sort((a, b) => total(a) - total(b));
    const hours = (n: number) => BigInt(n) * 3_600_000_000_000n;
    expect(pressureOf(indexOf({ ...less, timeNanos: hours(1) }, { ...more, timeNanos: hours(20) }))).toBe('unknown');
    // The same two of one program would say that next to nothing is collected.
    expect(pressureOf(indexOf({ ...more, timeNanos: hours(1) }, { ...more, timeNanos: hours(20) }))).toBe('low');
  });
});

it.each(['runtime.mallocgc', 'runtime.mallocgcSmallScanNoHeaderSC5', 'runtime.mallocgcSmallNoScanSC2', 'runtime.mallocgcTinySize8'])(
  'CPU samples under %s are the allocator’s',
  (allocator) => {
    const builder = new ProfileBuilder({
      sampleTypes: [
        { type: 'samples', unit: 'count' },
        { type: 'cpu', unit: 'nanoseconds' },
      ],
    });
    const [leaf, own] = [allocator, 'main.churn'].map((name) =>
      builder.location({ lines: [{ function: builder.function({ name }), line: 7 }] }),
    );
    builder.sample([leaf, own], [60, 600]);
    builder.sample([own], [40, 400]);
    const table = { ...builder.build(), kind: 'cpu' as const };
    expect(pressureOf(indexOf(table))).toBe('high');
    // One microsecond of CPU: in 2 µs that is half a CPU, in 20 µs next to nothing.
    expect(pressureOf(indexOf({ ...table, durationNanos: 2_000n }))).toBe('high');
    expect(pressureOf(indexOf({ ...table, durationNanos: 20_000n }))).toBe('low');
  },
);

it('large objects are those of a line that make most of its bytes, however many sizes it allocates in', () => {
  const builder = new ProfileBuilder({
    sampleTypes: ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'].map((type) => ({
      type,
      unit: type.endsWith('space') ? 'bytes' : 'count',
    })),
    period: 524_288n,
  });
  const location = builder.location({ lines: [{ function: builder.function({ name: 'main.frame', filename: 'main.go' }), line: 9 }] });
  const add = (size: number, bytes: number) =>
    builder.sample([location], [bytes / size, bytes, 0, 0], [{ key: 'bytes', number: size, unit: 'bytes' }]);
  for (let i = 0; i < 100; i++) add(40_000 + 8 * i, 10 * (40_000 + 8 * i));
  for (let i = 0; i < 100; i++) add(1024 + 64 * i, 2000 * (1024 + 64 * i));
  const { findings } = allocHotPath.run(indexOf({ ...builder.build(), kind: 'heap' }));
  expect(findings).toHaveLength(1);
  expect(findings[0].rule).not.toBe('alloc-large-objects');
});

it('the causes of a program’s lines are told from its own CPU profile, whichever came first', async () => {
  const [heap, cpu, other] = await Promise.all(
    ['convert-faulty/heap.3.pb.gz', 'convert-faulty/cpu.pb.gz', 'report-faulty/cpu.pb.gz'].map(tableOf),
  );
  const told = (...tables: readonly ProfileTable[]) =>
    allocHotPath.run(indexOf(...tables)).findings.flatMap(({ evidence, title }) => (evidence.toldBy === 'cpu-profile' ? [title.en] : []));
  const own = told(heap, cpu);
  expect(own.length).toBeGreaterThan(0);
  expect(told({ ...other, timeNanos: cpu.timeNanos - 1n }, heap, cpu)).toEqual(own);
});

describe('a second heap profile', () => {
  const missing = async (...files: string[]) => {
    const session = await openCase(files.map((name) => fileRequest(`${captures}/${name}`)));
    return allocRetainedGrowth.run(session.index).missing?.map(({ input }) => input.en);
  };

  it('is not asked for where two are there and one more in the text form, which names no program', async () => {
    const text = 'monitor/gogc-100.heap.debug1.txt';
    expect(await missing('convert-faulty/heap.1.pb.gz', 'convert-faulty/heap.2.pb.gz', text)).toEqual([]);
    expect(await missing('convert-faulty/heap.1.pb.gz', text)).toEqual(['second heap profile']);
    expect(await missing(text)).toEqual(['second heap profile']);
  });
});
