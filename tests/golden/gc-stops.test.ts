import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';
import { outside, type StopMetrics } from '../support/stop-buckets';

async function stopsOf(file: string, most = 1000) {
  const session = await openCase([fileRequest(file)]);
  const stops = await dispatch(session, 'trace.stops', { input: 0, most });
  session.close();
  return stops;
}

// tests/differential/gc/stops.go on a machine at rest, GOMAXPROCS=2: its trace, and what it printed of runtime/metrics.
describe('how long the Ps took to stop', () => {
  it('is what the runtime counted', async () => {
    const metrics: StopMetrics = JSON.parse(readFileSync('tests/golden/gc/stops.metrics.json', 'utf8'));
    const stops = (await stopsOf('tests/golden/gc/stops.trace.gz')).filter(({ reason }) => reason.startsWith('GC '));
    // The thread that stops the world takes some 50 µs more to wake up, which the runtime counts as well.
    for (const field of ['stopNs', 'ns'] as const) {
      for (const ns of outside(stops, field, metrics)) expect(Math.abs(ns)).toBeLessThan(60_000);
    }
  });

  it('and what ran last is named with its line', async () => {
    const stops = await stopsOf('tests/golden/gc/stops.trace.gz', 5);
    expect(stops).toHaveLength(5);
    // As go tool trace -d=parsed has the events within these stops.
    expect(stops.map(({ last, procs }) => [procs, last?.id, last?.name])).toEqual([
      [1, 20, 'main.busy'],
      [1, 4, 'runtime.bgscavenge'],
      [1, 4, 'runtime.bgscavenge'],
      [1, 4, 'runtime.bgscavenge'],
      [1, 20, 'main.busy'],
    ]);
    expect(stops[0].last?.frame?.function).toBe('main.shift');
    expect(stops.map(({ ns }) => ns)).toEqual(stops.map(({ ns }) => ns).sort((a, b) => b - a));
  });

  it.each(['go1.18', 'go1.19', 'go1.21', 'go1.22', 'go1.23', 'go1.25'])('is read out of a trace of %s', async (version) => {
    const stops = await stopsOf(`fixtures/captures/traces/report-faulty-${version}.trace`);
    expect(stops.length).toBeGreaterThan(0);
    for (const { ns, stopNs } of stops) expect(stopNs).toBeLessThanOrEqual(ns);
    expect(stops.some(({ stopNs }) => stopNs > 0)).toBe(true);
  });
});
