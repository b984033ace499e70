import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../lib/base/errors';
import { bytesSource } from '../../lib/base/source';
import { decodeTrace } from '../../lib/formats/trace/decode';
import { eventsJson } from '../../lib/formats/trace/events';
import { GenerationDecoder } from '../../lib/formats/trace/packets';
import { decodeTraceParallel, type GenerationPool } from '../../lib/formats/trace/parallel';
import type { TraceTable } from '../../lib/model/trace';

const dir = join(__dirname, '../golden/trace');
const names = ['context-go1.20', 'context-go1.22', 'context-go1.24', 'context-go1.26'];
const files = names.map((name) => new Uint8Array(readFileSync(join(dir, `${name}.trace`))));

/** Decodes to a table or to the one kind of error that damage may give. */
async function decode(bytes: Uint8Array): Promise<TraceTable | InputError> {
  try {
    return await decodeTrace(bytesSource('damaged', bytes));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

async function lines(bytes: Uint8Array): Promise<string[]> {
  const out: string[] = [];
  try {
    for await (const line of eventsJson(bytesSource('damaged', bytes))) out.push(line);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return out;
}

/** A pool that counts apart what follows the first events of a generation. */
const apartPool: GenerationPool = {
  size: 3,
  open(source, version, ref, apart) {
    const decoder = new GenerationDecoder(source, version, ref, apart && { ...apart, headCapacity: 24 });
    return { next: (reuse) => decoder.next(reuse), close: () => {} };
  },
};

/** Traces of several generations. */
const long = ['report-faulty-go1.22', 'report-faulty-go1.23', 'report-faulty-go1.26', 'flight-go1.25', 'web-go1.26'].map(
  (name) => new Uint8Array(readFileSync(join(__dirname, `../../fixtures/captures/traces/${name}.trace`))),
);

/** What holds of every table, however it came about. */
function consistent(result: TraceTable | InputError, size: number): void {
  if (result instanceof InputError) {
    expect(result.code).not.toBe('internal');
    expect(result.message).not.toBe('');
    return;
  }
  const kinds = Object.values(result.kinds).reduce((a, b) => a + b, 0);
  expect(kinds).toBe(result.events);
  const { lost, generations, goroutines } = result;
  if (lost) {
    expect(lost.fromByte + lost.bytes).toBe(size);
    expect(lost.reason).not.toBe('');
    for (const end of generations.endByte) expect(end).toBeLessThanOrEqual(lost.fromByte);
  }
  for (let i = 0; i < goroutines.count; i++) {
    expect(goroutines.name[i]).toBeLessThan(result.strings.length);
    expect(goroutines.creator[i]).toBeLessThan(goroutines.count);
    expect(goroutines.execNs[i]).toBeGreaterThanOrEqual(0);
  }
}

describe('damaged traces', () => {
  it('cut anywhere: whole generations are kept, or a typed error is given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), async (which, part) => {
        const size = Math.floor(files[which].length * part);
        consistent(await decode(files[which].subarray(0, size)), size);
      }),
      { numRuns: 150 },
    );
  });

  it('bytes overwritten anywhere: no crash, no hang', async () => {
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.array(change, { minLength: 1, maxLength: 8 }), async (which, changes) => {
        const bytes = files[which].slice();
        for (const [part, value] of changes) bytes[Math.floor((bytes.length - 1) * part)] = value;
        consistent(await decode(bytes), bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('a run of bytes taken out: no crash, no hang', async () => {
    const places = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 4096 }));
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), places, async (which, [part, length]) => {
        const bytes = files[which];
        const from = Math.floor(bytes.length * part);
        const without = new Uint8Array([...bytes.subarray(0, from), ...bytes.subarray(from + length)]);
        consistent(await decode(without), without.length);
      }),
      { numRuns: 100 },
    );
  });

  it('bytes overwritten anywhere: counted generation by generation or in one go, it is the same', async () => {
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.nat(long.length - 1), fc.array(change, { minLength: 1, maxLength: 3 }), async (which, changes) => {
        const bytes = long[which].slice();
        for (const [part, value] of changes) bytes[Math.floor((bytes.length - 1) * part)] = value;
        const source = bytesSource('damaged', bytes);
        const apart = await decodeTraceParallel(source, apartPool).catch((error: unknown) => error);
        const whole = await decode(bytes);
        if (whole instanceof InputError) expect(apart).toBeInstanceOf(InputError);
        else expect(apart).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('the events before the damage are those of the sound trace', async () => {
    const sound = await lines(files[3]);
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (part) => {
        const cut = await lines(files[3].subarray(0, Math.floor(files[3].length * part)));
        // The last event may be the sync that ends a shorter trace.
        expect(sound.slice(0, Math.max(0, cut.length - 1))).toEqual(cut.slice(0, -1));
      }),
      { numRuns: 40 },
    );
  });

  it('random bytes after a header: a typed error', async () => {
    const version = fc.constantFrom('11', '19', '21', '22', '23', '25', '26');
    await fc.assert(
      fc.asyncProperty(version, fc.uint8Array({ maxLength: 2000 }), async (n, noise) => {
        const header = new TextEncoder().encode(`go 1.${n} trace\0\0\0`);
        const bytes = new Uint8Array([...header, ...noise]);
        consistent(await decode(bytes), bytes.length);
      }),
      { numRuns: 300 },
    );
  });
});
