import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, bytesSource } from '../../lib/base/source';
import { BatchReader } from '../../lib/formats/trace/batches';
import { decodeTrace } from '../../lib/formats/trace/decode';
import { eventsJson } from '../../lib/formats/trace/events';
import { Ev, GoStatus, ProcStatus } from '../../lib/formats/trace/kinds';
import { sampleTrace, ThreadWriter, TraceWriter } from '../../lib/formats/trace/warm-up';
import { IdTable, WideIds } from '../../lib/formats/trace/wide';
import { traceSummary } from '../../lib/index/trace/summary';

async function lines(bytes: Uint8Array): Promise<string[]> {
  const out: string[] = [];
  for await (const line of eventsJson(bytesSource('made-up', bytes))) out.push(line);
  return out;
}

describe('numbers beyond 2^53', () => {
  it('times count from the first event, however long the machine has been up', async () => {
    const young = await lines(sampleTrace(20));
    // 2^52 ns is 52 days; from 2^53 on a timestamp is rounded to what a float holds, as Go rounds it.
    expect(await lines(sampleTrace(20, 1n << 52n))).toEqual(young);
    const old = await decodeTrace(bytesSource('old', sampleTrace(20, 1n << 62n)));
    expect(old.startNs).toBeGreaterThan(1n << 62n);
    expect(old.events).toBe(young.length);
    expect(old.durationNs).toBeLessThan(2 ** 40);
  });

  it('goroutine ids and metric values keep all their bits', async () => {
    const goroutine = (1n << 62n) + 3n;
    const thread = new ThreadWriter(7);
    thread.event(Ev.ProcStatus, 1000, 0, ProcStatus.Running);
    thread.event(Ev.GoStatus, 1001, 1, 7, GoStatus.Running);
    thread.event(Ev.HeapGoal, 1002, (1n << 63n) + 1n);
    thread.event(Ev.GoCreate, 1003, goroutine, 0, 0);
    thread.event(Ev.GoCreate, 1004, goroutine + 1n, 0, 0);
    thread.event(Ev.GoBlock, 1005, 1, 0);
    thread.event(Ev.GoStart, 1006, goroutine, 1);
    const writer = new TraceWriter();
    writer.generation(1, [thread], { frequency: 1_000_000_000, time: 1000, strings: ['sync'], stacks: [] });
    const bytes = writer.finish();
    const text = await lines(bytes);
    expect(text.some((line) => line.includes('"value":"9223372036854775809"'))).toBe(true);
    expect(text.filter((line) => line.includes(`"resource":"Goroutine ${goroutine}"`)).length).toBe(2);
    expect(text.filter((line) => line.includes(`"resource":"Goroutine ${goroutine + 1n}"`)).length).toBe(1);
    const trace = await decodeTrace(bytesSource('wide', bytes));
    expect(trace.goroutines.count).toBe(3);
    expect(trace.wideIds).toContain(goroutine);
    expect(traceSummary(trace).metricsMaxLast['/gc/heap/goal:bytes']).toEqual(['9223372036854775809', '9223372036854775809']);
  });

  it.each([2n ** 64n - 1n, 2n ** 64n - 16n])('a GOMAXPROCS of %s leaves all but the utilisation', async (procs) => {
    const thread = new ThreadWriter(7);
    thread.event(Ev.ProcStatus, 1000, 0, ProcStatus.Running);
    thread.event(Ev.GoStatus, 1001, 1, 7, GoStatus.Running);
    thread.event(Ev.ProcsChange, 1002, 2, 0);
    thread.event(Ev.ProcsChange, 1003, procs, 0);
    const writer = new TraceWriter();
    writer.generation(1, [thread], { frequency: 1_000_000_000, time: 1000, strings: ['sync'], stacks: [] });
    const trace = await decodeTrace(bytesSource('procs', writer.finish()));
    expect(trace.events).toBe(6);
    expect(trace.utilization).toBeUndefined();
  });

  it('2^64−1 is none, others keep apart and come back', () => {
    const wide = new WideIds();
    const values = [0n, 1n, (1n << 53n) - 1n, 1n << 53n, (1n << 53n) + 1n, 1n << 63n, (1n << 64n) - 2n, (1n << 64n) - 1n];
    const ids = values.map((value) => wide.intern(value));
    expect(ids[7]).toBe(-1);
    expect(new Set(ids).size).toBe(values.length);
    expect(ids.map((id) => wide.unsigned(id))).toEqual(values);
    expect(wide.signed(ids[7])).toBe(-1n);
    expect(wide.unsigned(wide.next(ids[2]))).toBe(1n << 53n);
    expect(wide.next(ids[7])).toBe(0);
  });
});

describe('the table of ids', () => {
  it.each([
    ['in sequence', (i: number) => i],
    ['multiples of 2^16', (i: number) => i * 65536],
    ['multiples of 2^32', (i: number) => i * 2 ** 32],
    ['beyond 2^53', (i: number) => -2 - i],
    ['by an odd stride', (i: number) => i * 2654435761],
  ])('holds ids %s', (_, id) => {
    const table = new IdTable();
    for (let i = 0; i < 20_000; i++) expect(table.add(id(i))).toBe(i);
    for (let i = 0; i < 20_000; i += 7) expect(table.find(id(i))).toBe(i);
    expect(table.find(2 ** 52 + 1)).toBe(-1);
    expect(table.count).toBe(20_000);
  });

  it('is a map of ids to the order they came in, wherever they lie', () => {
    const near = fc.integer({ min: 0, max: 3000 });
    const far = fc.integer({ min: 0, max: 3000 }).map((i) => 40_000_000_000 + i);
    const any = fc.double({ min: -100_000, max: 2 ** 53 - 1, noNaN: true }).map((value) => Math.trunc(value) + 0);
    fc.assert(
      fc.property(fc.array(fc.oneof(near, far, any), { maxLength: 3000 }), (ids) => {
        const table = new IdTable(4);
        const known = new Map<number, number>();
        const column = Float64Array.from(ids);
        const right = ids.every((id, i) => {
          if (table.findAt(column, i) !== (known.get(id) ?? -1)) return false;
          if (!known.has(id)) known.set(id, known.size);
          return (i % 2 === 0 ? table.add(id) : table.addAt(column, i)) === known.get(id);
        });
        return right && table.count === known.size && [...known].every(([id, slot]) => table.find(id) === slot && table.ids[slot] === id);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file read into the same buffers again and again', () => {
  it('gives the batches that one read of the whole gives', async () => {
    const bytes = sampleTrace(1500);
    const buffers = new Set<ArrayBufferLike>();
    const filed: ByteSource = {
      ...bytesSource('filed', bytes),
      sliceInto: async (start, end, into) => {
        buffers.add(into.buffer);
        into.fill(255);
        into.set(bytes.subarray(start, end));
        return into.subarray(0, Math.min(end, bytes.length) - start);
      },
    };
    const reader = new BatchReader(filed, 16, bytes.length, new WideIds(), 100_000);
    const whole = new BatchReader(bytesSource('whole', bytes), 16, bytes.length, new WideIds());
    let batches = 0;
    for (let batch = await reader.next(); batch; batch = await reader.next()) {
      expect(batch).toEqual(await whole.next());
      reader.release();
      batches++;
    }
    expect(await whole.next()).toBeUndefined();
    expect(batches).toBeGreaterThan(6);
    expect(buffers.size).toBeLessThan(Math.floor(bytes.length / 100_000));
  });
});
