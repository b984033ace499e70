import { type Phrase, tell } from '../base/phrase';
import type { BenchTable } from './bench';
import type { EscapeTable } from './escape';
import type { FormatId } from './format-ids';
import type { GcLogTable } from './gclog';
import type { GoroutineTable } from './goroutines';
import type { ProfileTable } from './profile';
import type { SchedLogTable } from './schedlog';
import type { TraceTable } from './trace';

/**
 * What a decoder gives: a tagged table. Each model file adds its table here, so that an index or an analysis narrows
 * by `kind` and gets the columns it knows.
 */
export interface DecodedByKind {
  profile: ProfileTable;
  goroutines: GoroutineTable;
  trace: TraceTable;
  gclog: GcLogTable;
  schedlog: SchedLogTable;
  escape: EscapeTable;
  bench: BenchTable;
}

export type DecodedKind = keyof DecodedByKind;

export type Decoded = {
  [K in DecodedKind]: { readonly kind: K; readonly format: FormatId; readonly table: DecodedByKind[K] };
}[DecodedKind];

/** Something the reader should know about an input that was read all the same. */
export interface InputWarning {
  readonly code: string;
  /** In English, as the report gives it. */
  readonly message: string;
  readonly offset?: number;
  /** The message for other languages. */
  readonly phrase: Phrase;
}

export function inputWarning(code: string, message: Phrase, offset?: number): InputWarning {
  return { code, message: tell(message), ...(offset !== undefined && { offset }), phrase: message };
}

export interface DecodeResult {
  /** One file may hold several things: a log with gctrace lines, schedtrace lines and a goroutine dump gives three. */
  readonly parts: readonly Decoded[];
  readonly warnings: readonly InputWarning[];
}
