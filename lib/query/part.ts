import { UsageError } from '../base/errors';
import { type Phrase, phrase } from '../base/phrase';
import type { DecodedByKind, DecodedKind } from '../model/decoded';
import type { Session } from './session';

/** Names one decoded part of a case. */
export interface PartRef {
  /** Position in `case.inputs`. */
  readonly input: number;
  /** Position among the input's parts; by default its first of the kind. */
  readonly part?: number;
}

/** The table that a reference names. Throws UsageError where the input was not read or holds no such thing. */
export function tableOf<K extends DecodedKind>(session: Session, kind: K, ref: PartRef): DecodedByKind[K] {
  const input = session.input(ref.input);
  const part = ref.part === undefined ? input.parts.find((candidate) => candidate.kind === kind) : input.parts[ref.part];
  if (part?.kind !== kind) throw new UsageError(phrase`${input.name} is ${input.format}: it holds no ${nouns[kind]}`);
  return part.table as DecodedByKind[K];
}

export function noGoroutine(row: number, rows: number): UsageError {
  return new UsageError(phrase`the trace has no goroutine row ${row}: it has ${rows}`);
}

const nouns: Readonly<Record<DecodedKind, Phrase>> = {
  profile: phrase`pprof profile`,
  goroutines: phrase`goroutine dump`,
  trace: phrase`execution trace`,
  gclog: phrase`gctrace log`,
  schedlog: phrase`schedtrace log`,
  escape: phrase`compiler's notes`,
  bench: phrase`benchmark results`,
};
