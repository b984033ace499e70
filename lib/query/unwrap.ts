import { InputError } from '../base/errors';
import { phrase } from '../base/phrase';
import { type ByteSource, bytesSource } from '../base/source';
import type { DecodeContext } from '../formats/format';
import { inflate, isGzip } from '../formats/gzip/inflate';
import { type Candidate, lookAt } from './expand';

/**
 * What was put around a capture on its way, taken off: a byte order mark, UTF-16 (Windows PowerShell's `>` writes it), a second gzip
 * (a proxy packed what was packed already). Anything else is given back as it is.
 *
 * @throws InputError `too-large` for UTF-16 text over the limit of unpacked bytes; what the gunzip throws
 */
export async function unwrap(candidate: Candidate, context: Omit<DecodeContext, 'gzip'>): Promise<Candidate> {
  const { source, sniff } = candidate;
  const { limits } = context;
  if (!sniff) return candidate;
  if (sniff.gzip) return isGzip(sniff.prefix) ? looked(candidate, bytesSource(source.name, await inflate(source, context))) : candidate;
  const [a, b, c] = sniff.prefix;
  if (a === 0xef && b === 0xbb && c === 0xbf) return looked(candidate, from(source, 3));
  const wide = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
  if (!wide) return candidate;
  if (source.size > limits.maxInflatedBytes) {
    throw new InputError({
      code: 'too-large',
      message: phrase`the file has ${source.size} bytes`,
      expected: phrase`at most ${limits.maxInflatedBytes} bytes`,
    });
  }
  const text = new TextDecoder(wide).decode(await source.slice(0, source.size));
  return looked(candidate, bytesSource(source.name, new TextEncoder().encode(text)));
}

async function looked(candidate: Candidate, source: ByteSource): Promise<Candidate> {
  return { ...candidate, source, sniff: await lookAt(source) };
}

/** The source without its first bytes. */
function from({ name, size, slice }: ByteSource, skipped: number): ByteSource {
  return { name, size: size - skipped, slice: (start, end) => slice(start + skipped, end + skipped) };
}
