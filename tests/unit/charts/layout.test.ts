import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '@/lib/charts/csv';
import { cutMiddle, formatBytes, formatCount, formatDuration, formatShare, splitFunction } from '@/lib/charts/format';
import { layoutBars } from '@/lib/charts/layout/bars';
import { binValues, quantiles } from '@/lib/charts/layout/histogram';
import { indexAt, thin } from '@/lib/charts/layout/series';
import { timeTicks } from '@/lib/charts/layout/time-ticks';

describe('numbers', () => {
  it('have three digits and their unit', () => {
    expect(formatDuration(30_810_000)).toBe('30.8ms');
    expect(formatDuration(1_210_000_000)).toBe('1.21s');
    expect(formatDuration(999)).toBe('999ns');
    expect(formatDuration(90e9)).toBe('90s');
    expect(formatDuration(300e9)).toBe('5min');
    expect([999_499, 999_600, 999_999_999, 3_599_999_999_999].map(formatDuration)).toEqual(['999µs', '1ms', '1s', '1h']);
    expect([1023, 1023 * 1024, 1024 * 1024 - 1].map(formatBytes)).toEqual(['1023B', '1023kB', '1MB']);
    expect(formatBytes(1024 * 1024)).toBe('1MB');
    expect(formatBytes(1_269_000)).toBe('1.21MB');
    expect(formatBytes(12)).toBe('12B');
    expect(formatCount(10_800_000)).toBe('10\u2009800\u2009000');
    expect(formatShare(0.3141)).toBe('31.4%');
    expect(formatShare(0.00001)).toBe('<0.01%');
    expect(formatShare(0.99999)).toBe('99.99%');
  });

  it('names are cut in the middle and split at the package', () => {
    expect(cutMiddle('abcdefghij', 5)).toBe('a…hij');
    expect(splitFunction('example.com/app/report.(*Store).Submit.func1')).toEqual(['example.com/app/report.', '(*Store).Submit.func1']);
    expect(splitFunction('slices.SortFunc[go.shape.[]example.com/x.T]')).toEqual(['slices.', 'SortFunc[go.shape.[]example.com/x.T]']);
    expect(splitFunction('main')).toEqual(['', 'main']);
  });
});

describe('layoutBars', () => {
  it('keeps the largest and adds up the rest', () => {
    const layout = layoutBars(
      [
        { key: 'a', label: 'a', value: 1 },
        { key: 'b', label: 'b', value: 6 },
        { key: 'c', label: 'c', value: 3 },
      ],
      { span: 100, limit: 2, rowHeight: 20 },
    );
    expect(layout.bars.map(({ key, width, share, y }) => [key, width, share, y])).toEqual([
      ['b', 100, 0.6, 0],
      ['c', 50, 0.3, 20],
    ]);
    expect(layout.cut).toEqual({ count: 1, value: 1 });
  });
});

describe('binValues', () => {
  it('counts every finite value once, on either scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })),
        fc.constantFrom('linear' as const, 'log' as const),
        (values, scale) => {
          const bins = binValues(values, { scale, bins: 20 });
          expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length);
          for (const [i, bin] of bins.entries()) {
            expect(bin.to).toBeGreaterThan(bin.from);
            if (i > 0 && bins[i - 1].from > 0) expect(bin.from).toBe(bins[i - 1].to);
          }
        },
      ),
    );
  });

  it('gives quantiles between ranks', () => {
    expect(quantiles([4, 1, 3, 2], [0, 0.5, 1])).toEqual([1, 2.5, 4]);
    expect(quantiles([], [0.5])[0]).toBeNaN();
  });
});

describe('series', () => {
  it('finds the value that holds at a time', () => {
    expect([-1, 0, 5, 9, 10, 99].map((time) => indexAt([0, 5, 10], time))).toEqual([-1, 0, 1, 1, 2, 2]);
  });

  it('keeps the peaks when it thins', () => {
    const times = Float64Array.from({ length: 10_000 }, (_, i) => i);
    const values = Float64Array.from(times, (i) => (i === 4321 ? 99 : i === 777 ? -50 : i % 3));
    const points = thin({ key: 's', label: '', colour: '', times, values }, 0, 9999, 100);
    expect(points.length).toBeLessThanOrEqual(420);
    expect(Math.max(...points.map((point) => point.value))).toBe(99);
    expect(Math.min(...points.map((point) => point.value))).toBe(-50);
  });
});

describe('timeTicks', () => {
  it('stand on round steps inside the window', () => {
    expect(timeTicks(0, 1e9, 5).map((tick) => tick.label)).toEqual(['0', '200ms', '400ms', '600ms', '800ms', '1.0s']);
    expect(timeTicks(0, 90e9, 4).map((tick) => tick.label)).toEqual(['0', '30s', '60s', '90s']);
    expect(timeTicks(5, 5, 4)).toEqual([]);
  });
});

describe('toCsv', () => {
  it('quotes as RFC 4180 asks and disarms formulas', () => {
    expect(
      toCsv({
        columns: [{ label: 'a,b' }, { label: 'n', numeric: true }],
        rows: [
          ['say "x"', 5n],
          ['=1+1', undefined],
        ],
      }),
    ).toBe('"a,b",n\r\n"say ""x""",5\r\n\'=1+1,\r\n');
  });
});
