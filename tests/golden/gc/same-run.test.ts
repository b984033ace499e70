import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest, textRequest } from '../../support/memory';

async function findingsOf(...files: string[]) {
  const session = await openCase(files.map((file) => fileRequest(`fixtures/captures/monitor/${file}`)));
  const { findings, missing } = await dispatch(session, 'case.report', { language: 'en' });
  session.close();
  return { findings: findings.filter(({ rule }) => rule.startsWith('gc-')), missing };
}

describe('log and trace of one run', () => {
  it('raise each finding once, with both as its inputs', async () => {
    const [log, trace, both] = await Promise.all([
      findingsOf('gogc-50.log'),
      findingsOf('gogc-50.trace'),
      findingsOf('gogc-50.log', 'gogc-50.trace'),
    ]);
    const twice = log.findings.map(({ rule }) => rule).filter((rule) => trace.findings.some((one) => one.rule === rule));
    expect(twice).not.toEqual([]);
    const rules = both.findings.map(({ rule }) => rule);
    expect(rules).toEqual([...new Set(rules)]);
    expect(new Set(rules)).toEqual(new Set([...log.findings, ...trace.findings].map(({ rule }) => rule)));
    for (const finding of both.findings) if (twice.includes(finding.rule)) expect(finding.inputs).toEqual([0, 1]);
  });

  // Go 1.26, GOGC=50: half a second of allocations of 256 KiB beside a tree of 2^18 nodes under a trace, then a calm second.
  it('a burst that only the trace is of: one finding, which says so and what the log says of the whole', async () => {
    const file = (end: string) => fileRequest(`tests/golden/gc/burst.${end}`);
    const ofRequests = async (...ends: string[]) => {
      const session = await openCase(ends.map(file));
      const { findings } = await dispatch(session, 'case.findings', undefined);
      session.close();
      return findings.map(({ finding }) => finding);
    };
    const [log, trace, both] = await Promise.all([ofRequests('log'), ofRequests('trace.gz'), ofRequests('log', 'trace.gz')]);
    const share = (of: typeof both) => of.filter(({ rule }) => rule === 'gc-cpu-share');
    expect([share(log)[0].severity, share(trace)[0].severity]).toEqual(['medium', 'critical']);
    expect(share(both)).toHaveLength(1);
    const [{ severity, title, summary, inputs }] = share(both);
    expect({ severity, inputs }).toEqual({ severity: 'critical', inputs: [0, 1] });
    expect(title.en).toBe(`${share(trace)[0].title.en} (in the 0.5 s of the trace)`);
    expect(title.zh).toBe(`${share(trace)[0].title.zh}（跟踪的 0.5 s 内）`);
    expect(summary.en).toContain(`of its 1.5 s: «${share(log)[0].title.en}»`);
    expect(summary.zh).toContain(share(log)[0].title.zh);
    const rules = both.map(({ rule }) => rule).filter((rule) => rule.startsWith('gc-'));
    expect(rules).toEqual([...new Set(rules)]);
  });

  it('the log’s forced collections have the caller that only the trace tells', async () => {
    const [alone, both] = await Promise.all([findingsOf('forced.log'), findingsOf('forced.log', 'forced.trace')]);
    expect(alone.findings.find(({ rule }) => rule === 'gc-forced')?.evidence.function).toBeUndefined();
    const forced = both.findings.filter(({ rule }) => rule === 'gc-forced');
    expect(forced).toHaveLength(1);
    expect(forced[0].evidence.function).toBe('gotriage.example/workloads/monitor.(*Monitor).Work');
    expect(forced[0].inputs).toEqual([0, 1]);
  });

  it('of two runs stay apart', async () => {
    const { findings } = await findingsOf('gogc-50.log', 'gogc-100.trace');
    for (const { inputs } of findings) expect(inputs).toHaveLength(1);
  });
});

describe('two processes of one log', () => {
  it('each finding says whose it is and leads to that one', async () => {
    const lines = (file: string) => readFileSync(file, 'utf8').trim();
    // A calm process first, with more collections than the one that pays for its limit.
    const calm = lines('tests/golden/gc/coredns.2.log');
    const dear = lines('tests/golden/gc/search.gogc-100.log');
    const session = await openCase([textRequest('both.log', `${calm}\n${dear}\n`)]);
    const { findings } = await dispatch(session, 'case.findings', undefined);
    const all = await dispatch(session, 'gc.series', undefined);
    session.close();
    expect(all.map(({ count }) => count)).toEqual([calm.split('\n').length, dear.split('\n').length]);
    expect(all[0].count).toBeGreaterThan(all[1].count);
    const share = findings.map(({ finding }) => finding).filter(({ rule }) => rule === 'gc-cpu-share');
    expect(share).toHaveLength(1);
    expect(share[0].evidence.process).toBe(2);
    expect(share[0].title.en).toContain('process 2 of the log');
    expect(share[0].link?.params).toMatchObject({ input: '0', series: '1' });
  });
});
