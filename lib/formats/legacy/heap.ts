import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { InputWarning } from '../../model/decoded';
import type { ProfileTable, ValueType } from '../../model/profile';
import { narrow } from '../../model/profile-columns';
import { Draft, hexAddresses } from './draft';
import { cutOrMalformed, isSpaceOrComment, LineReader, malformed, parseInt64, truncate } from './lines';
import { isMapSentinel, readSections } from './mappings';
import { RecordNotes } from './symbols';

export const heapHeader = /heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*)\/?(\d*)/;
export const otherHeapHeader = /heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] @ (?:growthz?|fragmentationz?)/;
const row = /(-\d+|(?<!\d)\d+): *(-?\d+) *\[ *(\d+): *(\d+) *] @([ x0-9a-f]*)/;
const memStat = /^# (\w+) = (.*)$/;

interface Header {
  readonly period: Amount;
  readonly scaled: boolean;
  readonly hasAlloc: boolean;
}

/**
 * heap with debug=1, and the forms of C++'s tcmalloc: heap_v2, heapz_v2, heapprofile, growthz, fragmentationz (legacy_profile.go, parseHeap).
 * Values are scaled up by the sampling rate where the form says that they are samples; Go's MemStats lines are kept by name.
 */
export function decodeHeap(bytes: Uint8Array, name: string, warnings: InputWarning[]): ProfileTable {
  const lines = new LineReader(bytes);
  lines.scan();
  const { period, scaled, hasAlloc } = readHeader(lines);
  const draft = new Draft();
  const notes = new RecordNotes();
  const memStats: Record<string, string> = {};
  let pending: { values: Amount[]; blockSize: Amount; addresses: string[] } | undefined;
  const flush = (): void => {
    if (pending === undefined) return;
    const { locations, labels } = notes.finish(draft, pending.addresses);
    draft.samples.push({ locations, values: pending.values, labels: [...labels, { key: 'bytes', number: pending.blockSize }] });
    pending = undefined;
  };
  while (lines.scan()) {
    const line = lines.text.trim();
    if (isSpaceOrComment(line)) {
      const stat = memStat.exec(line);
      if (stat !== null) memStats[stat[1]] = stat[2];
      else notes.take(lines.text);
      continue;
    }
    if (isMapSentinel(line)) break;
    flush();
    const match = row.exec(line);
    if (match === null) {
      cutOrMalformed(lines, warnings, phrase`This is no row of a heap profile`, phrase`COUNT: BYTES [COUNT: BYTES] @ 0xADDRESS …`);
      continue;
    }
    const values: Amount[] = [];
    let blockSize: Amount = 0;
    const add = (countText: string, sizeText: string): void => {
      const pair = readPair(lines, countText, sizeText);
      if (pair.count !== 0) blockSize = narrow(BigInt(pair.size) / BigInt(pair.count));
      values.push(...(scaled && pair.count !== 0 ? scaleHeapSample(pair.count, pair.size, period) : [pair.count, pair.size]));
    };
    if (hasAlloc) add(match[3], match[4]);
    add(match[1], match[2]);
    pending = { values, blockSize, addresses: hexAddresses(match[5], lines.offset) };
  }
  flush();
  draft.mappings = readSections(lines);
  return draft.finish(
    {
      sampleTypes: hasAlloc ? fourTypes : twoTypes,
      periodType: { type: 'space', unit: 'bytes' },
      period: BigInt(period),
      ...(Object.keys(memStats).length === 0 ? {} : { memStats }),
    },
    name,
  );
}

const twoTypes: readonly ValueType[] = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];

const fourTypes: readonly ValueType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];

/** legacy_profile.go, parseHeapHeader. */
function readHeader(lines: LineReader): Header {
  const header = heapHeader.exec(lines.text);
  if (header === null) return { period: 1, scaled: false, hasAlloc: false };
  const given = header[6] === '' ? 0 : parseInt64(header[6]);
  if (given === undefined) throw malformed(lines, phrase`The sampling rate has more than 64 bits`, phrase`a rate such as heap/1048576`);
  const hasAlloc = (header[3] !== header[1] && header[3] !== '0') || (header[4] !== header[2] && header[4] !== '0');
  switch (header[5]) {
    case 'heapz_v2':
    case 'heap_v2':
      return { period: given, scaled: true, hasAlloc };
    case 'heapprofile':
      return { period: 1, scaled: false, hasAlloc };
    case 'heap':
      // Go writes twice the rate, because early C++ profilers did.
      return { period: narrow(BigInt(given) / 2n), scaled: true, hasAlloc };
    default:
      throw new InputError({
        code: 'unsupported-format',
        message: phrase`The heap profile form "${header[5]}" is not known.`,
        offset: lines.offset,
        expected: phrase`heap, heap_v2, heapz_v2 or heapprofile`,
        hint: phrase`Capture the profile as protobuf: without ?debug=1.`,
      });
  }
}

function readPair(lines: LineReader, countText: string, sizeText: string): { count: Amount; size: Amount } {
  const count = parseInt64(countText);
  const size = parseInt64(sizeText);
  if (count === undefined || size === undefined)
    throw malformed(lines, phrase`A value of this row has more than 64 bits`, phrase`a count and a size`);
  if (count === 0 && size !== 0)
    throw malformed(lines, phrase`A row has no objects but ${size} bytes`, phrase`bytes only where there are objects`);
  return { count, size };
}

/**
 * What the sampled objects stand for: an object of size s is sampled with probability 1 − e^(−s/rate) (legacy_profile.go,
 * scaleHeapSample).
 */
export function scaleHeapSample(count: Amount, size: Amount, rate: Amount): [Amount, Amount] {
  if (count === 0 || size === 0) return [0, 0];
  if (rate <= 1) return [count, size];
  const average = Number(size) / Number(count);
  const factor = 1 / (1 - Math.exp(-average / Number(rate)));
  return [truncate(Number(count) * factor), truncate(Number(size) * factor)];
}
