import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { bytesSource } from '../../base/source';
import type { DecodeContext } from '../format';
import { libraryWords } from '../library-words';
import { UnpackBudget } from './budget';
import { joinChunks } from './chunks';
import { type ArchiveEntry, isClutter } from './entry';

/** The magic of POSIX and GNU tar headers at byte 257 (POSIX.1-2001 pax, ustar interchange format). */
export function isTar(prefix: Uint8Array): boolean {
  return prefix.length >= 262 && [0x75, 0x73, 0x74, 0x61, 0x72].every((byte, i) => prefix[257 + i] === byte);
}

/**
 * The files of a tar, in their order, one at a time; `bytes` is the tar itself (already gunzipped), `packedBytes` the size
 * of the file it came in. Links and devices are left out. A damaged or cut tar throws an InputError after the entries
 * that were whole.
 */
export async function* readTar(
  bytes: AsyncIterable<Uint8Array>,
  packedBytes: number,
  context: DecodeContext,
): AsyncGenerator<ArchiveEntry> {
  const { createTarDecoder } = await import('modern-tar');
  const budget = new UnpackBudget(context.limits, packedBytes);
  const feed = counted(bytes);
  const entries = feed.stream.pipeThrough(createTarDecoder({ strict: true })).getReader();
  try {
    for (;;) {
      const next = await entries.read();
      if (next.done) return;
      const { header, body } = next.value;
      if (header.type !== 'file' || isClutter(header.name)) {
        await drain(body, () => undefined);
        continue;
      }
      budget.addEntry();
      const chunks: Uint8Array[] = [];
      await drain(body, (chunk) => {
        budget.addBytes(chunk.length);
        chunks.push(chunk.slice());
      });
      yield { name: header.name, source: bytesSource(header.name, joinChunks(chunks)) };
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (feed.failure instanceof InputError) throw feed.failure;
    throw new InputError(
      {
        code: 'corrupt-archive',
        message: phrase`the tar cannot be read on: ${libraryWords(error)}`,
        offset: feed.bytesDone,
        expected: phrase`a 512-byte header with its checksum, or the two zero blocks of the end`,
        hint: phrase`the archive is cut off or damaged: the entries before this point were read; pack it again for the rest`,
      },
      { cause: error },
    );
  } finally {
    // A stream that broke refuses its cancel with what was thrown already.
    await entries.cancel().catch(() => undefined);
  }
}

async function drain(body: ReadableStream<Uint8Array>, take: (chunk: Uint8Array) => void): Promise<void> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
}

/** A stream over the chunks that knows how far it was read and what its source threw. */
function counted(bytes: AsyncIterable<Uint8Array>): { stream: ReadableStream<Uint8Array>; bytesDone: number; failure: unknown } {
  const iterator = bytes[Symbol.asyncIterator]();
  const feed = {
    bytesDone: 0,
    failure: undefined as unknown,
    stream: new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) return controller.close();
          feed.bytesDone += value.length;
          controller.enqueue(value);
        } catch (error) {
          feed.failure = error;
          controller.error(error);
        }
      },
      async cancel() {
        await iterator.return?.(undefined);
      },
    }),
  };
  return feed;
}
