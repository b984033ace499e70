/** Thresholds of the scheduling rules, with their sources. */
export const thresholds = {
  /** A running goroutine is asked to stop after 10 ms (runtime/proc.go forcePreemptNS): a runnable one should not wait longer. */
  waitP99Ns: 10e6,
  /** Ten slices: a request that needs a few turns takes a second. */
  waitHighNs: 100e6,
  /** One in a hundred says nothing of fewer waits. */
  waitCount: 100,
  /** Part of all goroutine time that is waiting for a P. */
  waitShare: 0.2,
  /**
   * Two and a half and ten times the slice (runtime/proc.go forcePreemptNS): preemption did not take hold. A thread that the kernel kept off its
   * CPU looks the same for a while, so a single stretch counts from ten slices on.
   */
  runNs: 25e6,
  runHighNs: 100e6,
  runTimes: 2,
  /** A stretch is sure from so many times the longest wait for a CPU that the same trace shows, where that is a slice and more. */
  stallTimes: 4,
  /** schedtrace: runnable goroutines for each P, and the part of the lines that show them. */
  queuePerProc: 4,
  queueLines: 0.5,
  leastLines: 3,
  /** Half of a P's run queue, which holds 256 (runtime/runtime2.go p.runq; D4 一.1). */
  localQueue: 128,
  /**
   * Threads at work beside the Ps: each is in a system call or in cgo, and sysmon takes its P after 20 µs (runtime/proc.go retake). Four for each
   * P and sixteen at least: a few blocked file reads are usual.
   */
  threadsPerProc: 4,
  threadsLeast: 16,
} as const;
