import { FunctionField, LineField, LocationField, MappingField, ValueTypeField } from '../../../proto/profile.generated';
import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';
import type { FunctionColumns, LocationColumns, Mapping } from '../../model/profile';
import { Int64Builder, Uint32Builder } from '../../model/profile-columns';
import { IdIndex } from './ids';
import { type ProfileReader, wireTypes } from './wire';

/** Byte ranges of the messages of one kind: start and end of each. */
export class Ranges {
  private readonly bounds = new Uint32Builder();

  add(start: number, end: number): void {
    this.bounds.push(start);
    this.bounds.push(end);
  }

  get count(): number {
    return this.bounds.length / 2;
  }

  start(index: number): number {
    return this.bounds.array[2 * index];
  }

  end(index: number): number {
    return this.bounds.array[2 * index + 1];
  }
}

export const invalidHint = phrase`The program that wrote this profile wrote an invalid one: \`go tool pprof\` refuses it too.`;

/** Made once: every field that is read names one. */
const named = {
  mapping: phrase`mapping`,
  function: phrase`function`,
  location: phrase`location`,
  typeName: phrase`The name of a sample type`,
  typeUnit: phrase`The unit of a sample type`,
  mappingField: phrase`A field of a mapping`,
  functionField: phrase`A field of a function`,
  line: phrase`A line of a location`,
  locationField: phrase`A field of a location`,
  lineField: phrase`A field of a line`,
};

/** Checks positions in the string table, as getString of google/pprof's encode.go does. */
export function stringIndex(value: number | bigint, count: number, offset: number): number {
  if (typeof value === 'bigint' || value < 0 || value >= count) {
    throw new InputError({
      code: 'bad-index',
      message: phrase`String ${value} is outside of the string table of ${count}.`,
      offset,
      expected: phrase`an index below ${count}`,
      hint: invalidHint,
    });
  }
  return value;
}

function register(ids: IdIndex, id: number | bigint, position: number, what: Phrase, offset: number): void {
  if (id === 0) {
    throw new InputError({
      code: 'bad-reference',
      message: phrase`A ${what} has the reserved id 0.`,
      offset,
      expected: phrase`an id other than 0`,
      hint: invalidHint,
    });
  }
  if (!ids.add(id, position)) {
    throw new InputError({
      code: 'bad-reference',
      message: phrase`Two ${what}s have the id ${id}.`,
      offset,
      expected: phrase`unique ${what} ids`,
      hint: invalidHint,
    });
  }
}

export interface RawValueType {
  readonly type: number;
  readonly unit: number;
}

export function readValueType(reader: ProfileReader, start: number, end: number, strings: number): RawValueType {
  const raw = { type: 0, unit: 0 };
  reader.pos = start;
  while (reader.pos < end) {
    const at = reader.pos;
    reader.key(end);
    if (reader.field === ValueTypeField.type) {
      reader.expect(wireTypes.varint, at, named.typeName);
      raw.type = stringIndex(reader.signed(end), strings, at);
    } else if (reader.field === ValueTypeField.unit) {
      reader.expect(wireTypes.varint, at, named.typeUnit);
      raw.unit = stringIndex(reader.signed(end), strings, at);
    } else reader.skip(end, at);
  }
  return raw;
}

export function readMappings(reader: ProfileReader, ranges: Ranges, strings: readonly string[]): { mappings: Mapping[]; ids: IdIndex } {
  const ids = new IdIndex(ranges.count);
  const mappings: Mapping[] = [];
  for (let m = 0; m < ranges.count; m++) {
    const end = ranges.end(m);
    reader.pos = ranges.start(m);
    let id: number | bigint = 0;
    const mapping = {
      start: 0n,
      limit: 0n,
      offset: 0n,
      file: '',
      buildId: '',
      hasFunctions: false,
      hasFilenames: false,
      hasLineNumbers: false,
      hasInlineFrames: false,
    };
    while (reader.nextVarint(end, MappingField.has_inline_frames, named.mappingField)) {
      const { field, at } = reader;
      const value = reader.unsigned(end);
      if (field === MappingField.id) id = value;
      else if (field === MappingField.memory_start) mapping.start = BigInt(value);
      else if (field === MappingField.memory_limit) mapping.limit = BigInt(value);
      else if (field === MappingField.file_offset) mapping.offset = BigInt(value);
      else if (field === MappingField.filename) mapping.file = strings[stringIndex(value, strings.length, at)];
      else if (field === MappingField.build_id) mapping.buildId = strings[stringIndex(value, strings.length, at)];
      else if (field === MappingField.has_functions) mapping.hasFunctions = value !== 0;
      else if (field === MappingField.has_filenames) mapping.hasFilenames = value !== 0;
      else if (field === MappingField.has_line_numbers) mapping.hasLineNumbers = value !== 0;
      else mapping.hasInlineFrames = value !== 0;
    }
    register(ids, id, m, named.mapping, ranges.start(m));
    mappings.push(mapping);
  }
  return { mappings, ids };
}

