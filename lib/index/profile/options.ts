import type { ProfileTable } from '../../model/profile';

export const granularities = ['functions', 'filefunctions', 'files', 'lines', 'addresses'] as const;
export type Granularity = (typeof granularities)[number];

/**
 * What narrows and shapes a profile before it is added up: the options of `go tool pprof` under the names of its flags
 * (internal/driver/config.go). All regular expressions are Go's; an invalid one is a UsageError.
 */
export interface ProfileFilter {
  /** Keep samples with a frame that matches; drop those with one that matches `ignore`. */
  readonly focus?: string;
  readonly ignore?: string;
  /** Leave out matching frames; keep only matching frames. */
  readonly hide?: string;
  readonly show?: string;
  /** Cut each stack above the highest matching frame; drop samples without one. */
  readonly showFrom?: string;
  /** Cut each stack below the matching frame nearest to the leaf. */
  readonly pruneFrom?: string;
  /** `key=value`, `value` or a numeric range with units, e.g. `1kb:64kb`. */
  readonly tagfocus?: string;
  readonly tagignore?: string;
  /** Label keys to keep or drop. */
  readonly tagshow?: string;
  readonly taghide?: string;
  /** Comma-separated label keys that become frames at the root or at the leaf. */
  readonly tagroot?: string;
  readonly tagleaf?: string;
  /** Attribute inlined calls to the function they were inlined into. */
  readonly noinlines?: boolean;
  readonly granularity?: Granularity;
  readonly showColumns?: boolean;
}

/** Which values are added up, and against what. */
export interface ProfileValues {
  /** Name or position of the sample type; the profile's default otherwise. `inuse_` may be left out, as for pprof. */
  readonly sampleType?: string;
  /** Divide by the first sample type: the mean per sample. */
  readonly mean?: boolean;
  /** Values to subtract. With `diffBase` the percentages are of the base's total. */
  readonly base?: ProfileTable;
  readonly diffBase?: ProfileTable;
  /** Scale the profile to the base's total first. */
  readonly normalize?: boolean;
  /** Percentages of what the filters leave over instead of the whole profile. */
  readonly relativePercentages?: boolean;
  /** Unit for tag frames; `minimum` chooses. */
  readonly unit?: string;
}

export interface ProfileOptions extends ProfileFilter, ProfileValues {}

export interface TopOptions extends ProfileOptions {
  readonly sort?: 'flat' | 'cum';
  /** Rows at most; 0 or none for all (pprof's -nodecount). */
  readonly limit?: number;
  /** Rows below this share of the total (by cum) are dropped: 0.005 as pprof; 0 keeps all. */
  readonly nodeFraction?: number;
  readonly edgeFraction?: number;
  readonly dropNegative?: boolean;
}

export interface PeekOptions extends ProfileOptions {
  readonly sort?: 'flat' | 'cum';
  readonly dropNegative?: boolean;
}

/** Functions of a tree or a graph (internal/driver/driver.go, applyCommandOverrides). */
export const defaultNodeCount = 80;
export const defaultNodeFraction = 0.005;
export const defaultEdgeFraction = 0.001;
