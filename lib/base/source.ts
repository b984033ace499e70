import { InputError } from './errors';
import { phrase } from './phrase';

/**
 * Bytes that can be read by ranges: a Blob in the browser, a file handle in Node, a buffer in tests. Decoders read
 * through it so that no layer below lib/host knows where bytes live.
 */
export interface ByteSource {
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** The bytes [start, end), clipped to the size. The returned array is the caller's to keep. */
  slice(start: number, end: number): Promise<Uint8Array>;
  /** The same into a buffer of at least that length where the source can: a view of it. For who reads a long file part by part. */
  sliceInto?(start: number, end: number, into: Uint8Array): Promise<Uint8Array>;
  /** The Blob behind it where there is one, so that a worker can read it without a copy. */
  readonly blob?: Blob;
  /** The path behind it where there is one, so that a worker thread can open it again. */
  readonly path?: string;
}

/** A source over bytes already in memory. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    slice: async (start, end) => bytes.subarray(start, Math.min(end, bytes.length)),
  };
}

/** A source over a Blob or File of the browser (Node has Blob too). */
export function blobSource(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    blob,
    async slice(start, end) {
      try {
        return new Uint8Array(await blob.slice(start, end).arrayBuffer());
      } catch (error) {
        throw new InputError(
          {
            code: 'unreadable',
            message: phrase`the browser cannot read the file any more: ${error instanceof Error ? error.message : String(error)}`,
            offset: start,
            hint: phrase`it was changed, moved or removed since it was chosen: add it again`,
          },
          { cause: error },
        );
      }
    },
  };
}

/** Pieces asked for beyond the one at work: a browser takes its time to answer, and answers several questions at once. */
const piecesAhead = 2;

/** The bytes [start, end) of a source in pieces, the next ones already asked for while one is worked on. Ends early where the source does. */
export async function* readAhead(source: ByteSource, pieceBytes: number, start = 0, end = source.size): AsyncGenerator<Uint8Array> {
  const asked: Promise<Uint8Array>[] = [];
  let next = start;
  const ask = () => {
    if (next >= end) return;
    const piece = source.slice(next, Math.min(next + pieceBytes, end));
    // One that nobody comes to take, because the work stopped before it, fails unheard.
    piece.catch(() => undefined);
    asked.push(piece);
    next += pieceBytes;
  };
  for (let i = 0; i <= piecesAhead; i++) ask();
  for (let piece = asked.shift(); piece; piece = asked.shift()) {
    const bytes = await piece;
    if (bytes.length === 0) return;
    ask();
    yield bytes;
  }
}

/** How far a long piece of work has come; `events` where what is read has them. */
export interface Progress {
  readonly stage: 'read' | 'inflate' | 'decode' | 'analyse';
  readonly file: string;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly events?: number;
}

/** What every long piece of work takes: a way to tell how far it is and a way to stop it. */
export interface WorkContext {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
