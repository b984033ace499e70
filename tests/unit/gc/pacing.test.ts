import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alignSeries } from '@/lib/index/gc/align';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

async function overviewOf(file: string) {
  const session = await openCase([fileRequest(file)]);
  const overview = await dispatch(session, 'gc.overview', { series: 0 });
  session.close();
  return overview;
}

/** Number, heap at the mark's end, live heap and goal of each line; sizes in MiB. */
function linesOf(file: string): { number: number; end: number; live: number; goal: number }[] {
  const lines = readFileSync(file, 'utf8').matchAll(/^gc (\d+) @.* \d+->(\d+)->(\d+) MB, (\d+) MB goal/gm);
  return Array.from(lines, ([, number, end, live, goal]) => ({
    number: Number(number),
    end: Number(end),
    live: Number(live),
    goal: Number(goal),
  }));
}

describe('what the pacer’s goals leave', () => {
  it.each(['gogc-50', 'gogc-100', 'gogc-300', 'retain'])('%s: headroom and overshoot are the lines’ own', async (name) => {
    const file = `fixtures/captures/monitor/${name}.log`;
    const lines = linesOf(file);
    const { pacing, headroom } = await overviewOf(file);
    const beyond = lines.map(({ end, goal }) => end - goal);
    expect(Array.from(pacing.overshoot, (bytes) => bytes / 2 ** 20)).toEqual(beyond);
    expect([pacing.judged, pacing.passed]).toEqual([lines.length, beyond.filter((mib) => mib > 0).length]);
    expect(pacing.most / 2 ** 20).toBe(Math.max(0, ...beyond));
    // A goal is made of the collection before, whose line may be missing.
    const left = lines.map(({ number, goal }, i) =>
      number - 1 === lines[i - 1]?.number ? Math.max(0, goal - lines[i - 1].live) : Number.NaN,
    );
    expect(Array.from(pacing.headroom, (bytes) => bytes / 2 ** 20)).toEqual(left);
    expect(headroom.count).toBe(left.filter(Number.isFinite).length);
  });

  it('a trace of the same run tells the same to the byte', async () => {
    const [log, trace] = await Promise.all(['log', 'trace'].map((end) => overviewOf(`fixtures/captures/monitor/gogc-50.${end}`)));
    const found = alignSeries(trace.series, log.series);
    expect(trace.pacing.passed).toBeGreaterThan(0);
    expect(trace.pacing.judged).toBe(trace.series.count);
    for (const [i, bytes] of trace.pacing.overshoot.entries()) {
      // Two sizes with less than a MiB cut off each.
      expect(Math.abs(bytes - log.pacing.overshoot[found?.logRow[i] ?? -1])).toBeLessThan(2 ** 20);
    }
  });
});
