/**
 * A pprof profile as columns. Indices are 0-based positions in the tables, never the ids of the file; strings are
 * positions in `strings`. Source of the fields: google/pprof proto/profile.proto.
 */

/** int64 values: float64 while every value of the column is a safe integer, whole int64 otherwise. */
export type Int64Column = Float64Array | BigInt64Array;

export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export interface SampleColumns {
  readonly count: number;
  /** count + 1 positions in `locations`. */
  readonly locationStart: Uint32Array;
  /** Location indices, leaf first. */
  readonly locations: Uint32Array;
  /** One column for each sample type, `count` values each. */
  readonly values: readonly Int64Column[];
  /** count + 1 positions in the label columns. */
  readonly labelStart: Uint32Array;
  readonly labelKey: Uint32Array;
  /** String of a string label; 0 for a numeric one. */
  readonly labelStr: Uint32Array;
  readonly labelNum: Int64Column;
  readonly labelUnit: Uint32Array;
}

export interface LocationColumns {
  readonly count: number;
  /** Mapping index, or -1. */
  readonly mapping: Int32Array;
  /** Address as unsigned 64 bits. */
  readonly address: BigUint64Array;
  /** count + 1 positions in the line columns. A location without lines is legal. */
  readonly lineStart: Uint32Array;
  /** Function index; the first line of a location is the innermost inlined call, the last the physical caller. */
  readonly lineFunction: Uint32Array;
  readonly lineNumber: Int64Column;
  readonly lineColumn: Int64Column;
  readonly isFolded: Uint8Array;
}

export interface FunctionColumns {
  readonly count: number;
  readonly name: Uint32Array;
  readonly systemName: Uint32Array;
  readonly filename: Uint32Array;
  readonly startLine: Int64Column;
}

export interface Mapping {
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  readonly file: string;
  readonly buildId: string;
  readonly hasFunctions: boolean;
  readonly hasFilenames: boolean;
  readonly hasLineNumbers: boolean;
  readonly hasInlineFrames: boolean;
}

export const profileKinds = ['cpu', 'heap', 'allocs', 'goroutine', 'goroutineleak', 'threadcreate', 'block', 'mutex', 'other'] as const;
export type ProfileKind = (typeof profileKinds)[number];

export interface ProfileTable {
  readonly kind: ProfileKind;
  readonly strings: readonly string[];
  readonly sampleTypes: readonly ValueType[];
  /** Index in sampleTypes: the named default, else the last one (google/pprof, internal/driver sampleFormat). */
  readonly defaultSampleType: number;
  readonly samples: SampleColumns;
  readonly locations: LocationColumns;
  readonly functions: FunctionColumns;
  readonly mappings: readonly Mapping[];
  readonly dropFrames: string;
  readonly keepFrames: string;
  /** Unix time of the capture in ns, 0n when unknown. */
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly periodType: ValueType | undefined;
  readonly period: bigint;
  readonly comments: readonly string[];
  readonly docUrl: string;
  /** MemStats lines at the end of a heap debug=1 profile: name → value as written. */
  readonly memStats?: Readonly<Record<string, string>>;
}
