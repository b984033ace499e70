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

  it('three times is once too often', async () => {
    expect((await reportOf(gzipSync(gzipSync(profile)))).input).toMatchObject({ ok: false, error: { code: 'unknown-format' } });
  });
});
