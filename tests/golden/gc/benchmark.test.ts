import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';

// encoding/csv's benchmarks, -test.bench Read -test.benchtime 2000x, GOMAXPROCS=2, GODEBUG=gctrace=1: both streams in one file.
const log = readFileSync('tests/golden/gc/csv.bench.log', 'utf8');

async function read(text: string) {
  const session = await openCase([{ source: bytesSource('bench.log', new TextEncoder().encode(text)) }]);
  const [{ count, forced }] = await dispatch(session, 'gc.series', undefined);
  const { findings } = await session.report({ language: 'en' });
  session.close();
  return { count, forced: forced.reduce((sum, flag) => sum + flag, 0), rules: findings.map(({ rule }) => rule) };
}

describe('a log of go test -bench', () => {
  it('raises no alarm about the collections that the testing package asks for', async () => {
    expect(log.match(/ @\d/g)).toHaveLength(20);
    expect(log.match(/\(forced\)/g)).toHaveLength(17);
    expect(await read(log)).toEqual({ count: 20, forced: 17, rules: [] });
  });

  it('while the same collections of a program by itself do', async () => {
    const alone = log.replace(/^(?:Benchmark\S+|goos|goarch|pkg|cpu|PASS|ok)[^\n]*?(?=gc \d|\n)/gm, '');
    expect(alone).not.toContain('Benchmark');
    expect((await read(alone)).rules).toEqual(['gc-forced']);
  });
});
