import { writeFileSync } from 'node:fs';
import { diffCases, goldenCases } from '../support/pprof-golden';
import { findPprof, pprofFlags, runPprof } from '../support/pprof-tool';

/** Writes the answers of `go tool pprof` that tests/golden/pprof-report.test.ts compares with: npx tsx tests/tools/record-pprof-goldens.ts */
const tool = findPprof();
if (tool === undefined) throw new Error('Go is needed to record: install it from https://go.dev/dl');
for (const { name, input, command, options } of goldenCases) {
  const { ok, stdout, stderr } = runPprof(tool, [...pprofFlags(command, options), input]);
  if (!ok) throw new Error(`${name}: ${stderr}`);
  writeFileSync(name, stdout);
}
for (const { name, input, base, normalize } of diffCases) {
  const { ok, stdout, stderr } = runPprof(tool, [
    '-top',
    '-nodefraction=0',
    '-unit=MB',
    ...(normalize ? ['-normalize'] : []),
    `-diff_base=${base}`,
    input,
  ]);
  if (!ok) throw new Error(`${name}: ${stderr}`);
  writeFileSync(name, stdout);
}
