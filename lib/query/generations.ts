import { factsOf, InputError, type InputErrorFacts } from '../base/errors';
import { phrase } from '../base/phrase';
import type { ByteSource } from '../base/source';
import type { EventChunk } from '../formats/trace/chunk';
import type { GenerationRef } from '../formats/trace/one-generation';
import { type CountApart, chunkBuffers, GenerationDecoder, type GenerationPacket, packetBuffers } from '../formats/trace/packets';
import { type GenerationPool, localPool, type RemoteGeneration, warmedApart } from '../formats/trace/parallel';
import { warmUp } from '../formats/trace/warm-up';

export type { GenerationPool } from '../formats/trace/parallel';

/** A source that can be opened again elsewhere: by its path, or by its Blob, which is a reference. */
export interface SourceRef {
  readonly name: string;
  readonly size: number;
  readonly path?: string;
  readonly blob?: Blob;
}

/** What a pool asks of a worker. `id` names one generation being decoded; a worker decodes several in turn. */
export type GenerationRequest =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly source: SourceRef;
      readonly version: number;
      readonly ref: GenerationRef;
      readonly apart?: CountApart;
    }
  | { readonly kind: 'next'; readonly id: number; readonly reuse: EventChunk | undefined }
  | { readonly kind: 'close'; readonly id: number };

/** The answer to each `next`, in their order: a packet, nothing after the last, or why there is none. */
export interface GenerationReply {
  readonly id: number;
  readonly packet?: GenerationPacket;
  readonly failure?: InputErrorFacts;
}

/** The worker's side. `open` gives the source and what to do when it is no longer needed. */
export function createGenerationServer(
  open: (source: SourceRef) => { readonly source: ByteSource; readonly close: () => void },
  post: (reply: GenerationReply, transfer: ArrayBuffer[]) => void,
): (request: GenerationRequest) => Promise<void> {
  const decoding = new Map<number, { readonly next: GenerationDecoder['next']; readonly close: () => void }>();
  // One generation after another, however many were asked for.
  let turn: Promise<void> = Promise.resolve();
  const next = async ({ id, reuse }: Extract<GenerationRequest, { kind: 'next' }>) => {
    try {
      await warmUp(warmedApart);
      const packet = await decoding.get(id)?.next(reuse);
      post({ id, packet }, packet ? packetBuffers(packet) : []);
    } catch (error) {
      post({ id, failure: failureOf(error) }, []);
    }
  };
  return async (request) => {
    const { id } = request;
    if (request.kind === 'open') {
      try {
        const { source, close } = open(request.source);
        const decoder = new GenerationDecoder(source, request.version, request.ref, request.apart);
        decoding.set(id, { next: (reuse) => decoder.next(reuse), close });
      } catch (error) {
        // Told to whoever asks for packets: none at all would read as the end of the generation.
        decoding.set(id, { next: () => Promise.reject(error), close: () => undefined });
      }
      return;
    }
    if (request.kind === 'close') {
      const at = decoding.get(id);
      decoding.delete(id);
      at?.close();
      return;
    }
    turn = turn.then(() => next(request));
    await turn;
  };
}

/** The pool's way to one worker. */
export interface GenerationPort {
  post(request: GenerationRequest, transfer: ArrayBuffer[]): void;
  /** Called while answers are awaited and when none is any more: a host may let an idle worker not hold the process. */
  busy?(awaiting: boolean): void;
}

export interface PortedPool extends GenerationPool {
  /** Hands over a worker's answer. */
  reply(reply: GenerationReply): void;
  /** Tells that a worker is gone: whatever was asked of it fails. */
  fail(port: GenerationPort, reason: string): void;
}

interface Waiting {
  readonly resolve: (packet: GenerationPacket | undefined) => void;
  readonly reject: (error: InputError) => void;
}

/** A pool over workers that run `createGenerationServer`. A source that only this thread can read is decoded here. */
export function createGenerationPool(ports: readonly GenerationPort[]): PortedPool {
  const waiting = new Map<number, { readonly port: GenerationPort; readonly queue: Waiting[] }>();
  const gone = new Map<GenerationPort, string>();
  const awaited = new Map<GenerationPort, number>();
  /** Generations that a worker was given and that are not done. */
  const given = new Map<GenerationPort, number>();
  let lastId = 0;
  const count = (port: GenerationPort, change: number) => {
    const before = awaited.get(port) ?? 0;
    awaited.set(port, before + change);
    if ((before === 0) !== (before + change === 0)) port.busy?.(before === 0);
  };
  return {
    size: ports.length,
    open(source, version, ref, apart): RemoteGeneration {
      const { name, size, path, blob } = source;
      const [port] = ports.filter((one) => !gone.has(one)).sort((a, b) => (given.get(a) ?? 0) - (given.get(b) ?? 0));
      if ((path === undefined && blob === undefined) || !port) return localPool.open(source, version, ref);
      const id = ++lastId;
      given.set(port, (given.get(port) ?? 0) + 1);
      const queue: Waiting[] = [];
      waiting.set(id, { port, queue });
      port.post({ kind: 'open', id, source: { name, size, path, blob }, version, ref, apart }, []);
      return {
        next: (reuse) =>
          new Promise((resolve, reject) => {
            const reason = gone.get(port);
            if (reason !== undefined) return reject(lost(reason));
            queue.push({ resolve, reject });
            count(port, 1);
            port.post({ kind: 'next', id, reuse }, reuse ? chunkBuffers(reuse) : []);
          }),
        close: () => {
          if (waiting.delete(id)) given.set(port, (given.get(port) ?? 0) - 1);
          count(port, -queue.length);
          queue.length = 0;
          if (!gone.has(port)) port.post({ kind: 'close', id }, []);
        },
      };
    },
    reply({ id, packet, failure }) {
      const entry = waiting.get(id);
      const next = entry?.queue.shift();
      if (!entry || !next) return;
      count(entry.port, -1);
      if (failure) next.reject(InputError.of(failure));
      else next.resolve(packet);
    },
    fail(port, reason) {
      gone.set(port, reason);
      for (const entry of waiting.values()) {
        if (entry.port !== port) continue;
        for (const { reject } of entry.queue.splice(0)) reject(lost(reason));
      }
    },
  };
}

function lost(reason: string): InputError {
  return new InputError({ code: 'internal', message: phrase`a decoding worker ended: ${reason}` });
}

function failureOf(error: unknown): InputErrorFacts {
  if (error instanceof InputError) return error.facts;
  return factsOf({ code: 'internal', message: phrase`${error instanceof Error ? error.message : String(error)}` });
}
