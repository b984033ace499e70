import { gzip } from 'pako';
import {
  FunctionField,
  LabelField,
  LineField,
  LocationField,
  MappingField,
  ProfileField,
  SampleField,
  ValueTypeField,
} from '../../../proto/profile.generated';
import type { ProfileTable, ValueType } from '../../model/profile';
import { MessageWriter } from './writer';

/**
 * A profile as pprof protobuf: what decodeProfile reads back to the same table, and what `go tool pprof` opens. Ids are positions + 1.
 */
export function encodeProfile(table: ProfileTable): Uint8Array {
  const out = new MessageWriter();
  const strings = new StringTable(table.strings);
  for (const type of table.sampleTypes) writeValueType(out, ProfileField.sample_type, type, strings);
  writeSamples(out, table);
  table.mappings.forEach((mapping, m) => {
    out.message(ProfileField.mapping, (message) => {
      message.integer(MappingField.id, m + 1);
      message.integer(MappingField.memory_start, mapping.start);
      message.integer(MappingField.memory_limit, mapping.limit);
      message.integer(MappingField.file_offset, mapping.offset);
      message.integer(MappingField.filename, strings.index(mapping.file));
      message.integer(MappingField.build_id, strings.index(mapping.buildId));
      message.bool(MappingField.has_functions, mapping.hasFunctions);
      message.bool(MappingField.has_filenames, mapping.hasFilenames);
      message.bool(MappingField.has_line_numbers, mapping.hasLineNumbers);
      message.bool(MappingField.has_inline_frames, mapping.hasInlineFrames);
    });
  });
  writeLocations(out, table);
  const { functions } = table;
  for (let f = 0; f < functions.count; f++) {
    out.message(ProfileField.function, (message) => {
      message.integer(FunctionField.id, f + 1);
      message.integer(FunctionField.name, functions.name[f]);
      message.integer(FunctionField.system_name, functions.systemName[f]);
      message.integer(FunctionField.filename, functions.filename[f]);
      message.integer(FunctionField.start_line, functions.startLine[f]);
    });
  }
  // The last type is the one shown when none is named.
  const named = table.defaultSampleType === table.sampleTypes.length - 1 ? undefined : table.sampleTypes[table.defaultSampleType];
  const numbers: [number, number | bigint][] = [
    [ProfileField.drop_frames, strings.index(table.dropFrames)],
    [ProfileField.keep_frames, strings.index(table.keepFrames)],
    [ProfileField.time_nanos, table.timeNanos],
    [ProfileField.duration_nanos, table.durationNanos],
    [ProfileField.period, table.period],
    [ProfileField.default_sample_type, strings.index(named?.type ?? '')],
    [ProfileField.doc_url, strings.index(table.docUrl)],
  ];
  for (const [field, value] of numbers) out.integer(field, value);
  if (table.periodType !== undefined && (table.periodType.type !== '' || table.periodType.unit !== '')) {
    writeValueType(out, ProfileField.period_type, table.periodType, strings);
  }
  const comments = table.comments.map((comment) => strings.index(comment));
  out.repeated(ProfileField.comment, comments.length, (i) => comments[i]);
  for (const text of strings.all) out.string(ProfileField.string_table, text);
  return out.finish();
}

/** The same, gzip-compressed, as profiles are kept. */
export function encodeProfileGzip(table: ProfileTable): Uint8Array {
  return gzip(encodeProfile(table));
}

/** The table's strings and those that only its header names. */
class StringTable {
  readonly all: string[];
  private readonly positions = new Map<string, number>();

  constructor(strings: readonly string[]) {
    this.all = strings.length === 0 ? [''] : [...strings];
    this.all.forEach((text, i) => {
      if (!this.positions.has(text)) this.positions.set(text, i);
    });
  }

  index(text: string): number {
    let position = this.positions.get(text);
    if (position === undefined) {
      position = this.all.push(text) - 1;
      this.positions.set(text, position);
    }
    return position;
  }
}

function writeValueType(out: MessageWriter, field: number, { type, unit }: ValueType, strings: StringTable): void {
  out.message(field, (message) => {
    message.integer(ValueTypeField.type, strings.index(type));
    message.integer(ValueTypeField.unit, strings.index(unit));
  });
}

function writeSamples(out: MessageWriter, { samples }: ProfileTable): void {
  for (let s = 0; s < samples.count; s++) {
    const first = samples.locationStart[s];
    out.message(ProfileField.sample, (message) => {
      message.repeated(SampleField.location_id, samples.locationStart[s + 1] - first, (i) => samples.locations[first + i] + 1);
      message.repeated(SampleField.value, samples.values.length, (type) => samples.values[type][s]);
      for (let l = samples.labelStart[s]; l < samples.labelStart[s + 1]; l++) {
        message.message(SampleField.label, (label) => {
          label.integer(LabelField.key, samples.labelKey[l]);
          label.integer(LabelField.str, samples.labelStr[l]);
          label.integer(LabelField.num, samples.labelNum[l]);
          label.integer(LabelField.num_unit, samples.labelUnit[l]);
        });
      }
    });
  }
}

function writeLocations(out: MessageWriter, { locations }: ProfileTable): void {
  for (let l = 0; l < locations.count; l++) {
    out.message(ProfileField.location, (message) => {
      message.integer(LocationField.id, l + 1);
      message.integer(LocationField.mapping_id, locations.mapping[l] + 1);
      message.integer(LocationField.address, locations.address[l]);
      for (let i = locations.lineStart[l]; i < locations.lineStart[l + 1]; i++) {
        message.message(LocationField.line, (line) => {
          line.integer(LineField.function_id, locations.lineFunction[i] + 1);
          line.integer(LineField.line, locations.lineNumber[i]);
          line.integer(LineField.column, locations.lineColumn[i]);
        });
      }
      message.bool(LocationField.is_folded, locations.isFolded[l] === 1);
    });
  }
}
