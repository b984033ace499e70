import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import { narrow } from '../../model/profile-columns';
import { cleanDuplicates, Draft } from './draft';
import { readJavaLocations } from './java';
import { LineReader } from './lines';
import { readMappings } from './mappings';

/** How the words of a binary CPU profile are written. */
interface Words {
  readonly size: 4 | 8;
  readonly little: boolean;
}

const forms: readonly Words[] = [
  { size: 4, little: true },
  { size: 4, little: false },
  { size: 8, little: true },
  { size: 8, little: false },
];

interface CpuHeader {
  readonly words: Words;
  readonly java: boolean;
  /** In microseconds. */
  readonly period: bigint;
}

/** The header of gperftools' binary CPU profile: words 0, 3, 0 (1 for Java), period, 0. */
export function cpuHeader(bytes: Uint8Array): CpuHeader | undefined {
  for (const words of forms) {
    if (bytes.length < 5 * words.size) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const [zero, three, version, period, padding] = [0, 1, 2, 3, 4].map((index) => wordAt(view, index * words.size, words));
    if (zero === 0n && three === 3n && (version === 0n || version === 1n) && period > 0n && padding === 0n)
      return { words, java: version === 1n, period };
  }
  return undefined;
}

function wordAt(view: DataView, offset: number, { size, little }: Words): bigint {
  return size === 4 ? BigInt(view.getUint32(offset, little)) : view.getBigUint64(offset, little);
}

/** A binary CPU profile (legacy_profile.go, parseCPU). */
export function decodeCpu(bytes: Uint8Array, name: string): ProfileTable {
  const header = cpuHeader(bytes);
  if (header === undefined) {
    throw new InputError({
      code: 'bad-header',
      message: phrase`This is no binary CPU profile.`,
      offset: 0,
      expected: phrase`the words 0, 3, 0, period, 0`,
      hint: phrase`Capture the profile again.`,
    });
  }
  const draft = new Draft();
  const period = BigInt.asIntN(64, header.period * 1000n);
  const end = readSamples(bytes, header, draft, period);
  if (header.java) readJavaLocations(new LineReader(bytes, end), draft);
  else {
    removeHandlerFrame(draft);
    removeHandlerFrame(draft);
    draft.mappings = readMappings(new LineReader(bytes, end));
    cleanDuplicates(draft);
  }
  return draft.finish(
    {
      sampleTypes: [
        { type: 'samples', unit: 'count' },
        { type: 'cpu', unit: 'nanoseconds' },
      ],
      periodType: { type: 'cpu', unit: 'nanoseconds' },
      period,
    },
    name,
    { dropAddresses: header.java, massage: !header.java },
  );
}

/** Samples up to the trailer; gives where the text after them begins (parseCPUSamples). */
function readSamples(bytes: Uint8Array, { words, java }: CpuHeader, draft: Draft, period: bigint): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { size } = words;
  let pos = 5 * size;
  while (pos < bytes.length) {
    const depth = pos + 2 * size <= bytes.length ? wordAt(view, pos + size, words) : undefined;
    if (depth === undefined || depth > BigInt(Math.floor((bytes.length - pos - 2 * size) / size))) {
      throw new InputError({
        code: 'truncated',
        message: phrase`A sample runs past the end of the file.`,
        offset: pos,
        expected: phrase`a count, a depth and as many addresses`,
        hint: phrase`The file was cut short: capture it again.`,
      });
    }
    const count = wordAt(view, pos, words);
    pos += 2 * size;
    const addresses: bigint[] = [];
    for (let i = 0; i < Number(depth); i++, pos += size) addresses.push(wordAt(view, pos, words));
    if (count === 0n && addresses.length === 1 && addresses[0] === 0n) return pos;
    const samples = BigInt.asIntN(64, count);
    const values: Amount[] = [narrow(samples), narrow(BigInt.asIntN(64, samples * period))];
    draft.samples.push({ locations: addresses.map((address, i) => draft.location(address, !java && i > 0)), values, labels: [] });
  }
  return pos;
}

/** The signal handler's frame stands second in nearly every stack: it is taken out (cpuProfile). */
function removeHandlerFrame(draft: Draft): void {
  const { samples } = draft;
  const margin = Math.floor(samples.length / 32);
  const counts = new Map<bigint, number>();
  for (const { locations } of samples) {
    if (locations.length > 1) counts.set(locations[1].address, (counts.get(locations[1].address) ?? 0) + 1);
  }
  const handler = [...counts].find(([, count]) => count >= samples.length - margin);
  if (handler === undefined) return;
  for (const { locations } of samples) if (locations.length > 1 && locations[1].address === handler[0]) locations.splice(1, 1);
}
