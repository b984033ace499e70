import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { generationReader, TraceWindows } from '@/lib/formats/trace/windows';
import { LaneOverview } from '@/lib/index/trace/lane-overview';
import { type Lane, laneKinds, type SpanClass, spanClasses } from '@/lib/model/lanes';
import { GoState } from '@/lib/model/trace';
import { tableOf } from '@/lib/query/part';
import { dispatch } from '@/lib/query/queries';
import { openCase, type Session } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

/** Time of a lane by class: its spans, and its shares times the step. */
function timeOf(lane: Lane, step: number, of: readonly SpanClass[]): number {
  const kinds = of.map((name) => spanClasses.indexOf(name));
  let ns = 0;
  for (let i = 0; i < lane.start.length; i++) if (kinds.includes(lane.kind[i])) ns += lane.end[i] - lane.start[i];
  for (let i = 0; i < lane.bucket.length; i++) if (kinds.includes(lane.bucketKind[i])) ns += lane.share[i] * step;
  return ns;
}
const executing = ['running', 'assist', 'gc-mark', 'sweep'] as const;

// What Go's own summarizer says of these traces: tests/golden/trace/record.ts.
describe.each(['1.22', '1.24', '1.25', '1.26'])('lanes of a trace of Go %s', (version) => {
  const file = `tests/golden/trace/context-go${version}.trace`;
  const recorded = JSON.parse(readFileSync(file.replace(/trace$/, 'json'), 'utf8')) as {
    durationNs: number;
    execNs: number;
    schedWaitNs: number;
    syscallNs: number;
    goroutines: number;
    blockNs: Readonly<Record<string, number>>;
    ranges: Readonly<Record<string, { readonly count: number }>>;
  };
  const whole = { input: 0, from: 0, to: recorded.durationNs };
  const open = (): Promise<Session> => openCase([fileRequest(file)]);

  it('Ps and threads hold all execution, disjoint and in order, whatever the step', async () => {
    const session = await open();
    for (const by of ['proc', 'thread'] as const) {
      for (const steps of [8192, 50]) {
        const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by, steps });
        expect(total(lanes.map((lane) => timeOf(lane, step, executing))) / recorded.execNs).toBeCloseTo(1, 5);
        for (const lane of lanes) {
          for (let i = 1; i < lane.start.length; i++) expect(lane.start[i]).toBeGreaterThanOrEqual(lane.end[i - 1]);
          for (let i = 0; i < lane.start.length; i++) expect(lane.end[i] - lane.start[i]).toBeGreaterThanOrEqual(step);
          expect([...lane.bucket]).toEqual([...lane.bucket].sort((a, b) => a - b));
        }
      }
    }
  });

  it('a P is held no longer than it was in use', async () => {
    const session = await open();
    const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by: 'proc', steps: 8192 });
    const { density } = await dispatch(session, 'trace.timeline', { ...whole, steps: 8192 });
    const inUse = total(
      Array.from(density.procs, (procs, i) => procs * Math.min(density.bucketNs, recorded.durationNs - density.start[i])),
    );
    expect(total(lanes.map((lane) => timeOf(lane, step, spanClasses)))).toBeLessThanOrEqual(inUse * 1.0001);
  });

  it('the overview that long traces get has the same times', async () => {
    const session = await open();
    const trace = tableOf(session, 'trace', { input: 0 });
    const overview = new LaneOverview(trace, generationReader(bytesSource(file, new Uint8Array(readFileSync(file))), trace));
    const { rows } = await dispatch(session, 'trace.laneList', { ...whole, limit: 20 });
    const keys = rows.map(({ row }) => row);
    for (const by of laneKinds) {
      let read = await overview.read(by, by === 'goroutine' ? keys : undefined, {});
      for (let i = 1; i < trace.generations.count; i++) read = await overview.read(by, by === 'goroutine' ? keys : undefined, {});
      expect(read).toMatchObject({ exact: false, readTo: recorded.durationNs });
      const exact = await dispatch(session, 'trace.lanes', { ...whole, by, keys, steps: 2000 });
      expect(read.lanes.map(({ label }) => label)).toEqual(exact.lanes.map(({ label }) => label));
      for (const [i, lane] of exact.lanes.entries()) {
        for (const name of spanClasses) {
          const want = timeOf(lane, exact.step, [name]);
          expect(Math.abs(timeOf(read.lanes[i], read.step, [name]) - want)).toBeLessThanOrEqual(1 + want * 1e-4);
        }
      }
    }
  });

  it('goroutines have their own times, in the order asked for', async () => {
    const session = await open();
    const { rows, total: all } = await dispatch(session, 'trace.laneList', { ...whole, limit: 5 });
    expect(all).toBeLessThanOrEqual(recorded.goroutines);
    const page = await dispatch(session, 'trace.goroutines', { input: 0, sort: 'exec', limit: 500 });
    const own = page.rows.filter(({ name }) => !/^runtime[./]/.test(name) || name === 'runtime.main');
    expect(rows.map(({ row }) => row)).toEqual(own.slice(0, 5).map(({ row }) => row));
    const keys = rows.map(({ row }) => row).reverse();
    const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by: 'goroutine', keys, steps: 8192 });
    expect(lanes.map(({ key }) => key)).toEqual(keys);
    for (const lane of lanes) {
      const one = page.rows.find(({ row }) => row === lane.key);
      expect(timeOf(lane, step, executing) / Math.max(1, one?.times.exec ?? 0)).toBeCloseTo(1, 4);
      expect(lane.name).toBe(one?.name);
    }
  });

  it('the whole as an area is what Go counts', async () => {
    const session = await open();
    const area = await dispatch(session, 'trace.area', { ...whole, to: recorded.durationNs + 1 });
    expect(area.times.running).toBe(recorded.execNs);
    expect(area.times.syscall).toBe(recorded.syscallNs);
    expect(area.times.runnable).toBe(recorded.schedWaitNs);
    expect(total(area.functions.map((one) => one.goroutines))).toBe(area.goroutines);
    expect(total(area.functions.map((one) => one.running))).toBe(recorded.execNs);
    for (const [name, { count }] of Object.entries(recorded.ranges)) {
      expect(area.ranges.find((range) => range.name === name)?.count ?? 0).toBeGreaterThanOrEqual(count);
    }
  });

  it('an area is the same whether its spans are held or read again', async () => {
    const session = await open();
    const part = { input: 0, from: Math.round(recorded.durationNs / 4), to: Math.round(recorded.durationNs / 2) };
    const areas = [part, { ...part, by: 'goroutine', keys: [1, 2, 3] }, { ...part, by: 'proc', keys: [0] }] as const;
    const read = await Promise.all(areas.map((area) => dispatch(session, 'trace.area', area)));
    await dispatch(session, 'trace.lanes', { ...whole, by: 'proc', steps: 100 });
    expect(await Promise.all(areas.map((area) => dispatch(session, 'trace.area', area)))).toEqual(read);
  });

  it('areas beside each other add up', async () => {
    const session = await open();
    const middle = Math.round(recorded.durationNs / 3);
    const [all, left, right] = await Promise.all(
      [
        [0, recorded.durationNs],
        [0, middle],
        [middle, recorded.durationNs],
      ].map(([from, to]) => dispatch(session, 'trace.area', { input: 0, from, to })),
    );
    for (const state of ['running', 'runnable', 'syscall', 'waiting'] as const) {
      expect(left.times[state] + right.times[state]).toBe(all.times[state]);
    }
    expect(left.wakeups + right.wakeups).toBe(all.wakeups);
    expect(left.cpuSamples + right.cpuSamples).toBe(all.cpuSamples);
    const { lanes } = await dispatch(session, 'trace.lanes', { ...whole, by: 'proc', steps: 10 });
    const parts = await Promise.all(lanes.map(({ key }) => dispatch(session, 'trace.area', { ...whole, by: 'proc', keys: [key] })));
    expect(total(parts.map((part) => part.times.running))).toBe(all.times.running);
  });

  it('who woke whom: arrows begin where the waker ran and end where the woken one runs', async () => {
    const session = await open();
    const { rows } = await dispatch(session, 'trace.goroutines', { input: 0, sort: 'schedWait', limit: 3 });
    for (const { row } of rows) {
      const detail = await dispatch(session, 'trace.goroutine', { input: 0, row });
      const flows = await dispatch(session, 'trace.flows', { ...whole, to: recorded.durationNs + 1, row });
      const woken = [...flows.to].filter((to) => to === row).length;
      if (flows.total === flows.count) expect(woken).toBeGreaterThanOrEqual(detail.wakeups);
      for (let i = 0; i < flows.count; i++) {
        expect(flows.from[i] === row || flows.to[i] === row).toBe(true);
        if (!Number.isNaN(flows.ran[i])) expect(flows.ran[i]).toBeGreaterThanOrEqual(flows.time[i]);
      }
    }
  });

  it('a span has its state, its ends and its stacks', async () => {
    const session = await open();
    const { rows } = await dispatch(session, 'trace.goroutines', { input: 0, sort: 'block', limit: 5 });
    for (const { row, id } of rows) {
      const { lanes } = await dispatch(session, 'trace.lanes', { ...whole, by: 'goroutine', keys: [row], steps: 8192 });
      for (let i = 0; i < Math.min(4, lanes[0].start.length); i++) {
        const at = (lanes[0].start[i] + lanes[0].end[i]) / 2;
        const span = await dispatch(session, 'trace.span', { input: 0, row, at });
        expect(span).toMatchObject({ row, id });
        expect(span?.start).toBeLessThanOrEqual(at);
        expect(span?.end).toBeGreaterThan(at);
        if (span?.state === 'Running') expect(span.proc).toBeDefined();
      }
    }
  });

  it('a window that two ask for, and one gives up, is still given to the other', async () => {
    const session = await open();
    const stop = new AbortController();
    const request = { input: 0, by: 'proc', from: 1e6, to: 2e6, steps: 100 } as const;
    const given = dispatch(session, 'trace.lanes', request);
    const dropped = dispatch(session, 'trace.lanes', { ...request, steps: 200 }, { signal: stop.signal });
    stop.abort();
    await expect(dropped).rejects.toMatchObject({ code: 'cancelled' });
    expect((await given).lanes.length).toBeGreaterThan(0);
  });

  it('what cannot be is refused', async () => {
    const session = await open();
    await expect(dispatch(session, 'trace.lanes', { input: 0, from: 5, to: 5, steps: 10, by: 'proc' })).rejects.toThrow('is empty');
    await expect(dispatch(session, 'trace.flows', { ...whole, row: recorded.goroutines })).rejects.toThrow('no goroutine row');
  });
});

