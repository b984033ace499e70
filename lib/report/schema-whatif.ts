import { z } from 'zod';

/** GOGC as numbers; GOGC=off is the word. */
const gogc = z.union([z.number(), z.literal('off')]);
const band = z.object({ low: z.number(), high: z.number() });

/** JSON of `gotriage whatif`. */
export const whatif = z.object({
  schema: z.literal('gotriage.whatif/1'),
  input: z.string().meta({ description: 'The input that the prediction rests on.' }),
  process: z.int().optional().meta({ description: 'Which process of the input it is, from 1, where the input has several.' }),
  processes: z.int().optional(),
  baseline: z.object({
    gogc,
    gogcKnown: z.boolean(),
    memlimit: z.number().optional().meta({ description: 'GOMEMLIMIT of the observed run in bytes, told or read off its goals.' }),
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
