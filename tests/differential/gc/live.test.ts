import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase, type Session } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';
import { cacheDir, goVersion } from '../trace/build';

const go = goVersion();
const dir = join(cacheDir, 'gc-live');
const mib = 2 ** 20;

/** What MemStats and runtime/metrics of the process say. */
interface Told {
  readonly before: number;
  readonly after: number;
  readonly forced: number;
  readonly pauseTotalNs: number;
  readonly pauses: readonly number[];
  readonly fraction: number;
  readonly live: number;
  readonly total: number;
  readonly limit: number;
}

interface Run {
  readonly told: Told;
  readonly session: Session;
}

async function run(name: string, env: Record<string, string>): Promise<Run> {
  const [trace, heap, log] = ['trace', 'heap.txt', 'log'].map((end) => join(dir, `${name}.${end}`));
  const child = spawnSync(join(dir, 'live'), [trace, heap], {
    env: { ...process.env, GOMAXPROCS: '2', GODEBUG: 'gctrace=1', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (child.status !== 0) throw new Error(child.stderr.slice(-2000));
  writeFileSync(log, child.stderr);
  return { told: JSON.parse(child.stdout), session: await openCase([log, trace, heap].map((file) => fileRequest(file))) };
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe.runIf(go !== undefined)('a program run here, as its own counters saw it', () => {
  let free: Run;
  let limited: Run;
  let spiral: Run;
  beforeAll(async () => {
    mkdirSync(dir, { recursive: true });
    execFileSync('go', ['build', '-o', join(dir, 'live'), join(__dirname, 'live.go')], { stdio: 'pipe' });
    free = await run('free', { GOGC: '100' });
    limited = await run('limited', { GOGC: 'off', GOMEMLIMIT: '64MiB' });
    spiral = await run('spiral', { GOGC: '100', GOMEMLIMIT: '28MiB' });
  }, 240_000);

  it.each(['free', 'limited', 'spiral'] as const)('%s: collections, forced ones and pauses of log and trace', async (name) => {
    const { told, session } = { free, limited, spiral }[name];
    const [log, trace] = await dispatch(session, 'gc.series', undefined);
    expect([log.source, trace.source]).toEqual(['gctrace', 'trace']);
    expect(told.total).toBe(told.after);
    expect(log.missing).toBe(0);
    expect(log.number[log.count - 1]).toBe(told.after);
    expect(log.count).toBe(told.after);
    expect(sum(log.forced)).toBe(told.forced);
    expect(trace.count).toBe(told.after - told.before);
    const counterpart = await dispatch(session, 'gc.counterpart', { series: 1 });
    expect(counterpart?.agreement).toMatchObject({ pairs: trace.count, traceOnly: 0, logOnly: 0 });
    expect(counterpart?.agreement.forced).toEqual({ trace: sum(trace.forced), log: sum(trace.forced) });
    // A mark termination that finds work left stops the world once more (runtime/mgc.go gcMarkDone); a log does not tell it.
    const restarted = new Float64Array(log.count);
    trace.restarts.cycle.forEach((cycle, i) => {
      restarted[told.before + cycle] += trace.restarts.ns[i];
    });
    for (let i = 0; i < log.count; i++) {
      const pause = told.pauses[log.number[i] - 1] - restarted[i];
      // Only the last 256 are told. The log's clock starts before Go's, and its two digits are cut off.
      if (pause > 0) expect(log.sweepTermNs[i] + log.markTermNs[i]).toBeGreaterThanOrEqual(pause * 0.9 - 2000);
    }
    // An event that a thread without CPU keeps from its place takes the time of the event before it and a ns (internal/trace/reader.go lastTs): a
    // stop that begins with such a one is shorter in the trace than it was. It is rare, and takes little from the whole.
    const stops = Array.from({ length: trace.count }, (_, i) => ({
      pause: told.pauses[told.before + i],
      stopped: trace.sweepTermNs[i] + restarted[told.before + i] + trace.markTermNs[i],
    })).filter(({ pause }) => pause > 0);
    expect(stops.filter(({ pause, stopped }) => stopped < pause * 0.999).length).toBeLessThanOrEqual(stops.length / 20);
    expect(sum(stops.map(({ stopped }) => stopped))).toBeGreaterThanOrEqual(sum(stops.map(({ pause }) => pause)) * 0.95);
    expect(sum(log.sweepTermNs) + sum(log.markTermNs)).toBeGreaterThanOrEqual((told.pauseTotalNs - sum(restarted)) * 0.9);
  });

  it.each(['free', 'limited', 'spiral'] as const)('%s: heap after the last collection, and the share of the CPU', async (name) => {
    const { told, session } = { free, limited, spiral }[name];
    const [log, trace] = await dispatch(session, 'gc.series', undefined);
    expect(log.heapLive[log.count - 1]).toBe(Math.floor(told.live / mib) * mib);
    expect(trace.heapLive[trace.count - 1]).toBe(told.live);
    const { cpuFraction } = await dispatch(session, 'gc.overview', { series: 0 });
    // Every printed time is cut to two digits, never rounded up; the printed pauses hold the wait for the stop, Go's share does not.
    expect(cpuFraction / told.fraction).toBeGreaterThan(0.85);
    const concurrent = (sum(log.assistCpuNs) + sum(log.backgroundCpuNs)) / (log.durationNs * log.procs);
    expect(concurrent / told.fraction).toBeLessThan(1.05);
  });

  // How firmly goals tell a limit depends on how the live heap moved in this very run: the recorded runs hold that it is found.
  it('a limit that is read off goals and MemStats is the one that was set', async () => {
    expect(limited.told.limit).toBe(64 * mib);
    const { limit } = await dispatch(limited.session, 'gc.overview', { series: 0 });
    if (limit) {
      expect(limit.low).toBeLessThanOrEqual(64 * mib);
      expect(limit.high).toBeGreaterThanOrEqual(64 * mib);
    }
    expect((await dispatch(free.session, 'gc.overview', { series: 0 })).limit).toBeUndefined();
  });

  it('a limit under what is alive is told; the free run raises no such alarm', async () => {
    const rules = async ({ session }: Run) => (await dispatch(session, 'case.report', { language: 'en' })).findings;
    const found = (await rules(spiral)).filter((finding) => finding.rule === 'gc-memory-limit');
    expect(found.length).toBeGreaterThan(0);
    for (const { severity, tier } of found) expect([severity, tier]).toEqual(['critical', 'strong']);
    expect((await rules(free)).map((finding) => finding.rule)).not.toContain('gc-memory-limit');
  });
});
