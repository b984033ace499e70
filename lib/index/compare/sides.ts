/** What the choice of sides needs of an input. */
export interface SideCandidate {
  readonly index: number;
  readonly name: string;
  readonly group: string | undefined;
  readonly timeNanos: bigint | undefined;
  readonly ok: boolean;
  /** What is compared with what: kind of profile, dump, trace … */
  readonly kinds: readonly string[];
}

export interface Sides {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const beforeWords = /(?:^|[^a-z])(?:before|base(?:line)?|old|faulty|broken|a)(?:[^a-z]|$)/i;
const afterWords = /(?:^|[^a-z])(?:after|target|new|mended|fixed|b)(?:[^a-z]|$)/i;

/**
 * A first choice of what is before and what after: two labels given with --group, in their order; else names that say so (before/after,
 * base/target, old/new, faulty/mended); else, of each kind that is there twice or more, the earliest against the latest.
 */
export function suggestSides(inputs: readonly SideCandidate[]): Sides {
  const readable = inputs.filter((input) => input.ok);
  const groups = [...new Set(readable.map((input) => input.group).filter((group) => group !== undefined))];
  if (groups.length === 2) {
    const swapped = beforeWords.test(groups[1]) || afterWords.test(groups[0]);
    const of = (group: string) => readable.filter((input) => input.group === group).map((input) => input.index);
    return swapped ? { before: of(groups[1]), after: of(groups[0]) } : { before: of(groups[0]), after: of(groups[1]) };
  }
  const named = {
    before: readable.filter((input) => beforeWords.test(input.name) && !afterWords.test(input.name)).map((input) => input.index),
    after: readable.filter((input) => afterWords.test(input.name) && !beforeWords.test(input.name)).map((input) => input.index),
  };
  if (named.before.length > 0 && named.after.length > 0) return named;
  const before = new Set<number>();
  const after = new Set<number>();
  for (const kind of new Set(readable.flatMap((input) => input.kinds))) {
    const all = readable.filter((input) => input.kinds.includes(kind)).sort((a, b) => a.index - b.index);
    // Two that tell their time say more than the order of the files; one without a time may be of any.
    const timed = all.filter(({ timeNanos }) => timeNanos !== undefined).sort((a, b) => Number((a.timeNanos ?? 0n) - (b.timeNanos ?? 0n)));
    const same = timed.length > 1 ? timed : all;
    if (same.length < 2) continue;
    before.add(same[0].index);
    after.add(same[same.length - 1].index);
  }
  for (const index of before) after.delete(index);
  return { before: [...before], after: [...after] };
}
