import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockContention } from '@/lib/analyses/contention/lock-contention';
import { openCase } from '@/lib/query/session';
import type { OpenRequest } from '@/lib/query/types';

import { fileRequest, textRequest } from '../support/memory';

const folder = 'fixtures/captures/imaging-aged';
const of = (name: string) => fileRequest(`${folder}/${name}`);

/** The lock that everything waits for, as the findings of a case tell it. */
async function held(...requests: readonly OpenRequest[]) {
  const session = await openCase(requests);
  const { findings } = lockContention.run(session.index);
  session.close();
  expect(findings.map(({ evidence }) => evidence.function)).toEqual(['gotriage.example/workloads/imaging.(*Imaging).recordLocked']);
  const [{ severity, summary, evidence, inputs }] = findings;
  return { severity, en: summary.en, zh: summary.zh, evidence, inputs };
}

describe('the delay of a lock is weighed by the time that it came in', () => {
  it('which nothing tells of a cumulative profile alone', async () => {
    const { severity, en, zh, evidence } = await held(of('mutex.1.pb.gz'));
    expect(severity).toBe('medium');
    expect(en).toContain('nothing in the case says how long ago that was');
    expect(zh).toContain('未按时长衡量');
    expect(evidence.waitingAtOnce).toBeUndefined();
  });

  it('which a profile of some seconds states', async () => {
    const { severity, en, evidence } = await held(of('mutex-delta.pb.gz'));
    // go tool pprof -top: Duration: 3s, Total samples = 2.18s (72.69%).
    expect(evidence.waitingAtOnce).toBeCloseTo(0.7269, 2);
    expect(en).toContain('one goroutine waiting 73 % of the time');
    expect(severity).toBe('high');
  });

  it('which is the time between two profiles of the process: one finding, of what came since the first', async () => {
    const { severity, en, zh, evidence, inputs } = await held(of('mutex.1.pb.gz'), of('mutex.2.pb.gz'));
    expect(inputs).toEqual([1]);
    // 2.73s and 2.77s, 41 s apart.
    expect(evidence.waitingAtOnce).toBeLessThan(0.002);
    expect(['info', 'low']).toContain(severity);
    expect(en).toContain('since fixtures/captures/imaging-aged/mutex.1.pb.gz');
    expect(zh).toContain('之后的');
  });

  it('which is the age of the process, by its log or its MemStats', async () => {
    const log = await held(of('mutex.2.pb.gz'), of('gctrace.log'));
    // The last collection began at 45.904 s: 2.77 s of delay are 6 % of that.
    expect(log.evidence.ageNs).toBe(45_904_000_000);
    expect(log.severity).toBe('medium');
    expect(log.en).toContain('if profiling was on from its start');
    const stats = await held(of('mutex.2.pb.gz'), of('heap.debug1.txt'));
    // MemStats tell it from the first collection on, which began at 0.581 s.
    expect(Number(stats.evidence.ageNs) / 1e9).toBeCloseTo(45.904 - 0.581, 0);
  });

  it('so that in a process of thirty days it is nothing', async () => {
    const month = 30 * 86_400;
    const aged = readFileSync(`${folder}/gctrace.log`, 'utf8').replace(/ @([\d.]+)s /g, (_, s) => ` @${(Number(s) + month).toFixed(3)}s `);
    const { severity, en } = await held(of('mutex.2.pb.gz'), textRequest('gctrace.log', aged));
    expect(severity).toBe('info');
    expect(en).toContain('<0.1 % of the time');
  });

  it('which the log of another program does not tell', async () => {
    const { evidence } = await held(of('mutex.2.pb.gz'), of('gctrace.log'), fileRequest('fixtures/captures/convert-faulty/cpu.pb.gz'));
    expect(evidence.ageNs).toBeUndefined();
  });
});
