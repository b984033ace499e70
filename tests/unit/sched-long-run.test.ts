import { expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { schedLongRun } from '@/lib/analyses/scheduling/sched-long-run';
import { collectorStops } from '@/lib/index/trace/stops';
import type { TraceTable } from '@/lib/model/trace';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

async function traceOf(file: string): Promise<TraceTable> {
  const session = await openCase([fileRequest(`fixtures/captures/traces/${file}`)]);
  return session.index.of('trace')[0].table;
}

const findingsOf = (table: TraceTable) =>
  schedLongRun.run(
    createCaseIndex([
      { input: 0, name: 't', decoded: { kind: 'trace', format: 'go-trace', table }, timeNanos: undefined, group: undefined },
    ]),
  ).findings;

/** The trace as it would be had the thread of its first mark termination been kept off the CPU so long once the Ps had stopped. */
function stalled(table: TraceTable, ns: number): TraceTable {
  const [stop] = collectorStops(table).mark;
  const row = table.stops.range[stop];
  const end = table.ranges.end.slice();
  end[row] += ns;
  const resumed = table.stops.resumed.slice();
  resumed[stop] = end[row];
  return { ...table, ranges: { ...table.ranges, end }, stops: { ...table.stops, resumed } };
}

/** The trace with one long stretch: of a goroutine of that name, which ended in the report's own code. */
async function longRun(name: string, ns: number): Promise<TraceTable> {
  const table = await traceOf('report-faulty-go1.26.trace');
  const { stacks, frames, goroutines } = table;
  const own = table.strings.findIndex((text) => text.startsWith('gotriage.example/workloads/report.'));
  const frame = frames.fn.indexOf(own);
  const stack = Array.from(stacks.start).findIndex((start, at) => stacks.frame.subarray(start, stacks.start[at + 1]).includes(frame));
  return {
    ...table,
    strings: [...table.strings, name],
    goroutines: { ...goroutines, name: goroutines.name.map((at, row) => (row === 0 ? table.strings.length : at)) },
    scheduling: {
      ...table.scheduling,
      longRuns: {
        goroutine: Int32Array.of(0),
        start: Float64Array.of(0),
        ns: Float64Array.of(ns),
        stack: Uint32Array.of(stack),
      },
    },
  };
}

it('a long stretch is sure only where no thread of the trace waited for a CPU nearly as long', async () => {
  const table = await longRun('main.work', 120e6);
  const told = (trace: TraceTable) => findingsOf(trace).map(({ tier, severity }) => [tier, severity]);
  expect(told(table)).toEqual([['proven', 'medium']]);
  expect(told(stalled(table, 60e6))).toEqual([['suspect', 'low']]);
  expect(findingsOf(stalled(table, 60e6))[0].tierReason?.en).toContain('short of CPU');
  expect(told(stalled(table, 20e6))).toEqual([['proven', 'medium']]);
});

it('names the line of the user’s code where the goroutine’s own function is a library’s', async () => {
  const [{ title, evidence }] = findingsOf(await longRun('net/http.(*conn).serve', 120e6));
  expect(evidence.function).toBe('net/http.(*conn).serve');
  expect(title.en).toMatch(/^report\.\S+ \(\S+\.go:\d+\) keeps a P for 120ms at a stretch$/);
});
