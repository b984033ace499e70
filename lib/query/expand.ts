import { InputError } from '../base/errors';
import { phrase } from '../base/phrase';
import { type ByteSource, readAhead } from '../base/source';
import { isTar, readTar } from '../formats/bundle/tar';
import { isZip, readZip } from '../formats/bundle/zip';
import { withWholeLines } from '../formats/container/parts';
import { type DecodeContext, type Sniff, sniffBytes } from '../formats/format';
import { gunzipPrefix, inflateStream, isGzip } from '../formats/gzip/inflate';

/** One file to decode, or why there is none. */
export interface Candidate {
  readonly name: string;
  readonly source: ByteSource;
  readonly sniff: Sniff | undefined;
  readonly error: InputError | undefined;
}

/** The bounded look at a source's start that every format's claim is made on. */
export async function lookAt(source: ByteSource): Promise<Sniff> {
  const head = await source.slice(0, sniffBytes);
  const gzip = isGzip(head);
  const prefix = gzip ? gunzipPrefix(head, sniffBytes) : head;
  return { prefix, text: new TextDecoder('latin1').decode(withWholeLines(prefix)), name: source.name, gzip };
}

/**
 * The source itself, or the entries of the zip, tar or tar.gz that it is. What ends an archive early (a limit, damage) is given
 * as a candidate with the archive's name after the entries that were whole.
 */
export async function* expand(source: ByteSource, context: DecodeContext): AsyncGenerator<Candidate> {
  const sniff = await lookAt(source);
  const entries = isZip(sniff.prefix)
    ? readZip(source, context)
    : isTar(sniff.prefix)
      ? readTar(sniff.gzip ? inflateStream(source, archiveContext(context)) : slices(source, context), source.size, context)
      : undefined;
  if (!entries) {
    yield { name: source.name, source, sniff, error: undefined };
    return;
  }
  let count = 0;
  try {
    for await (const entry of entries) {
      count += 1;
      const name = `${source.name}/${entry.name}`;
      if ('error' in entry) {
        yield { name, source: emptySource(name), sniff: undefined, error: entry.error };
        continue;
      }
      const named = { ...entry.source, name };
      const inner = await lookAt(named);
      const nested = isZip(inner.prefix) || isTar(inner.prefix);
      yield { name, source: named, sniff: inner, error: nested ? nestedArchive() : undefined };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { name: source.name, source, sniff: undefined, error };
    return;
  }
  if (count === 0 && !context.signal?.aborted) {
    const error = new InputError({
      code: 'missing-data',
      message: phrase`the archive holds no file`,
      expected: phrase`at least one capture`,
      hint: phrase`pack the captures themselves: tar czf case.tar.gz *.pb.gz *.txt`,
    });
    yield { name: source.name, source, sniff: undefined, error };
  }
}

/** The whole archive may inflate to what its entries may hold, with the headers between them. */
function archiveContext(context: DecodeContext): DecodeContext {
  const { limits } = context;
  return { ...context, limits: { ...limits, maxInflatedBytes: limits.maxArchiveBytes + limits.maxArchiveEntries * 2048 } };
}

async function* slices(source: ByteSource, context: DecodeContext): AsyncGenerator<Uint8Array> {
  for await (const piece of readAhead(source, 1024 * 1024)) {
    context.signal?.throwIfAborted();
    yield piece;
  }
}

function nestedArchive(): InputError {
  return new InputError({
    code: 'unsupported-format',
    message: phrase`an archive inside an archive is not opened`,
    expected: phrase`captures directly in the archive`,
    hint: phrase`unpack the outer archive and give the inner one by itself`,
  });
}

function emptySource(name: string): ByteSource {
  return { name, size: 0, slice: async () => new Uint8Array(0) };
}
