import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { goldenCases } from '../support/pprof-golden';
import { comparable, findPprof, loadProfile, ourText, pprofFlags, runPprof } from '../support/pprof-tool';

const pprof = findPprof();

test.each(goldenCases)('$name', async ({ name, input, command, options }) => {
  const golden = comparable(readFileSync(name, 'utf8'), options);
  expect(comparable(ourText(await loadProfile(input), command, options), options)).toBe(golden);
  // Where Go is at hand the recording itself is checked.
  if (pprof !== undefined) expect(comparable(runPprof(pprof, [...pprofFlags(command, options), input]).stdout, options)).toBe(golden);
});
