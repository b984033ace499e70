import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type Amount, scale, unitsCompatible } from '../../base/units';
import type { Mapping, ProfileTable, ValueType } from '../../model/profile';
import { type BuilderLabel, ProfileBuilder } from '../../model/profile-builder';
import { narrow } from '../../model/profile-columns';
import { sampleLabels } from './labels';
import { addAmounts } from './sums';
import { createView, type ProfileView } from './view';

/** A profile on its way into a merge: values by sample type and sample, and which samples are left. */
interface Source {
  readonly view: ProfileView;
  sampleTypes: ValueType[];
  values: Amount[][];
  kept: boolean[];
  periodType: ValueType;
  period: bigint;
  readonly extra: readonly BuilderLabel[];
}

export interface CombineOptions {
  /** Mark the base's samples, so that percentages are of the base. */
  readonly diff: boolean;
  readonly normalize: boolean;
}

/**
 * The profile minus the base, as the driver's -base and -diff_base make it (internal/driver/fetch.go, fetchProfiles): base scaled
 * by -1, sample types and units made the same, samples with the same stack and labels added up, empty ones dropped.
 *
 * @throws UsageError for profiles of different kinds
 */
export function combine(profile: ProfileTable, base: ProfileTable, options: CombineOptions): ProfileTable {
  const source = open(profile, []);
  const subtracted = open(base, options.diff ? [{ key: 'pprof::base', text: 'true' }] : []);
  if (options.normalize) normalize(source, subtracted);
  scaleBy(
    subtracted,
    subtracted.sampleTypes.map(() => -1),
  );
  const both = [source, subtracted];
  shareSampleTypes(both);
  shareUnits(both);
  requireCompatible(source, subtracted);
  return merge(both, [profile, base]);
}

function open(table: ProfileTable, extra: readonly BuilderLabel[]): Source {
  return {
    view: createView(table),
    sampleTypes: [...table.sampleTypes],
    values: table.samples.values.map((column) => Array.from<Amount>(column)),
    kept: new Array<boolean>(table.samples.count).fill(true),
    periodType: table.periodType ?? { type: '', unit: '' },
    period: table.period,
    extra,
  };
}

/** profile/profile.go, ScaleN: rounds half away from zero, drops samples whose scaled values are all zero. */
function scaleBy(source: Source, ratios: readonly number[]): void {
  if (ratios.every((ratio) => ratio === 1)) return;
  for (let s = 0; s < source.kept.length; s++) {
    if (!source.kept[s]) continue;
    let keep = false;
    ratios.forEach((ratio, type) => {
      if (ratio === 1) return;
      const scaled = Number(source.values[type][s]) * ratio;
      const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled));
      source.values[type][s] = Number.isSafeInteger(rounded) ? rounded + 0 : narrow(BigInt.asIntN(64, BigInt(rounded)));
      if (rounded !== 0) keep = true;
    });
    source.kept[s] = keep;
  }
}

function normalize(source: Source, base: Source): void {
  requireCompatible(source, base);
  const sum = (from: Source, type: number): number => {
    let total = 0n;
    from.values[type].forEach((value, s) => {
      if (from.kept[s]) total += BigInt(value);
    });
    return Number(total);
  };
  scaleBy(
    source,
    source.sampleTypes.map((_, type) => {
      const own = sum(source, type);
      return own === 0 ? 0 : sum(base, type) / own;
    }),
  );
}

function requireCompatible(a: Source, b: Source): void {
  const same = (x: ValueType, y: ValueType): boolean => x.type === y.type && x.unit === y.unit;
  const list = (types: readonly ValueType[]): string => types.map((type) => `${type.type}/${type.unit}`).join(' ');
  if (!same(a.periodType, b.periodType))
    throw new UsageError(phrase`incompatible period types ${list([a.periodType])} and ${list([b.periodType])}`);
  if (a.sampleTypes.length !== b.sampleTypes.length || !a.sampleTypes.every((type, i) => same(type, b.sampleTypes[i]))) {
    throw new UsageError(phrase`incompatible sample types ${list(a.sampleTypes)} and ${list(b.sampleTypes)}`);
  }
}

/** profile/merge.go, CompatibilizeSampleTypes: types that all have, in the first one's order. */
function shareSampleTypes(sources: readonly Source[]): void {
  const common = sources[0].sampleTypes.filter(({ type }) =>
    sources.every((source) => source.sampleTypes.some((other) => other.type === type)),
  );
  if (common.length === 0) throw new UsageError(phrase`the profiles have no sample type in common`);
  for (const source of sources) {
    const order = common.map(({ type }) => source.sampleTypes.findIndex((other) => other.type === type));
    source.sampleTypes = order.map((index) => source.sampleTypes[index]);
    source.values = order.map((index) => source.values[index]);
  }
}

/** internal/measurement, ScaleProfiles: the finest unit of each type. */
function shareUnits(sources: readonly Source[]): void {
  const finest = (types: readonly ValueType[]): string => {
    const bare = (type: ValueType): string => type.type.replace(/s$/, '');
    let fine = types[0];
    for (const type of types.slice(1)) {
      if (bare(type) !== bare(fine) || !unitsCompatible(type.unit, fine.unit)) {
        throw new UsageError(phrase`incompatible types: ${fine.type}/${fine.unit} ${type.type}/${type.unit}`);
      }
      if (scale(1, type.unit, fine.unit).value < 1) fine = type;
    }
    return fine.unit;
  };
  const periodUnit = finest(sources.map((source) => source.periodType));
  const units = sources[0].sampleTypes.map((_, i) => finest(sources.map((source) => source.sampleTypes[i])));
  for (const source of sources) {
    source.period = BigInt(Math.trunc(scale(source.period, source.periodType.unit, periodUnit).value));
    source.periodType = { type: source.periodType.type, unit: periodUnit };
    scaleBy(
      source,
      source.sampleTypes.map((type, i) => scale(1, type.unit, units[i]).value),
    );
    source.sampleTypes = source.sampleTypes.map((type, i) => ({ type: type.type, unit: units[i] }));
  }
}

