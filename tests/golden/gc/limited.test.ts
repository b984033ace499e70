import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { gotriage } from '../../support/cli';
import { fileRequest } from '../../support/memory';

/** pushgateway 1.11.1 with GOMEMLIMIT=20MiB, which leaves little above its live heap. */
const tight = 'tests/golden/gc/pushgateway.limit-20MiB.log';
/** A server of Lua scripts (gopher-lua 1.1.1 over buntdb 1.3.1) with GOGC=off and GOMEMLIMIT=90MiB, twice its live heap. */
const wide = 'tests/golden/gc/scripts.gogc-off-limit-90MiB.log';

interface Told {
  readonly findings: readonly {
    readonly rule: string;
    readonly tier: string;
    readonly summary: string;
    readonly raise?: string;
    readonly evidence: { readonly memoryLimit?: Readonly<Record<string, unknown>> };
    readonly guidance: readonly string[];
  }[];
}

describe('a run whose goals a memory limit sets', () => {
  it('is not told to raise GOGC', async () => {
    for (const [language, useless, wanted] of [
      ['en', 'A higher GOGC or', 'a higher GOGC changes nothing'],
      ['zh', '提高 GOGC 或', '提高 GOGC 不起作用'],
    ]) {
      const { out } = await gotriage(['analyze', tight, '--json', '--lang', language]);
      const { findings } = JSON.parse(out) as Told;
      const frequency = findings.find(({ rule }) => rule === 'gc-frequency');
      expect(frequency?.summary).toContain(wanted);
      expect(frequency?.summary).not.toContain(useless);
      expect(frequency?.guidance[0]).toBe('gc-memory-limit');
    }
    const { out } = await gotriage(['analyze', 'fixtures/captures/monitor/gogc-50.log', '--json']);
    const free = (JSON.parse(out) as Told).findings.find(({ rule }) => rule === 'gc-frequency');
    expect(free?.summary).toContain('A higher GOGC or fewer allocations would make them rarer');
    expect(free?.guidance[0]).toBe('gc-gogc');
  });

  it('is told more firmly with the heap profile that it asks for', async () => {
    const captures = 'fixtures/captures/monitor/limit-tight';
    const of = async (...files: string[]) => {
      const { out } = await gotriage(['analyze', ...files, '--json']);
      return (JSON.parse(out) as Told).findings.find(({ rule }) => rule === 'gc-memory-limit');
    };
    const alone = await of(`${captures}.log`);
    expect(alone?.tier).toBe('suspect');
    expect(alone?.raise).toContain('heap profile with debug=1');
    const both = await of(`${captures}.log`, `${captures}.heap.debug1.txt`);
    expect(both?.tier).toBe('strong');
    expect(both?.raise).toBeUndefined();
    // Every size of the evidence is named as one: what reads it prints those with a unit.
    const { bytes, lowBytes, highBytes } = both?.evidence.memoryLimit ?? {};
    expect(Number(lowBytes)).toBeLessThan(Number(bytes));
    expect(Number(highBytes)).toBeGreaterThan(Number(bytes));
  });

  it('has GOGC=off by its first goal, though the limit lies where GOGC=100 might set the goals', async () => {
    const printed = readFileSync(wide, 'utf8').match(/^gc 1 .* (\d+) MB goal, (\d+) MB stacks, (\d+) MB globals/m);
    // A usual GOGC sets the first goal to 4 MiB × GOGC/100.
    expect(Number(printed?.[1])).toBeGreaterThan(40);
    const session = await openCase([fileRequest(wide)]);
    const { baseline } = await dispatch(session, 'gc.whatif', { settings: [] });
    expect(baseline).toMatchObject({ gogc: Number.POSITIVE_INFINITY, gogcKnown: true });
    expect(Math.abs((baseline.limit ?? Number.NaN) / 2 ** 20 - 90)).toBeLessThan(9);
    session.close();
  });

  it('is told with its limit, and that a prediction leaves it out', async () => {
    const { out } = await gotriage(['whatif', wide, '--gogc', '100']);
    expect(out).toMatch(/^observed, GOGC=off GOMEMLIMIT≈\d/m);
    expect(out).toContain('this is what it would do without one');
    expect((await gotriage(['whatif', wide, '--gogc', '100', '--memlimit', '90MiB'])).out).not.toContain('without one');
    const { out: json } = await gotriage(['whatif', wide, '--gogc', '100', '--json']);
    expect(Object.keys((JSON.parse(json) as { baseline: object }).baseline)).toContain('memlimit');
  });

  it('keeps to what was observed where its own limit is asked for, rounded as the page rounds it', async () => {
    const session = await openCase([fileRequest(tight)]);
    const { limit } = await dispatch(session, 'gc.overview', { series: 0 });
    const bytes = Math.round((limit?.bytes ?? Number.NaN) / 2 ** 20) * 2 ** 20;
    const settings = [{ gogc: 100, limit: bytes }];
    const { baseline, predictions } = await dispatch(session, 'gc.whatif', { settings });
    const [{ cycles, band, gcCpuFraction }] = predictions;
    expect(cycles).toBe(baseline.cycles);
    expect(gcCpuFraction).toBeCloseTo(baseline.gcCpuFraction, 6);
    expect(band.cycles.low).toBeGreaterThan(baseline.cycles * 0.75);
    expect(band.cycles.high).toBeLessThan(baseline.cycles * 1.25);
    session.close();
  });
});