describe('lanes', () => {
  it.each(['1.18', '1.19', '1.21'])('a trace of Go %s, which is one generation, has them too', async (version) => {
    const session = await openCase([fileRequest(`fixtures/captures/traces/report-faulty-go${version}.trace`)]);
    const { summary } = await dispatch(session, 'trace.head', { input: 0 });
    const whole = { input: 0, from: 0, to: summary.durationNs + 1 };
    const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by: 'proc', steps: 500 });
    expect(total(lanes.map((lane) => timeOf(lane, step, executing))) / summary.execNs).toBeCloseTo(1, 5);
    expect((await dispatch(session, 'trace.area', whole)).times.running).toBe(summary.execNs);
  });

  it('a call that sleeps in the kernel gives its P up', async () => {
    const session = await openCase([fileRequest('fixtures/captures/traces/convert-faulty-go1.26.trace')]);
    const { summary } = await dispatch(session, 'trace.head', { input: 0 });
    const whole = { input: 0, from: 0, to: summary.durationNs, steps: 8192 };
    const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by: 'proc' });
    const { density } = await dispatch(session, 'trace.timeline', whole);
    const integral = (values: Float64Array) =>
      total(Array.from(values, (value, i) => value * Math.min(density.bucketNs, summary.durationNs - density.start[i])));
    expect(total(lanes.map((lane) => timeOf(lane, step, spanClasses)))).toBeLessThanOrEqual(integral(density.procs) * 1.0001);
    // The writer of the CPU profile sleeps most of the time, in system calls.
    expect(integral(density.syscall)).toBeGreaterThan(0.5e9);
    expect(total(lanes.map((lane) => timeOf(lane, step, ['syscall'])))).toBeLessThan(integral(density.syscall) / 5);
  });

  it.each(['imaging-mended-go1.26', 'report-faulty-go1.26', 'report-faulty-go1.21', 'depot-weigh-faulty-go1.26'])(
    'assists of %s stand in the lanes as long as they ran, and in the details of their spans',
    async (name) => {
      const file = `fixtures/captures/traces/${name}.trace`;
      const session = await openCase([fileRequest(file)]);
      const trace = tableOf(session, 'trace', { input: 0 });
      const { ranges, strings, durationNs } = trace;
      const source = bytesSource(file, new Uint8Array(readFileSync(file)));
      const { spans } = await new TraceWindows(source, trace).window(0, durationNs + 1);
      let ran = 0;
      const assists = Array.from(ranges.start.keys()).filter((i) => strings[ranges.name[i]] === 'GC mark assist');
      for (const i of assists) {
        for (let at = 0; at < spans.count; at++) {
          if (spans.goroutine[at] !== ranges.goroutine[i] || spans.state[at] !== GoState.Running) continue;
          const end = Number.isNaN(ranges.end[i]) ? durationNs : ranges.end[i];
          ran += Math.max(0, Math.min(end, spans.end[at]) - Math.max(ranges.start[i], spans.start[at]));
        }
      }
      expect(ran).toBeGreaterThan(0);
      const whole = { input: 0, from: 0, to: durationNs, steps: 8192 };
      for (const by of ['proc', 'thread'] as const) {
        const { lanes, step } = await dispatch(session, 'trace.lanes', { ...whole, by });
        expect(total(lanes.map((lane) => timeOf(lane, step, ['assist']))) / ran).toBeCloseTo(1, 4);
        expect(total(lanes.map((lane) => timeOf(lane, step, executing))) / total(trace.goroutines.execNs)).toBeCloseTo(1, 4);
      }
      const overview = new LaneOverview(trace, generationReader(source, trace));
      let read = await overview.read('proc', undefined, {});
      for (let i = 1; i < trace.generations.count; i++) read = await overview.read('proc', undefined, {});
      expect(total(read.lanes.map((lane) => timeOf(lane, read.step, ['assist']))) / ran).toBeCloseTo(1, 4);

      const longest = assists.reduce((a, b) => (ranges.end[b] - ranges.start[b] > ranges.end[a] - ranges.start[a] ? b : a));
      const at = ranges.start[longest] + 1;
      const span = await dispatch(session, 'trace.span', { input: 0, row: ranges.goroutine[longest], at });
      const told = span?.ranges.find(({ start }) => start === ranges.start[longest]);
      expect(told).toMatchObject({ name: 'GC mark assist', end: ranges.end[longest] });
      if (ranges.stack[longest] > 0) expect(told?.stack.some((frame) => frame.function.startsWith('runtime.'))).toBe(true);
    },
  );

  it('a gzip trace gives the same', async () => {
    const file = 'tests/golden/trace/context-go1.26.trace';
    const packed = bytesSource('context.trace.gz', new Uint8Array(gzipSync(readFileSync(file))));
    const session = await openCase([{ source: packed }, fileRequest(file)]);
    const request = { from: 1e6, to: 2e6, by: 'proc', steps: 200 } as const;
    expect(await dispatch(session, 'trace.lanes', { ...request, input: 0 })).toEqual(
      await dispatch(session, 'trace.lanes', { ...request, input: 1 }),
    );
  });

  it('tasks and regions lie below each other, never on each other', async () => {
    const session = await openCase([fileRequest('fixtures/captures/traces/imaging-faulty-go1.26.trace')]);
    const { summary } = await dispatch(session, 'trace.head', { input: 0 });
    const lanes = await dispatch(session, 'trace.userLanes', { input: 0, from: 0, to: summary.durationNs, steps: 8192 });
    expect(lanes.lanes.map(({ name }) => name)).toContain('upload');
    expect(lanes.lanes.map(({ name }) => name)).toContain('enqueue');
    for (const lane of lanes.lanes) {
      for (let i = 1; i < lane.start.length; i++) expect(lane.start[i]).toBeGreaterThanOrEqual(lane.end[i - 1]);
    }
  });

  it('CPU samples of the whole are as many as the trace has, and of its parts', async () => {
    const session = await openCase([fileRequest('fixtures/captures/traces/convert-faulty-go1.26.trace')]);
    const { summary, cpuSamples } = await dispatch(session, 'trace.head', { input: 0 });
    const to = summary.durationNs + 1;
    const tree = await dispatch(session, 'trace.cpuTree', { input: 0, from: 0, to });
    expect(Number(tree?.total[0])).toBe(cpuSamples);
    const half = Math.round(to / 2);
    const parts = await Promise.all([
      dispatch(session, 'trace.cpuTree', { input: 0, from: 0, to: half }),
      dispatch(session, 'trace.cpuTree', { input: 0, from: half, to }),
    ]);
    expect(total(parts.map((part) => Number(part?.total[0] ?? 0)))).toBe(cpuSamples);
    expect(await dispatch(session, 'trace.cpuTree', { input: 0, from: 0, to: 1 })).toBeUndefined();
  });
});
