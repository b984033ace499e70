import type { InputErrorFacts } from '../base/errors';
import type { Language } from '../base/localized';
import type { ByteSource } from '../base/source';
import type { Decoded, InputWarning } from '../model/decoded';
import type { FormatId } from '../model/format-ids';

/** A file the user brings: its bytes and what they said of it. */
export interface OpenRequest {
  readonly source: ByteSource;
  /** The instance or side it belongs to (--group label=FILE). */
  readonly group?: string;
}

/** One input of an open case, read or not. An archive gives one input for each of its entries, named `archive/entry`. */
export interface OpenInput {
  readonly index: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: FormatId;
  readonly ok: boolean;
  readonly error: InputErrorFacts | undefined;
  readonly warnings: readonly InputWarning[];
  readonly parts: readonly Decoded[];
  readonly group: string | undefined;
  /** Unix time of the capture in ns where the file tells it. */
  readonly timeNanos: bigint | undefined;
  readonly source: ByteSource;
}

export interface ReportOptions {
  readonly language: Language;
}
