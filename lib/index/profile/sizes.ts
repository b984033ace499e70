import type { Amount } from '../../base/units';
import type { SizeBin, SizeSpectrum } from '../../model/allocation-review';
import type { ProfileTable } from '../../model/profile';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { addAmounts } from './sums';
import type { ProfileView } from './view';

const sizeClassNames = ['tiny', 'small', 'large'] as const;
export type SizeClassName = (typeof sizeClassNames)[number];

/** Objects below 16 bytes share a block where they hold no pointers (runtime/malloc.go, maxTinySize). */
const tinyBytes = 16;
/** Objects above 32 KiB come straight from the heap, rounded up to pages (runtime/malloc.go, maxSmallSize). */
export const smallBytes = 32768;

export interface SizeClass {
  readonly name: SizeClassName;
  /** Sums by sample type, in the profile's order. */
  readonly values: readonly Amount[];
}

/**
 * What a heap profile's objects come to by size: the numeric label `bytes` is the size of the objects of a sample (runtime/pprof,
 * writeHeapProto). A sample without it counts by its mean size, space over objects; one with neither, as in other profiles, counts nowhere.
 *
 * @throws UsageError for a filter that cannot be used
 */
export function sizeClasses(profile: ProfileTable, options: ProfileOptions = {}): SizeClass[] {
  const sums = sizeClassNames.map((name) => ({ name, values: profile.sampleTypes.map((): Amount => 0) }));
  const { view } = prepare(profile, options);
  eachSize(view, (sample, size) => add(view, sample, sums[sizeClassNames.indexOf(classOf(size))].values));
  return sums;
}

/**
 * The same by ranges that double, so that the shape shows: 1 to 8, 9 to 15, 16 to 32, 33 to 64 bytes and so on.
 *
 * @throws UsageError for a filter that cannot be used
 */
export function sizeSpectrum(profile: ProfileTable, options: ProfileOptions = {}): SizeSpectrum {
  const { view } = prepare(profile, options);
  const sampleTypes = view.table.sampleTypes.map(({ type, unit }) => ({ type, unit }));
  const bins = ranges.map(([from, to]) => ({ from, to, class: classOf(from), values: sampleTypes.map((): Amount => 0), met: false }));
  const told = { label: 0, ratio: 0 };
  eachSize(view, (sample, size, by) => {
    told[by]++;
    const bin =
      bins[
        Math.max(
          0,
          bins.findIndex(({ to }) => size <= to),
        )
      ];
    bin.met = true;
    add(view, sample, bin.values);
  });
  const first = bins.findIndex(({ met }) => met);
  const last = bins.findLastIndex(({ met }) => met);
  const kept = first < 0 ? [] : bins.slice(first, last + 1).map(({ met, ...bin }): SizeBin => bin);
  return { sampleTypes, bins: kept, labelled: told.label, byRatio: told.ratio };
}

/** Ends of the ranges; 15 and not 16 where tiny objects end. */
const ends = [8, tinyBytes - 1, ...Array.from({ length: 26 }, (_, i) => 2 ** (i + 5)), Number.POSITIVE_INFINITY];
const ranges = ends.map((to, i): [number, number] => [i === 0 ? 1 : ends[i - 1] + 1, to]);

function classOf(size: number): SizeClassName {
  return size < tinyBytes ? 'tiny' : size <= smallBytes ? 'small' : 'large';
}

function eachSize(view: ProfileView, take: (sample: number, size: number, by: 'label' | 'ratio') => void): void {
  const { samples, strings, sampleTypes } = view.table;
  const at = (type: string): number => sampleTypes.findIndex((candidate) => candidate.type === type);
  const ratios = [
    [at('alloc_space'), at('alloc_objects')],
    [at('inuse_space'), at('inuse_objects')],
  ].filter(([space, objects]) => space >= 0 && objects >= 0);
  for (const sample of view.samples) {
    let size = -1;
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1] && size < 0; l++) {
      if (samples.labelStr[l] === 0 && strings[samples.labelKey[l]] === 'bytes') size = Number(samples.labelNum[l]);
    }
    if (size >= 0) {
      take(sample, size, 'label');
      continue;
    }
    for (const [space, objects] of ratios) {
      const count = Number(samples.values[objects][sample]);
      if (count === 0) continue;
      take(sample, Number(samples.values[space][sample]) / count, 'ratio');
      break;
    }
  }
}

function add(view: ProfileView, sample: number, values: Amount[]): void {
  view.table.samples.values.forEach((column, type) => {
    values[type] = addAmounts(values[type], column[sample]);
  });
}
