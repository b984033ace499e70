import { describe, expect, test } from 'vitest';
import { InputError } from '@/lib/base/errors';
import { decodeProfile } from '@/lib/formats/pprof/decode';
import { top } from '@/lib/index/profile';
import { bytes, fn, integer, location, message, packed, sample, sampleType, strings, text, varint } from '../support/wire';

const valid = [sampleType, sample([1], [5]), location(1, 1), fn(1), strings];

function failure(content: Uint8Array): InputError {
  try {
    decodeProfile(content);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('decoded without an error');
}

const times = (count: number, piece: readonly number[]): number[] => new Array<readonly number[]>(count).fill(piece).flat();

/** Position at which a piece begins among the pieces before it. */
const lengthOf = (...pieces: readonly (readonly number[])[]): number => pieces.flat().length;

describe('a valid profile', () => {
  test('every field arrives', () => {
    const mapping = message(
      3,
      integer(1, 9),
      integer(2, 0x400000n),
      integer(3, 2n ** 64n - 1n),
      integer(4, 4096),
      integer(5, 4),
      integer(6, 6),
      integer(7, 1),
      integer(10, 1),
    );
    const { table } = decodeProfile(
      bytes(
        sampleType,
        message(1, integer(1, 6), integer(2, 5)),
        sample([7, 7], [5, -6], [...integer(1, 5), ...integer(2, 6)], [...integer(1, 5), ...integer(3, -3), ...integer(4, 2)]),
        mapping,
        message(
          4,
          integer(1, 7),
          integer(2, 9),
          integer(3, 2n ** 63n),
          message(4, integer(1, 3), integer(2, 40), integer(3, 2)),
          message(4, integer(1, 3), integer(2, 41)),
          integer(5, 1),
        ),
        fn(3),
        strings,
        integer(7, 3),
        integer(8, 4),
        integer(9, 1_700_000_000_000_000_001n),
        integer(10, 5),
        message(11, integer(1, 1), integer(2, 2)),
        integer(12, 100),
        packed(13, [5, 6]),
        integer(14, 1),
        integer(15, 6),
      ),
    );
    expect(table.sampleTypes).toEqual([
      { type: 'cpu', unit: 'nanoseconds' },
      { type: 'value', unit: 'key' },
    ]);
    expect(table.defaultSampleType).toBe(0);
    expect(table.samples.values.map((column) => [...column])).toEqual([[5], [-6]]);
    expect([...table.samples.locations]).toEqual([0, 0]);
    expect([...table.samples.labelNum]).toEqual([0, -3]);
    expect([...table.samples.labelStr].map((s) => table.strings[s])).toEqual(['value', '']);
    expect([...table.samples.labelUnit].map((s) => table.strings[s])).toEqual(['', 'nanoseconds']);
    expect(table.mappings).toEqual([
      {
        start: 0x400000n,
        limit: 2n ** 64n - 1n,
        offset: 4096n,
        file: '/src/main.go',
        buildId: 'value',
        hasFunctions: true,
        hasFilenames: false,
        hasLineNumbers: false,
        hasInlineFrames: true,
      },
    ]);
    expect(table.locations.address[0]).toBe(2n ** 63n);
    expect([...table.locations.lineNumber]).toEqual([40, 41]);
    expect([...table.locations.lineColumn]).toEqual([2, 0]);
    expect(table.locations.isFolded[0]).toBe(1);
    expect([table.dropFrames, table.keepFrames, table.docUrl]).toEqual(['main.work', '/src/main.go', 'value']);
    expect(table.comments).toEqual(['key', 'value']);
    expect([table.timeNanos, table.durationNanos, table.period]).toEqual([1_700_000_000_000_000_001n, 5n, 100n]);
    expect(table.periodType).toEqual({ type: 'cpu', unit: 'nanoseconds' });
    expect(table.functions.startLine[0]).toBe(10);
  });

  test('repeated fields come packed or one by one, tables in any order', () => {
    const { table } = decodeProfile(
      bytes(strings, fn(1), location(1, 1), message(2, integer(1, 1), integer(1, 1), packed(1, [1]), integer(2, 8)), sampleType),
    );
    expect([...table.samples.locations]).toEqual([0, 0, 0]);
    expect([...table.samples.values[0]]).toEqual([8]);
  });

  test('ids are any 64-bit number', () => {
    const ids = [1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 53n + 1n, 2n ** 64n - 1n];
    const { table } = decodeProfile(
      bytes(sampleType, sample(ids, [1]), ...ids.map((id, i) => location(id, id, i)), ...ids.map(fn), strings),
    );
    expect([...table.samples.locations]).toEqual([0, 1, 2, 3, 4]);
    expect([...table.locations.lineFunction]).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    [[2n ** 53n - 1n], Float64Array],
    [[-(2n ** 53n) + 1n, 3n], Float64Array],
    [[1n, 2n ** 53n, 2n], BigInt64Array],
    [[2n ** 63n - 1n, -(2n ** 63n)], BigInt64Array],
  ])('values %s stay whole', (values, kind) => {
    const { table } = decodeProfile(bytes(sampleType, ...values.map((value) => sample([1], [value])), location(1, 1), fn(1), strings));
    expect(table.samples.values[0]).toBeInstanceOf(kind);
    expect(Array.from(table.samples.values[0], BigInt)).toEqual(values);
  });

  test('sums past 2^53 are exact', () => {
    const value = 2n ** 53n - 1n;
    const { table } = decodeProfile(
      bytes(sampleType, sample([1], [value]), sample([1], [value]), sample([1], [1]), location(1, 1), fn(1), strings),
    );
    expect(table.samples.values[0]).toBeInstanceOf(Float64Array);
    const report = top(table);
    expect(report.rows[0].flat).toBe(2n * value + 1n);
    expect(report.head.total).toBe(2n * value + 1n);
  });

  test('a location without lines, unknown fields of every wire type, an empty label', () => {
    const unknown = [
      ...integer(1000, 5),
      ...varint((1001 << 3) | 1),
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      ...varint((1002 << 3) | 5),
      1,
      2,
      3,
      4,
      ...text(1003, 'x'),
    ];
    const { table, warnings } = decodeProfile(
      bytes(
        unknown,
        sampleType,
        message(2, packed(1, [1]), packed(2, [1]), message(3, integer(1, 5)), unknown),
        message(4, integer(1, 1), integer(2, 77)),
        strings,
      ),
    );
    expect(table.locations.lineFunction.length).toBe(0);
    expect(table.samples.labelKey.length).toBe(0);
    expect(warnings.map(({ code }) => code)).toEqual(['unknown-mapping']);
  });

  test('a varint may be longer than it needs to be', () => {
    const long = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
    const { table } = decodeProfile(
      bytes(sampleType, message(2, [...varint((1 << 3) | 2), long.length, ...long], packed(2, [3])), location(1, 1), fn(1), strings),
    );
    expect([...table.samples.locations]).toEqual([0]);
  });
});

describe('a damaged profile is an error with its place', () => {
  test.each([
    ['nothing', bytes(), 'empty-file', 0],
    ['a first string that is not empty', bytes(sampleType, text(6, 'x')), 'bad-value', lengthOf(sampleType)],
    ['no string table', bytes(message(1), message(2, packed(1, [1]), packed(2, [1])), location(1, 1)), 'bad-index', 23],
    ['a comment for every byte', bytes(...valid, message(13, new Array<number>(100_001).fill(0))), 'limit-exceeded', lengthOf(...valid)],
    ['a sample type for every other byte', bytes(strings, times(10_001, message(1))), 'limit-exceeded', lengthOf(strings) + 20_000],
    ['a sample without sample types', bytes(sample([], [1]), strings), 'bad-value', 2],
    ['too few values', bytes(sampleType, sample([1], []), location(1, 1), fn(1), strings), 'bad-value', lengthOf(sampleType) + 2],
    ['too many values', bytes(sampleType, sample([1], [1, 2]), location(1, 1), fn(1), strings), 'bad-value', lengthOf(sampleType) + 2],
    ['an unknown location', bytes(sampleType, sample([2], [1]), location(1, 1), fn(1), strings), 'bad-reference', lengthOf(sampleType) + 4],
    [
      'an unknown location of 64 bits',
      bytes(sampleType, sample([2n ** 63n], [1]), location(1, 1), fn(1), strings),
      'bad-reference',
      lengthOf(sampleType) + 4,
    ],
    ['location 0', bytes(...valid, location(0, 1)), 'bad-reference', lengthOf(...valid) + 2],
    ['a location twice', bytes(...valid, location(1, 1)), 'bad-reference', lengthOf(...valid) + 2],
    ['function 0', bytes(...valid, fn(0)), 'bad-reference', lengthOf(...valid) + 2],
    ['a function twice', bytes(...valid, fn(1)), 'bad-reference', lengthOf(...valid) + 2],
    ['mapping 0', bytes(...valid, message(3, integer(2, 1))), 'bad-reference', lengthOf(...valid) + 2],
    ['a mapping twice', bytes(...valid, message(3, integer(1, 1)), message(3, integer(1, 1))), 'bad-reference', lengthOf(...valid) + 6],
    [
      'a line without function',
      bytes(...valid, message(4, integer(1, 2), message(4, integer(2, 5)))),
      'bad-reference',
      lengthOf(...valid) + 6,
    ],
    ['a line with an unknown function', bytes(...valid, location(2, 8)), 'bad-reference', lengthOf(...valid) + 9],
    ['a string past the table', bytes(...valid, message(5, integer(1, 2), integer(2, 99))), 'bad-index', lengthOf(...valid) + 4],
    ['a negative string', bytes(...valid, message(5, integer(1, 2), integer(2, -1))), 'bad-index', lengthOf(...valid) + 4],
    ['a default sample type past the table', bytes(...valid, integer(14, 99)), 'bad-index', lengthOf(...valid)],
    ['a second time', bytes(...valid, integer(9, 1), integer(9, 2)), 'concatenated-profiles', lengthOf(...valid) + 2],
    ['two profiles', bytes(...valid, integer(9, 1), ...valid, integer(9, 1)), 'concatenated-profiles', 2 * lengthOf(...valid) + 2],
    ['a number that never ends', bytes(...valid, [0x60, ...new Array<number>(11).fill(0xff)]), 'bad-varint', lengthOf(...valid) + 1],
    ['a number cut short', bytes(...valid, [0x60, 0x80]), 'bad-varint', lengthOf(...valid) + 1],
    [
      'a number that runs out of its field',
      bytes(sampleType, message(2, [0x0a, 1, 0x80]), location(1, 1), fn(1), strings),
      'bad-varint',
      lengthOf(sampleType) + 4,
    ],
    ['a length past the end', bytes(...valid, [0x32, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'truncated', lengthOf(...valid) + 1],
    ['a length of 2^63', bytes(...valid, [0x32, ...varint(2n ** 63n)]), 'truncated', lengthOf(...valid) + 1],
    ['a group', bytes(...valid, [0x7b]), 'bad-wire-type', lengthOf(...valid)],
    ['a sample as a number', bytes(sampleType, integer(2, 1)), 'bad-wire-type', lengthOf(sampleType)],
    ['a time as a message', bytes(sampleType, text(9, 'x')), 'bad-wire-type', lengthOf(sampleType)],
    ['eight bytes cut short', bytes(...valid, [...varint((100 << 3) | 1), 1, 2]), 'bad-varint', lengthOf(...valid) + 2],
  ] as const)('%s', (_, content, code, offset) => {
    const error = failure(content);
    expect(error.code).toBe(code);
    expect(error.offset).toBe(offset);
    expect(error.hint).not.toBe('');
    expect(error.expected).not.toBe('');
  });
});
