import { InputError } from '../../base/errors';
import type { Limits } from '../../base/limits';
import { phrase } from '../../base/phrase';
import { type ByteSource, readAhead, type WorkContext } from '../../base/source';
import { GzipMembers } from './members';
import { inflateNative, inputChunk } from './native';
import { Collector, checkInflated } from './output';

export interface InflateContext extends WorkContext {
  readonly limits: Limits;
  /** Whether the platform's own gunzip is tried first: by default where the file is worth it. */
  readonly native?: boolean;
}

/** Smaller files are unpacked before the platform's streams are set up. */
const smallBytes = 64 * 1024;

/** True for the first two bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The unpacked bytes of a gzip source: several members joined, trailing zero bytes ignored, checksums checked.
 *
 * @throws InputError truncated, corrupt-gzip, too-large or limit-exceeded; offsets count unpacked bytes
 */
export async function inflate(source: ByteSource, context: InflateContext): Promise<Uint8Array> {
  const stated = await statedLength(source);
  const hint = Math.min(stated, context.limits.maxInflatedBytes, source.size * Math.min(context.limits.maxInflateRatio, 64));
  if (context.native ?? source.size > smallBytes) {
    const collector = new Collector(hint);
    if (await inflateNative(source, stated, collector, context)) return collector.finish();
  }
  const collector = new Collector(hint);
  for await (const chunk of inflateStream(source, context)) collector.add(chunk);
  return collector.finish();
}

/**
 * The same bytes in pieces, for readers that need not hold the whole: pako's streaming Inflate alone. On a file that breaks off,
 * every piece before the break is given before the error is thrown.
 */
export async function* inflateStream(source: ByteSource, context: InflateContext): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const members = new GzipMembers((chunk) => {
    // Inside of one input piece too: a bomb unpacks a thousandfold.
    checkInflated(members.produced, members.taken, context.limits);
    ready.push(chunk);
  });
  let failure: unknown;
  let done = 0;
  for await (const input of readAhead(source, inputChunk)) {
    context.signal?.throwIfAborted();
    done += input.length;
    try {
      members.push(input);
      checkInflated(members.produced, members.consumed, context.limits);
    } catch (error) {
      failure = error;
    }
    yield* ready;
    ready = [];
    context.onProgress?.({
      stage: 'inflate',
      file: source.name,
      bytesDone: done,
      bytesTotal: source.size,
    });
    if (failure !== undefined) break;
  }
  if (failure === undefined) {
    try {
      members.finish();
    } catch (error) {
      failure = error;
    }
    yield* ready;
  }
  if (failure !== undefined) throw failure;
}

/** All bytes of a source, unpacked where it is gzip. */
export async function readAll(source: ByteSource, context: InflateContext & { readonly gzip: boolean }): Promise<Uint8Array> {
  if (context.gzip) return inflate(source, context);
  if (source.size > context.limits.maxInflatedBytes) {
    throw new InputError({
      code: 'too-large',
      message: phrase`The file has ${source.size} bytes.`,
      expected: phrase`at most ${context.limits.maxInflatedBytes} bytes`,
      hint: phrase`Capture a shorter profile, or raise the limit where the program runs.`,
    });
  }
  return source.slice(0, source.size);
}

/**
 * The first `wanted` unpacked bytes (fewer where the file ends or breaks before), for sniffing. Damage is not an error here: the decoder
 * will meet it again and say what it is.
 */
export function gunzipPrefix(compressed: Uint8Array, wanted: number): Uint8Array {
  const collector = new Collector(wanted);
  const enough = new Error('enough');
  const members = new GzipMembers((chunk) => {
    collector.add(chunk.subarray(0, wanted - collector.length));
    if (collector.length >= wanted) throw enough;
  });
  try {
    for (let start = 0; start < compressed.length; start += 16384) members.push(compressed.subarray(start, start + 16384));
    members.finish();
  } catch (error) {
    if (error !== enough && !(error instanceof InputError)) throw error;
  }
  return collector.finish();
}

/** The length that the last member's trailer states (RFC 1952: ISIZE, modulo 2^32). */
async function statedLength(source: ByteSource): Promise<number> {
  const tail = await source.slice(Math.max(0, source.size - 4), source.size);
  return tail.length < 4 ? 0 : new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
}
