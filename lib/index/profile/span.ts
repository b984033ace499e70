import type { ProfileTable } from '../../model/profile';

/**
 * Seconds that the counts of a heap, allocs, goroutine or threadcreate profile are of, undefined for one of all that is there: with ?seconds=N
 * net/http/pprof subtracts a profile taken before and states the time between (pprof.go, serveDeltaProfile); runtime/pprof states none for these.
 * What is in use and how many goroutines there are is then a difference too, below zero where some went.
 */
export function spanOf({ durationNanos }: ProfileTable): number | undefined {
  return durationNanos > 0n ? Number(durationNanos) / 1e9 : undefined;
}
