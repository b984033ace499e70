import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';

const dump = readFileSync('fixtures/captures/leaks/mutex.debug2.txt');
const profile = readFileSync('fixtures/captures/convert-faulty/heap.1.pb.gz');
const log = readFileSync('fixtures/captures/monitor/gogc-100.log');

async function reportOf(bytes: Uint8Array) {
  const session = await openCase([{ source: bytesSource('capture', new Uint8Array(bytes)) }], {});
  const { inputs, findings } = await session.report({ language: 'en' });
  return { input: inputs[0], findings: findings.map(({ title, evidence }) => [title, evidence.count]) };
}

const mark = (text: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]);
const wide = (text: Buffer) => Buffer.from(`\ufeff${text.toString('utf8')}`, 'utf16le');
const swapped = (text: Buffer) => wide(text).swap16();

describe('what was put around a capture on its way', () => {
  it.each([
    ['a byte order mark before a dump', dump, mark(dump)],
    ['a dump in UTF-16', dump, wide(dump)],
    ['a dump in big-endian UTF-16', dump, swapped(dump)],
    ['a GC log in UTF-16', log, wide(log)],
    ['a profile packed twice', profile, gzipSync(profile)],
    ['a dump packed twice', dump, gzipSync(gzipSync(dump))],
  ])('%s changes nothing in the report', async (_, plain, wrapped) => {
    const [is, was] = [await reportOf(wrapped), await reportOf(plain)];
    expect(is.findings).toEqual(was.findings);
    expect(is.input).toMatchObject({ ok: true, format: was.input.format, summary: was.input.summary, bytes: wrapped.length });
    expect(is.input.sha256).not.toBe(was.input.sha256);
  });

  it('is told where it cannot be taken off', async () => {
    const twice = gzipSync(profile);
    const { input } = await reportOf(twice.subarray(0, twice.length - 400));
    expect(input).toMatchObject({ ok: false, error: { code: 'truncated' } });
  });

  // The first bytes of what the tools write.
  it.each([
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0x24]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00]],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41]],
    ['lz4', [0x04, 0x22, 0x4d, 0x18, 0x64]],
  ])('%s is named, with the way to unpack it', async (name, head) => {
    const { input } = await reportOf(Uint8Array.from([...head, ...new Uint8Array(64).fill(0x99)]));
    expect(input.error).toMatchObject({ code: 'unsupported-format', hint: expect.stringContaining(`${name} -d`) });
  });

  it('a zip entry packed another way is told apart from a damaged one', async () => {
    const zip = readFileSync('fixtures/captures/variants/case.zip');
    // The method stands at 8 of a local header and at 10 of a directory entry (APPNOTE 4.3.7, 4.3.12); 14 is LZMA.
    for (const [signature, method] of [
      ['PK\x03\x04', 8],
      ['PK\x01\x02', 10],
    ] as const)
      zip.writeUInt16LE(14, zip.indexOf(signature, 0, 'latin1') + method);
    const session = await openCase([{ source: bytesSource('case.zip', new Uint8Array(zip)) }], {});
    const codes = session.inputs.map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 'unsupported-format')).toHaveLength(1);
    expect(codes).toContain(undefined);
  });

  it('three times is once too often', async () => {
    expect((await reportOf(gzipSync(gzipSync(profile)))).input).toMatchObject({ ok: false, error: { code: 'unknown-format' } });
  });
});
