import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { GoState } from '@/lib/model/trace';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import type { SpanLane } from '@/lib/query/trace-spans';
import { fileRequest } from '../support/memory';

const file = 'tests/golden/trace/context-go1.26.trace';
// What Go's own summarizer says of it: tests/golden/trace/record.ts.
const recorded = JSON.parse(readFileSync(file.replace(/trace$/, 'json'), 'utf8')) as { durationNs: number; execNs: number };

function running(lanes: readonly SpanLane[]): number {
  let ns = 0;
  for (const lane of lanes) {
    for (let i = 0; i < lane.start.length; i++) if (lane.state[i] === GoState.Running) ns += lane.end[i] - lane.start[i];
  }
  return ns;
}

describe('spans of a window', () => {
  const whole = { input: 0, from: 0, to: recorded.durationNs, steps: 1e9 };

  it('by P: as much running as Go counts, lanes in order and without overlap', async () => {
    const session = await openCase([fileRequest(file)]);
    const { lanes, more } = await dispatch(session, 'trace.spans', { ...whole, by: 'proc' });
    expect(more).toBe(0);
    expect(running(lanes)).toBe(recorded.execNs);
    for (const lane of lanes) {
      for (let i = 1; i < lane.start.length; i++) expect(lane.start[i]).toBeGreaterThanOrEqual(lane.end[i - 1]);
    }
  });

  it('coarse steps join short spans and keep the time they cover', async () => {
    const session = await openCase([fileRequest(file)]);
    const fine = await dispatch(session, 'trace.spans', { ...whole, by: 'proc' });
    const coarse = await dispatch(session, 'trace.spans', { ...whole, steps: 50, by: 'proc' });
    const count = (lanes: readonly SpanLane[]) => lanes.reduce((sum, lane) => sum + lane.start.length, 0);
    expect(count(coarse.lanes)).toBeLessThan(count(fine.lanes));
    const joined = coarse.lanes.flatMap((lane) => [...lane.joined]).reduce((sum, one) => sum + one, 0);
    expect(joined).toBe(count(fine.lanes));
  });

  it('by goroutine: one pinned alone has its own times', async () => {
    const session = await openCase([fileRequest(file)]);
    const { rows } = await dispatch(session, 'trace.goroutines', { input: 0, sort: 'exec', limit: 1 });
    const { lanes, goroutines } = await dispatch(session, 'trace.spans', { ...whole, by: 'goroutine', pinned: rows[0].row });
    expect(lanes).toHaveLength(1);
    expect(lanes[0].label).toBe(`G ${rows[0].id}`);
    expect(running(lanes)).toBe(rows[0].times.exec);
    expect(goroutines.map((one) => one.name)).toEqual([rows[0].name]);
    const ofName = await dispatch(session, 'trace.spans', { ...whole, by: 'goroutine', name: rows[0].name });
    expect(ofName.goroutines.every((one) => one.name === rows[0].name)).toBe(true);
  });

  it('a gzip trace gives the same spans', async () => {
    const packed = bytesSource('context.trace.gz', new Uint8Array(gzipSync(readFileSync(file))));
    const session = await openCase([{ source: packed }, fileRequest(file)]);
    const request = { ...whole, from: 1e6, to: 2e6, by: 'proc' } as const;
    expect(await dispatch(session, 'trace.spans', request)).toEqual(await dispatch(session, 'trace.spans', { ...request, input: 1 }));
  });

  it('an empty window is refused', async () => {
    const session = await openCase([fileRequest(file)]);
    await expect(dispatch(session, 'trace.spans', { ...whole, from: 5, to: 5, by: 'proc' })).rejects.toThrow('is empty');
  });
});
