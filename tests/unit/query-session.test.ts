import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '@/lib/analyses/analysis';
import { createCaseIndex } from '@/lib/analyses/case';
import { InputError } from '@/lib/base/errors';
import { phrase } from '@/lib/base/phrase';
import { type ByteSource, bytesSource } from '@/lib/base/source';
import { diagnose } from '@/lib/query/diagnose';
import { dispatch, transferables } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { Sha256, sha256 } from '@/lib/query/sha256';
import { fileRequest } from '../support/memory';

const heap = 'fixtures/captures/convert-faulty/heap.1.pb.gz';
const dump = 'fixtures/captures/report-faulty/goroutine.1.debug2.txt';
const trace = 'fixtures/captures/traces/report-faulty-go1.26.trace';

const requestOf = (name: string, bytes: Uint8Array) => ({ source: bytesSource(name, bytes) });

describe('archives', () => {
  const files = [
    { name: 'one/heap.pb.gz', data: new Uint8Array(readFileSync(heap)) },
    { name: '../dump.txt', data: new Uint8Array(readFileSync(dump)) },
    { name: '.DS_Store', data: new Uint8Array([1]) },
  ];
  const tar = async () => packTar(files.map(({ name, data }) => ({ header: { name, size: data.length }, body: data })));

  it.each(['tar', 'tar.gz', 'zip'])('%s: each entry is an input, named as in the archive, equal to the file itself', async (kind) => {
    let bytes: Uint8Array = await tar();
    if (kind === 'tar.gz') bytes = new Uint8Array(gzipSync(bytes));
    if (kind === 'zip') {
      const writer = new ZipWriter(new BlobWriter());
      for (const { name, data } of files) await writer.add(name, new BlobReader(new Blob([data])), { useWebWorkers: false });
      bytes = new Uint8Array(await (await writer.close()).arrayBuffer());
    }
    const packed = await openCase([requestOf(`case.${kind}`, bytes)]);
    const single = await openCase([fileRequest(heap), fileRequest(dump)]);
    expect(packed.inputs.map((input) => input.name)).toEqual([`case.${kind}/one/heap.pb.gz`, `case.${kind}/../dump.txt`]);
    const inside = await packed.report({ language: 'en' });
    const alone = await single.report({ language: 'en' });
    // The commands that verify a finding name its file.
    const nameless = (report: typeof alone) => ({
      ...report,
      inputs: report.inputs.map((input) => ({ ...input, name: '' })),
      findings: report.findings.map(({ verify, ...finding }) => ({ ...finding, verify: verify?.map((step) => step.expect) })),
    });
    expect(nameless(inside)).toEqual(nameless(alone));
    // An entry is no file: the archive is what can be compared.
    for (const { verify } of inside.findings) for (const { command } of verify ?? []) expect(command).not.toContain(`case.${kind}/`);
  });

  it('tells a cut tar.gz after the entries that were whole', async () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 2654435761) >>> 13);
    const whole = gzipSync(
      await packTar([
        { header: { name: 'heap.pb.gz', size: files[0].data.length }, body: files[0].data },
        { header: { name: 'noise', size: noise.length }, body: noise },
      ]),
    );
    const session = await openCase([requestOf('case.tar.gz', new Uint8Array(whole.subarray(0, whole.length - 4000)))]);
    expect(session.inputs.map((input) => [input.name, input.ok, input.error?.code])).toEqual([
      ['case.tar.gz/heap.pb.gz', true, undefined],
      ['case.tar.gz', false, 'truncated'],
    ]);
  });

  it('bounds the number of entries and the unpacked size, and keeps what came before', async () => {
    const bytes = await tar();
    const few = await openCase([requestOf('a.tar', bytes)], { limits: { maxArchiveEntries: 1 } });
    expect(few.inputs.map((input) => input.error?.code)).toEqual([undefined, 'limit-exceeded']);
    const small = await openCase([requestOf('a.tar', bytes)], { limits: { maxArchiveBytes: files[0].data.length + 10 } });
    expect(small.inputs.map((input) => input.error?.code)).toEqual([undefined, 'limit-exceeded']);
  });

  it('refuses an archive in an archive and an empty one', async () => {
    const inner = await tar();
    const outer = await packTar([{ header: { name: 'inner.tar', size: inner.length }, body: inner }]);
    const nested = await openCase([requestOf('outer.tar', outer)]);
    expect(nested.inputs.map((input) => [input.name, input.error?.code])).toEqual([['outer.tar/inner.tar', 'unsupported-format']]);
    const empty = await openCase([requestOf('empty.zip', new Uint8Array([0x50, 0x4b, 5, 6, ...new Uint8Array(18)]))]);
    expect(empty.inputs.map((input) => input.error?.code)).toEqual(['missing-data']);
  });
});

