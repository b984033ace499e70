import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError, UsageError } from '@/lib/base/errors';
import { createCaseClient, type WorkerPort } from '@/lib/worker/client';
import { createWorkerCore } from '@/lib/worker/core';
import type { WorkerFile, WorkerReply } from '@/lib/worker/protocol';

const capture = (name: string): WorkerFile => ({
  name,
  blob: new Blob([readFileSync(new URL(`../../../fixtures/captures/${name}`, import.meta.url))]),
});

/** A worker without a thread: messages are cloned as a real border would clone them. */
function port(): WorkerPort & { posted: WorkerReply[] } {
  const made: WorkerPort & { posted: WorkerReply[] } = {
    onmessage: null,
    onerror: null,
    posted: [],
    postMessage: (request) => void answer(structuredClone(request)),
    terminate: () => undefined,
  };
  const answer = createWorkerCore((reply, transfer) => {
    const crossed = structuredClone(reply, { transfer });
    made.posted.push(crossed);
    queueMicrotask(() => made.onmessage?.({ data: crossed } as MessageEvent<WorkerReply>));
  });
  return made;
}

describe('the case worker', () => {
  it('opens files, tells how far it is, and answers', async () => {
    const worker = port();
    const client = createCaseClient(worker);
    const seen: string[] = [];
    await client.open([capture('web/heap.pb.gz'), capture('web/goroutine.1.debug2.txt')], { onProgress: (step) => seen.push(step.file) });
    expect(seen).toContain('web/heap.pb.gz');
    const inputs = await client.query('case.inputs', undefined);
    expect(inputs.map(({ name, ok, format }) => [name, ok, format])).toEqual([
      ['web/heap.pb.gz', true, 'pprof'],
      ['web/goroutine.1.debug2.txt', true, 'goroutine-debug2'],
    ]);
    const tree = await client.query('profile.tree', { input: 0 });
    expect(tree.parent[0]).toBe(-1);
    // Asked again, the buffers that were transferred away are there again.
    expect((await client.query('profile.tree', { input: 0 })).count).toBe(tree.count);
  });

  it('tells how far a long question is, and stops it', async () => {
    const client = createCaseClient(port());
    await client.open([capture('traces/report-faulty-go1.26.trace')]);
    const { summary } = await client.query('trace.head', { input: 0 });
    const area = { input: 0, from: 0, to: summary.durationNs };
    const seen: number[] = [];
    await client.query('trace.area', area, { onProgress: ({ bytesDone, bytesTotal }) => seen.push(bytesDone / bytesTotal) });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((share, i) => share >= (seen[i - 1] ?? 0) && share <= 1)).toBe(true);
    const stop = new AbortController();
    const stopped = client.query('trace.area', area, { signal: stop.signal });
    stop.abort();
    await expect(stopped).rejects.toSatisfy((error) => error instanceof InputError && error.code === 'cancelled');
  });

  it('keeps the kind of an error over the border', async () => {
    const client = createCaseClient(port());
    await expect(client.query('case.inputs', undefined)).rejects.toBeInstanceOf(UsageError);
    await client.open([capture('web/heap.pb.gz')]);
    await expect(client.query('profile.top', { input: 7 })).rejects.toThrow(/no input 7/);
  });

  it('gives a folder and an empty file as inputs that failed, beside the good one', async () => {
    const client = createCaseClient(port());
    await client.open([
      { name: 'dir', blob: new Blob([]), failure: { code: 'not-a-file', message: 'this is a folder' } },
      { name: 'empty', blob: new Blob([]) },
      capture('web/heap.pb.gz'),
    ]);
    const inputs = await client.query('case.inputs', undefined);
    expect(inputs.map((input) => input.error?.code)).toEqual(['not-a-file', 'empty-file', undefined]);
  });

  it('cancels an opening and keeps the case before it', async () => {
    const client = createCaseClient(port());
    await client.open([capture('web/heap.pb.gz')]);
    const controller = new AbortController();
    const opening = client.open([capture('web/goroutine.1.debug2.txt'), capture('web/goroutine.2.debug2.txt')], {
      signal: controller.signal,
    });
    controller.abort();
    await expect(opening).rejects.toSatisfy((error) => error instanceof InputError && error.code === 'cancelled');
    expect((await client.query('case.inputs', undefined)).map((input) => input.name)).toEqual(['web/heap.pb.gz']);
  });

  it('rejects what is asked of it once it is closed, as it rejects what was under way', async () => {
    const silent: WorkerPort = { onmessage: null, onerror: null, postMessage: () => undefined, terminate: () => undefined };
    const client = createCaseClient(silent);
    const before = client.query('case.inputs', undefined);
    client.close();
    await expect(before).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.query('case.inputs', undefined)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('does not wait for ever for a worker that hears nothing', async () => {
    const deaf: WorkerPort = { postMessage: () => undefined, onmessage: null, onerror: null, terminate: () => undefined };
    const client = createCaseClient(deaf, 5);
    const controller = new AbortController();
    const opening = client.open([], { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toSatisfy((error) => error instanceof InputError && error.code === 'cancelled');
  });
});
