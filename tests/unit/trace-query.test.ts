import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { latencyKinds } from '@/lib/model/trace';
import { dispatch } from '@/lib/query/queries';
import { openCase, type Session } from '@/lib/query/session';
import { type GoroutineRow, goroutineTimes } from '@/lib/query/trace-view';
import { fileRequest } from '../support/memory';

interface Recorded {
  readonly durationNs: number;
  readonly goroutines: number;
  readonly created: number;
  readonly execNs: number;
  readonly schedWaitNs: number;
  readonly syscallNs: number;
  readonly blockNs: Readonly<Record<string, number>>;
  readonly finalStates: Readonly<Record<string, number>>;
  readonly ranges: Readonly<Record<string, { readonly count: number; readonly totalNs: number; readonly maxNs: number }>>;
  readonly metricsMaxLast: Readonly<Record<string, readonly [number, number]>>;
}

const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

// What Go's own reader and summarizer say of these traces: tests/golden/trace/record.ts.
describe.each(['1.22', '1.24', '1.25', '1.26'])('queries of the Trace page on a trace of Go %s', (version) => {
  const file = `tests/golden/trace/context-go${version}.trace`;
  const recorded: Recorded = JSON.parse(readFileSync(file.replace(/trace$/, 'json'), 'utf8'));
  let session: Session;
  beforeAll(async () => {
    session = await openCase([fileRequest(file)]);
  });

  it('functions add up to what Go counts', async () => {
    const functions = await dispatch(session, 'trace.functions', { input: 0 });
    expect(total(functions.map((one) => one.count))).toBe(recorded.goroutines);
    expect(total(functions.map((one) => one.times.exec.sum))).toBe(recorded.execNs);
    expect(total(functions.map((one) => one.times.schedWait.sum))).toBe(recorded.schedWaitNs);
    expect(total(functions.map((one) => one.times.syscall.sum))).toBe(recorded.syscallNs);
    const reasons = new Map<string, number>();
    for (const { blockReasons } of functions) for (const [reason, ns] of blockReasons) reasons.set(reason, (reasons.get(reason) ?? 0) + ns);
    const blocked = Object.entries(recorded.blockNs).filter(([, ns]) => ns > 0);
    expect(Object.fromEntries(reasons)).toEqual(Object.fromEntries(blocked));
    for (const one of functions) {
      expect(one.blockReasons.map(([, ns]) => ns)).toEqual(one.blockReasons.map(([, ns]) => ns).sort((a, b) => b - a));
      for (const time of goroutineTimes) {
        const { p50, p95, p99, max, sum } = one.times[time];
        expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].sort((a, b) => a - b));
        expect(sum).toBeGreaterThanOrEqual(max);
      }
    }
  });

  it('pages of goroutines hold each once, in the order asked for', async () => {
    const seen: GoroutineRow[] = [];
    for (let offset = 0; ; offset += 100) {
      const page = await dispatch(session, 'trace.goroutines', { input: 0, sort: 'exec', offset, limit: 100 });
      expect(page.total).toBe(recorded.goroutines);
      if (page.rows.length === 0) break;
      seen.push(...page.rows);
    }
    expect(new Set(seen.map((row) => row.row)).size).toBe(recorded.goroutines);
    const exec = seen.map((row) => row.times.exec);
    expect(exec).toEqual([...exec].sort((a, b) => b - a));
    expect(total(exec)).toBe(recorded.execNs);
    expect(seen.filter((row) => row.state === 'NotExist')).toHaveLength(recorded.finalStates.notexist ?? 0);
    const [first] = seen;
    const byId = await dispatch(session, 'trace.goroutines', { input: 0, search: String(first.id) });
    expect(byId.rows.map((row) => row.id)).toContain(first.id);
    const ofName = await dispatch(session, 'trace.goroutines', { input: 0, name: first.name });
    expect(ofName.rows.every((row) => row.name === first.name)).toBe(true);
    expect(ofName.total).toBe(seen.filter((row) => row.name === first.name).length);
    const detail = await dispatch(session, 'trace.goroutine', { input: 0, row: first.row });
    expect(detail).toMatchObject({ id: first.id, times: first.times });
    expect(total(detail.blockReasons.map(([, ns]) => ns))).toBe(detail.times.block);
  });

  it('a row that is not there is refused', async () => {
    await expect(dispatch(session, 'trace.goroutine', { input: 0, row: recorded.goroutines })).rejects.toThrow(
      `no goroutine row ${recorded.goroutines}`,
    );
  });

  it('open waits are the goroutines that Go leaves waiting or in a system call', async () => {
    const waits = await dispatch(session, 'trace.openWaits', { input: 0 });
    const { waiting = 0, syscall = 0 } = recorded.finalStates;
    expect(total(waits.map((wait) => wait.goroutines))).toBe(waiting + syscall);
    for (const wait of waits) expect(wait.maxNs).toBeLessThanOrEqual(recorded.durationNs);
    const firstSystem = waits.findIndex((wait) => wait.system);
    if (firstSystem >= 0) expect(waits.slice(firstSystem).every((wait) => wait.system)).toBe(true);
  });

  it('pauses by reason are the ranges that Go counts', async () => {
    const reasons = await dispatch(session, 'trace.pauses', { input: 0 });
    const expected = Object.entries(recorded.ranges)
      .filter(([name]) => name.startsWith('stop-the-world'))
      .map(([name, { count, totalNs, maxNs }]) => ({ reason: name.slice(16, -1), count, totalNs, maxNs }));
    const found = reasons.map(({ reason, count, totalNs, maxNs }) => ({ reason, count, totalNs, maxNs }));
    expect(found.sort((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual(expected.sort((a, b) => (a.reason < b.reason ? -1 : 1)));
  });

  it('the timeline holds as much execution as Go counts, whole and in parts', async () => {
    const { durationNs } = recorded;
    const integral = (slice: { start: Float64Array; bucketNs: number }, values: Float64Array) =>
      total(Array.from(values, (value, i) => value * Math.min(slice.bucketNs, durationNs - slice.start[i])));
    const whole = await dispatch(session, 'trace.timeline', { input: 0, from: 0, to: durationNs, steps: 512 });
    expect(integral(whole.density, whole.density.running)).toBeCloseTo(recorded.execNs, -1);
    const { bucketNs, start } = whole.density;
    const cut = start[start.length >> 1];
    const left = await dispatch(session, 'trace.timeline', { input: 0, from: 0, to: cut, steps: 1e6 });
    const right = await dispatch(session, 'trace.timeline', { input: 0, from: cut, to: durationNs, steps: 1e6 });
    expect(left.density.bucketNs).toBeLessThanOrEqual(bucketNs);
    expect(integral(left.density, left.density.running) + integral(right.density, right.density.running)).toBeCloseTo(recorded.execNs, -1);
    const lane = (name: string) => whole.lanes.find((one) => one.lane === name);
    const counted = (name: string) => recorded.ranges[name]?.count ?? 0;
    expect(total(lane('stw-gc')?.ranges ?? [])).toBe(
      counted('stop-the-world (GC sweep termination)') + counted('stop-the-world (GC mark termination)'),
    );
    // Go counts the phases that ended; the lane also shows the one under way when the trace ends.
    const open = lane('mark')?.end.at(-1) === durationNs ? 1 : 0;
    expect(total(lane('mark')?.ranges ?? []) - open).toBe(counted('GC concurrent mark phase'));
    for (const one of whole.lanes) for (let i = 1; i < one.start.length; i++) expect(one.start[i]).toBeGreaterThan(one.end[i - 1]);
    const heap = whole.metrics.find((metric) => metric.name === '/memory/classes/heap/objects:bytes');
    expect(Math.max(...(heap?.value ?? []))).toBe(recorded.metricsMaxLast['/memory/classes/heap/objects:bytes'][0]);
  });

  it('latencies give their sums over all stacks', async () => {
    for (const kind of latencyKinds) {
      const report = await dispatch(session, 'trace.latencies', { input: 0, kind, limit: 100_000 });
      expect(report.rows).toHaveLength(report.stacks);
      expect(total(report.rows.map((row) => row.ns))).toBe(report.ns);
      expect(total(report.rows.map((row) => row.count))).toBe(report.count);
    }
  });
});
