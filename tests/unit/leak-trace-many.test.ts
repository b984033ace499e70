import { expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { traceLeaks } from '@/lib/analyses/leaks/from-trace';
import type { TraceTable } from '@/lib/model/trace';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

/** The trace with one of its goroutines so many times more. */
function manyOf(table: TraceTable, row: number, more: number): TraceTable {
  const { goroutines } = table;
  const count = goroutines.count + more;
  const columns = Object.entries(goroutines).map(([name, column]) => {
    if (!ArrayBuffer.isView(column) || (column as Float64Array).length !== goroutines.count) return [name, column];
    const longer = new (column.constructor as Float64ArrayConstructor)(count).fill((column as Float64Array)[row]);
    longer.set(column as Float64Array);
    return [name, longer];
  });
  return { ...table, goroutines: { ...Object.fromEntries(columns), count } as TraceTable['goroutines'] };
}

it('a leak of hundreds of thousands of goroutines is told like one of sixteen', async () => {
  const session = await openCase([fileRequest('fixtures/captures/traces/report-faulty-go1.26.trace')]);
  const [{ table }] = session.index.of('trace');
  const leakOf = (trace: TraceTable) => {
    const decoded = { kind: 'trace', format: 'go-trace', table: trace } as const;
    const found = traceLeaks(createCaseIndex([{ input: 0, name: 't', decoded, timeNanos: undefined, group: undefined }]));
    const { evidence } = found.find((finding) => finding.evidence.function?.endsWith('.record')) ?? expect.fail('no such leak');
    return evidence as typeof evidence & { readonly examples: readonly number[]; readonly openNs: { readonly max: number } };
  };
  const one = leakOf(table);
  const many = leakOf(manyOf(table, table.goroutines.id.indexOf(one.examples[0]), 300_000));
  expect(many.count).toBe(Number(one.count) + 300_000);
  expect(many.openNs.max).toBe(one.openNs.max);
});
