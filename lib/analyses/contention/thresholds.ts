/** Thresholds of lock-contention and channel-contention, with their sources. */
export const thresholds = {
  /** A profile under this delay in all has nothing that anybody waits for: ten waits of 10 ms, the time slice (runtime/proc.go forcePreemptNS). */
  totalNs: 100e6,
  /** Part at one line of the profile's waits for locks and for room to send: a service's idle workers wait far longer than anything contended does. */
  share: 0.1,
  /** Part of all that the profile holds, which grows with the process's age: of a hundred idle workers, one that waits all the time. */
  leastShare: 0.01,
  /** Mean wait from which it is told: ten times what waking a goroutine costs. */
  meanNs: 100e3,
  /** sync.Mutex goes over to starvation mode after this (internal/sync/mutex.go starvationThresholdNs; D4 «sync.Mutex»). */
  starvationNs: 1e6,
  /** Goroutines that wait at a line on average (delay by the time that it came in), for the graver severity: every other moment somebody does. */
  busyShare: 0.5,
  /** Below it a line is low at most: nineteen moments in twenty nobody waits. */
  someShare: 0.05,
  /** Below it a line is only told: one wait of starvationNs a second. */
  rareShare: 0.001,
  /** Findings of one rule. */
  perRule: 4,
} as const;
