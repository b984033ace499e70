import { describe, expect, it } from 'vitest';
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

function leaksIn(trace: TraceTable) {
  const decoded = { kind: 'trace', format: 'go-trace', table: trace } as const;
  return traceLeaks(createCaseIndex([{ input: 0, name: 't', decoded, timeNanos: undefined, group: undefined }]));
}

it('a leak of hundreds of thousands of goroutines is told like one of sixteen', async () => {
  const session = await openCase([fileRequest('fixtures/captures/traces/report-faulty-go1.26.trace')]);
  const [{ table }] = session.index.of('trace');
  const leakOf = (trace: TraceTable) => {
    const found = leaksIn(trace);
    const { evidence } = found.find((finding) => finding.evidence.function?.endsWith('.record')) ?? expect.fail('no such leak');
    return evidence as typeof evidence & { readonly examples: readonly number[]; readonly openNs: { readonly max: number } };
  };
  const one = leakOf(table);
  const many = leakOf(manyOf(table, table.goroutines.id.indexOf(one.examples[0]), 300_000));
  expect(many.count).toBe(Number(one.count) + 300_000);
  expect(many.openNs.max).toBe(one.openNs.max);
});

/** The trace as it would be had every `go` statement stood in one function of a library, which the user's code calls. */
function throughLibrary(table: TraceTable): TraceTable {
  const { frames, stacks, goroutines } = table;
  const strings = [...table.strings, 'golang.org/x/sync/errgroup.(*Group).Go', '/go/pkg/mod/golang.org/x/sync@v0.7.0/errgroup/errgroup.go'];
  const more = (column: Uint32Array | BigUint64Array, value: number) => {
    const longer = column instanceof BigUint64Array ? new BigUint64Array(column.length + 1) : new Uint32Array(column.length + 1);
    if (longer instanceof Uint32Array) {
      longer.set(column as Uint32Array);
      longer[column.length] = value;
    } else longer.set(column as BigUint64Array);
    return longer;
  };
  const columns = Object.fromEntries(
    Object.entries(frames).map(([name, column]) => {
      const value = { fn: strings.length - 2, file: strings.length - 1, line: 75 }[name] ?? 0;
      return [name, ArrayBuffer.isView(column) ? more(column as Uint32Array | BigUint64Array, value) : column];
    }),
  );
  const start = [...stacks.start];
  const frame = [...stacks.frame];
  const creatorStack = goroutines.creatorStack.slice();
  const made = new Map<number, number>();
  for (const [row, stack] of creatorStack.entries()) {
    if (stack === 0) continue;
    let longer = made.get(stack);
    if (longer === undefined) {
      longer = start.length - 1;
      frame.push(frames.fn.length, ...stacks.frame.subarray(stacks.start[stack], stacks.start[stack + 1]));
      start.push(frame.length);
      made.set(stack, longer);
    }
    creatorStack[row] = longer;
  }
  return {
    ...table,
    strings,
    frames: { ...frames, ...columns } as TraceTable['frames'],
    stacks: { ...stacks, start: Uint32Array.from(start), frame: Uint32Array.from(frame) },
    goroutines: { ...goroutines, creatorStack },
  };
}

describe('goroutines that a library starts', () => {
  it('are told by who called it: those of other callers that end say nothing of them', async () => {
    const session = await openCase([fileRequest('fixtures/captures/traces/report-faulty-go1.26.trace')]);
    const [{ table }] = session.index.of('trace');
    const leaksOf = (trace: TraceTable) => {
      const found = leaksIn(trace);
      return found.map(({ tier, evidence }) => [tier, evidence.function, evidence.line, evidence.count]);
    };
    expect(leaksOf(table).length).toBeGreaterThan(3);
    expect(leaksOf(throughLibrary(table))).toEqual(leaksOf(table));
  });
});
