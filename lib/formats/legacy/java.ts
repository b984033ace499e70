import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable, ValueType } from '../../model/profile';
import type { BuilderLabel } from '../../model/profile-builder';
import { narrow } from '../../model/profile-columns';
import { Draft, type DraftLine, hexAddresses } from './draft';
import { scaleHeapSample } from './heap';
import { LineReader, malformed, multiply, parseInt64 } from './lines';

export const javaStarts = ['--- heapz 1 ---', '--- contentionz 1 ---'] as const;

const attribute = /(?<![\w ])([\w ]+)=([\w ]+)/;
const row = /(?<!\d)(\d+) +(\d+) +@ +([ x0-9a-f]*)/;
const locationLine = /^\s*0x([0-9a-fA-F]+)\s+(.*)$/s;
const fileLine = /^(.*)\s+\((.+):(-?\d+)\)$/;
const path = /^(.*)\s+\((.*)\)$/;
/** Java's heapz samples every 512 KiB (legacy_java_profile.go, javaHeapzSamplingRate). */
const samplingRate = 524288;

interface Header {
  types: ValueType[];
  periodType: ValueType;
  period: Amount;
  durationNanos: Amount;
}

/** Java's heapz and contentionz (legacy_java_profile.go, parseJavaProfile). */
export function decodeJava(bytes: Uint8Array, name: string): ProfileTable {
  const lines = new LineReader(bytes);
  lines.scan();
  const heap = lines.text.trim() === javaStarts[0];
  const header: Header = { types: [], periodType: { type: '', unit: '' }, period: 0, durationNanos: 0 };
  readHeader(lines, heap, header);
  const draft = new Draft();
  readRows(lines, heap, header, draft);
  readJavaLocations(lines, draft, lines.text);
  return draft.finish(
    {
      sampleTypes: header.types,
      periodType: header.periodType,
      period: BigInt(header.period),
      durationNanos: BigInt(header.durationNanos),
    },
    name,
    { dropAddresses: true, massage: false },
  );
}

function readHeader(lines: LineReader, heap: boolean, header: Header): void {
  while (lines.scan()) {
    const line = lines.text.trim();
    if (line === '') continue;
    const match = attribute.exec(line);
    if (match === null) return;
    const key = match[1].trim();
    const value = match[2].trim();
    const number = (): Amount => {
      const parsed = parseInt64(value);
      if (parsed === undefined) throw malformed(lines, phrase`The value of this line is no number`, phrase`NAME=NUMBER`);
      return parsed;
    };
    if (key === 'format' && value === 'java') continue;
    if (key === 'resolution' && heap) {
      header.types = [
        { type: 'inuse_objects', unit: 'count' },
        { type: 'inuse_space', unit: value },
      ];
    } else if (key === 'resolution') {
      header.types = [
        { type: 'contentions', unit: 'count' },
        { type: 'delay', unit: value },
      ];
    } else if (key === 'sampling period' && !heap) {
      header.periodType = { type: 'contentions', unit: 'count' };
      header.period = number();
    } else if (key === 'ms since reset' && !heap) header.durationNanos = multiply(number(), 1_000_000);
    else throw malformed(lines, phrase`This line of the header is not known`, phrase`format=java, resolution= or sampling period=`);
  }
}

/** The rows, beginning with the line at hand; leaves the reader on the first line that is none. */
function readRows(lines: LineReader, heap: boolean, header: Header, draft: Draft): void {
  do {
    const line = lines.text.trim();
    if (line === '') continue;
    const match = row.exec(line);
    if (match === null) return;
    const locations = hexAddresses(match[3], lines.offset).map((hex) => draft.location(BigInt(hex), false));
    // The bytes or cycles stand before the count here.
    const count = parseInt64(match[2]);
    const size = parseInt64(match[1]);
    if (count === undefined || size === undefined)
      throw malformed(lines, phrase`A value of this row has more than 64 bits`, phrase`SIZE COUNT @ …`);
    if (header.types.length === 0) {
      throw new InputError({
        code: 'missing-data',
        message: phrase`The profile has rows but no resolution line.`,
        offset: lines.offset,
        expected: phrase`resolution=UNIT before the rows`,
        hint: phrase`The text was changed or cut: capture it again.`,
      });
    }
    if (heap && count === 0) throw malformed(lines, phrase`A row has no objects`, phrase`a count other than 0`);
    const labels: BuilderLabel[] = heap ? [{ key: 'bytes', number: narrow(BigInt(size) / BigInt(count)) }] : [];
    const factor = header.period === 0 ? 1 : header.period;
    const values = heap ? scaleHeapSample(count, size, samplingRate) : [multiply(count, factor), multiply(size, factor)];
    draft.samples.push({ locations, values, labels });
  } while (lines.scan());
}

/** Names of the locations, after the rows: `0xID function (file:line)` (parseJavaLocations). */
export function readJavaLocations(lines: LineReader, draft: Draft, first = ''): void {
  const files = new Map<string, string>();
  for (let line = first, more = true; more; more = lines.scan(), line = lines.text) {
    const match = locationLine.exec(line.trim());
    if (match !== null && match[1].length <= 16) {
      const location = draft.known(BigInt(`0x${match[1]}`));
      if (location !== undefined) {
        const named = parseLocation(match[2]);
        // A function keeps the file under which it was met first.
        const file = files.get(named.name) ?? named.file;
        files.set(named.name, file);
        location.lines = [{ ...named, file }];
        location.address = 0n;
      }
    }
  }
}

function parseLocation(text: string): DraftLine {
  const withLine = /:-?\d+\)$/.test(text) ? fileLine.exec(text) : null;
  if (withLine !== null) return { name: withLine[1], file: withLine[2], line: Math.max(Number(withLine[3]), 0) };
  const library = text.endsWith(')') ? path.exec(text) : null;
  if (library !== null) return { name: library[1], file: library[2].slice(library[2].lastIndexOf('/') + 1), line: 0 };
  return { name: text.includes('generated stub/JIT') ? 'STUB' : text, file: '', line: 0 };
}
