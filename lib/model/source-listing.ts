import type { Amount } from '../base/units';
import type { ReportHead } from './profile-report';

/** One source file that samples of a profile lie in. Flat values of all files add up to the profile's; cum values overlap. */
export interface SourceFileRow {
  /** As the profile has it, cleaned as pprof does: with -trimpath an import path, in GOROOT a path as `net/http/server.go`. */
  readonly file: string;
  readonly flat: Amount;
  /** Each sample counted once, however often it passes the file. */
  readonly cum: Amount;
  readonly functions: number;
  /** The line with most flat value (most cum where none has flat). */
  readonly hottest: number;
}

export interface SourceFilesReport {
  readonly head: ReportHead;
  /** Most flat value first, then most cum. */
  readonly files: readonly SourceFileRow[];
}

export interface ListedLine {
  readonly line: number;
  readonly flat: Amount;
  readonly cum: Amount;
}

/** A line of the file as all its functions have it: a closure may share its line with the function around it. */
export interface SourceLineRow extends ListedLine {
  readonly functions: readonly string[];
}

/** What `go tool pprof -list` heads with ROUTINE: a function in a file, its values summed over its lines. */
export interface Routine {
  readonly name: string;
  /** Sums of the lines', so that `cum` may count a sample more than once, as pprof's does (graph.go, Nodes.Sum). */
  readonly flat: Amount;
  readonly cum: Amount;
  /** By number. Line 0 is code whose line nobody knows. */
  readonly lines: readonly ListedLine[];
}

export interface SourceListing {
  readonly head: ReportHead;
  readonly file: string;
  readonly flat: Amount;
  readonly cum: Amount;
  /** By number; lines without a value are left out. */
  readonly lines: readonly SourceLineRow[];
  /** Most flat value first, then most cum. */
  readonly routines: readonly Routine[];
}
