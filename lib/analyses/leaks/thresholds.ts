import type { LeakCause } from '../../model/rules';

/** Every threshold of the leak rules, with where it comes from. docs/leaks.md says the same in prose. */
export const thresholds = {
  /** Uber's LeakProf (Saioc et al., «Unveiling and Vanquishing Goroutine Leaks», 2024): blocked at one place. */
  leakProfCount: 10_000,
  /** Fewest goroutines at one place in a single snapshot: below it a handful of workers cannot be told from a leak. */
  few: 3,
  several: 5,
  /** A place of a profile without ids: only size and share speak. */
  profileCount: 10,
  profileShare: 0.3,
  profileMany: 200,
  /** Goroutines of requests in hand at one place before it is remarkable. */
  inFlight: 100,
  /** A dump prints whole minutes from one on; a request that is still in hand after three has lost its client. */
  minutes: 3,
  minutesCount: 100,
  minutesShare: 0.25,
  /** Pools are made at once: ids of a loop of go statements follow each other, up to the runtime's batches of 16 (runtime/runtime2.go _GoidCacheAlloc). */
  poolMax: 256,
  /** A flat crowd above poolMax is told of from this share of all goroutines on. */
  crewShare: 0.5,
  poolSpan: 1.5,
  poolSlack: 16,
  /** A crew's goroutines whose makers speak for it, and makers for each goroutine where each has one of its own. */
  makersShare: 0.9,
  perMakerShare: 0.8,
  /** A place that gains nobody: since then so many times as many ids were given out as while it was filled, at least so many; each maker made so many. */
  settledSpans: 8,
  settledLeast: 1000,
  settledEach: 4,
  /** Growth over snapshots: at least this many more, and this much of the first. */
  growthCount: 3,
  growthStrong: 10,
  growthShare: 0.2,
  /** Of the goroutines of the first snapshot, those that must still stand there. */
  stayedShare: 0.9,
  /** Smallest stack of a goroutine (runtime/stack.go stackMin). */
  stackBytes: 2048,
} as const;

/** Waits in which no idle worker rests: somebody must do something for them to end. */
export const hardCauses: ReadonlySet<LeakCause> = new Set<LeakCause>(['chan-send', 'mutex', 'rwmutex', 'waitgroup']);
/** Waits that end by language rules never: no operation can make a nil channel or an empty select ready (Go specification). */
export const foreverCauses: ReadonlySet<LeakCause> = new Set<LeakCause>(['nil-channel', 'select-no-cases']);
