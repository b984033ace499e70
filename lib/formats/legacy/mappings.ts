import { phrase } from '../../base/phrase';
import type { Mapping } from '../../model/profile';
import { bound } from '../bound';
import type { LineReader } from './lines';

export type DraftMapping = { -readonly [K in keyof Mapping]: Mapping[K] };

/** What of a location concerns mappings. */
export interface Placed {
  readonly address: bigint;
  mapping: DraftMapping | undefined;
}

const named = {
  attributes: phrase`definitions in its memory map`,
  mappings: phrase`mappings`,
  pairs: phrase`pairs of a location and a mapping to look at`,
};

/** A text tells of no mapping what is known of its code. */
const unsymbolized = { hasFunctions: false, hasFilenames: false, hasLineNumbers: false, hasInlineFrames: false } as const;

/** Each definition is looked for at each `$` of the lines after it; programs write one or two. */
const maxAttributes = 100;
const maxMappings = 1_000_000;
/** Each location is looked for in each mapping, in their order, because they may overlap: a few seconds' worth. */
const maxPairs = 2 ** 28;

// Bounded: two numbers side by side may be one long one, and each way to split it is tried.
const hex = '(?:0x)?([0-9a-fA-F]{1,32})';
const range = `\\s*${hex}[\\s-]?\\s*${hex}:?`;
const perm = '(?:\\s+([-rwxp]+))?';
const spaceString = '(?:\\s+(\\S+))?';
const spaceHex = '(?:\\s+([0-9a-fA-F]+))?';
const atOffset = '(?:\\s+\\(@([0-9a-fA-F]+)\\))?';
const procMaps = new RegExp(`^${range}${perm}${spaceHex}\\s+[0-9a-fA-F]+:[0-9a-fA-F]+\\s+[0-9]+${spaceString}`);
const briefMaps = new RegExp(`^${range}${perm}${spaceString}${atOffset}${spaceHex}`);
const logInfo = /^[^[\]]+:[0-9]+]\s/;

/** legacy_profile.go, isMemoryMapSentinel. */
export function isMapSentinel(line: string): boolean {
  return line.includes('--- Memory map: ---') || line.includes('MAPPED_LIBRARIES:');
}

/** Steps over what stands before the memory map and reads it (parseAdditionalSections, parseProcMapsFromScanner). */
export function readSections(lines: LineReader): DraftMapping[] {
  while (!isMapSentinel(lines.text) && lines.scan());
  return readMappings(lines);
}

/** Mappings to the end of the text; `name=value` lines define `$name` for the lines after them. */
export function readMappings(lines: LineReader): DraftMapping[] {
  const mappings: DraftMapping[] = [];
  const attributes: [string, string][] = [];
  while (lines.scan()) {
    const line = substitute(lines.text.replace(logInfo, ''), attributes);
    const mapping = parseMapping(line);
    if (mapping === 'unrecognized') {
      const equals = line.indexOf('=');
      if (equals < 0) continue;
      attributes.push([`$${line.slice(0, equals).trim()}`, line.slice(equals + 1).trim()]);
      bound(attributes.length, named.attributes, lines.offset, maxAttributes);
    } else if (mapping !== 'data') {
      mappings.push(mapping);
      bound(mappings.length, named.mappings, lines.offset, maxMappings);
    }
  }
  return mappings;
}

function substitute(line: string, attributes: readonly [string, string][]): string {
  if (attributes.length === 0 || !line.includes('$')) return line;
  let out = '';
  for (let i = 0; i < line.length; ) {
    const found = attributes.find(([name]) => line.startsWith(name, i));
    out += found === undefined ? line[i] : found[1];
    i += found === undefined ? 1 : found[0].length;
  }
  return out;
}

