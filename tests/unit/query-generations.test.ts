import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource } from '@/lib/base/source';
import { decodeTrace } from '@/lib/formats/trace/decode';
import { decodeTraceParallel } from '@/lib/formats/trace/parallel';
import { createGenerationPool, createGenerationServer, type GenerationPort, type GenerationReply } from '@/lib/query/generations';

const file = 'fixtures/captures/traces/report-faulty-go1.26.trace';
const bytes = new Uint8Array(readFileSync(file));
const whole = blobSource(file, new Blob([bytes]));

/** A pool whose workers are on this thread, behind a border that clones and transfers as a real one does. */
function poolOf(size: number, breakAfter = Number.POSITIVE_INFINITY) {
  let answers = 0;
  let awaiting = 0;
  let opened = 0;
  const ports = Array.from({ length: size }, (): GenerationPort => {
    const answer = createGenerationServer(
      ({ name, blob }) => {
        opened += 1;
        return {
          source: blobSource(name, blob as Blob),
          close: () => {
            opened -= 1;
          },
        };
      },
      (reply: GenerationReply, transfer) => {
        const arrived = structuredClone(reply, { transfer });
        answers += 1;
        if (answers > breakAfter) pool.fail(port, 'told to');
        else queueMicrotask(() => pool.reply(arrived));
      },
    );
    const port: GenerationPort = {
      post: (request, transfer) => {
        const arrived = structuredClone(request, { transfer });
        queueMicrotask(() => void answer(arrived));
      },
      busy: (now) => {
        awaiting += now ? 1 : -1;
      },
    };
    return port;
  });
  const pool = createGenerationPool(ports);
  return { pool, state: () => ({ awaiting, opened }) };
}

describe('a pool of workers', () => {
  it.each([1, 2, 3])('of %d gives the table that one thread gives, and rests afterwards', async (size) => {
    const { pool, state } = poolOf(size);
    expect(await decodeTraceParallel(whole, pool)).toEqual(await decodeTrace(whole));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(state()).toEqual({ awaiting: 0, opened: 0 });
  });

  it('that breaks leaves the work to this thread', async () => {
    const { pool } = poolOf(2, 3);
    expect(await decodeTraceParallel(whole, pool)).toEqual(await decodeTrace(whole));
  });

  it('is not asked for a source that only this thread can read', async () => {
    const { pool, state } = poolOf(2);
    const memory = bytesSource(file, bytes);
    expect(await decodeTraceParallel(memory, pool)).toEqual(await decodeTrace(memory));
    expect(state()).toEqual({ awaiting: 0, opened: 0 });
  });
});
