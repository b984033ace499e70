/** Every threshold of the allocation rules, with where it comes from. docs/allocation.md says the same in prose. */
export const thresholds = {
  /**
   * Fewest sampled objects behind a line: with n samples of a Poisson process the error is 1/√n, a third at 8. One sample stands for
   * MemProfileRate bytes (runtime/mprof.go).
   */
  samples: 8,
  /** Part of the allocated bytes or objects from which a line with a known cause is told: what `go tool pprof -top` still shows (-nodefraction 0.005). */
  causeShare: 0.005,
  /** Part from which a line without a cause is told: the top of the list that D3's exercise begins with. */
  hotShare: 0.1,
  /** Severity by part: under `low` info, under `medium` low, beyond it medium. */
  lowShare: 0.05,
  mediumShare: 0.2,
  /** GC share of the CPU from which allocation is what ails the program: high instead of medium. As gc-cpu-share. Of a CPU profile: of one CPU. */
  gcShare: 0.1,
  /** CPU samples in the collector or the allocator from which it is (Go GC guide, «Identifying costs»: gcBgMarkWorker, mallocgc, gcAssistAlloc). */
  cpuShare: 0.25,
  /**
   * Below these the collector costs too little for a line's part to matter: half of gcShare, two fifths of cpuShare, or less than the one
   * collection a second that D4 calls the tuned state. Severity is low at most then.
   */
  gcShareLow: 0.05,
  cpuShareLow: 0.1,
  cyclesLow: 1,
  /** The smallest heap goal at GOGC=100 (runtime/mgcpacer.go defaultHeapMinimum). */
  heapMinimum: 4 << 20,
  /** A line that has allocated less than sixteen smallest heaps in the process's whole life is told as info, whatever its part. */
  smallBytes: 64 << 20,
  /** Churn: small objects (runtime/sizeclasses.go has most classes below) of which nearly nothing stays. */
  churnSize: 512,
  churnShare: 0.05,
  churnKept: 0.1,
  /** A line of which at least half the bytes are in objects over 32 KiB, which bypass the size classes (runtime/malloc.go maxSmallSize). */
  largeHalf: 0.5,
  /** CPU samples that must speak for a cause at a line. */
  cpuSamples: 2,
  /** Findings of one rule; the other lines stand in the evidence of the first. */
  perRule: 8,
  /** Retained growth between the first and the last snapshot: bytes, part of the first, and part of all growth. */
  grownBytes: 1 << 20,
  grownPart: 0.2,
  grownShare: 0.1,
} as const;
