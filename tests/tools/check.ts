import { checkSteps } from './check-steps';

let failed = 0;
for (const step of checkSteps) {
  const started = performance.now();
  const ok = await step.run();
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) {
    failed += 1;
    console.error(`     to mend: ${step.fix}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
