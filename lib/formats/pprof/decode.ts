import { ProfileField } from '../../../proto/profile.generated';
import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type InputWarning, inputWarning } from '../../model/decoded';
import type { ProfileTable, ValueType } from '../../model/profile';
import { detectProfileKind } from '../../model/profile-kind';
import { bound } from '../bound';
import { SampleDecoder } from './samples';
import { Ranges, readFunctions, readLocations, readMappings, readValueType, stringIndex } from './tables';
import { ProfileReader, wireTypes } from './wire';

/** Made once: every field that is read names one. */
const named = {
  comment: phrase`A comment`,
  samples: phrase`samples`,
  strings: phrase`strings`,
  entries: phrase`table entries`,
  comments: phrase`comments`,
  sampleTypes: phrase`sample types`,
  mappings: phrase`mappings`,
};

/**
 * The most entries one table may have. Real profiles stay below a hundredth of it; a crafted file of empty strings would
 * otherwise take fifty times its own size.
 */
const maxTableEntries = 20_000_000;

/** What is kept as an object each, a hundred times its bytes in the file: programs write a handful of the first two, and have some thousand mappings at most. */
const maxSampleTypes = 10_000;
const maxComments = 100_000;
const maxMappings = 1_000_000;

export interface DecodedProfile {
  readonly table: ProfileTable;
  readonly warnings: readonly InputWarning[];
}

export interface ProfileDecodeOptions {
  /** The file's name: a last resort to tell a block profile from a mutex profile. */
  readonly name?: string;
  readonly onProgress?: (bytesDone: number) => void;
  /** Called now and then; throws to stop. */
  readonly checkpoint?: () => void;
}

/** What stands at the top level of the message, in one pass over its keys. */
interface Outline {
  readonly sampleTypes: Ranges;
  readonly mappings: Ranges;
  readonly locations: Ranges;
  readonly functions: Ranges;
  readonly strings: string[];
  readonly comments: (readonly [number | bigint, number])[];
  samples: number;
  sampleBytes: number;
  periodType: readonly [number, number] | undefined;
  dropFrames: readonly [number | bigint, number];
  keepFrames: readonly [number | bigint, number];
  defaultSampleType: readonly [number | bigint, number];
  docUrl: readonly [number | bigint, number];
  timeNanos: bigint;
  durationNanos: bigint;
  period: bigint;
}

/**
 * Decodes an uncompressed pprof protobuf into columns. What google/pprof's ParseUncompressed and CheckValid (profile/encode.go,
 * profile/profile.go) refuse is refused here, as an InputError with the byte offset; 64-bit ids, addresses and values stay whole.
 *
 * @throws InputError
 */
export function decodeProfile(bytes: Uint8Array, options: ProfileDecodeOptions = {}): DecodedProfile {
  if (bytes.length === 0) {
    throw new InputError({
      code: 'empty-file',
      message: phrase`The profile is empty.`,
      offset: 0,
      expected: phrase`a pprof profile`,
      hint: phrase`Capture it again.`,
    });
  }
  const reader = new ProfileReader(bytes);
  const outline = readOutline(reader, bytes.length, options);
  const strings = outline.strings;
  // Every field that names a string names the empty one where it is left out: Go's getString refuses a profile that has not even that.
  stringIndex(0, strings.length, bytes.length);
  const text = ([index, offset]: readonly [number | bigint, number]): string => strings[stringIndex(index, strings.length, offset)];
  const valueType = (start: number, end: number): ValueType => {
    const raw = readValueType(reader, start, end, strings.length);
    return { type: strings[raw.type], unit: strings[raw.unit] };
  };
  const sampleTypes: ValueType[] = [];
  for (let t = 0; t < outline.sampleTypes.count; t++) sampleTypes.push(valueType(outline.sampleTypes.start(t), outline.sampleTypes.end(t)));
  const { mappings, ids: mappingIds } = readMappings(reader, outline.mappings, strings);
  const { functions, ids: functionIds } = readFunctions(reader, outline.functions, strings.length);
  const { locations, ids: locationIds, unknownMappings } = readLocations(reader, outline.locations, mappingIds, functionIds);

  const decoder = new SampleDecoder(reader, outline.samples, outline.sampleBytes, sampleTypes.length, locationIds, strings.length);
  readSamples(reader, bytes.length, outline.samples, decoder, options);

  const defaultType = text(outline.defaultSampleType);
  const byName = sampleTypes.findIndex((type) => type.type === defaultType);
  const plain: Omit<ProfileTable, 'kind'> = {
    strings,
    sampleTypes,
    defaultSampleType: defaultType !== '' && byName >= 0 ? byName : sampleTypes.length - 1,
    samples: decoder.finish(),
    locations,
    functions,
    mappings,
    dropFrames: text(outline.dropFrames),
    keepFrames: text(outline.keepFrames),
    timeNanos: outline.timeNanos,
    durationNanos: outline.durationNanos,
    periodType: outline.periodType === undefined ? undefined : valueType(...outline.periodType),
    period: outline.period,
    comments: outline.comments.map(text),
    docUrl: text(outline.docUrl),
  };
  const warnings: InputWarning[] = [];
  if (unknownMappings > 0) {
    const told = phrase`${unknownMappings} locations name a mapping that the profile does not have; they are read as having none.`;
    warnings.push(inputWarning('unknown-mapping', told));
  }
  return { table: { kind: detectProfileKind(plain, options.name), ...plain }, warnings };
}

