import type { Int64Column, ProfileTable } from '../../model/profile';
import { Int64Builder, Uint32Builder } from '../../model/profile-columns';
import { displayName } from './names';

/**
 * A profile on its way through filters. Samples stay where they are in the table: a view holds which of them are left and which part
 * of which stack; locations hold the lines that are left. The table itself is never changed.
 */
export interface ProfileView {
  readonly table: ProfileTable;
  functionName: string[];
  functionFile: string[];
  functionStartLine: (number | bigint)[];
  locationMapping: Int32Array;
  locationAddress: BigUint64Array;
  /** Locations + 1 positions in the line columns. */
  lineStart: Uint32Array;
  lineFunction: Uint32Array;
  lineNumber: Int64Column;
  lineColumn: Int64Column;
  /** Samples left, as positions in the table, in its order. */
  samples: Uint32Array;
  /** By position in the table: the part of `stack` that is left of a sample, leaf first. */
  stackStart: Uint32Array;
  stackEnd: Uint32Array;
  stack: Uint32Array;
  /** False for label keys that a filter took away. */
  labelShown: (key: string) => boolean;
}

export function createView(table: ProfileTable): ProfileView {
  const { functions, locations, samples, strings } = table;
  const functionName: string[] = new Array(functions.count);
  const functionFile: string[] = new Array(functions.count);
  const functionStartLine: (number | bigint)[] = new Array(functions.count);
  for (let f = 0; f < functions.count; f++) {
    functionName[f] = displayName(strings[functions.name[f]] ?? '', strings[functions.systemName[f]] ?? '');
    functionFile[f] = strings[functions.filename[f]] ?? '';
    functionStartLine[f] = functions.startLine[f];
  }
  const order = new Uint32Array(samples.count);
  for (let s = 0; s < order.length; s++) order[s] = s;
  return {
    table,
    functionName,
    functionFile,
    functionStartLine,
    locationMapping: locations.mapping,
    locationAddress: locations.address,
    lineStart: locations.lineStart,
    lineFunction: locations.lineFunction,
    lineNumber: locations.lineNumber,
    lineColumn: locations.lineColumn,
    samples: order,
    stackStart: samples.locationStart.slice(0, samples.count),
    stackEnd: samples.locationStart.slice(1),
    stack: samples.locations,
    labelShown: () => true,
  };
}

export function locationCount(view: ProfileView): number {
  return view.lineStart.length - 1;
}

/** Name of the file that a location's code was mapped from; empty without a mapping. */
export function mappingFile(view: ProfileView, location: number): string {
  const mapping = view.locationMapping[location];
  return mapping < 0 ? '' : view.table.mappings[mapping].file;
}

/** Keeps the lines for which `keep` says so. Lines are numbered over the whole table of lines. */
export function keepLines(view: ProfileView, keep: (location: number, line: number) => boolean): void {
  const count = locationCount(view);
  const lineStart = new Uint32Array(count + 1);
  const lineFunction = new Uint32Builder(view.lineFunction.length);
  const lineNumber = new Int64Builder(view.lineNumber.length);
  const lineColumn = new Int64Builder(view.lineColumn.length);
  for (let location = 0; location < count; location++) {
    for (let line = view.lineStart[location]; line < view.lineStart[location + 1]; line++) {
      if (!keep(location, line)) continue;
      lineFunction.push(view.lineFunction[line]);
      lineNumber.pushAny(view.lineNumber[line]);
      lineColumn.pushAny(view.lineColumn[line]);
    }
    lineStart[location + 1] = lineFunction.length;
  }
  view.lineStart = lineStart;
  view.lineFunction = lineFunction.finish();
  view.lineNumber = lineNumber.finish();
  view.lineColumn = lineColumn.finish();
}

/** Keeps the samples for which `keep` says so; `keep` may cut their stacks. */
export function keepSamples(view: ProfileView, keep: (sample: number) => boolean): void {
  const kept = new Uint32Array(view.samples.length);
  let count = 0;
  for (const sample of view.samples) if (keep(sample)) kept[count++] = sample;
  view.samples = kept.slice(0, count);
}

/** Takes locations out of every stack; a sample with none left goes too. */
export function removeLocations(view: ProfileView, hidden: Uint8Array): void {
  const stack = new Uint32Array(view.stack.length);
  let length = 0;
  const start = new Uint32Array(view.stackStart.length);
  const end = new Uint32Array(view.stackEnd.length);
  for (const sample of view.samples) {
    start[sample] = length;
    for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) {
      const location = view.stack[i];
      if (hidden[location] === 0) stack[length++] = location;
    }
    end[sample] = length;
  }
  view.stack = stack;
  view.stackStart = start;
  view.stackEnd = end;
  keepSamples(view, (sample) => end[sample] > start[sample]);
}

/** Where functions stand, for reports that do not show it: file and first line as the table has them. */
export function functionPlaces(view: ProfileView): Map<string, { readonly file: string; readonly line: number }> {
  const { functions, strings } = view.table;
  const places = new Map<string, { file: string; line: number }>();
  for (let f = 0; f < functions.count; f++) {
    const name = view.functionName[f];
    if (name !== '' && !places.has(name)) places.set(name, { file: strings[functions.filename[f]], line: Number(functions.startLine[f]) });
  }
  return places;
}
