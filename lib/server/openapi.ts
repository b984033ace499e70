import { z } from 'zod';
import manifest from '../../package.json';
import { input, inputError, report } from '../report/schema';

const problem = z
  .object({ error: inputError, inputs: z.array(input).optional() })
  .meta({ id: 'Problem', description: 'Why there is no report; `inputs` tells it for each file where several were sent.' });

const health = z.object({ ok: z.literal(true), generatedBy: z.string() }).meta({ id: 'Health' });

const schemaUri = (id: string) => `#/components/schemas/${id}`;

/** The OpenAPI 3.1 document, made of the zod schemas that the report is checked with. */
export function openApiDocument(): Record<string, unknown> {
  const registry = z.registry<{ id: string; description?: string }>();
  // Every schema with an id, reached from these three, becomes a component of its own.
  const named = collect([report, problem, health]);
  for (const [id, schema] of named) registry.add(schema, { ...z.globalRegistry.get(schema), id });
  const { schemas } = z.toJSONSchema(registry, { uri: schemaUri, io: 'output' });
  for (const schema of Object.values(schemas) as Record<string, unknown>[]) {
    delete schema.$id;
    delete schema.$schema;
  }
  const json = (id: string) => ({ 'application/json': { schema: { $ref: schemaUri(id) } } });
  const problemAnswer = (description: string) => ({ description, content: json('Problem') });
  return {
    openapi: '3.1.0',
    info: {
      title: manifest.name,
      version: manifest.version,
      description: manifest.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/api/v1/reports': {
        post: {
          operationId: 'createReport',
          summary: 'Diagnose the files of the body as one case',
          parameters: [
            {
              name: 'lang',
              in: 'query',
              schema: { enum: ['en', 'zh'] },
              description: 'Language of titles and advice; else Accept-Language decides.',
            },
            { name: 'name', in: 'query', schema: { type: 'string' }, description: 'File name of a raw body.' },
          ],
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  additionalProperties: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
                },
              },
              'application/octet-stream': {},
            },
          },
          responses: {
            200: { description: 'The report. Inputs that could not be read carry their error in it.', content: json('Report') },
            400: problemAnswer('No file, or a form that cannot be read.'),
            403: problemAnswer('A request from a page of another origin.'),
            413: problemAnswer('Over a limit.'),
            415: problemAnswer('None of the formats that gotriage reads.'),
            422: problemAnswer('A damaged file.'),
          },
        },
      },
      '/api/v1/health': {
        get: {
          operationId: 'getHealth',
          summary: 'Is the server up',
          responses: { 200: { description: 'It is.', content: json('Health') } },
        },
      },
      '/api/v1/openapi.json': {
        get: {
          operationId: 'getOpenApi',
          summary: 'This document',
          responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': {} } } },
        },
      },
    },
    components: { schemas },
  };
}

/** The schemas with an id among these and, however deep, in them. */
function collect(roots: readonly z.ZodType[]): Map<string, z.ZodType> {
  const found = new Map<string, z.ZodType>();
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof z.ZodType) {
      const id = z.globalRegistry.get(value)?.id;
      if (id !== undefined) found.set(id, value);
      visit(value.def);
    } else Object.values(value).forEach(visit);
  };
  roots.forEach(visit);
  return found;
}
