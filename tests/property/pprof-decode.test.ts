import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, UsageError } from '@/lib/base/errors';
import { decodeProfile } from '@/lib/formats/pprof/decode';
import { encodeProfile } from '@/lib/formats/pprof/encode';
import { callTree, filtered, peek, tags, top, traces } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';

const capture = gunzipSync(readFileSync('fixtures/captures/report-faulty/goroutine.1.pb.gz'));

/** Decodes or fails with a typed error whose place is inside the bytes. */
function decodeOrRefuse(bytes: Uint8Array): ProfileTable | undefined {
  try {
    return decodeProfile(bytes).table;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    if (error instanceof InputError) {
      expect(error.offset).toBeGreaterThanOrEqual(0);
      expect(error.offset).toBeLessThanOrEqual(bytes.length);
    }
    return undefined;
  }
}

test('random bytes decode or fail with a place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      decodeOrRefuse(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('a profile with changed bytes decodes or fails with a place, and what decodes can be reported and written', () => {
  const change = fc.record({ at: fc.nat(capture.length - 1), value: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = Uint8Array.from(capture);
      for (const { at, value } of changes) bytes[at] = value;
      const table = decodeOrRefuse(bytes);
      if (table === undefined || table.sampleTypes.length === 0) return;
      expect(decodeProfile(encodeProfile(table)).table.samples).toEqual(table.samples);
      top(table);
      callTree(table);
      tags(table);
      traces(table);
    }),
    { numRuns: 1500 },
  );
});

test('a profile cut anywhere decodes or fails with a place', () => {
  for (let length = 0; length < capture.length; length += 7) decodeOrRefuse(capture.subarray(0, length));
});

const amount = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));

/** Small profiles with recursion, inlined frames, bare locations and labels. */
const profile = fc
  .record({
    types: fc.integer({ min: 1, max: 3 }),
    big: fc.boolean(),
    locations: fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
    samples: fc.array(
      fc.record({
        stack: fc.array(fc.nat(), { maxLength: 8 }),
        values: fc.array(amount, { minLength: 3, maxLength: 3 }),
        label: fc.option(fc.string({ maxLength: 3 })),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ types, big, locations, samples }) => {
    const builder = new ProfileBuilder({ sampleTypes: Array.from({ length: types }, (_, i) => ({ type: `type${i}`, unit: 'count' })) });
    const ids = locations.map((lines, l) =>
      builder.addLocation({
        address: BigInt(l),
        lines: lines.map((f, i) => ({ function: builder.function({ name: `main.f${f}`, filename: 'main.go' }), line: i + 1 })),
      }),
    );
    for (const { stack, values, label } of samples) {
      const fitting = values.slice(0, types).map((value) => (big ? value : Number(BigInt(value) % 1000n)));
      builder.sample(
        stack.map((l) => ids[l % ids.length]),
        fitting,
        label === null || label === '' ? [] : [{ key: 'k', text: label }],
      );
    }
    return builder.build();
  });

test('any profile survives writing and reading', () => {
  fc.assert(
    fc.property(profile, (table) => {
      const again = decodeProfile(encodeProfile(table)).table;
      // The header's names join the strings at their end.
      expect(again.strings.slice(0, table.strings.length)).toEqual(table.strings);
      expect({ ...again, strings: [] }).toEqual({ ...table, strings: [] });
    }),
  );
});

test('flat values add up to the samples, the root of the call tree too, whole at any size', () => {
  const wrapped = (value: bigint): bigint => BigInt.asIntN(64, value);
  fc.assert(
    fc.property(profile, fc.boolean(), (table, inverted) => {
      const column = table.samples.values[table.defaultSampleType];
      let stacked = 0n;
      for (let s = 0; s < table.samples.count; s++)
        if (table.samples.locationStart[s] < table.samples.locationStart[s + 1]) stacked += BigInt(column[s]);
      const rows = top(table, { nodeFraction: 0 }).rows;
      expect(wrapped(rows.reduce((sum, row) => sum + BigInt(row.flat), 0n))).toBe(wrapped(stacked));
      const tree = callTree(table, { inverted });
      const all = Array.from(column, BigInt).reduce((sum, value) => sum + value, 0n);
      expect(BigInt(tree.total[0])).toBe(wrapped(all));
      for (let node = 0; node < tree.count; node++) {
        let below = BigInt(tree.self[node]);
        for (let child = tree.childStart[node]; child < tree.childStart[node + 1]; child++) {
          expect(tree.parent[child]).toBe(node);
          below += BigInt(tree.total[child]);
        }
        expect(wrapped(below)).toBe(BigInt(tree.total[node]));
      }
    }),
  );
});

test('any filter either works or is refused as wrong usage', () => {
  const table = decodeProfile(capture).table;
  const expression = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('main', '(', 'a{1001}', '[[:alpha:]]+', '(?P<n>x)', '\\', '*', 'runtime.*chan', '^$'),
  );
  const keys = [
    'focus',
    'ignore',
    'hide',
    'show',
    'showFrom',
    'pruneFrom',
    'tagfocus',
    'tagignore',
    'tagshow',
    'taghide',
    'tagroot',
    'tagleaf',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...keys), expression, (key, value) => {
      for (const ask of [() => top(table, { [key]: value }), () => peek(table, value, {}), () => filtered(table, { [key]: value })]) {
        try {
          ask();
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }
    }),
    { numRuns: 300 },
  );
});
