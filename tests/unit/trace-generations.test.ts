import { getEventListeners } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../lib/base/errors';
import { bytesSource } from '../../lib/base/source';
import type { EventChunk } from '../../lib/formats/trace/chunk';
import { decodeTrace } from '../../lib/formats/trace/decode';
import { GenerationDecoder } from '../../lib/formats/trace/packets';
import { decodeTraceParallel, type GenerationPool, localPool } from '../../lib/formats/trace/parallel';
import { scanGenerations } from '../../lib/formats/trace/scan';
import { generationReader, TraceWindows } from '../../lib/formats/trace/windows';
import type { SpanColumns } from '../../lib/model/lanes';
import { GoState } from '../../lib/model/trace';

const dir = join(__dirname, '../../fixtures/captures/traces');
const files = readdirSync(dir).filter((name) => name.endsWith('.trace'));
const open = (name: string) => bytesSource(name, new Uint8Array(readFileSync(join(dir, name))));
/** A pool of as many workers on this thread, each of which counts apart what follows a generation's first few events; and what it did. */
function countingPool(size: number, headCapacity: number) {
  const done = { opened: 0, parts: 0, events: 0, logged: 0 };
  const pool: GenerationPool = {
    size,
    open(source, version, ref, apart) {
      done.opened++;
      const decoder = new GenerationDecoder(source, version, ref, apart && { ...apart, headCapacity });
      const next = async (reuse?: EventChunk) => {
        const packet = await decoder.next(reuse);
        if (packet?.part) {
          done.parts++;
          done.events += packet.part.events;
          done.logged += packet.part.logged;
        }
        return packet;
      };
      return { next, close: () => {} };
    },
  };
  return { pool, done };
}

/** A span in words: its state between spaces. */
function textOf({ goroutine, state, start, end, proc, thread, lost, reason }: SpanColumns, at: number, strings: readonly string[]): string {
  return `${goroutine[at]} ${state[at]} [${start[at]}, ${end[at]}) P${proc[at]} M${thread[at]} ${lost[at]} «${strings[reason[at]]}»`;
}