function merge(sources: readonly Source[], tables: readonly ProfileTable[]): ProfileTable {
  const [first] = sources;
  const times = tables.map((table) => table.timeNanos);
  const named = tables[0].sampleTypes[tables[0].defaultSampleType]?.type;
  const builder = new ProfileBuilder({
    sampleTypes: first.sampleTypes,
    defaultSampleType: named,
    periodType: first.periodType,
    period: sources.reduce((most, source) => (source.period > most ? source.period : most), 0n),
    timeNanos: times.reduce((least, time) => (least === 0n || time < least ? time : least), 0n),
    durationNanos: tables.reduce((sum, table) => sum + table.durationNanos, 0n),
    dropFrames: tables[0].dropFrames,
    keepFrames: tables[0].keepFrames,
    comments: [...new Set(tables.flatMap((table) => table.comments))],
    docUrl: tables.find((table) => table.docUrl !== '')?.docUrl ?? '',
  });
  const mappings = new MappingMerger(builder);
  const merged = new Map<string, { locations: number[]; values: Amount[]; labels: BuilderLabel[] }>();
  sources.forEach((source, index) => {
    const map = locationMap(tables[index], builder, mappings);
    const { view } = source;
    for (const sample of view.samples) {
      if (!source.kept[sample]) continue;
      const values = source.values.map((column) => column[sample]);
      if (values.every((value) => value === 0)) continue;
      const locations: number[] = [];
      for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) locations.push(map(view.stack[i]));
      const labels = [...labelList(source, sample), ...source.extra];
      const key = `${locations.join(',')};${labels.length === 0 ? '' : JSON.stringify(labels, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`;
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { locations, values, labels });
      else known.values = known.values.map((value, type) => addAmounts(value, values[type]));
    }
  });
  for (const { locations, values, labels } of merged.values())
    if (values.some((value) => value !== 0)) builder.sample(locations, values, labels);
  return builder.build();
}

/** Labels by key, the order in which google/pprof compares them; a key that the merge sets itself is left out. */
function labelList(source: Source, sample: number): BuilderLabel[] {
  const { text, numeric } = sampleLabels(source.view, sample);
  const list: BuilderLabel[] = [];
  for (const key of [...text.keys()].sort()) {
    if (!source.extra.some((label) => label.key === key)) for (const value of text.get(key) ?? []) list.push({ key, text: value });
  }
  for (const key of [...numeric.keys()].sort()) {
    const label = numeric.get(key);
    label?.values.forEach((number, i) => {
      list.push({ key, number, unit: label.units[i] ?? '' });
    });
  }
  return list;
}

interface MappedMapping {
  readonly index: number;
  readonly start: bigint;
}

/** profile/merge.go, mapMapping: the same binary at another address is the same mapping. */
class MappingMerger {
  private readonly byKey = new Map<string, MappedMapping>();
  private readonly builder: ProfileBuilder;

  constructor(builder: ProfileBuilder) {
    this.builder = builder;
  }

  get empty(): boolean {
    return this.byKey.size === 0;
  }

  map(mapping: Mapping): MappedMapping {
    const page = 0x1000n;
    const size = BigInt.asUintN(64, mapping.limit - mapping.start + page - 1n);
    const key = `${size - (size % page)},${mapping.offset},${mapping.buildId !== '' ? mapping.buildId : mapping.file}`;
    let known = this.byKey.get(key);
    if (known === undefined) {
      known = { index: this.builder.mapping(mapping), start: mapping.start };
      this.byKey.set(key, known);
    }
    return known;
  }
}

/** From a table's location to the merged one's. */
function locationMap(table: ProfileTable, builder: ProfileBuilder, mappings: MappingMerger): (location: number) => number {
  const { locations, functions, strings } = table;
  if (mappings.empty && table.mappings.length > 0) mappings.map(table.mappings[0]);
  const done = new Int32Array(locations.count).fill(-1);
  return (location) => {
    if (done[location] >= 0) return done[location];
    const own = locations.mapping[location] < 0 ? undefined : table.mappings[locations.mapping[location]];
    const mapped = own === undefined ? undefined : mappings.map(own);
    const offset = own === undefined || mapped === undefined ? 0n : mapped.start - own.start;
    const lines = [];
    for (let l = locations.lineStart[location]; l < locations.lineStart[location + 1]; l++) {
      const fn = locations.lineFunction[l];
      const added = builder.function({
        name: strings[functions.name[fn]],
        systemName: strings[functions.systemName[fn]],
        filename: strings[functions.filename[fn]],
        startLine: functions.startLine[fn],
      });
      lines.push({ function: added, line: locations.lineNumber[l], column: locations.lineColumn[l] });
    }
    done[location] = builder.location({
      mapping: mapped?.index ?? -1,
      address: BigInt.asUintN(64, locations.address[location] + offset),
      lines,
      isFolded: locations.isFolded[location] === 1,
    });
    return done[location];
  };
}