function parseMapping(line: string): DraftMapping | 'data' | 'unrecognized' {
  const proc = procMaps.exec(line);
  const brief = proc === null ? briefMaps.exec(line) : null;
  const [start, limit, permissions, offset, file, buildId] =
    proc !== null
      ? [proc[1], proc[2], proc[3], proc[4], proc[5], '']
      : brief !== null
        ? [brief[1], brief[2], brief[3], brief[5], brief[4], brief[6]]
        : [];
  if (start === undefined || limit === undefined) return 'unrecognized';
  if (permissions !== undefined && permissions !== '' && !permissions.includes('x')) return 'data';
  if (start.length > 16 || limit.length > 16 || (offset ?? '').length > 16) return 'unrecognized';
  return {
    start: BigInt(`0x${start}`),
    limit: BigInt(`0x${limit}`),
    offset: offset === undefined || offset === '' ? 0n : BigInt(`0x${offset}`),
    file: file ?? '',
    buildId: buildId ?? '',
    ...unsymbolized,
  };
}

/** profile.go, massageMappings: adjacent parts of one file are joined, the main binary comes first. Locations have no mapping yet. */
export function massageMappings(given: readonly DraftMapping[]): DraftMapping[] {
  const mappings: DraftMapping[] = [];
  for (const mapping of given) {
    const last = mappings[mappings.length - 1];
    if (last !== undefined && adjacent(last, mapping)) {
      last.limit = mapping.limit;
      if (mapping.file !== '') last.file = mapping.file;
      if (mapping.buildId !== '') last.buildId = mapping.buildId;
    } else mappings.push(mapping);
  }
  const main = mappings.findIndex(({ file }) => {
    const name = file.replaceAll('(deleted)', '').trim();
    return name !== '' && !/[.]so$|[.]so[._][0-9]+/.test(name) && !name.startsWith('[');
  });
  if (main > 0) [mappings[0], mappings[main]] = [mappings[main], mappings[0]];
  return mappings;
}

function adjacent(a: DraftMapping, b: DraftMapping): boolean {
  if (a.file !== '' && b.file !== '' && a.file !== b.file) return false;
  if (a.buildId !== '' && b.buildId !== '' && a.buildId !== b.buildId) return false;
  if (a.limit !== b.start) return false;
  return a.offset === 0n || b.offset === 0n || BigInt.asUintN(64, a.offset + a.limit - a.start) === b.offset;
}

/** legacy_profile.go, remapMappingIDs: gives each location its mapping, a made-up one where no mapping holds it. */
export function mapLocations(given: readonly DraftMapping[], locations: readonly Placed[]): DraftMapping[] {
  bound(given.length * locations.length, named.pairs, 0, maxPairs);
  let mappings = [...given];
  const [first, second] = mappings;
  // A huge page before the binary is not the binary.
  if (first?.file.startsWith('/anon_hugepage') && second !== undefined && first.limit === second.start) mappings = mappings.slice(1);
  const main = mappings[0];
  const expectedStart = 0x400000n;
  if (main !== undefined && BigInt.asUintN(64, main.start - main.offset) === expectedStart) {
    main.start = expectedStart;
    main.offset = 0n;
  }
  let fake: DraftMapping | undefined;
  for (const location of locations) {
    const { address } = location;
    if (location.mapping !== undefined || address === 0n) continue;
    location.mapping = mappings.find((mapping) => mapping.start <= address && address < mapping.limit) ?? extended(mappings, address);
    if (location.mapping === undefined) {
      if (fake === undefined) {
        fake = {
          start: 0n,
          limit: 2n ** 64n - 1n,
          offset: 0n,
          file: '',
          buildId: '',
          ...unsymbolized,
        };
        mappings.push(fake);
      }
      location.mapping = fake;
    }
  }
  return mappings;
}

/** Some systems report mappings that start late by their offset. */
function extended(mappings: readonly DraftMapping[], address: bigint): DraftMapping | undefined {
  const mapping = mappings.find(({ start, offset }) => offset !== 0n && BigInt.asUintN(64, start - offset) <= address && address < start);
  if (mapping !== undefined) {
    mapping.start -= mapping.offset;
    mapping.offset = 0n;
  }
  return mapping;
}
