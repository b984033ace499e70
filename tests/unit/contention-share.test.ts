import { describe, expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { channelContention } from '@/lib/analyses/contention/channel-contention';
import { lockContention } from '@/lib/analyses/contention/lock-contention';
import { ProfileBuilder } from '@/lib/model/profile-builder';

const second = 1_000_000_000;

/** A block profile of lines of package main: what each called, how often it waited, and for how long in all. */
function blockProfile(...waits: readonly (readonly [calls: string, line: number, count: number, seconds: number])[]) {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
  });
  for (const [calls, line, count, seconds] of waits) {
    const leaf = builder.location({ lines: [{ function: builder.function({ name: calls, filename: 'runtime/chan.go' }), line: 1 }] });
    const own = builder.location({ lines: [{ function: builder.function({ name: 'main.work', filename: 'main.go' }), line }] });
    builder.sample([leaf, own], [count, Math.round(seconds * second)]);
  }
  const table = { ...builder.build(), kind: 'block' as const };
  return createCaseIndex([
    { input: 0, name: 'block.pb.gz', decoded: { kind: 'profile', format: 'pprof', table }, timeNanos: undefined, group: undefined },
  ]);
}

const lines = (index: ReturnType<typeof blockProfile>) =>
  [lockContention, channelContention].flatMap((analysis) =>
    analysis.run(index).findings.map(({ rule, evidence }) => [rule, evidence.line]),
  );

describe('the waits of a service beside those of its idle workers', () => {
  // Eight goroutines at one lock for three seconds, a hundred workers without work: what a block profile of the two has.
  it('tells of a lock that is waited for all the time, however long idle workers wait', () => {
    expect(lines(blockProfile(['runtime.chanrecv2', 4, 100, 301.6], ['sync.(*Mutex).Lock', 9, 1400, 21]))).toEqual([
      ['lock-contention', 9],
    ]);
    expect(lines(blockProfile(['runtime.selectgo', 4, 900, 301.6], ['runtime.chansend1', 9, 1400, 21]))).toEqual([
      ['channel-contention', 9],
    ]);
  });

  it('tells of none that is waited for now and then in days', () => {
    expect(lines(blockProfile(['runtime.chanrecv2', 4, 100, 864_000], ['sync.(*Mutex).Lock', 9, 1400, 21]))).toEqual([]);
  });

  it('tells of none that is a small part of what is contended', () => {
    const index = blockProfile(['sync.(*Mutex).Lock', 9, 1400, 21], ['sync.(*Mutex).Lock', 12, 140, 1]);
    expect(lines(index)).toEqual([['lock-contention', 9]]);
  });
});

describe('a lock that a library takes for the line', () => {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
  });
  const frame = (name: string, filename: string, line: number) =>
    builder.location({ lines: [{ function: builder.function({ name, filename }), line }] });
  const stack = [
    frame('sync.(*Mutex).Unlock', 'sync/mutex.go', 65),
    frame(
      'google.golang.org/grpc/internal/transport.(*controlBuffer).executeAndPut',
      '/go/pkg/mod/google.golang.org/grpc@v1.81.1/c.go',
      397,
    ),
    frame('google.golang.org/grpc.(*ClientConn).Invoke', '/go/pkg/mod/google.golang.org/grpc@v1.81.1/call.go', 37),
    frame('main.call', '/src/main.go', 44),
  ];
  builder.sample(stack, [310, 344_000_000]);
  const table = { ...builder.build(), kind: 'mutex' as const };
  const part = {
    input: 0,
    name: 'mutex.pb.gz',
    decoded: { kind: 'profile', format: 'pprof', table },
    timeNanos: undefined,
    group: undefined,
  } as const;

  it('is not laid at the line, which holds none', () => {
    const [finding] = lockContention.run(createCaseIndex([part])).findings;
    expect(finding.title.en).toBe(
      'A lock inside transport.(*controlBuffer).executeAndPut, called at main.call (main.go:44), made others wait 344ms',
    );
    expect(finding.title.zh).toContain('transport.(*controlBuffer).executeAndPut');
    expect(finding.summary.en).not.toContain('between Lock and this line');
    expect(finding.evidence.via).toBe('google.golang.org/grpc/internal/transport.(*controlBuffer).executeAndPut');
  });
});
