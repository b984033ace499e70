import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const log = 'fixtures/captures/monitor/gogc-100.log';

/** The collections of a log, read by its printed form alone. */
function lines(file: string): { clock: number[]; heap: number[] }[] {
  return [
    ...readFileSync(file, 'utf8').matchAll(/^gc \d+ @\S+ \d+%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, .*? (\d+)->(\d+)->(\d+) MB/gm),
  ].map((match) => ({ clock: match.slice(1, 4).map(Number), heap: match.slice(4, 7).map(Number) }));
}

describe('queries of the GC page', () => {
  it('a log: percentiles by phase are of the printed pauses', async () => {
    const session = await openCase([fileRequest(log)]);
    const { series, pauses, rates } = await dispatch(session, 'gc.overview', { series: 0 });
    const printed = lines(log);
    expect(printed.length).toBeGreaterThan(10);
    expect(series.count).toBe(printed.length);
    const sweep = printed.map(({ clock }) => Math.round(clock[0] * 1e6)).sort((a, b) => a - b);
    const term = printed.map(({ clock }) => Math.round(clock[2] * 1e6)).sort((a, b) => a - b);
    const at = (sorted: number[], q: number) => sorted[Math.ceil(q * sorted.length) - 1];
    expect(pauses.sweepTermination).toMatchObject({ count: sweep.length, p50: at(sweep, 0.5), p95: at(sweep, 0.95), max: sweep.at(-1) });
    expect(pauses.markTermination).toMatchObject({ count: term.length, p50: at(term, 0.5), p99: at(term, 0.99), max: term.at(-1) });
    expect(pauses.both.count).toBe(2 * printed.length);
    // Between the first two: from what lived after the first to the second's start, and what came while the first marked.
    const mib = 2 ** 20;
    const bytes = (printed[0].heap[1] - printed[0].heap[0] + Math.max(0, printed[1].heap[0] - printed[0].heap[2])) * mib;
    const seconds = (rates.toNs[0] - rates.fromNs[0]) / 1e9;
    expect(rates.allocatedPerSecond[0]).toBeCloseTo(bytes / seconds, 0);
    // The log ends with its last collection: what share of the time up to the next it had is not known.
    expect(rates.share.at(-1)).toBeNaN();
    for (let i = 0; i + 1 < series.count; i++) {
      expect(rates.share[i]).toBeGreaterThanOrEqual(rates.assistShare[i]);
      expect(rates.toNs[i]).toBeGreaterThanOrEqual(rates.fromNs[i]);
    }
  });

  it('a series that is not there is refused', async () => {
    const session = await openCase([fileRequest(log)]);
    await expect(dispatch(session, 'gc.overview', { series: 7 })).rejects.toThrow('there is no series 7');
  });

  // Recorded from Go's own internal/trace: tests/golden/trace/record.ts.
  it.each(['1.22', '1.24', '1.25', '1.26'])('a trace of Go %s: utilisation and other pauses as Go has them', async (version) => {
    const file = `tests/golden/trace/context-go${version}.trace`;
    const recorded = JSON.parse(readFileSync(file.replace(/trace$/, 'json'), 'utf8')) as {
      mmu: Record<string, string>;
      ranges: Record<string, { count: number; totalNs: number }>;
    };
    const session = await openCase([fileRequest(file)]);
    const report = await dispatch(session, 'gc.mmu', { input: 0 });
    for (const [name, ns] of [
      ['100µs', 1e5],
      ['1ms', 1e6],
      ['10ms', 1e7],
    ] as const) {
      const point = report?.points.find((one) => one.windowNs === ns);
      if (recorded.mmu[name] === undefined) continue;
      expect(point?.asGo).toBeCloseTo(Number(recorded.mmu[name]), 5);
      expect(point?.p1).toBeGreaterThanOrEqual((point?.min ?? 0) - 1e-9);
      const worst = report?.worst.find((one) => one.windowNs === ns);
      if (worst) expect(worst.windows[0].utilization).toBeCloseTo(point?.min ?? Number.NaN, 9);
    }
    const others = Object.entries(recorded.ranges).filter(([name]) => /^stop-the-world \((?!GC )/.test(name));
    const found = await dispatch(session, 'gc.otherPauses', { input: 0 });
    expect(found.count).toBe(others.reduce((sum, [, { count }]) => sum + count, 0));
    expect(found.totalNs).toBe(others.reduce((sum, [, { totalNs }]) => sum + totalNs, 0));
  });

  it('figures come with their unit and what is superseded', async () => {
    const session = await openCase([fileRequest(log)]);
    const figures = await dispatch(session, 'gc.figures', undefined);
    expect(figures.find((figure) => figure.id === 'stw-phase')).toMatchObject({ ns: 500_000, superseded: false, own: false });
    expect(figures.filter((figure) => figure.superseded).map((figure) => figure.ns)).toEqual([1e6, 1e7]);
  });
});
