import { z } from 'zod';

/** GOGC as numbers; GOGC=off is the word. */
const gogc = z.union([z.number(), z.literal('off')]);
const band = z.object({ low: z.number(), high: z.number() });

/** JSON of `gotriage whatif`. */
export const whatif = z.object({
  schema: z.literal('gotriage.whatif/1'),
  input: z.string().meta({ description: 'The input that the prediction rests on.' }),
  baseline: z.object({
    gogc,
    gogcKnown: z.boolean(),
    cycles: z.int(),
    durationS: z.number(),
    gcCpuFraction: z.number(),
    peakHeapBytes: z.number(),
  }),
  predictions: z.array(
    z.object({
      gogc,
      memlimit: z.number().optional(),
      allocateLess: z.number().optional(),
      cycles: z.number(),
      cyclesPerSecond: z.number(),
      durationS: z.number().meta({ description: 'How long the same work takes.' }),
      gcCpuFraction: z.number(),
      peakHeapBytes: z.number(),
      band: z.object({ cycles: band, gcCpuFraction: band, peakHeapBytes: band }),
      assumptions: z.array(z.string()),
    }),
  ),
});
