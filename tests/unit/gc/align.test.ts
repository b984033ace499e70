import { describe, expect, it } from 'vitest';
import { alignSeries } from '@/lib/index/gc/align';
import type { GcSeries } from '@/lib/index/gc/series';

const mib = 2 ** 20;

/** Collections of a process at a mean distance, with what varies from one to the next; the same for the same seed. */
function collections(count: number, { apart, jitter, marks, heaps }: { apart: number; jitter: number; marks: number; heaps: number }) {
  let state = 7;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  let time = 0;
  return Array.from({ length: count }, () => {
    time += apart + (random() - 0.5) * jitter;
    return { start: time, mark: 3e6 + random() * marks, heap: 60 * mib + random() * heaps };
  });
}

/** As a source tells them: a log in whole ms and MiB, a trace exactly and from its own start on. */
function seriesOf(all: ReturnType<typeof collections>, source: GcSeries['source'], from = 0, count = all.length): GcSeries {
  const some = all.slice(from, from + count);
  const isLog = source === 'gctrace';
  const begin = isLog ? 0 : all[from].start - 5e6;
  const whole = (value: number, unit: number) => (isLog ? Math.floor(value / unit) * unit : value);
  return {
    source,
    count,
    resolution: isLog ? mib : 1,
    startNs: Float64Array.from(some, ({ start }) => whole(start, 1e6) - begin),
    markNs: Float64Array.from(some, ({ mark }) => mark),
    heapEnd: Float64Array.from(some, ({ heap }) => whole(heap, mib)),
  } as GcSeries;
}

describe('a trace in a long log of the same run', () => {
  it.each([40, 300, 2500])('%i collections are found where they were', (count) => {
    const all = collections(20_000, { apart: 100e6, jitter: 30e6, marks: 3e6, heaps: 30 * mib });
    const found = alignSeries(seriesOf(all, 'trace', 9000, count), seriesOf(all, 'gctrace'));
    expect(found?.pairs).toBe(count);
    expect(found?.logRow[0]).toBe(9000);
    expect(found?.logRow[count - 1]).toBe(9000 + count - 1);
    expect(found?.late).toBe(0);
    expect(Math.abs((found?.offsetNs ?? 0) - (all[9000].start - 5e6))).toBeLessThan(1e6);
  });

  it('is found beside collections that the machine held up', () => {
    const all = collections(2000, { apart: 100e6, jitter: 30e6, marks: 3e6, heaps: 30 * mib });
    const trace = seriesOf(all, 'trace', 500, 400);
    for (let i = 0; i < 400; i += 4) trace.startNs[i] += 6e6;
    const found = alignSeries(trace, seriesOf(all, 'gctrace'));
    expect([found?.logRow[0], found?.late]).toEqual([500, 100]);
  });

  // All of its collections are alike: any place in the log is as good as any other, and finding that out must not take a look at each.
  it('is not guessed where a steady program looks the same everywhere', () => {
    const all = collections(10_000, { apart: 100e6, jitter: 0.5e6, marks: 0, heaps: 0 });
    expect(alignSeries(seriesOf(all, 'trace', 4000, 2000), seriesOf(all, 'gctrace'))).toBeUndefined();
  });
});
