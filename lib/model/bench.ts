/**
 * Results of `go test -bench` as columns: one row for each result line, in file order. Source: Go's testing/benchmark.go
 * BenchmarkResult.String and MemString; golang.org/design/14313-benchmark-format.
 */
export interface BenchTable {
  readonly count: number;
  readonly strings: readonly string[];
  /** Name without the suffix of GOMAXPROCS: `BenchmarkDecode/large`; position in `strings`. */
  readonly name: Uint32Array;
  /** GOMAXPROCS of the name's suffix, 1 without. */
  readonly procs: Uint32Array;
  /** `pkg:` of the lines before; position in `strings`, 0 without. */
  readonly pkg: Uint32Array;
  readonly iterations: Float64Array;
  /** NaN where not measured. */
  readonly nsPerOp: Float64Array;
  readonly bytesPerOp: Float64Array;
  readonly allocsPerOp: Float64Array;
  readonly mbPerSecond: Float64Array;
  /** count + 1 positions in the columns of other metrics (ReportMetric). */
  readonly customStart: Uint32Array;
  readonly customUnit: Uint32Array;
  readonly customValue: Float64Array;
  /** Configuration lines (`goos: linux`, `cpu: …`). */
  readonly configuration: Readonly<Record<string, string>>;
  /** Offsets of result lines that break off. */
  readonly damagedOffsets: readonly number[];
}
