import type { Limits } from '../base/limits';
import type { ByteSource, WorkContext } from '../base/source';
import type { DecodeResult } from '../model/decoded';
import type { FormatId } from '../model/format-ids';
import type { GenerationPool } from './trace/parallel';

/** The bounded prefix that sniffing may look at, in bytes (after gunzip for gzip inputs). */
export const sniffBytes = 64 * 1024;

export interface Sniff {
  /** At most `sniffBytes` from the start, gunzipped where the file is gzip. */
  readonly prefix: Uint8Array;
  /** The same as text (latin1), made once; lines that a container runtime wrote in parts are put together. */
  readonly text: string;
  readonly name: string;
  readonly gzip: boolean;
}

export interface DecodeContext extends WorkContext {
  readonly limits: Limits;
  /** True where the input is gzip: `inflated` then gives its bytes, else the file's own. Bounded by the limits. */
  readonly gzip: boolean;
  /** Workers that decode generations of a trace side by side, where the host has them. */
  readonly generations?: GenerationPool;
}

/**
 * One format: a claim on a prefix, and a decoder. A claim is binding: once `sniff` says yes, a bad file is an InputError of
 * that format, never «not mine». A module is registered by one line in registry.ts, most specific first.
 */
export interface FormatModule {
  readonly id: FormatId;
  /** True where ranges of the source are read, also later: a gzip input is then unpacked before, and `gzip` is false. */
  readonly ranges?: boolean;
  sniff(input: Sniff): boolean;
  decode(source: ByteSource, context: DecodeContext): Promise<DecodeResult>;
}