function readOutline(reader: ProfileReader, end: number, options: ProfileDecodeOptions): Outline {
  const nothing = [0, 0] as const;
  const outline: Outline = {
    sampleTypes: new Ranges(),
    mappings: new Ranges(),
    locations: new Ranges(),
    functions: new Ranges(),
    strings: [],
    comments: [],
    samples: 0,
    sampleBytes: 0,
    periodType: undefined,
    dropFrames: nothing,
    keepFrames: nothing,
    defaultSampleType: nothing,
    docUrl: nothing,
    timeNanos: 0n,
    durationNanos: 0n,
    period: 0n,
  };
  for (let fields = 1; reader.pos < end; fields++) {
    if ((fields & 0xffff) === 0) options.checkpoint?.();
    const at = reader.pos;
    reader.key(end);
    const field = reader.field;
    switch (field) {
      case ProfileField.sample_type:
      case ProfileField.sample:
      case ProfileField.mapping:
      case ProfileField.location:
      case ProfileField.function:
      case ProfileField.string_table:
      case ProfileField.period_type: {
        reader.expectField(wireTypes.bytes, at, field);
        const stop = reader.messageEnd(end);
        addMessage(outline, reader, field, reader.pos, stop, at);
        reader.pos = stop;
        break;
      }
      case ProfileField.comment:
        if (reader.wire === wireTypes.bytes) {
          const stop = reader.messageEnd(end);
          while (reader.pos < stop) addComment(outline, reader.signed(stop), at);
        } else {
          reader.expect(wireTypes.varint, at, named.comment);
          addComment(outline, reader.signed(end), at);
        }
        break;
      default:
        if (field < ProfileField.drop_frames || field > ProfileField.doc_url) reader.skip(end, at);
        else {
          reader.expectField(wireTypes.varint, at, field);
          addScalar(outline, field, reader.signed(end), at);
        }
    }
  }
  return outline;
}

function addComment(outline: Outline, value: number | bigint, at: number): void {
  outline.comments.push([value, at]);
  bound(outline.comments.length, named.comments, at, maxComments);
}

function addMessage(outline: Outline, reader: ProfileReader, field: number, start: number, stop: number, at: number): void {
  if (field === ProfileField.sample) {
    bound(++outline.samples, named.samples, at, maxTableEntries);
    outline.sampleBytes += stop - start;
  } else if (field === ProfileField.string_table) {
    bound(outline.strings.length, named.strings, at, maxTableEntries);
    if (outline.strings.length === 0 && stop > start) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`The first string of the string table is not empty.`,
        offset: at,
        expected: phrase`an empty string at position 0`,
        hint: phrase`The file is damaged or not a pprof profile: capture it again.`,
      });
    }
    outline.strings.push(reader.string(stop - start));
  } else if (field === ProfileField.period_type) outline.periodType = [start, stop];
  else {
    const ranges = rangesOf(outline, field);
    ranges.add(start, stop);
    if (field === ProfileField.sample_type) bound(ranges.count, named.sampleTypes, at, maxSampleTypes);
    else if (field === ProfileField.mapping) bound(ranges.count, named.mappings, at, maxMappings);
    else bound(ranges.count, named.entries, at, maxTableEntries);
  }
}

function rangesOf(outline: Outline, field: number): Ranges {
  if (field === ProfileField.sample_type) return outline.sampleTypes;
  if (field === ProfileField.mapping) return outline.mappings;
  return field === ProfileField.location ? outline.locations : outline.functions;
}

function addScalar(outline: Outline, field: number, value: number | bigint, at: number): void {
  if (field === ProfileField.time_nanos) {
    if (outline.timeNanos !== 0n) {
      throw new InputError({
        code: 'concatenated-profiles',
        message: phrase`Two profiles were written one after the other into this file.`,
        offset: at,
        expected: phrase`one profile`,
        hint: phrase`Give each profile its own file, or merge them with \`go tool pprof -proto a.pb.gz b.pb.gz\`.`,
      });
    }
    outline.timeNanos = BigInt(value);
  } else if (field === ProfileField.duration_nanos) outline.durationNanos = BigInt(value);
  else if (field === ProfileField.period) outline.period = BigInt(value);
  else if (field === ProfileField.drop_frames) outline.dropFrames = [value, at];
  else if (field === ProfileField.keep_frames) outline.keepFrames = [value, at];
  else if (field === ProfileField.default_sample_type) outline.defaultSampleType = [value, at];
  else outline.docUrl = [value, at];
}

function readSamples(reader: ProfileReader, end: number, samples: number, decoder: SampleDecoder, options: ProfileDecodeOptions): void {
  reader.pos = 0;
  for (let seen = 0; seen < samples; ) {
    const at = reader.pos;
    reader.key(end);
    if (reader.field !== ProfileField.sample) {
      reader.skip(end, at);
      continue;
    }
    decoder.read(reader.messageEnd(end));
    if ((++seen & 0x3fff) === 0) {
      options.checkpoint?.();
      options.onProgress?.(reader.pos);
    }
  }
  options.onProgress?.(end);
}
