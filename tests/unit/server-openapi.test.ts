import { describe, expect, it } from 'vitest';
import { formatIds } from '@/lib/model/format-ids';
import { ruleIds } from '@/lib/model/rules';
import { getHealth } from '@/lib/server/health';
import { openApiDocument } from '@/lib/server/openapi';

const references = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, item]) => (key === '$ref' && typeof item === 'string' ? [item] : references(item)));

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument()));

  it('names the three paths and resolves every reference', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/api/v1/reports', '/api/v1/health', '/api/v1/openapi.json']);
    const all = references(document);
    expect(all.length).toBeGreaterThan(10);
    for (const reference of all) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
      expect(document.components.schemas, reference).toHaveProperty(String(name));
    }
  });

  it('is made of the schemas that the report is checked with', () => {
    const { Input, Finding } = document.components.schemas;
    expect(Input.properties.format.enum).toEqual([...formatIds]);
    expect(Finding.properties.rule.enum).toEqual([...ruleIds]);
    expect(Finding.required).toContain('evidence');
  });

  it('answers health', async () => {
    expect(await getHealth().json()).toMatchObject({ ok: true });
  });
});
