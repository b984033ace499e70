import type { GcSeries } from './series';

/** A trace's collections found again in a log of the same process. */
export interface Alignment {
  /** Row of the log for each row of the trace; -1 where the log has none. */
  readonly logRow: Int32Array;
  /** Rows that both have. */
  readonly pairs: number;
  /** Time of the log's clock at the trace's first event, in ns. */
  readonly offsetNs: number;
  /** Largest difference of a start, after the offset: the log prints whole ms. Starts that differ by more than 2 ms. */
  readonly worstNs: number;
  readonly late: number;
}

/** Starts may differ by this: the log's ms are cut off, and the trace's STW begins where the log's does not quite. */
const tolerance = 2e6;
const leastMatches = 3;
/** Of the shorter one so much must lie in the other: a few alike collections may be chance. */
const leastOverlap = 0.5;
/**
 * So many of the pairs must agree; the others are stops that the system held up, which count on one side and not on the other. Of few
 * pairs all but one in ten must.
 */
const leastAgreed = 0.6;
const few = 12;
const leastAgreedOfFew = 0.9;
/** The next best shift agrees at most in this part of what the best does: a steady program's collections are all alike. */
const mostOfBest = 0.8;
/** Pairs that are looked at before the whole is: so many of the first, then so many at equal distances, of which a part must agree. */
const probed = 16;
const sampled = 256;
const leastOfSample = 0.4;

/**
 * Where the trace's collections lie in the log: every shift of the rows against each other is tried, and the one at which the most starts,
 * mark times and heap sizes agree is taken. Undefined where too few do: another process, or another time.
 */
export function alignSeries(trace: GcSeries, log: GcSeries): Alignment | undefined {
  const shorter = Math.min(trace.count, log.count);
  if (shorter < leastMatches) return undefined;
  const least = Math.max(leastMatches, Math.ceil(shorter * leastOverlap));
  const offsets = new Float64Array(shorter);
  let best: Alignment | undefined;
  let bestAgreed = 0;
  let nextAgreed = 0;
  for (let shift = least - trace.count; shift <= log.count - least; shift++) {
    const from = Math.max(0, -shift);
    const to = Math.min(trace.count, log.count - shift);
    if (!isLikely(trace, log, shift, from, to)) continue;
    const step = Math.ceil((to - from) / sampled);
    const some = step > 1 ? agreement(trace, log, { shift, from, to, step }, offsets) : undefined;
    if (some && some.agreed < leastOfSample * some.pairs) continue;
    const { offset, worst, late, agreed } = agreement(trace, log, { shift, from, to, step: 1 }, offsets);
    const part = agreed / (to - from);
    nextAgreed = Math.max(nextAgreed, Math.min(part, bestAgreed));
    // Two shifts at which nearly all agree: no other can be so much better than both.
    if (nextAgreed > mostOfBest) return undefined;
    if (part <= bestAgreed) continue;
    bestAgreed = part;
    const logRow = Int32Array.from({ length: trace.count }, (_, i) => (i >= from && i < to ? i + shift : -1));
    best = { logRow, pairs: to - from, offsetNs: offset, worstNs: worst, late };
  }
  if (!best || bestAgreed < (best.pairs < few ? leastAgreedOfFew : leastAgreed) || nextAgreed > bestAgreed * mostOfBest) return undefined;
  return best;
}

/** Rows [from, to) of the trace, or one in every `step` of them, beside those of the log that lie `shift` further. */
interface Overlap {
  readonly shift: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** How far the pairs of an overlap agree: the median offset of the starts, and how the others lie about it. `offsets` is room to work in. */
function agreement(trace: GcSeries, log: GcSeries, { shift, from, to, step }: Overlap, offsets: Float64Array) {
  let pairs = 0;
  for (let i = from; i < to; i += step) offsets[pairs++] = log.startNs[i + shift] - trace.startNs[i];
  const offset = offsets.subarray(0, pairs).sort()[pairs >> 1];
  let worst = 0;
  let late = 0;
  let agreed = 0;
  for (let i = from; i < to; i += step) {
    const apart = Math.abs(log.startNs[i + shift] - trace.startNs[i] - offset);
    worst = Math.max(worst, apart);
    if (apart > tolerance) late++;
    else if (isAlike(trace, i, log, i + shift)) agreed++;
  }
  return { pairs, offset, worst, late, agreed };
}

/** Whether a third of the first pairs are alike and as far apart in time: most shifts end here. */
function isLikely(trace: GcSeries, log: GcSeries, shift: number, from: number, to: number): boolean {
  const end = Math.min(to, from + probed);
  let alike = 0;
  for (let i = from; i < end; i++) {
    if (!isAlike(trace, i, log, i + shift)) continue;
    const next = i + 1 < to ? i + 1 : i - 1;
    const apart = Math.abs(log.startNs[next + shift] - log.startNs[i + shift] - (trace.startNs[next] - trace.startNs[i]));
    if (apart <= 2 * tolerance) alike++;
  }
  return alike * 3 >= end - from;
}

/** Mark times within a tenth (gctrace prints two significant digits: runtime/mgc.go fmtNSAsMS), heaps within the log's whole MiB. */
function isAlike(trace: GcSeries, row: number, log: GcSeries, logRow: number): boolean {
  if (Math.abs(log.markNs[logRow] - trace.markNs[row]) > Math.max(trace.markNs[row] * 0.1, 200_000)) return false;
  const beyond = trace.heapEnd[row] - log.heapEnd[logRow];
  return !(beyond < -log.resolution || beyond > 2 * log.resolution);
}
