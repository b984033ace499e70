import type { Amount } from '../base/units';

/** One value of a node, own and with all it calls. */
export interface FlatCum {
  readonly flat: Amount;
  readonly cum: Amount;
}

/** A function's memory: all it ever allocated beside what is still in use. Space in bytes. */
export interface ReviewRow {
  /** As -top prints it at the granularity asked for. */
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly allocSpace: FlatCum;
  readonly allocObjects: FlatCum;
  readonly inuseSpace: FlatCum;
  readonly inuseObjects: FlatCum;
}

export interface AllocationReview {
  /** Most flat alloc_space first. */
  readonly rows: readonly ReviewRow[];
  /** Of the whole profile, unfiltered, as pprof's percentages are. */
  readonly totals: {
    readonly allocSpace: Amount;
    readonly allocObjects: Amount;
    readonly inuseSpace: Amount;
    readonly inuseObjects: Amount;
  };
}

/** Allocated for each byte (or object) still in use: 1 where everything stays, Infinity where nothing does, NaN without any allocation. */
export function churnOf(allocated: Amount, inUse: Amount): number {
  return Number(allocated) / Number(inUse);
}

/** What objects of one range of sizes come to. */
export interface SizeBin {
  /** Bytes, both ends included; `to` is Infinity for the last. */
  readonly from: number;
  readonly to: number;
  readonly class: 'tiny' | 'small' | 'large';
  /** Sums by sample type, in the profile's order. */
  readonly values: readonly Amount[];
}

export interface SizeSpectrum {
  readonly sampleTypes: readonly { readonly type: string; readonly unit: string }[];
  /** By size, without empty ones at either end. */
  readonly bins: readonly SizeBin[];
  /** Samples whose size was told by the label `bytes`, and by their value ratio. */
  readonly labelled: number;
  readonly byRatio: number;
}

/** A line of the user's code over the heap snapshots of one program. */
export interface RetainedLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** inuse_space at each snapshot, in bytes. */
  readonly series: readonly number[];
  /** Last less first. */
  readonly grown: number;
  /** It fell nowhere. */
  readonly steady: boolean;
}

/** Heap snapshots of one program in the order of their time. */
export interface RetainedSeries {
  readonly inputs: readonly number[];
  readonly names: readonly string[];
  /** Unix ns by snapshot, undefined where unknown. */
  readonly times: readonly (bigint | undefined)[];
  /** The whole heap in use at each snapshot. */
  readonly totals: readonly number[];
  /** False where allocation counters fell: the snapshots are of several processes, and growth between them means nothing. */
  readonly oneProcess: boolean;
  /** Most growth first; at most 200. */
  readonly lines: readonly RetainedLine[];
}

/** One value of a label with what its samples come to. */
export interface LabelValue {
  /** As `-tags` prints it. */
  readonly name: string;
  readonly value: Amount;
  /** What -tagfocus takes to keep these samples alone; undefined where no expression can say it. */
  readonly tagfocus: string | undefined;
}

export interface LabelKey {
  readonly key: string;
  readonly numeric: boolean;
  /** Of numeric labels; the key's own where none is told (profile.go, NumLabelUnits). */
  readonly unit: string;
  readonly total: Amount;
  /** Samples that carry the label, and those that do not. */
  readonly samples: number;
  readonly without: number;
  /** Text by weight; numbers by weight too. */
  readonly values: readonly LabelValue[];
}
