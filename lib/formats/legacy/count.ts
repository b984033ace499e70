import { phrase } from '../../base/phrase';
import type { InputWarning } from '../../model/decoded';
import type { ProfileTable } from '../../model/profile';
import { Draft, hexAddresses } from './draft';
import { cutOrMalformed, isSpaceOrComment, LineReader, parseInt64 } from './lines';
import { readSections } from './mappings';
import { RecordNotes } from './symbols';

export const countStart = /^(\S+) profile: total \d+$/;
const record = /^(\d+) @((?: 0x[0-9a-f]+)+)$/;

/** goroutine, threadcreate and other counted profiles with debug=1 (legacy_profile.go, parseGoCount). */
export function decodeCount(bytes: Uint8Array, name: string, warnings: InputWarning[]): ProfileTable {
  const lines = new LineReader(bytes);
  while (lines.scan() && isSpaceOrComment(lines.text));
  const type = countStart.exec(lines.text)?.[1] ?? '';
  const draft = new Draft();
  const notes = new RecordNotes();
  let pending: { count: number | bigint; addresses: string[] } | undefined;
  const flush = (): void => {
    if (pending === undefined) return;
    const { locations, labels } = notes.finish(draft, pending.addresses);
    draft.samples.push({ locations, values: [pending.count], labels });
    pending = undefined;
  };
  while (lines.scan()) {
    const line = lines.text;
    if (isSpaceOrComment(line)) {
      notes.take(line);
      continue;
    }
    if (line.startsWith('---')) break;
    flush();
    const match = record.exec(line);
    const count = match === null ? undefined : parseInt64(match[1]);
    if (match === null || count === undefined)
      cutOrMalformed(lines, warnings, phrase`This is no record of a counted profile`, phrase`COUNT @ 0xADDRESS …`);
    else pending = { count, addresses: hexAddresses(match[2], lines.offset) };
  }
  flush();
  draft.mappings = readSections(lines);
  const valueType = { type, unit: 'count' };
  return draft.finish({ sampleTypes: [valueType], periodType: valueType, period: 1n }, name);
}