describe('generations of a trace', () => {
  it.each(files)('decoded and counted side by side give what sequential decoding gives: %s', async (name) => {
    const source = open(name);
    const scan = await scanGenerations(source);
    const sequential = await decodeTrace(source);
    if (scan.generations.length > 0) expect(scan.generations.length).toBe(sequential.generations.count);
    // The fewer events come first, the more of each generation is counted apart, down to where their times overlap those of the one before.
    const hasSeveral = scan.generations.length > 1;
    for (const head of hasSeveral ? [16, 24, 100, 1000] : [100]) {
      for (const size of hasSeveral ? [1, 3] : [1]) {
        const { pool, done } = countingPool(size, head);
        const joined = await decodeTraceParallel(source, pool);
        // To the last bit, and told in full only where it differs: that takes longer than decoding.
        if (!isDeepStrictEqual(joined, sequential)) expect(joined).toEqual(sequential);
        expect(isDeepStrictEqual(joined, sequential)).toBe(true);
        expect(done.opened > 0).toBe(hasSeveral);
      }
    }
  });

  it.each([
    ['report-faulty-go1.22.trace', 2],
    ['report-faulty-go1.23.trace', 2],
    ['report-faulty-go1.25.trace', 2],
    ['report-faulty-go1.26.trace', 2],
    ['flight-go1.26.trace', 2],
    ['web-go1.26.trace', 1],
  ])('are counted apart, but for what only the whole can tell: %s', async (name, parts) => {
    const { pool, done } = countingPool(3, 100);
    await decodeTraceParallel(open(name), pool);
    expect(done.parts).toBe(parts);
    expect(done.logged).toBeLessThan(done.events);
  });

  it('are not counted apart once user regions are open', async () => {
    const { pool, done } = countingPool(3, 100);
    await decodeTraceParallel(open('report-mended-go1.26.trace'), pool);
    expect(done.opened).toBe(2);
    expect(done.events).toBeLessThan(1000);
  });

  it.each(files)('decoded again as a window give the same times in each state: %s', async (name) => {
    const source = open(name);
    const trace = await decodeTrace(source);
    const windows = new TraceWindows(source, trace, 1 << 20);
    const { spans } = await windows.window(0, trace.durationNs + 1);
    const { goroutines } = trace;
    const times = Array.from({ length: 6 }, () => new Float64Array(goroutines.count));
    for (let i = 0; i < spans.count; i++) times[spans.state[i]][spans.goroutine[i]] += spans.end[i] - spans.start[i];
    expect(times[GoState.Running]).toEqual(goroutines.execNs);
    // A wait for ever is a span that the statistics leave out.
    const forever = goroutines.stateReason.map((reason) => (trace.strings[reason] === 'forever' ? 1 : 0));
    for (let row = 0; row < goroutines.count; row++) {
      if (!forever[row]) expect(times[GoState.Waiting][row]).toBe(goroutines.blockNs[row]);
    }
  });

  it.each(files)('given span by span they are those of the windows: %s', async (name) => {
    const source = open(name);
    const trace = await decodeTrace(source);
    const windows = new TraceWindows(source, trace);
    const read = generationReader(source, trace);
    const { generations } = trace;
    for (let i = 0; i < generations.count; i++) {
      const texts: string[] = [];
      const executing: string[] = [];
      let wakes = 0;
      await read(
        i,
        ({ spans, strings, wakes: more }) => {
          wakes += more.count;
          for (let at = 0; at < spans.count; at++) texts.push(textOf(spans, at, strings));
          for (let at = 0; at < spans.count; at++) if (spans.lost[at] > spans.end[at]) throw new Error('lost after its end');
        },
        {},
      );
      await read(
        i,
        ({ spans, strings }) => {
          for (let at = 0; at < spans.count; at++) executing.push(textOf(spans, at, strings));
        },
        { executing: true },
      );
      const [whole] = await windows.generations(generations.start[i], generations.start[i] + 1);
      const want = Array.from({ length: whole.spans.count }, (_, at) => textOf(whole.spans, at, windows.strings)).sort();
      // As one text each: lists of a hundred thousand take a second to compare.
      expect(texts.sort().join('\n')).toBe(want.join('\n'));
      expect(executing.sort().join('\n')).toBe(want.filter((text) => /^-?\d+ [35] /.test(text)).join('\n'));
      expect(wakes).toBe(whole.wakes.count);
    }
  });

  it('a signal given for many windows is let go of after each', async () => {
    const source = open('report-faulty-go1.25.trace');
    const trace = await decodeTrace(source);
    const windows = new TraceWindows(source, trace);
    const { signal } = new AbortController();
    for (let i = 0; i < 3; i++) await windows.window(0, trace.durationNs + 1, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('a window in two halves has the spans of the whole', async () => {
    const source = open('report-faulty-go1.25.trace');
    const trace = await decodeTrace(source);
    const windows = new TraceWindows(source, trace);
    const middle = Math.floor(trace.durationNs / 2);
    const [left, right, whole] = await Promise.all([
      windows.window(0, middle),
      windows.window(middle, trace.durationNs + 1),
      windows.window(0, trace.durationNs + 1),
    ]);
    let across = 0;
    for (let i = 0; i < whole.spans.count; i++) if (whole.spans.start[i] < middle && whole.spans.end[i] > middle) across++;
    expect(left.spans.count + right.spans.count - across).toBe(whole.spans.count);
    expect(left.wakes.count + right.wakes.count).toBe(whole.wakes.count);
    const few = await windows.window(0, trace.durationNs + 1, { limit: 100 });
    expect(few.spans.count).toBeLessThanOrEqual(100);
    expect(few.spans.count + few.omitted).toBe(whole.spans.count);
    const stack = whole.spans.stack.find((at) => at > 0) ?? 0;
    expect(windows.frames(stack).length).toBeGreaterThan(0);
  });

  it('a missing generation is told as damage, and what stands before it is kept', async () => {
    const source = open('report-faulty-go1.25.trace');
    const bytes = await source.slice(0, source.size);
    const { generations } = await scanGenerations(source);
    const [, second, third] = generations;
    const without = new Uint8Array([...bytes.subarray(0, second.firstByte), ...bytes.subarray(third.firstByte)]);
    const trace = await decodeTraceParallel(bytesSource('gap', without), localPool);
    expect(trace.generations.count).toBe(1);
    expect(trace.lost?.fromByte).toBe(second.firstByte);
    expect(trace.lost?.bytes).toBe(without.length - second.firstByte);
  });

  it('a cancelled read stops', async () => {
    const controller = new AbortController();
    controller.abort();
    const read = decodeTrace(open('report-mended-go1.26.trace'), { signal: controller.signal });
    const outcome = await read.catch((error: unknown) => error);
    // A read that is over before it looks is as good.
    expect(outcome instanceof InputError ? outcome.code : 'done').toMatch(/cancelled|done/);
  });
});
