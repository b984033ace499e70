import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparable, digest } from '../differential/trace/digest';
import { golden } from './trace/golden';

// Recorded from Go's own reader by trace/record.ts, for where Go is absent.
const dir = join(__dirname, 'trace');

describe('execution traces against what Go reads out of them', () => {
  it.each(readdirSync(dir).filter((name) => name.endsWith('.trace')))('%s', async (name) => {
    const recorded = JSON.parse(readFileSync(join(dir, name.replace(/trace$/, 'json')), 'utf8'));
    const ours = golden(comparable(await digest(join(dir, name))), !('sha256' in recorded));
    expect(JSON.parse(JSON.stringify(ours))).toEqual(recorded);
  });
});
