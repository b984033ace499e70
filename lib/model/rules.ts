/** The rules a finding may stand under (contract.md). */
export const ruleIds = [
  'goroutine-leak',
  'goroutine-growth',
  'thread-growth',
  'gc-frequency',
  'gc-pause',
  'gc-cpu-share',
  'gc-assist',
  'gc-forced',
  'gc-memory-limit',
  'gc-heap-growth',
  'stw-other',
  'alloc-hot-path',
  'alloc-slice-growth',
  'alloc-map-growth',
  'alloc-string-bytes',
  'alloc-reflect',
  'alloc-boxing',
  'alloc-buffer',
  'alloc-large-objects',
  'alloc-small-churn',
  'alloc-pool-miss',
  'alloc-escape',
  'alloc-timer-loop',
  'alloc-retained-growth',
  'lock-contention',
  'channel-contention',
  'sched-latency',
  'sched-long-run',
  'syscall-threads',
  'profile-empty',
] as const;
export type RuleId = (typeof ruleIds)[number];

/** What a leaked goroutine waits for. */
export const leakCauses = [
  'chan-receive',
  'chan-send',
  'nil-channel',
  'select',
  'select-no-cases',
  'mutex',
  'rwmutex',
  'waitgroup',
  'cond',
  'io-wait',
  'sleep-loop',
  'syscall',
  'unknown',
] as const;
export type LeakCause = (typeof leakCauses)[number];

/** Gravest first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Firmest first. */
export const tiers = ['proven', 'strong', 'suspect'] as const;
export type Tier = (typeof tiers)[number];
