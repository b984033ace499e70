import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { gotriage } from '../../support/cli';
import { fileRequest, textRequest } from '../../support/memory';

const dir = 'tests/golden/gc';

/** Runs without a memory limit: GOGC as in the environment, or as debug.SetGCPercent set it after the first collections. */
const runs = [
  // Builds an index of 160 MiB, then serves from it.
  { log: 'index.gogc-25.log', gogc: { least: 25, most: 25 } },
  { log: 'copies.set-gc-percent-10.log', gogc: { least: 10, most: 10 } },
  // Live heaps of 3 to 5 MiB, of which a log prints one figure: the first goal says between which values GOGC lies.
  { log: 'steady.gogc-25.log', gogc: { least: 25, most: 49 } },
  { log: 'steady.gogc-10.log', gogc: { least: 5, most: 24 } },
];

interface Report {
  readonly findings: readonly { readonly rule: string; readonly summary: string; readonly guidance: readonly string[] }[];
}

async function findingsOf(log: string, ...more: string[]): Promise<Report['findings']> {
  const { out } = await gotriage(['analyze', log, '--json', ...more]);
  return (JSON.parse(out) as Report).findings;
}

describe('a GOGC so low that its goals lie just above the live heap', () => {
  it.each(runs)('$log is not taken for a memory limit', async ({ log, gogc }) => {
    const session = await openCase([fileRequest(`${dir}/${log}`)]);
    const { limit } = await dispatch(session, 'gc.overview', { series: 0 });
    const { baseline } = await dispatch(session, 'gc.whatif', { settings: [] });
    session.close();
    expect(limit).toBeUndefined();
    expect(baseline.gogcKnown).toBe(true);
    expect(baseline.gogc).toBeGreaterThanOrEqual(gogc.least);
    expect(baseline.gogc).toBeLessThanOrEqual(gogc.most);
    const findings = await findingsOf(`${dir}/${log}`);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(({ rule }) => rule)).not.toContain('gc-memory-limit');
    for (const { summary } of findings) expect(summary).not.toContain('GOMEMLIMIT');
  });

  it('is seen where the first lines are cut off as well, by goals that move with the live heap', async () => {
    for (const [log, from] of [
      ['index.gogc-25.log', 12],
      ['copies.set-gc-percent-10.log', 4],
    ] as const) {
      const tail = readFileSync(`${dir}/${log}`, 'utf8').split('\n').slice(from).join('\n');
      const session = await openCase([textRequest('gc.log', tail)]);
      expect((await dispatch(session, 'gc.overview', { series: 0 })).limit).toBeUndefined();
      session.close();
    }
  });
});

describe('goals just above a live heap that stands still, without the first lines', () => {
  it('may be a limit’s or a low GOGC’s: the report names both, and leaves the choice open', async () => {
    const whole = readFileSync('fixtures/captures/monitor/limit-tight.log', 'utf8');
    const tail = whole.split('\n').slice(5).join('\n');
    for (const [text, open] of [
      [tail, true],
      [whole, false],
    ] as const) {
      const session = await openCase([textRequest('gc.log', text)]);
      const { findings } = await dispatch(session, 'case.findings', undefined);
      session.close();
      const found = findings.find(({ finding }) => finding.rule === 'gc-memory-limit')?.finding;
      expect(found?.tier).toBe('suspect');
      expect(/under GOGC=\d+ as well/.test(found?.summary.en ?? '')).toBe(open);
      expect(/GOGC=\d+ 也会/.test(found?.summary.zh ?? '')).toBe(open);
    }
  });
});

describe('a prediction of few collections', () => {
  it('lies in its band, as a count and as a rate', async () => {
    const session = await openCase([fileRequest(`${dir}/copies.set-gc-percent-10.log`)]);
    const settings = [50, 100, 200, 300, 400, 800].map((gogc) => ({ gogc }));
    const { predictions } = await dispatch(session, 'gc.whatif', { settings });
    session.close();
    expect(predictions.some(({ cycles }) => cycles <= 3)).toBe(true);
    for (const { cycles, cyclesPerSecond, durationS, gcCpuFraction, peakHeapBytes, band } of predictions) {
      for (const [value, { low, high }] of [
        [cycles, band.cycles],
        [cyclesPerSecond * durationS, band.cycles],
        [gcCpuFraction, band.gcCpuFraction],
        [peakHeapBytes, band.peakHeapBytes],
      ] as const) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }
  });
});
