import type { Limits } from '../../base/limits';
import { type ByteSource, readAhead, type WorkContext } from '../../base/source';
import { type Collector, checkInflated } from './output';

/** Pieces read from the source at a time: what one of them unpacks to is held until it is handed on. */
export const inputChunk = 256 * 1024;

/**
 * Gunzips by the platform's DecompressionStream into the collector. False when it cannot be trusted with this file: engines
 * differ on several members and on damage (an error here, a silent stop there), so whatever is not one clean member whose
 * length agrees with its trailer is left to the exact path.
 */
export async function inflateNative(
  source: ByteSource,
  statedLength: number,
  collector: Collector,
  context: WorkContext & { readonly limits: Limits },
): Promise<boolean> {
  if (typeof DecompressionStream === 'undefined') return false;
  let consumed = 0;
  const pieces = readAhead(source, inputChunk);
  const input = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) {
        controller.close();
        return;
      }
      consumed += value.length;
      controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = input.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      context.signal?.throwIfAborted();
      const piece = await reader.read().catch(() => undefined);
      if (piece === undefined) return false;
      if (piece.done) break;
      collector.add(piece.value);
      checkInflated(collector.length, consumed, context.limits);
      context.onProgress?.({ stage: 'inflate', file: source.name, bytesDone: consumed, bytesTotal: source.size });
    }
  } finally {
    // Stops reading where the work was stopped or refused; nothing where it came to its end.
    await reader.cancel().catch(() => undefined);
  }
  return collector.length % 4294967296 === statedLength;
}
