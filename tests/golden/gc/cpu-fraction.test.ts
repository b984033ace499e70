import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest, textRequest } from '../../support/memory';

// MemStats.GCCPUFraction of the runs themselves, as of their last collection.
const runs: readonly [string, number][] = [
  ['tests/golden/gc/stops.gccpufraction-0.071320.log', 0.07132],
  ['tests/golden/gc/search.gogc-100.log', 0.236799],
  ['tests/golden/gc/search.gogc-off-limit-90MiB.log', 0.234834],
  ...[50, 100, 200, 300, 400].map((gogc): [string, number] => {
    const name = `fixtures/captures/monitor/gogc-${gogc}`;
    return [`${name}.log`, Number(/^# GCCPUFraction = (\S+)/m.exec(readFileSync(`${name}.heap.debug1.txt`, 'utf8'))?.[1])];
  }),
];

describe('GC CPU share of a log', () => {
  // A line's CPU times count a stop whole for every P; MemStats counts a P only from where it stands still.
  it.each(runs)('%s: within a per cent of the CPU of MemStats.GCCPUFraction', async (file, told) => {
    const session = await openCase([fileRequest(file)]);
    const { cpuFraction } = await dispatch(session, 'gc.overview', { series: 0 });
    session.close();
    expect(told).toBeGreaterThan(0);
    expect(Math.abs(cpuFraction - told)).toBeLessThan(0.01);
  });

  // Servers under load, up to the collection before their heap profile, whose GCCPUFraction is in the name; and a program that allocates for 0.4 s on
  // four Ps, then as long on one, up to its end.
  const servers = readdirSync('tests/golden/gc').filter((name) =>
    /^(alertmanager|caddy|nats-server|node_exporter|gomaxprocs-4-then-1)\.gccpufraction-/.test(name),
  );
  it.each(servers)('%s: within a twentieth of it, though a line has but whole per cents', async (name) => {
    const told = Number(/gccpufraction-([\d.]+)\.log/.exec(name)?.[1]);
    const session = await openCase([fileRequest(`tests/golden/gc/${name}`)]);
    const { cpuFraction } = await dispatch(session, 'gc.overview', { series: 0 });
    session.close();
    expect(Math.abs(cpuFraction / told - 1)).toBeLessThan(0.05);
  });

  // Other writers to the same stream break lines.
  it.each(servers.flatMap((name) => [7, 12, 40].map((each) => [name, each] as const)))(
    '%s: within a tenth of it with one in %i lines lost',
    async (name, each) => {
      const told = Number(/gccpufraction-([\d.]+)\.log/.exec(name)?.[1]);
      const lines = readFileSync(`tests/golden/gc/${name}`, 'utf8').split('\n');
      const session = await openCase([textRequest('gc.log', lines.filter((_, i) => i % each !== each - 2).join('\n'))]);
      const { cpuFraction, series } = await dispatch(session, 'gc.overview', { series: 0 });
      session.close();
      expect(series.missing).toBeGreaterThan(0);
      expect(Math.abs(cpuFraction / told - 1)).toBeLessThan(0.1);
    },
  );

  it('the shares between collections come to that of the whole, where GOMAXPROCS fell from 4 to 1 as well', async () => {
    const session = await openCase([fileRequest('tests/golden/gc/gomaxprocs-4-then-1.gccpufraction-0.088736.log')]);
    const { rates, series, cpuFraction } = await dispatch(session, 'gc.overview', { series: 0 });
    session.close();
    expect([...new Set(series.procsEach)]).toEqual([4, 1]);
    let [taken, available] = [0, 0];
    for (let i = 0; i < series.count; i++) {
      if (Number.isNaN(rates.share[i])) continue;
      const cpu = (rates.toNs[i] - rates.fromNs[i]) * series.procsEach[i];
      taken += rates.share[i] * cpu;
      available += cpu;
    }
    expect(Math.abs(taken / available / cpuFraction - 1)).toBeLessThan(0.05);
  });

  it('raises no finding for stops that wait while the program goes on', async () => {
    const session = await openCase([fileRequest(runs[0][0])]);
    const { findings } = await dispatch(session, 'case.report', { language: 'en' });
    session.close();
    expect(findings.map(({ rule }) => rule)).not.toContain('gc-cpu-share');
  });
});