describe('openCase', () => {
  it('reads a gzipped trace as the trace itself, hashed as given', async () => {
    const raw = readFileSync(trace);
    const packed = gzipSync(raw);
    const session = await openCase([requestOf('t', new Uint8Array(raw)), requestOf('t', new Uint8Array(packed))]);
    const { inputs } = await session.report({ language: 'en' });
    expect(inputs[1].summary).toEqual(inputs[0].summary);
    expect(inputs.map((input) => input.sha256)).toEqual([raw, packed].map((bytes) => createHash('sha256').update(bytes).digest('hex')));
    expect(session.inputs[1].gzip).toBe(false);
  });

  it('rejects a cancelled case with a typed error, whenever it is cancelled', async () => {
    const controller = new AbortController();
    const opening = openCase([fileRequest(heap), fileRequest(trace), fileRequest(dump)], {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    const before = new AbortController();
    before.abort();
    await expect(openCase([fileRequest(heap)], { signal: before.signal })).rejects.toBeInstanceOf(InputError);
  });

  it('names a source that fails to read, and goes on', async () => {
    const broken: ByteSource = {
      name: 'broken',
      size: 1000,
      slice: async () => {
        throw new Error('disk gone');
      },
    };
    const session = await openCase([{ source: broken }, fileRequest(heap)]);
    expect(session.inputs.map((input) => input.ok)).toEqual([false, true]);
    expect(session.inputs[0].error?.message).toContain('disk gone');
  });

  it('answers no question once closed', async () => {
    const session = await openCase([fileRequest(heap)]);
    session.close();
    await expect(dispatch(session, 'profile.top', { input: 0 })).rejects.toThrow('closed');
    await expect(session.report({ language: 'en' })).rejects.toThrow('closed');
  });

  it('makes the report at the next try where a file could not be read for its hash', async () => {
    const bytes = new Uint8Array(readFileSync(heap));
    let refused = false;
    const source: ByteSource = {
      ...bytesSource(heap, bytes),
      slice: async (start, end) => {
        if (refused) throw new InputError({ code: 'unreadable', message: phrase`it cannot be read just now` });
        return bytes.subarray(start, end);
      },
    };
    const session = await openCase([{ source }]);
    refused = true;
    await expect(session.report({ language: 'en' })).rejects.toMatchObject({ code: 'unreadable' });
    refused = false;
    const { inputs } = await session.report({ language: 'en' });
    expect(inputs[0].sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('refuses questions about what is not there', async () => {
    const session = await openCase([fileRequest(heap), requestOf('x', new Uint8Array(3))]);
    await expect(dispatch(session, 'profile.top', { input: 7 })).rejects.toThrow('no input 7');
    await expect(dispatch(session, 'profile.top', { input: 1 })).rejects.toThrow('could not be read');
    await expect(dispatch(session, 'trace.table', { input: 0 })).rejects.toThrow('holds no execution trace');
  });

  it('gives results whose buffers can be handed over without harm to the session', async () => {
    const session = await openCase([fileRequest(heap)]);
    const first = await dispatch(session, 'profile.tree', { input: 0 });
    const copy = structuredClone(first);
    structuredClone(first, { transfer: transferables(first) });
    expect(await dispatch(session, 'profile.tree', { input: 0 })).toEqual(copy);
  });
});

describe('names of the input that every object has as well', () => {
  const record = (id: number, bracket: string) => `goroutine ${id} [${bracket}]:\nmain.work(0x1)\n\t/src/main.go:7 +0x1\n\n`;
  const open = (text: string) => openCase([requestOf('dump.txt', new TextEncoder().encode(text))]);

  it('are states like any other', async () => {
    const { inputs } = await (await open(record(1, 'constructor') + record(2, '__proto__'))).report({ language: 'en' });
    expect(Object.entries((inputs[0].summary as { states: object }).states)).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ]);
  });

  it('are labels like any other', async () => {
    const session = await open(record(1, 'chan receive labels:{"__proto__": "x", "toString": "y"}'));
    const { rows } = await dispatch(session, 'goroutines.list', { input: 0 });
    expect(Object.entries(rows[0].labels)).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
  });
});

describe('diagnose', () => {
  const finding = {
    severity: 'low',
    tier: 'suspect',
    title: { en: '', zh: '' },
    summary: { en: '', zh: '' },
    evidence: {},
    inputs: [0],
  } as const;
  const analysis = (id: string, run: Analysis['run']): Analysis => ({ id, rules: [], reads: ['profile'], run });

  it('keeps the other analyses when one throws, and says so on the inputs it reads', async () => {
    const { index } = await openCase([fileRequest(dump), fileRequest(heap)]);
    const result = diagnose(index, 2, [
      analysis('broken', () => {
        throw new Error('oops');
      }),
      analysis('fine', () => ({ findings: [{ ...finding, rule: 'profile-empty' }] })),
    ]);
    expect(result.findings.map((item) => item.rule)).toEqual(['profile-empty']);
    expect([...result.failures]).toMatchObject([[1, [{ code: 'analysis-failed', message: expect.stringContaining('oops') }]]]);
  });

  it('orders findings by severity, then tier', () => {
    const result = diagnose(createCaseIndex([]), 0, [
      analysis('a', () => ({
        findings: [
          { ...finding, rule: 'gc-pause' },
          { ...finding, rule: 'gc-assist', tier: 'proven' },
          { ...finding, rule: 'gc-forced', severity: 'critical' },
        ],
      })),
    ]);
    expect(result.findings.map((item) => item.rule)).toEqual(['gc-forced', 'gc-assist', 'gc-pause']);
  });

  it('lets findings of one severity that have a weight change places among themselves, none before a firmer one without', () => {
    const result = diagnose(createCaseIndex([]), 0, [
      analysis('a', () => ({
        findings: [
          { ...finding, rule: 'alloc-buffer', tier: 'proven', weight: 0.2 },
          { ...finding, rule: 'gc-pause', tier: 'proven' },
          { ...finding, rule: 'alloc-small-churn', tier: 'suspect', weight: 0.6 },
          { ...finding, rule: 'alloc-escape', severity: 'critical', tier: 'suspect', weight: 0.1 },
        ],
      })),
    ]);
    expect(result.findings.map((item) => item.rule)).toEqual(['alloc-escape', 'gc-pause', 'alloc-small-churn', 'alloc-buffer']);
  });
});

describe('sha256', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_001])('of %d bytes equals the platform, fed in pieces of any size', (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) ^ (i >> 3));
    const expected = createHash('sha256').update(bytes).digest('hex');
    for (const piece of [1, 7, 64, 4096]) {
      const hash = new Sha256();
      for (let at = 0; at < size; at += piece) hash.update(bytes.subarray(at, at + piece));
      expect(hash.hex()).toBe(expected);
    }
  });

  it('counts bits past 32 bits, and hashes large sources by pieces', async () => {
    const piece = new Uint8Array(4 * 1024 * 1024).fill(7);
    const size = 600 * 1024 * 1024;
    const hash = createHash('sha256');
    for (let at = 0; at < size; at += piece.length) hash.update(piece);
    const source: ByteSource = { name: 'large', size, slice: async (start, end) => piece.subarray(0, Math.min(end, size) - start) };
    expect(await sha256(source, undefined, {})).toBe(hash.digest('hex'));
  });
});