export function readFunctions(reader: ProfileReader, ranges: Ranges, strings: number): { functions: FunctionColumns; ids: IdIndex } {
  const count = ranges.count;
  const ids = new IdIndex(count);
  const name = new Uint32Array(count);
  const systemName = new Uint32Array(count);
  const filename = new Uint32Array(count);
  const startLine = new Int64Builder(count);
  for (let f = 0; f < count; f++) {
    const end = ranges.end(f);
    reader.pos = ranges.start(f);
    let id: number | bigint = 0;
    let line: number | bigint = 0;
    while (reader.nextVarint(end, FunctionField.start_line, named.functionField)) {
      const { field, at } = reader;
      if (field === FunctionField.id) id = reader.unsigned(end);
      else if (field === FunctionField.name) name[f] = stringIndex(reader.signed(end), strings, at);
      else if (field === FunctionField.system_name) systemName[f] = stringIndex(reader.signed(end), strings, at);
      else if (field === FunctionField.filename) filename[f] = stringIndex(reader.signed(end), strings, at);
      else line = reader.signed(end);
    }
    startLine.pushAny(line);
    register(ids, id, f, named.function, ranges.start(f));
  }
  return { functions: { count, name, systemName, filename, startLine: startLine.finish() }, ids };
}

export interface LocationTable {
  readonly locations: LocationColumns;
  readonly ids: IdIndex;
  /** Locations that name a mapping which the profile does not have: google/pprof takes them as having none. */
  readonly unknownMappings: number;
}

export function readLocations(reader: ProfileReader, ranges: Ranges, mappingIds: IdIndex, functionIds: IdIndex): LocationTable {
  const count = ranges.count;
  const ids = new IdIndex(count);
  const mapping = new Int32Array(count).fill(-1);
  const address = new BigUint64Array(count);
  const lineStart = new Uint32Array(count + 1);
  const lineFunction = new Uint32Builder(count + 1);
  const lineNumber = new Int64Builder(count + 1);
  const lineColumn = new Int64Builder(count + 1);
  const isFolded = new Uint8Array(count);
  let unknownMappings = 0;
  for (let l = 0; l < count; l++) {
    const end = ranges.end(l);
    reader.pos = ranges.start(l);
    let id: number | bigint = 0;
    while (reader.pos < end) {
      const at = reader.pos;
      reader.key(end);
      const field = reader.field;
      if (field === LocationField.line) {
        reader.expect(wireTypes.bytes, at, named.line);
        readLine(reader, reader.messageEnd(end), functionIds, lineFunction, lineNumber, lineColumn);
        continue;
      }
      if (field < LocationField.id || field > LocationField.is_folded) {
        reader.skip(end, at);
        continue;
      }
      reader.expect(wireTypes.varint, at, named.locationField);
      const value = reader.unsigned(end);
      if (field === LocationField.id) id = value;
      else if (field === LocationField.mapping_id) {
        mapping[l] = mappingIds.get(value);
        if (mapping[l] < 0 && value !== 0) unknownMappings++;
      } else if (field === LocationField.address) address[l] = BigInt(value);
      else isFolded[l] = value === 0 ? 0 : 1;
    }
    lineStart[l + 1] = lineFunction.length;
    register(ids, id, l, named.location, ranges.start(l));
  }
  const locations = {
    count,
    mapping,
    address,
    lineStart,
    lineFunction: lineFunction.finish(),
    lineNumber: lineNumber.finish(),
    lineColumn: lineColumn.finish(),
    isFolded,
  };
  return { locations, ids, unknownMappings };
}

function readLine(
  reader: ProfileReader,
  end: number,
  functionIds: IdIndex,
  functions: Uint32Builder,
  lines: Int64Builder,
  columns: Int64Builder,
): void {
  const start = reader.pos;
  let id: number | bigint = 0;
  let line: number | bigint = 0;
  let column: number | bigint = 0;
  while (reader.nextVarint(end, LineField.column, named.lineField)) {
    const { field } = reader;
    if (field === LineField.function_id) id = reader.unsigned(end);
    else if (field === LineField.line) line = reader.signed(end);
    else column = reader.signed(end);
  }
  const position = id === 0 ? -1 : functionIds.get(id);
  if (position < 0) {
    throw new InputError({
      code: 'bad-reference',
      message:
        id === 0
          ? phrase`A line of a location has no function.`
          : phrase`A line names the function ${id}, which the profile does not have.`,
      offset: start,
      expected: phrase`the id of a function of this profile`,
      hint: invalidHint,
    });
  }
  functions.push(position);
  lines.pushAny(line);
  columns.pushAny(column);
}
