import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { gotriage } from '../../support/cli';
import { fileRequest } from '../../support/memory';

const dir = 'tests/golden/gc';

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly title: string;
    readonly summary: string;
    readonly guidance: readonly string[];
  }[];
}

async function findingsOf(log: string, ...more: string[]): Promise<Report['findings']> {
  const { out } = await gotriage(['analyze', log, '--json', ...more]);
  return (JSON.parse(out) as Report).findings;
}

describe('collections that the program asks for', () => {
  it('are not said to become rarer with another GOGC', async () => {
    const log = `${dir}/forced.gogc-off.log`;
    const lines = readFileSync(log, 'utf8').match(/^gc \d+ @.*$/gm) ?? [];
    const asked = lines.filter((line) => line.endsWith('(forced)')).length;
    expect(asked).toBe(lines.length);
    for (const [language, told, not] of [
      ['en', `${asked} of them were asked for`, 'A higher GOGC'],
      ['zh', `其中 ${asked} 次是主动要求的`, '提高 GOGC'],
    ]) {
      const frequency = (await findingsOf(log, '--lang', language)).find(({ rule }) => rule === 'gc-frequency');
      expect(frequency?.summary).toContain(told);
      expect(frequency?.summary).not.toContain(not);
      expect(frequency?.guidance[0]).toBe('gc-read-phases');
    }
  });

  it('are known in a trace of Go 1.21, whose stops have no stack', async () => {
    // The log of the same run: the collections of the traced time are all forced ones.
    const log = readFileSync(`${dir}/forced.go1.21.log`, 'utf8').match(/^gc \d+ @.*$/gm) ?? [];
    expect(log.every((line) => line.endsWith('(forced)'))).toBe(true);
    const session = await openCase([fileRequest(`${dir}/forced.go1.21.trace.gz`)]);
    const { forced, series } = await dispatch(session, 'gc.overview', { series: 0 });
    session.close();
    // As `go tool trace -d=parsed` lists «GC concurrent mark phase» with runtime.GC on its stack.
    expect(series.count).toBe(6);
    expect(forced).toBe(6);
    const found = (await findingsOf(`${dir}/forced.go1.21.trace.gz`)).find(({ rule }) => rule === 'gc-forced');
    expect(found?.title).toContain('main.handleRequest');
  });
});
