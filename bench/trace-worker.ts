import { parentPort } from 'node:worker_threads';
import type { EventChunk } from '@/lib/formats/trace/chunk';
import type { GenerationRef } from '@/lib/formats/trace/one-generation';
import { chunkBuffers, GenerationDecoder } from '@/lib/formats/trace/packets';
import { fileSource } from './trace-source';

/** Decodes one generation after another: `open` names it, each `next` gives a packet. */
type Request =
  | { readonly open: { readonly path: string; readonly version: number; readonly ref: GenerationRef } }
  | { readonly next: EventChunk | null };

let decoder: GenerationDecoder | undefined;
let source: Awaited<ReturnType<typeof fileSource>> | undefined;
let turn: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  turn = turn.then(async () => {
    if ('open' in request) {
      const { path, version, ref } = request.open;
      await source?.close();
      source = await fileSource(path);
      decoder = new GenerationDecoder(source, version, ref);
      return;
    }
    try {
      const packet = await decoder?.next(request.next ?? undefined);
      parentPort?.postMessage({ packet }, packet ? chunkBuffers(packet.chunk) : []);
    } catch (error) {
      parentPort?.postMessage({ error: String(error) });
    }
  });
});
