import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { InputWarning } from '../../model/decoded';
import type { ProfileTable } from '../../model/profile';
import { Draft, hexAddresses } from './draft';
import { cutOrMalformed, isSpaceOrComment, LineReader, malformed, multiply, parseInt64, truncate } from './lines';
import { readSections } from './mappings';
import { RecordNotes } from './symbols';

// Go's `(\d+) *(\d+) @` in a form that looks at each run of digits once: two numbers, or one run that is split before its last digit.
const row = /(?<!\d)(?:(\d+) +(\d+)|(\d+)(\d)) @([ x0-9a-f]*)/;

export const contentionStarts = ['--- contentionz ', '--- mutex:', '--- contention:'] as const;

/** block and mutex with debug=1, and C++'s contentionz (legacy_profile.go, parseContention). */
export function decodeContention(bytes: Uint8Array, name: string, warnings: InputWarning[]): ProfileTable {
  const lines = new LineReader(bytes);
  lines.scan();
  const start = lines.text;
  const header = readHeader(lines);
  const draft = new Draft();
  const notes = new RecordNotes();
  let pending: { values: Amount[]; addresses: string[] } | undefined;
  const flush = (): void => {
    if (pending === undefined) return;
    draft.samples.push({ values: pending.values, ...notes.finish(draft, pending.addresses) });
    pending = undefined;
  };
  do {
    const line = lines.text.trim();
    if (line.startsWith('---')) break;
    if (isSpaceOrComment(line)) {
      notes.take(lines.text);
      continue;
    }
    flush();
    const match = row.exec(line);
    if (match === null) {
      cutOrMalformed(lines, warnings, phrase`This is no row of a contention profile`, phrase`CYCLES COUNT @ 0xADDRESS …`);
      continue;
    }
    pending = { values: readValues(lines, match, header), addresses: hexAddresses(match[5], lines.offset) };
  } while (lines.scan());
  flush();
  draft.mappings = readSections(lines);
  const contentions = { type: 'contentions', unit: 'count' };
  const table = draft.finish(
    {
      sampleTypes: [contentions, { type: 'delay', unit: 'nanoseconds' }],
      periodType: contentions,
      period: BigInt(header.period),
      durationNanos: BigInt(header.durationNanos),
    },
    name,
  );
  // The first line says which of the two Go profiles it is.
  if (start.startsWith('--- mutex:')) return { ...table, kind: 'mutex' };
  return start.startsWith('--- contention:') ? { ...table, kind: 'block' } : table;
}

interface Header {
  cpuHz: Amount;
  period: Amount;
  durationNanos: Amount;
}

/** The `name=value` lines; stops at the first line that is none. */
function readHeader(lines: LineReader): Header {
  const header: Header = { cpuHz: 0, period: 1, durationNanos: 0 };
  while (lines.scan()) {
    const line = lines.text.trim();
    if (isSpaceOrComment(line)) continue;
    const equals = line.indexOf('=');
    if (line.startsWith('---') || equals < 0) break;
    const key = line.slice(0, equals).trim();
    const value = parseInt64(line.slice(equals + 1).trim());
    if (key === 'discarded samples') continue;
    if (key === 'format' || key === 'resolution') {
      throw new InputError({
        code: 'unsupported-format',
        message: phrase`This contention profile has a "${key}" line, which no Go program writes.`,
        offset: lines.offset,
        expected: phrase`cycles/second=, sampling period= or a row`,
        hint: phrase`Capture the profile as protobuf: without ?debug=1.`,
      });
    }
    if (value === undefined) throw malformed(lines, phrase`The value of this line is no number`, phrase`NAME=NUMBER`);
    if (key === 'cycles/second') header.cpuHz = value;
    else if (key === 'sampling period') header.period = value;
    else if (key === 'ms since reset') header.durationNanos = multiply(value, 1_000_000);
    else throw malformed(lines, phrase`This line of the header is not known`, phrase`cycles/second=, sampling period= or ms since reset=`);
  }
  return header;
}

/** legacy_profile.go, parseContentionSample: contentions and the delay in ns. */
function readValues(lines: LineReader, match: RegExpExecArray, { cpuHz, period }: Header): Amount[] {
  const cycles = parseInt64(match[1] ?? match[3]);
  const count = parseInt64(match[2] ?? match[4]);
  if (cycles === undefined || count === undefined)
    throw malformed(lines, phrase`A value of this row has more than 64 bits`, phrase`CYCLES COUNT @ …`);
  if (period <= 0) return [count, cycles];
  const delay = cpuHz > 0 ? truncate((Number(cycles) * Number(period)) / (Number(cpuHz) / 1e9)) : cycles;
  return [multiply(count, period), delay];
}
