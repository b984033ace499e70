import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { sniffBytes } from '@/lib/formats/format';
import { legacyFormats } from '@/lib/formats/legacy/module';
import type { ProfileTable } from '@/lib/model/profile';
import { pprofModule } from '../support/pprof-module';
import { findPprof, ourText, pprofFlags, runPprof } from '../support/pprof-tool';
import { profileString } from '../support/profile-string';

const folder = pprofModule();
const testdata = folder === undefined ? undefined : join(folder, 'profile/testdata');
const inputs =
  testdata === undefined
    ? []
    : readdirSync(testdata)
        .filter((name) => name.endsWith('.string'))
        .map((name) => name.slice(0, -'.string'.length));

async function decode(path: string): Promise<ProfileTable> {
  const bytes = new Uint8Array(readFileSync(path));
  const prefix = bytes.subarray(0, sniffBytes);
  const format = legacyFormats.find((module) =>
    module.sniff({ prefix, text: new TextDecoder('latin1').decode(prefix), name: path, gzip: false }),
  );
  if (format === undefined) throw new Error(`${path} is claimed by no format`);
  const { parts } = await format.decode(bytesSource(path, bytes), { limits: defaultLimits, gzip: false });
  const [part] = parts;
  if (part.kind !== 'profile') throw new Error(`${path} is no profile`);
  return part.table;
}

describe.skipIf(testdata === undefined)('golden files of google/pprof, profile/testdata', () => {
  test('there are as many as the release has', () => expect(inputs.length).toBe(14));

  test.each(inputs)('%s', async (name) => {
    expect(profileString(await decode(join(testdata ?? '', name)))).toBe(readFileSync(join(testdata ?? '', `${name}.string`), 'utf8'));
  });

  const pprof = findPprof();
  test.skipIf(pprof === undefined).each(inputs)('%s: reports', async (name) => {
    const path = join(testdata ?? '', name);
    const table = await decode(path);
    for (const options of [
      {},
      { granularity: 'addresses' as const },
      { granularity: 'lines' as const, nodeFraction: 0 },
      { sort: 'cum' as const, granularity: 'addresses' as const },
    ]) {
      for (const { type } of table.sampleTypes) {
        const asked = { ...options, sampleType: type };
        const theirs = runPprof(pprof ?? '', ['-symbolize=none', ...pprofFlags('top', asked), path]);
        expect(ourText(table, 'top', asked), `${name} ${JSON.stringify(asked)}`).toBe(theirs.stdout);
      }
    }
  });
});
