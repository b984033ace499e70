import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { decodeGoroutineText } from '@/lib/formats/goroutines';
import { captureStem, minutesBySleepers, orderSnapshots, timeInName } from '@/lib/index/goroutines/clock';
import { groupGoroutines } from '@/lib/index/goroutines/groups';

const minutesOf = (text: string): number => Date.parse(text) / 60_000;
const plain = (name: string, timeNanos = 0n, besideNanos = 0n) => ({ name, timeNanos, besideNanos });

describe('times in file names', () => {
  it.each([
    ['goroutine-20261121T040506Z.txt', '2026-11-21T04:05:06Z'],
    ['pod-a/goroutine.2026-11-21_04-05-06.txt', '2026-11-21T04:05:06Z'],
    ['dump 2026-11-21 04.05.06.log', '2026-11-21T04:05:06Z'],
    ['g.202611210405.txt', '2026-11-21T04:05:00Z'],
    ['g.1795233906.txt', new Date(1_795_233_906_000).toISOString()],
    ['g.1795233906500.txt', new Date(1_795_233_906_500).toISOString()],
  ])('%s', (name, time) => {
    expect(timeInName(name)).toBeCloseTo(minutesOf(time), 6);
  });

  it.each(['goroutine.2.txt', 'dump-2026.txt', 'g-20261340-9999.txt', 'build-12345678901234567890.txt', '20261121.txt'])(
    '%s has none',
    (name) => {
      expect(timeInName(name)).toBeUndefined();
    },
  );

  it('what captures taken together share', () => {
    for (const name of ['a/goroutine.2.debug2.txt', 'a/goroutine.2.pb.gz', 'a/goroutine.2.debug1.txt', 'a/goroutine.2.txt'])
      expect(captureStem(name)).toBe('a/goroutine.2');
  });
});

describe('the order of snapshots', () => {
  const second = 1_000_000_000n;
  const base = 1_795_233_900n * second;

  it('is that of their own times first', () => {
    const found = orderSnapshots([plain('a.1', base + 120n * second), plain('a.2', base)]);
    expect(found).toEqual({ order: [1, 0], kind: 'capture', times: [0, 2] });
  });

  it('then of the profiles taken beside', () => {
    const found = orderSnapshots([plain('a.1', 0n, base), plain('a.2', 0n, base + 30n * second)]);
    expect(found).toMatchObject({ order: [0, 1], kind: 'beside', times: [0, 0.5] });
  });

  it('then of the times in the names, then of the number in them', () => {
    expect(orderSnapshots([plain('g.2026-11-21_04-15.txt'), plain('g.2026-11-21_04-05.txt')])).toMatchObject({
      order: [1, 0],
      kind: 'file-names',
      times: [0, 10],
    });
    expect(orderSnapshots([plain('g.10.txt'), plain('g.2.txt'), plain('g.1.txt')])).toEqual({
      order: [2, 1, 0],
      kind: 'order',
      times: undefined,
    });
  });

  it('and else as given', () => {
    expect(orderSnapshots([plain('b.txt'), plain('a.txt')])).toEqual({ order: [0, 1], kind: 'order', times: undefined });
    expect(orderSnapshots([plain('g1.pod2.txt'), plain('g2.pod1.txt')]).order).toEqual([0, 1]);
    // A time on some of them alone tells nothing.
    expect(orderSnapshots([plain('g.1795233906.txt'), plain('last.txt')]).kind).toBe('order');
  });
});

describe('minutes by sleepers', () => {
  /** A dump of goroutines that wait, and their minutes by id. */
  const dump = async (minutesOfId: Record<number, number>) => {
    const text = Object.entries(minutesOfId)
      .map(([id, minutes]) => `goroutine ${id} [chan receive${minutes > 0 ? `, ${minutes} minutes` : ''}]:\nmain.f()\n\t/m.go:5 +0x1\n`)
      .join('\n');
    const { parts } = await decodeGoroutineText(bytesSource('x', new TextEncoder().encode(text)), {});
    if (parts[0].kind !== 'goroutines') throw new Error(parts[0].kind);
    return groupGoroutines(parts[0].table);
  };
  const earlier = { 1: 3, 2: 8, 3: 20, 4: 1 };
  const sleepers = async (later: Record<number, number>) => minutesBySleepers([await dump(earlier), await dump(later)]);

  it('those that slept through agree', async () => {
    // 4 woke in between and waits anew.
    expect(await sleepers({ 1: 8, 2: 13, 3: 25, 4: 2, 9: 1 })).toEqual([0, 5]);
  });

  it('rounding to whole minutes averages out', async () => {
    expect(await sleepers({ 1: 5, 2: 11, 3: 23, 4: 3 })).toEqual([0, 2.5]);
  });

  it.each([
    ['too few', { 1: 8, 2: 13 }],
    ['disagreeing ones', { 1: 9, 2: 30, 3: 21, 4: 61 }],
    ['none', earlier],
  ])('%s tell nothing', async (_, later) => {
    expect(await sleepers(later)).toBeUndefined();
  });
});
