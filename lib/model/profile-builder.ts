import type { Amount } from '../base/units';
import type { Mapping, ProfileTable, ValueType } from './profile';
import { Int64Builder, Uint32Builder } from './profile-columns';
import { detectProfileKind } from './profile-kind';

export interface ProfileHeader {
  readonly sampleTypes: readonly ValueType[];
  /** Name of the type to show first; the last one otherwise. */
  readonly defaultSampleType?: string;
  readonly periodType?: ValueType;
  readonly period?: bigint;
  readonly timeNanos?: bigint;
  readonly durationNanos?: bigint;
  readonly dropFrames?: string;
  readonly keepFrames?: string;
  readonly comments?: readonly string[];
  readonly docUrl?: string;
  readonly memStats?: Readonly<Record<string, string>>;
}

export interface BuilderFunction {
  readonly name: string;
  readonly systemName?: string;
  readonly filename?: string;
  readonly startLine?: Amount;
}

export interface BuilderLine {
  /** What `function` returned. */
  readonly function: number;
  readonly line?: Amount;
  readonly column?: Amount;
}

export interface BuilderLocation {
  /** What `mapping` returned, or -1. */
  readonly mapping?: number;
  readonly address?: bigint;
  /** The innermost inlined call first. */
  readonly lines: readonly BuilderLine[];
  readonly isFolded?: boolean;
}

export type BuilderLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly number: Amount; readonly unit?: string };

/**
 * Builds a ProfileTable piece by piece: strings, functions and locations are kept once however often they are named, samples are
 * taken as they come.
 */
export class ProfileBuilder {
  private readonly header: ProfileHeader;
  private readonly strings: string[] = [];
  private readonly stringIndex = new Map<string, number>();
  private readonly mappings: Mapping[] = [];
  private readonly functionIndex = new Map<string, number>();
  private readonly functions = {
    name: new Uint32Builder(),
    systemName: new Uint32Builder(),
    filename: new Uint32Builder(),
    startLine: new Int64Builder(),
  };
  private readonly locationIndex = new Map<string, number>();
  private readonly locations: BuilderLocation[] = [];
  private readonly stackStart = new Uint32Builder();
  private readonly stack = new Uint32Builder();
  private readonly values: Int64Builder[];
  private readonly labelStart = new Uint32Builder();
  private readonly labels = { key: new Uint32Builder(), str: new Uint32Builder(), num: new Int64Builder(), unit: new Uint32Builder() };

  constructor(header: ProfileHeader) {
    this.header = header;
    this.values = header.sampleTypes.map(() => new Int64Builder());
    this.string('');
    this.stackStart.push(0);
    this.labelStart.push(0);
  }

  string(text: string): number {
    let index = this.stringIndex.get(text);
    if (index === undefined) {
      index = this.strings.length;
      this.strings.push(text);
      this.stringIndex.set(text, index);
    }
    return index;
  }

  mapping(mapping: Mapping): number {
    return this.mappings.push(mapping) - 1;
  }

  function(fn: BuilderFunction): number {
    const name = this.string(fn.name);
    const systemName = this.string(fn.systemName ?? fn.name);
    const filename = this.string(fn.filename ?? '');
    const key = `${name},${systemName},${filename},${fn.startLine ?? 0}`;
    let index = this.functionIndex.get(key);
    if (index === undefined) {
      index = this.functionIndex.size;
      this.functionIndex.set(key, index);
      this.functions.name.push(name);
      this.functions.systemName.push(systemName);
      this.functions.filename.push(filename);
      this.functions.startLine.pushAny(fn.startLine ?? 0);
    }
    return index;
  }

  location(location: BuilderLocation): number {
    const lines = location.lines.map((line) => `${line.function}:${line.line ?? 0}:${line.column ?? 0}`).join('|');
    const key = `${location.mapping ?? -1},${location.address ?? 0n},${location.isFolded ?? false},${lines}`;
    let index = this.locationIndex.get(key);
    if (index === undefined) {
      index = this.addLocation(location);
      this.locationIndex.set(key, index);
    }
    return index;
  }

