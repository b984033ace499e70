import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import type { RuleId } from '@/lib/model/rules';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';

const steady = 'fixtures/captures/monitor/gogc-100.log';
const mended = 'fixtures/captures/monitor/mended.log';
const burst = 'tests/golden/gc/burst.log';

/** Recorded logs one after another, as a supervisor writes those of a service that it starts again and again. */
async function findingsOf(rule: RuleId, ...logs: string[]) {
  const text = logs.map((file) => readFileSync(file, 'utf8')).join('');
  const session = await openCase([{ source: bytesSource('service.log', new TextEncoder().encode(text)) }]);
  const series = await dispatch(session, 'gc.series', undefined);
  const { findings } = await session.report({ language: 'en' });
  session.close();
  expect(series.map(({ process }) => process)).toEqual(logs.map((_, i) => i + 1));
  return findings.filter((finding) => finding.rule === rule);
}

describe('one log of several processes', () => {
  it('has a finding for each of two', async () => {
    const findings = await findingsOf('gc-frequency', steady, mended, steady);
    expect(findings.map(({ evidence }) => [evidence.process, evidence.otherProcesses])).toEqual([
      [1, undefined],
      [3, undefined],
    ]);
  });

  it('has one finding for many: that of the last', async () => {
    const findings = await findingsOf('gc-frequency', steady, steady, mended, steady, mended);
    expect(findings).toHaveLength(1);
    const [{ title, summary, evidence, link }] = findings;
    expect(evidence).toMatchObject({ process: 4, otherProcesses: [1, 2] });
    expect(title).toContain('(process 4 of the log)');
    expect(summary).toMatch(/ The same holds for 2 other processes of the log, none of them worse\.$/);
    expect(link?.params.series).toBe('3');
  });

  it('or that of the gravest', async () => {
    const findings = await findingsOf('gc-assist', steady, burst, steady, mended);
    expect(findings.map(({ severity, evidence }) => [severity, evidence.process, evidence.otherProcesses])).toEqual([['high', 2, [1, 3]]]);
  });
});
