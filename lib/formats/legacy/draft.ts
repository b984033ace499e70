import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import { type BuilderLabel, ProfileBuilder, type ProfileHeader } from '../../model/profile-builder';
import { legacyFrames } from './frames';
import { type DraftMapping, mapLocations, massageMappings, type Placed } from './mappings';

export interface DraftLine {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface DraftLocation extends Placed {
  address: bigint;
  /** The innermost inlined call first. */
  lines: DraftLine[];
}

export interface DraftSample {
  locations: DraftLocation[];
  values: Amount[];
  labels: readonly BuilderLabel[];
}

/** A text profile while it is read: google/pprof's Profile as legacy_profile.go fills it, before ids are given. */
export class Draft {
  readonly samples: DraftSample[] = [];
  mappings: DraftMapping[] = [];
  private readonly byText = new Map<string, DraftLocation>();
  private readonly byAddress = new Map<bigint, DraftLocation>();

  /** The location of an address; of the call before it where the address is one that a call returns to. */
  location(address: bigint, returned: boolean): DraftLocation {
    const at = returned ? BigInt.asUintN(64, address - 1n) : address;
    let location = this.byAddress.get(at);
    if (location === undefined) {
      location = { address: at, mapping: undefined, lines: [] };
      this.byAddress.set(at, location);
    }
    return location;
  }

  /** The same from text such as 0x47f5a1, of a return address. */
  returnedTo(hex: string): DraftLocation {
    let location = this.byText.get(hex);
    if (location === undefined) {
      location = this.location(BigInt(hex), true);
      this.byText.set(hex, location);
    }
    return location;
  }

  /** The location that stands at an address, if any sample named it. */
  known(address: bigint): DraftLocation | undefined {
    return this.byAddress.get(address);
  }

  /** legacy_profile.go, ParseMemoryMapFromScanner's last steps and addLegacyFrameInfo; then the columns. */
  finish(
    header: ProfileHeader,
    name: string,
    options: { readonly dropAddresses?: boolean; readonly massage?: boolean } = {},
  ): ProfileTable {
    if (options.massage !== false) this.mappings = massageMappings(this.mappings);
    this.mappings = mapLocations(this.mappings, this.locations());
    const builder = new ProfileBuilder({ ...header, ...legacyFrames(header.sampleTypes.map((type) => type.type)) });
    const mappingIndex = new Map(this.mappings.map((mapping) => [mapping, builder.mapping({ ...mapping })]));
    const locationIndex = new Map<DraftLocation, number>();
    for (const sample of this.samples) {
      const locations = sample.locations.map((location) => {
        let index = locationIndex.get(location);
        if (index === undefined) {
          index = builder.addLocation({
            mapping: location.mapping === undefined ? -1 : mappingIndex.get(location.mapping),
            address: options.dropAddresses === true ? 0n : location.address,
            lines: location.lines.map(({ name, file, line }) => ({ function: builder.function({ name, filename: file }), line })),
          });
          locationIndex.set(location, index);
        }
        return index;
      });
      builder.sample(locations, sample.values, sample.labels);
    }
    return builder.build(name);
  }

  /** Locations that samples still name, in the order in which they do (remapLocationIDs). */
  private locations(): DraftLocation[] {
    return [...new Set(this.samples.flatMap((sample) => sample.locations))];
  }
}

const hexNumber = /0x[0-9a-f]+/g;
const mostAddress = 2n ** 64n;

/** legacy_profile.go, parseHexAddresses. */
export function hexAddresses(text: string, offset: number): string[] {
  const found = text.match(hexNumber) ?? [];
  for (const hex of found) {
    if (hex.length > 18 && BigInt(hex) >= mostAddress) {
      throw new InputError({
        code: 'bad-value',
        message: phrase`The address ${hex} has more than 64 bits.`,
        offset,
        expected: phrase`a 64-bit address`,
        hint: phrase`The text was changed or cut: capture it again.`,
      });
    }
  }
  return found;
}

/** legacy_profile.go, cleanupDuplicateLocations: some profilers give the leaf twice. */
export function cleanDuplicates(draft: Draft): void {
  for (const sample of draft.samples) {
    const [leaf, caller] = sample.locations;
    if (caller !== undefined && leaf.address === BigInt.asUintN(64, caller.address + 1n)) sample.locations.splice(1, 1);
  }
}
