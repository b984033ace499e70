import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import * as generated from '@/proto/profile.generated';

test('the generated field numbers are those of profile.proto', () => {
  const { root } = protobuf.parse(readFileSync('proto/profile.proto', 'utf8'), { keepCase: true });
  const messages = (root.lookup('gotriage.pprof') as protobuf.Namespace).nestedArray as protobuf.Type[];
  const fields = Object.fromEntries(
    messages.map((message) => [`${message.name}Field`, Object.fromEntries(message.fieldsArray.map((field) => [field.name, field.id]))]),
  );
  expect({ ...generated }).toEqual(fields);
});

/** A reader of its own: protobufjs's reflection over the same .proto file, every field of a real capture. */
test('protobufjs reads a capture to the same values', async () => {
  const { gunzipSync } = await import('node:zlib');
  const { decodeProfile } = await import('@/lib/formats/pprof/decode');
  const bytes = gunzipSync(readFileSync('fixtures/captures/convert-faulty/heap.2.pb.gz'));
  const { root } = protobuf.parse(readFileSync('proto/profile.proto', 'utf8'), { keepCase: true });
  const type = root.lookupType('gotriage.pprof.Profile');
  type Plain = Record<string, unknown>;
  const plain = type.toObject(type.decode(bytes), { longs: Number, defaults: true, arrays: true }) as Record<string, Plain[]> & {
    string_table: string[];
  };
  const { table } = decodeProfile(bytes);
  expect(table.strings).toEqual(plain.string_table);
  expect(Array.from({ length: table.samples.count }, (_, s) => table.samples.values.map((column) => column[s]))).toEqual(
    plain.sample.map((sample) => sample.value),
  );
  const byId = new Map(plain.location.map((location, l) => [location.id, l]));
  expect([...table.samples.locations]).toEqual(
    plain.sample.flatMap((sample) => (sample.location_id as number[]).map((id) => byId.get(id))),
  );
  expect([...table.locations.address].map(Number)).toEqual(plain.location.map((location) => location.address));
  expect([...table.locations.lineNumber]).toEqual(
    plain.location.flatMap((location) => (location.line as Plain[]).map((line) => line.line)),
  );
  expect([...table.functions.name]).toEqual(plain.function.map((fn) => fn.name));
  expect([...table.samples.labelNum]).toEqual(plain.sample.flatMap((sample) => (sample.label as Plain[]).map((label) => label.num)));
});
