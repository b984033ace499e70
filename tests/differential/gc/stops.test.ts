import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import type { WorldStop } from '@/lib/query/trace-lanes';
import { fileRequest } from '../../support/memory';
import { outside, type StopMetrics } from '../../support/stop-buckets';
import { cacheDir, goVersion } from '../trace/build';

const dir = join(cacheDir, 'gc-stops');

describe.runIf(goVersion() !== undefined)('stops of the world of a program run here, as runtime/metrics counted them', () => {
  let metrics: StopMetrics;
  let stops: readonly WorldStop[];
  beforeAll(async () => {
    mkdirSync(dir, { recursive: true });
    execFileSync('go', ['build', '-o', join(dir, 'stops'), join(__dirname, 'stops.go')], { stdio: 'pipe' });
    const file = join(dir, 'stops.trace');
    const child = spawnSync(join(dir, 'stops'), [file], { env: { ...process.env, GOMAXPROCS: '2' }, encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr.slice(-2000));
    metrics = JSON.parse(child.stdout);
    const session = await openCase([fileRequest(file)]);
    stops = (await dispatch(session, 'trace.stops', { input: 0, most: 1000 })).filter(({ reason }) => reason.startsWith('GC '));
    session.close();
  }, 240_000);

  it('every stop is there, and no wait for the Ps is longer than the runtime’s own', () => {
    const tenth = stops.length / 10;
    expect(outside(stops, 'ns', metrics)).toHaveLength(60);
    // The runtime's clock begins once it has its lock and ends when the stopping thread runs again: on a machine with other load the Ps had stopped long before.
    const over = outside(stops, 'stopNs', metrics).filter((ns) => ns > 100_000);
    expect(over.length).toBeLessThanOrEqual(tenth);
    for (const { ns, stopNs } of stops) expect(stopNs).toBeLessThanOrEqual(ns);
  });

  it('what ran last is the goroutine that copies', () => {
    const waited = stops.filter(({ procs }) => procs > 0);
    expect(waited.length).toBeGreaterThan(stops.length / 2);
    const copying = waited.filter(({ last }) => last?.name === 'main.busy' && last.stack.some((frame) => frame.function === 'main.busy'));
    // Now and then a P has another goroutine: the tracer's reader, a worker of the collector.
    expect(copying.length).toBeGreaterThan(waited.length / 2);
  });
});
