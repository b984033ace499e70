import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type ByteSource, bytesSource } from '../../base/source';
import type { DecodeContext } from '../format';
import { libraryWords } from '../library-words';
import { UnpackBudget } from './budget';
import { joinChunks } from './chunks';
import { type ArchiveEntry, isClutter } from './entry';

/** Local file header, or the end record of an archive without entries (PKWARE APPNOTE 4.3.7, 4.3.16). */
export function isZip(prefix: Uint8Array): boolean {
  const [a, b, c, d] = prefix;
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
}

/**
 * The files of a zip, in the order of its directory, one at a time. A broken entry is an error of that entry; a broken
 * directory or a limit passed ends the archive with an InputError.
 */
export async function* readZip(source: ByteSource, context: DecodeContext): AsyncGenerator<ArchiveEntry> {
  const zip = await import('@zip.js/zip.js');
  // Workers of the library come from blob: URLs, which the page's policy refuses; decoding already runs in a worker.
  zip.configure({ useWebWorkers: false });

  class SourceReader extends zip.Reader<ByteSource> {
    override async init(): Promise<void> {
      this.size = source.size;
    }
    override readUint8Array(index: number, length: number): Promise<Uint8Array> {
      return source.slice(index, index + length);
    }
  }

  const budget = new UnpackBudget(context.limits, source.size);
  const reader = new zip.ZipReader(new SourceReader(source));
  try {
    for await (const entry of entriesOf(reader.getEntriesGenerator({ filenameValidation: 'tolerant', strictness: 'tolerant' }))) {
      if (context.signal?.aborted) return;
      const name = entry.filename;
      if (entry.directory || isClutter(name)) continue;
      budget.addEntry();
      if (entry.encrypted) {
        yield { name, error: encrypted(entry.offset) };
        continue;
      }
      let limit: InputError | undefined;
      const chunks: Uint8Array[] = [];
      const sink = new WritableStream<Uint8Array>({
        write(chunk) {
          try {
            budget.addBytes(chunk.length);
          } catch (error) {
            limit = error as InputError;
            throw error;
          }
          chunks.push(chunk.slice());
        },
      });
      try {
        await entry.getData(sink, { checkCrc32: true, checkOverlappingEntry: true, signal: context.signal });
      } catch (error) {
        if (limit) throw limit;
        if (context.signal?.aborted) return;
        const packed = error instanceof Error && error.message === zip.ERR_UNSUPPORTED_COMPRESSION;
        yield { name, error: packed ? packedOtherwise(entry.offset) : damagedEntry(entry.offset, error) };
        continue;
      }
      yield { name, source: bytesSource(name, joinChunks(chunks)) };
    }
  } finally {
    await reader.close();
  }
}

/** The directory's entries; what the library throws while it reads the directory becomes one InputError. */
async function* entriesOf<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = entries[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<T>;
    try {
      next = await iterator.next();
    } catch (error) {
      throw new InputError(
        {
          code: 'corrupt-archive',
          message: phrase`the zip's directory cannot be read: ${libraryWords(error)}`,
          expected: phrase`a central directory and an end record at the end of the file`,
          hint: phrase`the file is cut off or damaged: copy it again, or give the files one by one`,
        },
        { cause: error },
      );
    }
    if (next.done) return;
    yield next.value;
  }
}

function encrypted(offset: number): InputError {
  return new InputError({
    code: 'unsupported-format',
    message: phrase`the entry is encrypted`,
    offset,
    expected: phrase`an entry without a password`,
    hint: phrase`unpack the archive and give the files themselves`,
  });
}

function packedOtherwise(offset: number): InputError {
  return new InputError({
    code: 'unsupported-format',
    message: phrase`the entry is packed in a way that is not read (LZMA, zstd, bzip2 …)`,
    offset,
    expected: phrase`a deflated or stored entry`,
    hint: phrase`unpack the archive and give the files themselves`,
  });
}

function damagedEntry(offset: number, cause: unknown): InputError {
  return new InputError(
    {
      code: 'corrupt-archive',
      message: phrase`the entry cannot be unpacked: ${libraryWords(cause)}`,
      offset,
      expected: phrase`deflated or stored data with the checksum of the directory`,
      hint: phrase`pack the archive again; the other entries were read`,
    },
    { cause },
  );
}
