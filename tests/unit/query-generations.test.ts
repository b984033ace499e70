import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource } from '@/lib/base/source';
import { decodeTrace } from '@/lib/formats/trace/decode';
import { decodeTraceParallel } from '@/lib/formats/trace/parallel';
import { scanGenerations } from '@/lib/formats/trace/scan';
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

  it('goes on with the workers that are left when one is gone', async () => {
    const asked: string[] = [];
    const port = (name: string): GenerationPort => ({ post: ({ kind }) => void asked.push(`${name} ${kind}`) });
    const [first, second] = [port('first'), port('second')];
    const pool = createGenerationPool([first, second]);
    pool.fail(first, 'told to');
    const { version, generations } = await scanGenerations(whole);
    for (const ref of generations.slice(0, 2)) pool.open(whole, version, ref);
    expect(asked).toEqual(['second open', 'second open']);
  });

  it('tells why a worker could not open the file, instead of giving a generation without events', async () => {
    const replies: GenerationReply[] = [];
    const answer = createGenerationServer(
      () => {
        throw new Error('too many open files');
      },
      (reply) => replies.push(reply),
    );
    const { version, generations } = await scanGenerations(whole);
    await answer({ kind: 'open', id: 1, source: whole, version, ref: generations[0] });
    await answer({ kind: 'next', id: 1, reuse: undefined });
    await answer({ kind: 'close', id: 1 });
    expect(replies).toMatchObject([{ id: 1, failure: { code: 'internal', message: 'too many open files' } }]);
  });

  it('is not asked for a source that only this thread can read', async () => {
    const { pool, state } = poolOf(2);
    const memory = bytesSource(file, bytes);
    expect(await decodeTraceParallel(memory, pool)).toEqual(await decodeTrace(memory));
    expect(state()).toEqual({ awaiting: 0, opened: 0 });
  });
});