  /** A location of its own, even where another looks the same. */
  addLocation(location: BuilderLocation): number {
    return this.locations.push(location) - 1;
  }

  /** A sample: what `location` returned, the leaf first; one value for each sample type. */
  sample(locations: ArrayLike<number>, values: ArrayLike<Amount>, labels: readonly BuilderLabel[] = []): void {
    this.stack.reserve(locations.length);
    for (let i = 0; i < locations.length; i++) this.stack.push(locations[i]);
    this.stackStart.push(this.stack.length);
    this.values.forEach((column, type) => {
      column.pushAny(values[type]);
    });
    for (const label of labels) this.label(label);
    this.labelStart.push(this.labels.key.length);
  }

  private label(label: BuilderLabel): void {
    this.labels.key.push(this.string(label.key));
    this.labels.str.push('text' in label ? this.string(label.text) : 0);
    this.labels.num.pushAny('text' in label ? 0 : label.number);
    this.labels.unit.push('text' in label ? 0 : this.string(label.unit ?? ''));
  }

  /** `name` is the file's name, which may tell a mutex profile from a block profile. */
  build(name = ''): ProfileTable {
    const { header } = this;
    const named = header.sampleTypes.findIndex((type) => type.type === header.defaultSampleType);
    const plain: Omit<ProfileTable, 'kind'> = {
      strings: this.strings,
      sampleTypes: header.sampleTypes,
      defaultSampleType: named >= 0 ? named : header.sampleTypes.length - 1,
      samples: {
        count: this.stackStart.length - 1,
        locationStart: this.stackStart.finish(),
        locations: this.stack.finish(),
        values: this.values.map((column) => column.finish()),
        labelStart: this.labelStart.finish(),
        labelKey: this.labels.key.finish(),
        labelStr: this.labels.str.finish(),
        labelNum: this.labels.num.finish(),
        labelUnit: this.labels.unit.finish(),
      },
      locations: this.locationColumns(),
      functions: {
        count: this.functionIndex.size,
        name: this.functions.name.finish(),
        systemName: this.functions.systemName.finish(),
        filename: this.functions.filename.finish(),
        startLine: this.functions.startLine.finish(),
      },
      mappings: this.mappings,
      dropFrames: header.dropFrames ?? '',
      keepFrames: header.keepFrames ?? '',
      timeNanos: header.timeNanos ?? 0n,
      durationNanos: header.durationNanos ?? 0n,
      periodType: header.periodType,
      period: header.period ?? 0n,
      comments: header.comments ?? [],
      docUrl: header.docUrl ?? '',
      ...(header.memStats === undefined ? {} : { memStats: header.memStats }),
    };
    return { kind: detectProfileKind(plain, name), ...plain };
  }

  private locationColumns(): ProfileTable['locations'] {
    const count = this.locations.length;
    const mapping = new Int32Array(count);
    const address = new BigUint64Array(count);
    const isFolded = new Uint8Array(count);
    const lineStart = new Uint32Array(count + 1);
    const lineFunction = new Uint32Builder(count);
    const lineNumber = new Int64Builder(count);
    const lineColumn = new Int64Builder(count);
    this.locations.forEach((location, l) => {
      mapping[l] = location.mapping ?? -1;
      address[l] = location.address ?? 0n;
      isFolded[l] = location.isFolded === true ? 1 : 0;
      for (const line of location.lines) {
        lineFunction.push(line.function);
        lineNumber.pushAny(line.line ?? 0);
        lineColumn.pushAny(line.column ?? 0);
      }
      lineStart[l + 1] = lineFunction.length;
    });
    const lines = { lineFunction: lineFunction.finish(), lineNumber: lineNumber.finish(), lineColumn: lineColumn.finish() };
    return { count, mapping, address, lineStart, ...lines, isFolded };
  }
}
