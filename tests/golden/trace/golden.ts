import { createHash } from 'node:crypto';
import type { comparable } from '../../differential/trace/digest';

/**
 * What is kept of a digest: readable totals, and hashes of the rest. Of traces before Go 1.22 only what does not hang on the order of events
 * at one time, which Go's own conversion leaves to chance.
 */
export function golden(digest: ReturnType<typeof comparable>, old: boolean): Record<string, unknown> {
  const hash = (value: unknown) =>
    createHash('sha256')
      .update(JSON.stringify(sorted(value)))
      .digest('hex');
  const { events, durationNs, kinds, goroutines, created, finalStates, tasks } = digest;
  const counts = { events, durationNs, kinds: sorted(kinds), goroutines, created, finalStates: sorted(finalStates), tasks };
  if (old) return counts;
  const { sha256, ranges, execNs, schedWaitNs, syscallNs, syscallBlockNs, blockNs, metricsMaxLast, mmu } = digest;
  return {
    ...counts,
    sha256,
    execNs,
    schedWaitNs,
    syscallNs,
    syscallBlockNs,
    blockNs: sorted(blockNs),
    ranges: sorted(ranges),
    metricsMaxLast: sorted(metricsMaxLast),
    mmu: sorted(mmu),
    goroutineRows: hash(digest.goroutineLines),
    latencyRows: hash(digest.latencies),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
