import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checkSteps } from './check-steps';
import { runStep } from './run-step';

/** Everything: types, lint, layers, unit, golden, differential and property tests, the build, the browser. */
let passed = 0;
let failed = 0;
let skipped = 0;
const failures: string[] = [];

function count(name: string, ok: boolean, fix: string): void {
  if (ok) passed += 1;
  else {
    failed += 1;
    failures.push(`${name}: ${fix}`);
  }
}

const bin = (name: string) => path.join('node_modules', '.bin', name);

for (const step of checkSteps) count(step.name, await step.run(), step.fix);

const resultsFolder = 'test-results';
rmSync(resultsFolder, { recursive: true, force: true });

interface VitestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const vitest = await runStep(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile=${resultsFolder}/vitest.json`]);
try {
  const results = JSON.parse(readFileSync(`${resultsFolder}/vitest.json`, 'utf8')) as VitestResults;
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  skipped += results.numPendingTests;
  // A file that fails before its first test has no failed test to count.
  if (vitest.code !== 0 && results.numFailedTests === 0) count('vitest', false, 'a test file or a hook failed: see above');
  else if (results.numFailedTests > 0) failures.push('vitest: see the failed tests above');
} catch (error) {
  count('vitest', false, `it left no results (${error instanceof Error ? error.message : String(error)})`);
}

const build = await runStep('npm', ['run', 'build'], { NEXT_TELEMETRY_DISABLED: '1' });
count('build', build.code === 0, 'mend what next build or esbuild says above');

if (build.code === 0 && readdirSync('tests/browser').some((file) => file.endsWith('.spec.ts'))) {
  const browser = await runStep(bin('playwright'), ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: `${resultsFolder}/browser.json`,
  });
  try {
    const { stats } = JSON.parse(readFileSync(`${resultsFolder}/browser.json`, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    };
    passed += stats.expected;
    failed += stats.unexpected + stats.flaky;
    skipped += stats.skipped;
    if (stats.unexpected + stats.flaky > 0) failures.push('browser: see the failed tests above');
    else if (browser.code !== 0) count('browser', false, 'Playwright ended with an error: see above');
  } catch (error) {
    count('browser', false, `it left no results (${error instanceof Error ? error.message : String(error)})`);
  }
}

for (const failure of failures) console.error(`FAIL ${failure}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
