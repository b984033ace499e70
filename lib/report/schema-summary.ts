import { z } from 'zod';
import { profileKinds } from '../model/profile';

/** What the report says of each format's input. Every field's meaning is in docs/report.md. */

/** A whole number beyond 2^53 is a string of its digits. */
export const integer = z.union([z.number(), z.string().regex(/^-?\d+$/)]);

export const profileSummary = z
  .object({
    kind: z.enum(profileKinds),
    samples: z.int().nonnegative(),
    locations: z.int().nonnegative(),
    functions: z.int().nonnegative(),
    mappings: z.int().nonnegative(),
    defaultSampleType: z.string(),
    timeNanos: integer,
    durationNanos: integer,
    period: integer,
    sampleTypes: z.array(z.object({ type: z.string(), unit: z.string(), total: integer })),
    memStats: z.record(z.string(), z.string()).optional().meta({ description: 'The MemStats lines of a heap?debug=1 profile.' }),
  })
  .meta({ id: 'ProfileSummary' });

const nsByName = z.record(z.string(), z.number());

export const traceSummary = z
  .object({
    events: z.number(),
    durationNs: z.number(),
    generations: z.int(),
    goroutines: z.int(),
    created: z.int(),
    execNs: z.number(),
    schedWaitNs: z.number(),
    syscallNs: z.number(),
    syscallBlockNs: z.number(),
    blockNs: nsByName,
    ranges: z.record(z.string(), z.object({ count: z.int(), totalNs: z.number(), maxNs: z.number() })),
    kinds: z.record(z.string(), z.number()),
    finalStates: z.record(z.string(), z.number()),
    tasks: z.int(),
    metricsMaxLast: z.record(z.string(), z.tuple([integer, integer])),
    mmu: z.partialRecord(z.enum(['100µs', '1ms', '10ms', '100ms', '1s']), z.number()),
    lost: z.object({ fromByte: z.number(), bytes: z.number(), reason: z.string() }).optional(),
  })
  .meta({ id: 'TraceSummary' });

export const goroutineSummary = z
  .object({
    goroutines: z.number(),
    states: z.record(z.string(), z.number()),
    leaked: z.number(),
    groups: z.int(),
    truncated: z.boolean(),
  })
  .meta({ id: 'GoroutineSummary' });

export const gctraceSummary = z
  .object({
    cycles: z.int(),
    forced: z.int(),
    durationS: z.number(),
    gcPerSecond: z.number(),
    cpuPercentLast: z.number(),
    pauseNs: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number(), total: z.number() }),
    heapLiveMBLast: z.number(),
    heapGoalMBLast: z.number(),
    procs: z.int(),
    processes: z.int().optional().meta({ description: 'Processes whose lines the log holds, where there is more than one.' }),
  })
  .meta({ id: 'GctraceSummary' });

/** Counts of a format that has no summary of its own in the contract (schedtrace, notes, benchmarks), and `{}` of a failed input. */
export const otherSummary = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({ id: 'OtherSummary' });

export const summary = z.union([profileSummary, traceSummary, goroutineSummary, gctraceSummary, otherSummary]);
