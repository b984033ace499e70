import type { ProfileTable } from '../../model/profile';

/**
 * Seconds that the counts of a heap or allocs profile are of, undefined for one of the process's whole life: with ?seconds=N net/http/pprof
 * subtracts a profile taken before and states the time between (pprof.go, serveDeltaProfile); runtime/pprof states none. What is in use is then
 * a difference too, below zero where memory was let go.
 */
export function spanOf({ durationNanos }: ProfileTable): number | undefined {
  return durationNanos > 0n ? Number(durationNanos) / 1e9 : undefined;
}
