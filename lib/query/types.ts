import type { InputErrorFacts } from '../base/errors';
import type { Limits } from '../base/limits';
import type { ByteSource, WorkContext } from '../base/source';
import type { Decoded, InputWarning } from '../model/decoded';
import type { FormatId } from '../model/format-ids';
import type { GenerationPool } from './generations';

/** A file the user brings: its bytes and what they said of it. */
export interface OpenRequest {
  readonly source: ByteSource;
  /** The instance or side it belongs to (--group label=FILE). */
  readonly group?: string;
  /** Why the host could not open it (no such file, a directory …): it stands in the report with this error. */
  readonly failure?: InputErrorFacts;
}

/** One input of an open case, read or not. An archive gives one input for each of its entries, named `archive/entry`. */
export interface OpenInput {
  readonly index: number;
  readonly name: string;
  readonly bytes: number;
  readonly format: FormatId;
  readonly ok: boolean;
  readonly error: InputErrorFacts | undefined;
  readonly warnings: readonly InputWarning[];
  readonly parts: readonly Decoded[];
  readonly group: string | undefined;
  /** Unix time of the capture in ns where the file tells it. */
  readonly timeNanos: bigint | undefined;
  /** True where the bytes are gzip: readers of `source` must gunzip. */
  readonly gzip: boolean;
  readonly source: ByteSource;
  /** The bytes as they were given: another source where `source` was unpacked before. */
  readonly given: ByteSource;
}

/** What only the place where the code runs can do well. Everything is optional: without it the portable way is taken. */
export interface Host {
  /** SHA-256 of a source as lower-case hex, without holding it whole. */
  sha256?(source: ByteSource, context: WorkContext): Promise<string>;
  /** Workers that decode the generations of a trace side by side. */
  readonly generations?: GenerationPool;
}

export interface OpenOptions extends WorkContext {
  readonly limits?: Partial<Limits>;
  readonly host?: Host;
}
