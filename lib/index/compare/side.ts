import type { BenchTable } from '../../model/bench';
import type { Finding } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';
import type { RuleId } from '../../model/rules';
import type { TraceTable } from '../../model/trace';
import type { GcSeries } from '../gc/series';
import type { GoroutineGroups } from '../goroutines/groups';

/** One side of a comparison: its captures by kind, each list in time order, and what the analyses found in them together. */
export interface CompareSide {
  readonly findings: readonly Finding[];
  /** Rules whose analysis failed: their findings may be absent for that. */
  readonly unjudged: ReadonlySet<RuleId>;
  readonly profiles: readonly { readonly input: number; readonly format: string; readonly table: ProfileTable }[];
  /** Dumps, and goroutine profiles seen as groups. */
  readonly goroutines: readonly { readonly input: number; readonly origin: string; readonly groups: GoroutineGroups }[];
  readonly gc: readonly GcSeries[];
  readonly traces: readonly { readonly input: number; readonly table: TraceTable }[];
  readonly benches: readonly BenchTable[];
}

export interface ProfilePair {
  readonly kind: string;
  readonly before: CompareSide['profiles'][number];
  readonly after: CompareSide['profiles'][number];
}

/**
 * Profiles to hold against each other: of each kind that both sides have, the last of each side, in the same format where both have
 * one. Goroutine profiles are compared as groups instead.
 */
export function pairProfiles(before: CompareSide, after: CompareSide): ProfilePair[] {
  const kinds = new Set(before.profiles.map(({ table }) => table.kind));
  const pairs: ProfilePair[] = [];
  for (const kind of kinds) {
    const [own, other] = [before, after].map((side) => side.profiles.filter(({ table }) => table.kind === kind));
    if (other.length === 0) continue;
    const formats = new Set(own.map(({ format }) => format));
    // The protobuf holds the exact stacks; the text forms print the same numbers.
    const shared = ['pprof', ...formats].find((format) => formats.has(format) && other.some((one) => one.format === format));
    const lastOf = (list: typeof own) =>
      list.filter((one) => shared === undefined || one.format === shared).at(-1) ?? list[list.length - 1];
    pairs.push({ kind, before: lastOf(own), after: lastOf(other) });
  }
  const rank = ({ kind }: ProfilePair) => (kindOrder.includes(kind) ? kindOrder.indexOf(kind) : kindOrder.length);
  return pairs.sort((a, b) => rank(a) - rank(b));
}

/** What is looked at first. */
const kindOrder: readonly string[] = ['allocs', 'heap', 'mutex', 'block', 'cpu', 'threadcreate'];

/** The captures of goroutines of one origin that both sides have, dumps first: their wait reasons are spelled alike. */
export function goroutinePair(
  before: CompareSide,
  after: CompareSide,
): { readonly before: CompareSide['goroutines']; readonly after: CompareSide['goroutines'] } | undefined {
  for (const origin of ['dump', ...before.goroutines.map((one) => one.origin)]) {
    const [own, other] = [before, after].map((side) => side.goroutines.filter((one) => one.origin === origin));
    if (own.length > 0 && other.length > 0) return { before: own, after: other };
  }
  return before.goroutines.length > 0 && after.goroutines.length > 0 ? { before: before.goroutines, after: after.goroutines } : undefined;
}

/** The longest series of each side, both told by the same kind of input where that is possible. */
export function gcPair(before: CompareSide, after: CompareSide): { readonly before: GcSeries; readonly after: GcSeries } | undefined {
  const longest = (list: readonly GcSeries[]) =>
    list.reduce<GcSeries | undefined>((best, one) => (best && best.durationNs >= one.durationNs ? best : one), undefined);
  for (const source of ['gctrace', 'trace'] as const) {
    const [own, other] = [before, after].map((side) => longest(side.gc.filter((series) => series.source === source)));
    if (own && other) return { before: own, after: other };
  }
  const [own, other] = [longest(before.gc), longest(after.gc)];
  return own && other ? { before: own, after: other } : undefined;
}
