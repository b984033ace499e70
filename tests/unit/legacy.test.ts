import { describe, expect, test } from 'vitest';
import { InputError } from '@/lib/base/errors';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { legacyFormats } from '@/lib/formats/legacy/module';
import { parseLabels } from '@/lib/formats/legacy/symbols';
import { top } from '@/lib/index/profile';
import type { InputWarning } from '@/lib/model/decoded';
import type { ProfileTable } from '@/lib/model/profile';

async function read(content: string | Uint8Array): Promise<{ id: string; table: ProfileTable; warnings: readonly InputWarning[] }> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const sniff = { prefix: bytes, text: new TextDecoder('latin1').decode(bytes), name: 'x', gzip: false };
  const format = legacyFormats.find((module) => module.sniff(sniff));
  if (format === undefined) throw new Error('claimed by none');
  const { parts, warnings } = await format.decode(bytesSource('x', bytes), { limits: defaultLimits, gzip: false });
  const [part] = parts;
  if (part.kind !== 'profile') throw new Error('no profile');
  return { id: format.id, table: part.table, warnings };
}

async function failure(content: string | Uint8Array): Promise<InputError> {
  try {
    await read(content);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('no error');
}

const stack = (table: ProfileTable, sample: number): string[] =>
  Array.from(table.samples.locations.subarray(table.samples.locationStart[sample], table.samples.locationStart[sample + 1]), (location) => {
    const line = table.locations.lineStart[location];
    if (line === table.locations.lineStart[location + 1]) return `0x${table.locations.address[location].toString(16)}`;
    return table.strings[table.functions.name[table.locations.lineFunction[line]]];
  });

describe('counted profiles', () => {
  const header = 'goroutine profile: total 3\n';

  test('an address of more than 64 bits is damage, not another address', async () => {
    expect(await failure(`${header}1 @ 0x47f5a1\n1 @ 0x1000000000047f5a1\n`)).toMatchObject({
      code: 'bad-value',
      offset: header.length + 13,
    });
  });

  test('an escape of a label that is none is told as such', async () => {
    const { table } = await read(`${header}3 @ 0x21\n# labels: {"k":"\\x-1", "u":"\\u+123"}\n#\t0x20\tmain.f+0x5\tmain.go:7\n`);
    expect([...table.samples.labelStr].map((s) => table.strings[s])).toEqual(['\ufffd', '\ufffd']);
  });

  test('labels, frames, and what Go hides at either end', async () => {
    const { id, table } = await read(
      `${header}2 @ 0x10 0x21 0x31 0x40\n# labels: {"k":"a \\"q\\", b", "u":"\\u4e2d\\x07"}\n#\t0x20\tmain.inner+0x5\t\tmain.go:7\n#\t0x30\tmain.outer+0x6\tmain.go:9\n\n1 @ 0x10 0x40\n#\t0xf\truntime.gopark+0x1\tproc.go:1\n#\t0x3f\truntime.goexit0+0x1\tproc.go:2\n`,
    );
    expect(id).toBe('goroutine-debug1');
    expect(table.kind).toBe('goroutine');
    expect(stack(table, 0)).toEqual(['main.inner', 'main.outer']);
    expect(stack(table, 1)).toEqual(['runtime.gopark', 'runtime.goexit0']);
    expect([...table.samples.labelStr].map((s) => table.strings[s])).toEqual(['a "q", b', '中\u0007']);
    expect(top(table).rows.map(({ name, flat, cum }) => [name, flat, cum])).toEqual([
      ['main.inner', 2, 2],
      ['runtime.gopark', 1, 1],
      ['main.outer', 0, 2],
      ['runtime.goexit0', 0, 1],
    ]);
  });

  test('frames inlined at one address, as releases before 1.21 give them', async () => {
    const { table } = await read(
      `${header}3 @ 0x21 0x31\n#\t0x20\tmain.tiny+0x5\tmain.go:3\n#\t0x20\tmain.inner+0x5\tmain.go:7\n#\t0x30\tmain.main+0x5\tmain.go:9\n`,
    );
    expect([...table.locations.lineStart]).toEqual([0, 2, 3]);
    expect(top(table).rows.map(({ name, inline }) => `${name} ${inline}`)).toEqual(['main.tiny (inline)', 'main.inner ', 'main.main ']);
  });

  test('stacks without names keep their addresses; zeros that fill them up go', async () => {
    const { id, table } = await read('threadcreate profile: total 2\n1 @ 0x0 0x0\n#\t0x0\n\n1 @ 0x51 0x61 0x0 0x0\n');
    expect(id).toBe('threadcreate-debug1');
    expect(stack(table, 0)).toEqual([]);
    expect(stack(table, 1)).toEqual(['0x50', '0x60']);
  });

  test('a record cut at the end of the file is left out with a warning, a bad one in the middle is an error', async () => {
    const cut = await read(`${header}2 @ 0x10\n\n1 @ 0x`);
    expect(cut.table.samples.count).toBe(1);
    expect(cut.warnings.map(({ code, offset }) => [code, offset])).toEqual([['truncated', header.length + 10]]);
    const error = await failure(`${header}2 @ 0x10\nnonsense\n1 @ 0x20\n`);
    expect([error.code, error.offset]).toEqual(['bad-value', header.length + 9]);
  });

  test('comments may stand before the header, other names are counted profiles too', async () => {
    const { id, table } = await read('# captured at noon\n\nconnections profile: total 1\n1 @ 0x10\n');
    expect(id).toBe('legacy-pprof');
    expect(table.sampleTypes).toEqual([{ type: 'connections', unit: 'count' }]);
  });
});

describe('heap', () => {
  test('rows are scaled by the rate, and MemStats lines are kept', async () => {
    const { id, table } = await read(
      'heap profile: 1: 512 [3: 2048] @ heap/1048576\n1: 512 [3: 2048] @ 0x11 0x21\n#\t0x20\tmain.make+0x1\tmain.go:5\n\n# runtime.MemStats\n# NumGC = 42\n# Stack = 1 / 2\n# PauseNs = [1 2]\n',
    );
    expect(id).toBe('heap-debug1');
    // 2048/3 and 512 bytes at a rate of 524288: legacy_profile.go, scaleHeapSample.
    const factor = (average: number): number => 1 / (1 - Math.exp(-average / 524288));
    expect(table.samples.values.map((column) => column[0])).toEqual([
      Math.trunc(3 * factor(2048 / 3)),
      Math.trunc(2048 * factor(2048 / 3)),
      Math.trunc(factor(512)),
      Math.trunc(512 * factor(512)),
    ]);
    expect(table.memStats).toEqual({ NumGC: '42', Stack: '1 / 2', PauseNs: '[1 2]' });
    expect(stack(table, 0)).toEqual(['main.make']);
    expect(table.samples.labelNum[0]).toBe(512);
    expect(table.period).toBe(524288n);
  });

  test.each([
    ['bytes without objects', '0: 512 [0: 0] @ 0x11\n1: 1 [1: 1] @ 0x1\n'],
    ['no row', 'a row\n1: 1 [1: 1] @ 0x1\n'],
    ['a count past 64 bits', '99999999999999999999: 1 [1: 1] @ 0x1\n\n'],
    ['an address past 64 bits', '1: 1 [1: 1] @ 0x11111111111111111\n\n'],
  ])('%s', async (_, rows) => {
    const header = 'heap profile: 1: 512 [3: 2048] @ heap/1048576\n';
    const error = await failure(header + rows);
    expect([error.code, error.offset]).toEqual(['bad-value', header.length]);
  });

  test('a form that is not known is said to be so', async () => {
    expect((await failure('heap profile: 1: 512 [3: 2048] @ heap_v3/1048576\n')).code).toBe('unsupported-format');
  });
});

describe('contention', () => {
  test.each([
    ['--- mutex:\n', 'mutex', 'contention-debug1'],
    ['--- contention:\n', 'block', 'contention-debug1'],
    ['--- contentionz 1 ---\n', 'block', 'legacy-pprof'],
  ])('%s', async (start, kind, format) => {
    const { id, table } = await read(`${start}cycles/second=2000000000\nsampling period=5\n3000 7 @ 0x11 0x21\n`);
    expect([id, table.kind]).toEqual([format, kind]);
    expect(table.samples.values.map((column) => column[0])).toEqual([35, 7500]);
    expect(table.period).toBe(5n);
  });

  test('an unknown header line', async () => {
    expect((await failure('--- mutex:\nweather=fine\n1 1 @ 0x1\n')).offset).toBe(11);
  });
});

test('a binary CPU profile cut short', async () => {
  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  // Second frames that are all the same would be taken for the signal handler's.
  const { table } = await read(words(0, 3, 0, 10000, 0, 4, 2, 0x1000, 0x2001, 1, 2, 0x1000, 0x3001, 0, 1, 0));
  expect(table.samples.values.map((column) => column[0])).toEqual([4, 40_000_000]);
  expect(stack(table, 0)).toEqual(['0x1000', '0x2000']);
  const error = await failure(words(0, 3, 0, 10000, 0, 4, 9, 0x1000));
  expect([error.code, error.offset]).toEqual(['truncated', 20]);
});

test('labels in Go quoting', () => {
  expect(parseLabels('{"a":"1", "b":"\\U0001F600\\\\ \\a"}')).toEqual([
    { key: 'a', text: '1' },
    { key: 'b', text: '\u{1F600}\\ \x07' },
  ]);
  expect(parseLabels('{}')).toEqual([]);
  expect(parseLabels('{"cut":"of')).toEqual([{ key: 'cut', text: 'of' }]);
});
