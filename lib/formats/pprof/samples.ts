import { LabelField, SampleField } from '../../../proto/profile.generated';
import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { SampleColumns } from '../../model/profile';
import { Int64Builder, Uint32Builder } from '../../model/profile-columns';
import type { IdIndex } from './ids';
import { invalidHint, stringIndex } from './tables';
import { type ProfileReader, wireTypes } from './wire';

/** Made once: every field that is read names one. */
const named = {
  location: phrase`A location id of a sample`,
  value: phrase`A value of a sample`,
  label: phrase`A label of a sample`,
  labelField: phrase`A field of a label`,
};

/** Decodes the samples one after the other into columns; `finish` gives the table. */
export class SampleDecoder {
  private readonly reader: ProfileReader;
  private readonly ids: IdIndex;
  private readonly strings: number;
  private readonly locationStart: Uint32Array;
  private readonly labelStart: Uint32Array;
  private readonly locations: Uint32Builder;
  private readonly values: Int64Builder[];
  private readonly labelKey = new Uint32Builder();
  private readonly labelStr = new Uint32Builder();
  private readonly labelNum = new Int64Builder();
  private readonly labelUnit = new Uint32Builder();
  private count = 0;

  constructor(reader: ProfileReader, count: number, bytes: number, types: number, ids: IdIndex, strings: number) {
    this.reader = reader;
    this.ids = ids;
    this.strings = strings;
    this.locationStart = new Uint32Array(count + 1);
    this.labelStart = new Uint32Array(count + 1);
    // An id takes three bytes in a large profile; a smaller guess costs one copy, a larger one idle pages.
    this.locations = new Uint32Builder(Math.ceil(bytes / 3));
    // A value takes a byte at least: many types of few bytes are no reason to make room for each.
    const room = Math.min(count, Math.ceil(bytes / Math.max(types, 1)));
    this.values = Array.from({ length: types }, () => new Int64Builder(room));
  }

  /** Reads the sample that stands between the reader's position and `end`. */
  read(end: number): void {
    const reader = this.reader;
    const start = reader.pos;
    let values = 0;
    while (reader.pos < end) {
      const at = reader.pos;
      reader.key(end);
      const field = reader.field;
      if (field === SampleField.location_id) {
        if (reader.wire === wireTypes.bytes) this.packedLocations(reader.messageEnd(end));
        else {
          reader.expect(wireTypes.varint, at, named.location);
          this.location(reader.unsigned(end), at);
        }
      } else if (field === SampleField.value) {
        if (reader.wire === wireTypes.bytes) {
          const stop = reader.messageEnd(end);
          while (reader.pos < stop) this.value(values++, reader.signed(stop));
        } else {
          reader.expect(wireTypes.varint, at, named.value);
          this.value(values++, reader.signed(end));
        }
      } else if (field === SampleField.label) {
        reader.expect(wireTypes.bytes, at, named.label);
        this.label(reader.messageEnd(end));
      } else reader.skip(end, at);
    }
    if (values !== this.values.length) throw this.valueMismatch(values, start);
    this.count++;
    this.locationStart[this.count] = this.locations.length;
    this.labelStart[this.count] = this.labelKey.length;
  }

  finish(): SampleColumns {
    return {
      count: this.count,
      locationStart: this.locationStart,
      locations: this.locations.finish(),
      values: this.values.map((column) => column.finish()),
      labelStart: this.labelStart,
      labelKey: this.labelKey.finish(),
      labelStr: this.labelStr.finish(),
      labelNum: this.labelNum.finish(),
      labelUnit: this.labelUnit.finish(),
    };
  }

  /** The hot loop: nearly every byte of a profile is an id in here. */
  private packedLocations(stop: number): void {
    const reader = this.reader;
    const locations = this.locations;
    const dense = this.ids.dense;
    // A varint takes a byte at least.
    locations.reserve(stop - reader.pos);
    const out = locations.array;
    let length = locations.length;
    while (reader.pos < stop) {
      const at = reader.pos;
      const id = reader.unsigned(stop);
      const position = typeof id === 'number' && id < dense.length ? dense[id] - 1 : this.ids.get(id);
      if (position < 0) throw unknownLocation(id, at);
      out[length++] = position;
    }
    locations.length = length;
  }

  private location(id: number | bigint, at: number): void {
    const position = this.ids.get(id);
    if (position < 0) throw unknownLocation(id, at);
    this.locations.push(position);
  }

  private value(index: number, value: number | bigint): void {
    if (index < this.values.length) this.values[index].pushAny(value);
  }

  private label(end: number): void {
    const reader = this.reader;
    let key = 0;
    let str = 0;
    let num: number | bigint = 0;
    let unit = 0;
    while (reader.nextVarint(end, LabelField.num_unit, named.labelField)) {
      const { field, at } = reader;
      const value = reader.signed(end);
      if (field === LabelField.num) num = value;
      else if (field === LabelField.key) key = stringIndex(value, this.strings, at);
      else if (field === LabelField.str) str = stringIndex(value, this.strings, at);
      else unit = stringIndex(value, this.strings, at);
    }
    // As google/pprof's postDecode: a label that says nothing is none.
    if (str === 0 && num === 0 && unit === 0) return;
    this.labelKey.push(key);
    this.labelStr.push(str);
    this.labelNum.pushAny(str === 0 ? num : 0);
    this.labelUnit.push(str === 0 ? unit : 0);
  }

  private valueMismatch(values: number, offset: number): InputError {
    const types = this.values.length;
    return new InputError({
      code: 'bad-value',
      message:
        types === 0
          ? phrase`The profile has samples but no sample types.`
          : phrase`A sample has ${values} values for ${types} sample types.`,
      offset,
      expected: types === 0 ? phrase`at least one sample type` : phrase`${types} values`,
      hint: invalidHint,
    });
  }
}

function unknownLocation(id: number | bigint, offset: number): InputError {
  return new InputError({
    code: 'bad-reference',
    message: phrase`A sample names the location ${id}, which the profile does not have.`,
    offset,
    expected: phrase`the id of a location of this profile`,
    hint: invalidHint,
  });
}
