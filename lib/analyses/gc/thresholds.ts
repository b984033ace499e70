/** Every threshold of the GC rules, with where it comes from. The documents are cited as in the guidance catalogue. */
export const thresholds = {
  /** D4 «GC tuning»: 5 a second is what the team moved away from, 1 a second what it reached. Told only where it costs something. */
  cyclesPerSecond: 5,
  frequencyCpu: 0.05,
  manyCyclesPerSecond: 50,
  /** D4 一.3: pauses of 1–10 ms since 1.8, µs from 1.21; 20 ms and 100 ms are the figures of its tuning example. */
  pauseP99Ns: 10e6,
  pauseLowNs: 20e6,
  pauseHighNs: 100e6,
  /** A pause that the figures would mark, but that is one in few, is the machine's load. */
  pauseCount: 20,
  pauseLeast: 3,
  /** Go GC guide: most services spend a few per cent; marking alone is kept to 25 % (runtime/mgcpacer.go gcBackgroundUtilization), and the limiter caps it at 50 %. */
  cpuShare: 0.1,
  cpuShareHigh: 0.25,
  cpuShareCritical: 0.4,
  /** Stops take microseconds of work (mgc.go gcStart, gcMarkTermination): more than half of the cost is waiting. */
  pausePart: 0.5,
  /** Assists are what the pacer exists to avoid (mgcpacer.go): told from this part of all CPU, and of the collector's. */
  assistCpu: 0.025,
  assistPart: 0.2,
  assistHigh: 0.1,
  /** Forced collections: a handful at start or from a profile with ?gc=1 is nothing. */
  forcedCount: 3,
  forcedPart: 0.1,
  forcedMost: 0.5,
  /** A goal this near to the live heap comes from a limit: GOGC=25 would already leave more. */
  limitRatio: 1.5,
  limitPart: 0.5,
  limitLeastLive: 4 << 20,
  /** Growth of the live heap: of its mean over the second part of the series, with this fit, and this much. */
  growthPart: 0.25,
  growthBytes: 8 << 20,
  growthFit: 0.8,
  growthCycles: 10,
  /** A program's first minute fills its caches: no growth within one is more than medium. */
  growthSettledNs: 60e9,
  /** Stops that are not the collector's. */
  otherTotalNs: 5e6,
  otherMaxNs: 10e6,
  otherCount: 10,
} as const;
