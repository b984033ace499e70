import { expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

/** Trace and log of one run, and how far apart the assists may be: the runtime counts neither an assist's beginning nor its end. */
const runs: readonly [trace: string, log: string, apart: number][] = [
  ['tests/golden/gc/burst.trace.gz', 'tests/golden/gc/burst.log', 0.1],
  ['tests/golden/gc/json.traced.trace.gz', 'tests/golden/gc/json.traced.log', 0.1],
  ['fixtures/captures/monitor/gogc-100.trace', 'fixtures/captures/monitor/gogc-100.log', 0.1],
  ['fixtures/captures/monitor/limit-tight.trace', 'fixtures/captures/monitor/limit-tight.log', 0.1],
  ['fixtures/captures/monitor/retain.trace', 'fixtures/captures/monitor/retain.log', 0.1],
  // 3494 assists, most of them of some 30 µs.
  ['fixtures/captures/monitor/gogc-50.trace', 'fixtures/captures/monitor/gogc-50.log', 0.3],
];

it.each(runs)('the time that goroutines ran in assists is what gctrace counts: %s', async (trace, log, apart) => {
  const session = await openCase([fileRequest(trace), fileRequest(log)]);
  const series = await dispatch(session, 'gc.series', undefined);
  const at = series.findIndex(({ source }) => source === 'trace');
  const counterpart = await dispatch(session, 'gc.counterpart', { series: at });
  session.close();
  if (!counterpart) throw new Error('trace and log are not of one run');
  const [own, other] = [series[at], series[counterpart.series]];
  let [traced, logged] = [0, 0];
  for (let i = 0; i < own.count; i++) {
    const row = other.startNs.findIndex((start) => Math.abs(start + counterpart.shiftNs - own.startNs[i]) < 2e6);
    if (row < 0) continue;
    traced += own.assistCpuNs[i];
    logged += other.assistCpuNs[row];
  }
  expect(logged).toBeGreaterThan(0);
  expect(Math.abs(traced / logged - 1)).toBeLessThan(apart);
});
