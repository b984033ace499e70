import type { Amount } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { addAmounts } from './sums';

export const sizeClassNames = ['tiny', 'small', 'large'] as const;
export type SizeClassName = (typeof sizeClassNames)[number];

/** Objects below 16 bytes share a block where they hold no pointers (runtime/malloc.go, maxTinySize). */
export const tinyBytes = 16;
/** Objects above 32 KiB come straight from the heap, rounded up to pages (runtime/malloc.go, maxSmallSize). */
export const smallBytes = 32768;

export interface SizeClass {
  readonly name: SizeClassName;
  /** Sums by sample type, in the profile's order. */
  readonly values: readonly Amount[];
}

/**
 * What a heap profile's objects come to by size: the numeric label `bytes` is the average size of the objects of a sample (runtime/pprof,
 * writeHeapProto). Samples without it, as in other profiles, count nowhere.
 *
 * @throws UsageError for a filter that cannot be used
 */
export function sizeClasses(profile: ProfileTable, options: ProfileOptions = {}): SizeClass[] {
  const { view } = prepare(profile, options);
  const { samples, strings, sampleTypes } = view.table;
  const sums = sizeClassNames.map((name) => ({ name, values: sampleTypes.map((): Amount => 0) }));
  for (const sample of view.samples) {
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1]; l++) {
      if (samples.labelStr[l] !== 0 || strings[samples.labelKey[l]] !== 'bytes') continue;
      const size = samples.labelNum[l];
      const { values } = sums[size < tinyBytes ? 0 : size <= smallBytes ? 1 : 2];
      samples.values.forEach((column, type) => {
        values[type] = addAmounts(values[type], column[sample]);
      });
      break;
    }
  }
  return sums;
}
