import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';
import type { StopMetrics } from '../../support/stop-buckets';

async function pauseOf(...files: string[]) {
  const session = await openCase(files.map((file) => fileRequest(file)));
  const { findings } = await dispatch(session, 'case.report', { language: 'en' });
  session.close();
  return findings.filter(({ rule }) => rule === 'gc-pause');
}

describe('what a long stop of the world was spent on', () => {
  // tests/differential/gc/stops.go with copies of 128 MiB, GOMAXPROCS=2: its trace, and what it printed of runtime/metrics.
  it('waiting for a goroutine that does not stop: how long, as the runtime counted, and which', async () => {
    const metrics: StopMetrics = JSON.parse(readFileSync('tests/golden/gc/stops-slow.metrics.json', 'utf8'));
    const longest = metrics['/sched/pauses/stopping/gc:seconds'].at(-1);
    const [finding, ...others] = await pauseOf('tests/golden/gc/stops-slow.trace.gz');
    expect(others).toEqual([]);
    const { evidence, summary, severity, tier } = finding;
    expect([severity, tier]).toEqual(['medium', 'proven']);
    expect(evidence.slowestToStop).toMatchObject({ goroutine: 'main.busy', function: 'main.shift' });
    const { max } = evidence.timeToStopNs as { max: number };
    expect(max).toBeGreaterThanOrEqual(longest?.low ?? Number.NaN);
    expect(max).toBeLessThanOrEqual(longest?.high ?? Number.NaN);
    expect(summary).toContain('to stop; the last of them ran main.shift');
  });

  it('and what it cost: each P from where it stood still, not the other’s work meanwhile', async () => {
    const metrics: StopMetrics = JSON.parse(readFileSync('tests/golden/gc/stops-slow.metrics.json', 'utf8'));
    const told = (metrics['/cpu/classes/gc/pause:cpu-seconds'] ?? Number.NaN) * 1e9;
    const session = await openCase([fileRequest('tests/golden/gc/stops-slow.trace.gz')]);
    const [{ pauseCpuNs, sweepTermNs, markTermNs, procs }] = await dispatch(session, 'gc.series', undefined);
    session.close();
    const sum = (column: Float64Array) => column.reduce((all, value) => all + value, 0);
    expect(Math.abs(sum(pauseCpuNs) / told - 1)).toBeLessThan(0.03);
    expect((sum(sweepTermNs) + sum(markTermNs)) * procs).toBeGreaterThan(1.8 * told);
  });

  // go tool trace -d=parsed has the sweep termination of 69261312 ns begin with Proc 1 idle: a thread starts it after 69185920 ns and stops it 1216 ns
  // later, and only then the rest of the stop follows.
  it('a thread that had no CPU is not laid on the program', async () => {
    const [finding] = await pauseOf('fixtures/captures/traces/report-faulty-go1.23.trace');
    const { evidence, summary } = finding;
    expect(evidence.pauseNs).toMatchObject({ max: 69261312 });
    expect(evidence.slowestToStop).toEqual({ ns: 69261312, timeToStopNs: 69187136, reason: 'GC sweep termination' });
    expect(summary).toContain('ran nothing of the program’s, so its thread waited for a CPU');
  });

  // A program that calls runtime.GC five times, GOMAXPROCS=2, at nice 19 on one core beside a busy process: its thread loses the CPU while the world
  // stands still, or that of a P which runs the tracer's goroutine does not get it. Lengths by go tool trace -d=parsed.
  it.each([
    ['standing', 121500416, /In the longest of the trace the Ps had stopped after \S+\. The work that follows takes microseconds/],
    ['stopping', 307871744, /to stop; the last of them ran nothing of the program’s/],
  ])('nor is a whole process that had none: %s', async (name, max, words) => {
    const [{ evidence, summary }] = await pauseOf(`tests/golden/gc/stops-no-cpu-${name}.trace.gz`);
    expect(evidence.pauseNs).toMatchObject({ max });
    expect(summary).toMatch(words);
    expect(summary).toContain('waited for a CPU');
  });

  // go tool trace -d=parsed has Proc 2 start 2752 ns after the stop at 231798272 begins and stop 128 ns later, and Proc 3 run on until 54080 ns.
  it.each(['1.21', '1.22', '1.23', '1.25', '1.26'])(
    'a thread that gets to its P while the world is being stopped does not start it again: Go %s',
    async (version) => {
      const session = await openCase([fileRequest(`fixtures/captures/traces/report-faulty-go${version}.trace`)]);
      const stops = await dispatch(session, 'trace.stops', { input: 0, most: 1000 });
      session.close();
      expect(stops.length).toBeGreaterThan(20);
      expect(stops.filter(({ standingNs, stopNs }) => standingNs < stopNs)).toEqual([]);
      if (version !== '1.23') return;
      expect(stops.find(({ start }) => start === 231798272)).toMatchObject({ stopNs: 54080, procs: 2 });
    },
  );

  it('a log of the same run says so too, one without a trace asks for one', async () => {
    const [alone] = await pauseOf('tests/golden/gc/stops-slow.log');
    const [both] = await pauseOf('tests/golden/gc/stops-slow.log', 'tests/golden/gc/stops-slow.trace.gz');
    expect(alone.evidence.timeToStopNs).toBeUndefined();
    expect(alone.raise).toContain('execution trace');
    expect(both.inputs).toEqual([0, 1]);
    expect(both.evidence.slowestToStop).toMatchObject({ function: 'main.shift' });
    expect(both.raise).toBeUndefined();
  });
});

describe('a program that calls runtime.GC and allocates nothing in between', () => {
  it('collects as often at any GOGC', async () => {
    const session = await openCase([fileRequest('tests/golden/gc/stops-slow.trace.gz')]);
    const settings = [50, 100, 400, Number.POSITIVE_INFINITY].map((gogc) => ({ gogc }));
    const { baseline, predictions } = await dispatch(session, 'gc.whatif', { settings });
    session.close();
    // The program's loop asks 30 times.
    expect(baseline.cycles).toBe(30);
    expect(predictions.map(({ cycles }) => Math.round(cycles))).toEqual([30, 30, 30, 30]);
  });
});
