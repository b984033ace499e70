import { z } from 'zod';
import { integer } from './schema-summary';

/** JSON of `gotriage top`, `peek`, `tags` and `flame`. Values are whole and in the sample type's own unit. */

const head = {
  sampleType: z.string(),
  unit: z.string(),
  total: integer.meta({ description: 'What percentages are of.' }),
};

export const top = z.object({
  schema: z.literal('gotriage.top/1'),
  ...head,
  totalShown: integer,
  rows: z.array(
    z.object({
      name: z.string().meta({ description: 'As `go tool pprof -top` prints it, with its mark of inlining.' }),
      flat: integer,
      cum: integer,
      flatPercent: z.number(),
      cumPercent: z.number(),
      function: z.string().optional(),
      file: z.string().optional(),
      line: z.number().optional(),
    }),
  ),
});

const edge = z.object({ name: z.string(), value: integer });

export const peek = z.object({
  schema: z.literal('gotriage.peek/1'),
  ...head,
  rows: z.array(z.object({ name: z.string(), flat: integer, cum: integer, callers: z.array(edge), callees: z.array(edge) })),
});

export const tags = z.object({
  schema: z.literal('gotriage.tags/1'),
  ...head,
  keys: z.array(z.object({ key: z.string(), total: integer, values: z.array(edge) })),
});

export const flame = z.object({
  schema: z.literal('gotriage.flame/1'),
  sampleType: z.string(),
  unit: z.string(),
  nodes: z
    .array(
      z.object({
        name: z.string(),
        parent: z.int().meta({ description: 'Position of the caller in `nodes`, which stands before; -1 for the root, node 0.' }),
        self: integer,
        total: integer,
        base: integer.optional(),
        file: z.string().optional(),
        line: z.number().optional(),
        inlined: z.literal(true).optional(),
      }),
    )
    .meta({ description: 'The call tree, callers before callees, the heaviest of siblings first.' }),
});
