import { expect, it } from 'vitest';
import { gcSeriesOf } from '@/lib/analyses/gc/series';
import { gcNumbers } from '@/lib/index/compare/gc';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

// The runtime writes a reading of the heap whenever a P takes a span (runtime/mcache.go refill): it only falls where a mark ends.
it.each(['convert-faulty', 'report-faulty', 'web'])('the allocation rate of the trace %s is what its heap rose by', async (name) => {
  const session = await openCase([fileRequest(`fixtures/captures/traces/${name}-go1.26.trace`)]);
  const [series] = gcSeriesOf(session.index);
  const table = session.index.of('trace')[0].table;
  const { value } = table.metrics.find((one) => one.name === '/memory/classes/heap/objects:bytes') ?? { value: new Float64Array(0) };
  let rose = 0;
  for (let i = 1; i < value.length; i++) rose += Math.max(0, value[i] - value[i - 1]);
  const rate = gcNumbers(series).allocationRate ?? Number.NaN;
  expect(Math.abs(rate / ((rose / table.durationNs) * 1e9) - 1)).toBeLessThan(0.05);
});
