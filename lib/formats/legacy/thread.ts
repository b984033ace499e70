import { phrase } from '../../base/phrase';
import type { ProfileTable } from '../../model/profile';
import { cleanDuplicates, Draft, hexAddresses } from './draft';
import { isSpaceOrComment, LineReader, malformed } from './lines';
import { isMapSentinel, readSections } from './mappings';

export const threadzStart = /--- threadz \d+ ---/;
export const threadStart = /--- Thread ([0-9a-fA-F]+) \(name: (.*)\/(\d+)\) stack: ---/;

/** C++'s threadz: one stack for each thread (legacy_profile.go, parseThread). */
export function decodeThreads(bytes: Uint8Array, name: string): ProfileTable {
  const lines = new LineReader(bytes);
  while (lines.scan() && isSpaceOrComment(lines.text));
  if (threadzStart.test(lines.text)) while (lines.scan() && !isMapSentinel(lines.text) && !lines.text.startsWith('-'));
  const draft = new Draft();
  while (!isMapSentinel(lines.text)) {
    if (lines.text.startsWith('---- no stack trace for')) break;
    if (!threadStart.test(lines.text))
      throw malformed(lines, phrase`This line begins no thread`, phrase`--- Thread ID (name: NAME/NUMBER) stack: ---`);
    const { addresses, same } = readStack(lines);
    const last = draft.samples[draft.samples.length - 1];
    if (same || addresses.length === 0) {
      if (last !== undefined) last.values[0] = Number(last.values[0]) + 1;
    } else {
      const locations = addresses.map((hex, i) => (i > 0 ? draft.returnedTo(hex) : draft.location(BigInt(hex), false)));
      draft.samples.push({ locations, values: [1], labels: [] });
    }
    if (lines.text === '') break;
  }
  draft.mappings = readSections(lines);
  cleanDuplicates(draft);
  const valueType = { type: 'thread', unit: 'count' };
  return draft.finish({ sampleTypes: [valueType], periodType: valueType, period: 1n }, name);
}

/** legacy_profile.go, parseThreadSample: leaves the reader on the line that begins the next thread. */
function readStack(lines: LineReader): { addresses: string[]; same: boolean } {
  const addresses: string[] = [];
  let same = false;
  while (lines.scan()) {
    const line = lines.text.trim();
    if (line === '') continue;
    if (line.startsWith('---')) break;
    if (line.includes('same as previous thread')) same = true;
    else addresses.push(...hexAddresses(line, lines.offset));
  }
  return { addresses, same };
}
