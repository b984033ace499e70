import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { decodeTrace } from '@/lib/formats/trace/decode';
import { seriesFromTrace } from '@/lib/index/gc/from-trace';

it('what GOMAXPROCS becomes after the collections of a trace does not change what they took', async () => {
  const name = 'fixtures/captures/traces/report-faulty-go1.26.trace';
  const table = await decodeTrace(bytesSource(name, new Uint8Array(readFileSync(name))));
  const metrics = table.metrics.map((series) =>
    series.name === '/sched/gomaxprocs:threads'
      ? { ...series, time: Float64Array.of(...series.time, table.durationNs), value: Float64Array.of(...series.value, 1) }
      : series,
  );
  const [steady, changed] = [table, { ...table, metrics }].map((trace) => seriesFromTrace(trace, 0));
  expect([steady.procs, changed.procs]).toEqual([4, 1]);
  expect(changed.count).toBeGreaterThan(5);
  expect(changed.backgroundCpuNs).toEqual(steady.backgroundCpuNs);
  expect(changed.pauseCpuNs).toEqual(steady.pauseCpuNs);
  expect(changed.meanProcs).toBe(steady.meanProcs);
});
