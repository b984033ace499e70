import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findPprof, loadProfile, ourText, runPprof } from '../support/pprof-tool';
import { scratch } from '../support/scratch';
import { bytes, fn, integer, location, sample, sampleType, strings, text } from '../support/wire';

const pprof = findPprof();
const own = scratch();

describe.skipIf(pprof === undefined)('a label with a value for every request', () => {
  test('is printed as go tool pprof prints it, tens of thousands of values long', async () => {
    const requests = Array.from({ length: 20_000 }, (_, i) => i);
    const path = own('cpu.pb');
    const samples = requests.map((i) => sample([1], [10 + (i % 7) * 1000], [...integer(1, 5), ...integer(2, 7 + i)]));
    const values = requests.map((i) => text(6, `request-${i}`));
    writeFileSync(path, bytes(sampleType, ...samples, location(1, 1), fn(1), strings, ...values));
    const run = runPprof(pprof ?? '', ['-tags', path]);
    expect(run.ok).toBe(true);
    expect(ourText(await loadProfile(path), 'tags', {})).toBe(run.stdout);
  });
});
