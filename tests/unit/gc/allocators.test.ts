import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

const log = 'fixtures/captures/monitor/gogc-50.log';
const heap = 'fixtures/captures/monitor/gogc-50.heap.pb.gz';

async function ask(...requests: ReturnType<typeof fileRequest>[]) {
  const session = await openCase(requests);
  const allocators = await dispatch(session, 'gc.allocators', { series: 0 });
  const { findings } = await dispatch(session, 'case.findings', undefined);
  session.close();
  return { allocators, frequency: findings.find(({ finding }) => finding.rule === 'gc-frequency')?.finding };
}

describe('who makes the collector run', () => {
  it('is told by the lines of the heap profile beside the log', async () => {
    const { allocators, frequency } = await ask(fileRequest(log), fileRequest(heap));
    // go tool pprof -top -lines -sample_index=alloc_space -unit=B, flat: each of these lines allocates itself.
    expect(allocators?.lines.slice(0, 3).map(({ function: name, line, bytes }) => [name, line, bytes])).toEqual([
      ['gotriage.example/workloads/monitor.newMetric', 128, 597218705],
      ['gotriage.example/workloads/monitor.gather', 122, 81797152],
      ['gotriage.example/workloads/monitor.New', 50, 28323234],
    ]);
    expect(allocators).toMatchObject({ input: 1, bytes: 709764483 });
    expect(frequency?.inputs).toEqual([0, 1]);
    expect(frequency?.summary.en).toContain('monitor.newMetric (monitor.go:128) 84 %, monitor.gather (monitor.go:122) 12 %.');
    expect(frequency?.summary.zh).toContain('monitor.go:128');
    // 4 % explains nothing.
    expect(frequency?.summary.en).not.toContain('monitor.New ');
    expect(frequency?.evidence.allocators).toHaveLength(2);
  });

  it('is not told without a profile, nor by the profile of another group', async () => {
    for (const requests of [[fileRequest(log)], [fileRequest(log, 'a'), fileRequest(heap, 'b')]]) {
      const { allocators, frequency } = await ask(...requests);
      expect(allocators).toBeUndefined();
      expect(frequency?.inputs).toEqual([0]);
      expect(frequency?.evidence.allocators).toBeUndefined();
    }
  });

  it('is told by the profile that names its program where one as text stands beside it', async () => {
    const { allocators } = await ask(fileRequest(log), fileRequest('fixtures/captures/monitor/gogc-50.heap.debug1.txt'), fileRequest(heap));
    expect(allocators?.input).toBe(2);
  });

  it('is not told where profiles of two programs could each be the one', async () => {
    const { allocators } = await ask(fileRequest(log), fileRequest(heap), fileRequest('fixtures/captures/convert-faulty/allocs.pb.gz'));
    expect(allocators).toBeUndefined();
  });
});
