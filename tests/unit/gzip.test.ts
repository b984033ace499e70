import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '@/lib/base/errors';
import { defaultLimits, type Limits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { gunzipPrefix, inflate, inflateStream } from '@/lib/formats/gzip/inflate';

// Text that does not repeat, so that it fills several input pieces.
const words = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, i) => Math.imul(i, 0x9e3779b1).toString(36)).join(' '));
const small = words(500);
const large = words(600_000);

const run = (bytes: Uint8Array, native: boolean, limits: Limits = defaultLimits): Promise<Uint8Array> =>
  inflate(bytesSource('x.gz', bytes), { limits, native });

async function failure(work: Promise<unknown>): Promise<InputError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe.each([true, false])('inflate, native first: %s', (native) => {
  test.each([
    ['one member', gzipSync(small), small],
    ['several input pieces', gzipSync(large), large],
    ['nothing inside', gzipSync(Buffer.alloc(0)), Buffer.alloc(0)],
    ['three members', Buffer.concat([gzipSync(small), gzipSync(large), gzipSync(small)]), Buffer.concat([small, large, small])],
    [
      'an empty member in between',
      Buffer.concat([gzipSync(small), gzipSync(Buffer.alloc(0)), gzipSync(small)]),
      Buffer.concat([small, small]),
    ],
    ['trailing zeros', Buffer.concat([gzipSync(small), Buffer.alloc(2_000_000)]), small],
  ])('%s', async (_, compressed, expected) => {
    expect(Buffer.compare(await run(compressed, native), expected)).toBe(0);
  });

  test('a member that ends with an input piece', async () => {
    const first = gzipSync(words(600_000), { level: 1 });
    // The header's name field pads the first member to exactly one piece of 1 MiB or more of them.
    const wanted = Math.ceil(first.length / 2 ** 20) * 2 ** 20;
    const named = Buffer.concat([
      first.subarray(0, 3),
      Buffer.from([8]),
      first.subarray(4, 10),
      Buffer.alloc(wanted - first.length - 1, 'n'),
      Buffer.alloc(1),
      first.subarray(10),
    ]);
    expect(named.length % 2 ** 20).toBe(0);
    expect(Buffer.compare(await run(Buffer.concat([named, gzipSync(small)]), native), Buffer.concat([words(600_000), small]))).toBe(0);
  });

  test('a file cut short says how much arrived', async () => {
    const compressed = gzipSync(large);
    for (const length of [5, 11, 1000, 2 ** 20, compressed.length - 8, compressed.length - 1]) {
      const error = await failure(run(compressed.subarray(0, length), native));
      expect(error.code, `${length}`).toBe('truncated');
      expect(error.message).toContain(`${length} bytes arrived`);
    }
  });

  test('a second member cut short', async () => {
    const error = await failure(run(Buffer.concat([gzipSync(small), gzipSync(small).subarray(0, 30)]), native));
    expect(error.code).toBe('truncated');
  });

  test('damage is found by the data and by the checksum', async () => {
    const compressed = gzipSync(small);
    for (const at of [1, 3, 12, compressed.length - 7, compressed.length - 2]) {
      const damaged = Uint8Array.from(compressed);
      damaged[at] ^= 0xff;
      expect(['corrupt-gzip', 'truncated'], `${at}`).toContain((await failure(run(damaged, native))).code);
    }
    const checksum = Uint8Array.from(compressed);
    checksum[compressed.length - 7] ^= 1;
    expect((await failure(run(checksum, native))).code).toBe('corrupt-gzip');
  });

  test('bytes after the end that are neither gzip nor padding', async () => {
    expect((await failure(run(Buffer.concat([gzipSync(small), Buffer.from('trailing')]), native))).code).toBe('corrupt-gzip');
    expect((await failure(run(Buffer.concat([gzipSync(small), Buffer.alloc(20), Buffer.from('x')]), native))).code).toBe('corrupt-gzip');
  });

  test('a bomb stops at the ratio, an honest large file at the size', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const error = await failure(run(bomb, native));
    expect(error.code).toBe('limit-exceeded');
    expect(error.offset).toBeLessThan(100 * 1024 * 1024);
    expect((await failure(run(gzipSync(large), native, { ...defaultLimits, maxInflatedBytes: 1_000_000 }))).code).toBe('too-large');
  });

  test('can be stopped', async () => {
    const stop = new AbortController();
    const work = inflate(bytesSource('x.gz', gzipSync(large)), {
      limits: defaultLimits,
      native,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(work).rejects.toThrow(/abort/i);
  });
});

test('a stream gives what came before the break', async () => {
  const compressed = gzipSync(large);
  const chunks: Uint8Array[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of inflateStream(bytesSource('x.gz', compressed.subarray(0, compressed.length >> 1)), { limits: defaultLimits }))
      chunks.push(chunk);
  };
  const error = await failure(read());
  const got = Buffer.concat(chunks);
  expect(got.length).toBeGreaterThan(large.length / 3);
  expect(Buffer.compare(got, large.subarray(0, got.length))).toBe(0);
  expect(error.offset).toBe(got.length);
});

test('a stream gives what came before the damage', async () => {
  const compressed = gzipSync(large);
  compressed[compressed.length - 6] ^= 1;
  const chunks: Uint8Array[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of inflateStream(bytesSource('x.gz', compressed), { limits: defaultLimits })) chunks.push(chunk);
  };
  const error = await failure(read());
  expect(error.code).toBe('corrupt-gzip');
  expect(Buffer.compare(Buffer.concat(chunks), large)).toBe(0);
  expect(error.offset).toBe(large.length);
});

test('the prefix for sniffing is exact, from damaged and cut files too', () => {
  const compressed = gzipSync(large);
  for (const wanted of [1, 100, 65536]) expect(Buffer.compare(gunzipPrefix(compressed, wanted), large.subarray(0, wanted))).toBe(0);
  expect(Buffer.compare(gunzipPrefix(gzipSync(small), 65536), small)).toBe(0);
  expect(
    Buffer.compare(
      gunzipPrefix(Buffer.concat([gzipSync(small), gzipSync(small)]), 65536),
      Buffer.concat([small, small]).subarray(0, 65536),
    ),
  ).toBe(0);
  const cut = gunzipPrefix(compressed.subarray(0, 3000), 65536);
  expect(cut.length).toBeGreaterThan(1000);
  expect(Buffer.compare(cut, large.subarray(0, cut.length))).toBe(0);
  expect(gunzipPrefix(Uint8Array.of(0x1f, 0x8b, 9, 9, 9), 10).length).toBe(0);
});
