import type { Decoded, DecodedByKind, DecodedKind } from '../model/decoded';
import type { FormatId } from '../model/format-ids';

/** One readable part of one input, as analyses see it. */
export interface CasePart<K extends DecodedKind = DecodedKind> {
  /** Position of the input in the case: what `Finding.inputs` names. */
  readonly input: number;
  readonly name: string;
  readonly format: FormatId;
  readonly kind: K;
  readonly table: DecodedByKind[K];
  /** Unix time of the capture in ns where known, for the order of snapshots. */
  readonly timeNanos: bigint | undefined;
  /** The label given with --group, e.g. the instance of the service. */
  readonly group: string | undefined;
}

/**
 * Everything decoded of one case, ordered by kind and time. Analyses only read it; what several of them need is computed
 * once through `memo`.
 */
export interface CaseIndex {
  readonly parts: readonly CasePart[];
  /** The parts of one kind, ordered by capture time, then by position. */
  of<K extends DecodedKind>(kind: K): readonly CasePart<K>[];
  /** The value for the key, made at the first call; a promise that rejects is not kept. */
  memo<T>(key: string, make: () => T): T;
}

type AnyPart = { [K in DecodedKind]: CasePart<K> }[DecodedKind];

export interface PartSource {
  readonly input: number;
  readonly name: string;
  readonly decoded: Decoded;
  readonly timeNanos: bigint | undefined;
  readonly group: string | undefined;
}

export function createCaseIndex(sources: readonly PartSource[]): CaseIndex {
  const parts = sources.map(
    (source) =>
      ({
        input: source.input,
        name: source.name,
        format: source.decoded.format,
        kind: source.decoded.kind,
        table: source.decoded.table,
        timeNanos: source.timeNanos,
        group: source.group,
      }) as AnyPart,
  );
  const memory = new Map<string, unknown>();
  return {
    parts,
    of: <K extends DecodedKind>(kind: K) =>
      parts
        .filter((part): part is AnyPart & CasePart<K> => part.kind === kind)
        .sort((a, b) => compareTime(a.timeNanos, b.timeNanos) || a.input - b.input),
    memo: <T>(key: string, make: () => T): T => {
      if (!memory.has(key)) {
        const made = make();
        memory.set(key, made);
        // What failed once (a file that could not be read just then) is tried again when it is asked for again.
        if (made instanceof Promise) made.catch(() => memory.delete(key));
      }
      return memory.get(key) as T;
    },
  };
}

/** Unknown times stay where the inputs' order puts them: they compare equal to everything unknown and after the known. */
function compareTime(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
