import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { detectProfileKind } from '@/lib/model/profile-kind';
import { loadProfile } from '../support/pprof-tool';

const captures = 'fixtures/captures';
const named = readdirSync(captures, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(?:^|[/.-])(cpu|heap|allocs|goroutine|goroutineleak|threadcreate|block|mutex)[.\d]*\.pb\.gz$/.test(name),
);

test('there are captures of every kind', () => {
  for (const kind of ['cpu', 'heap', 'allocs', 'goroutine', 'goroutineleak', 'threadcreate', 'block', 'mutex'])
    expect(named.some((name) => name.includes(kind))).toBe(true);
});

// The leaks folder names its goroutine profiles after the cause.
test.each(named.filter((name) => !name.startsWith('leaks/')))('%s is of the kind that its name says', async (name) => {
  const wanted = /([a-z]+)[.\d]*\.pb\.gz$/.exec(name)?.[1];
  const table = await loadProfile(`${captures}/${name}`);
  // The name must not be what decides, except where there is no sample.
  expect(table.samples.count === 0 ? table.kind : detectProfileKind(table, '')).toBe(wanted);
});

const contention = (leaf: string, name = ''): string => {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
  });
  if (leaf !== '') builder.sample([builder.location({ lines: [{ function: builder.function({ name: leaf }) }] })], [1, 2]);
  return builder.build(name).kind;
};

test.each([
  ['sync.(*Mutex).Unlock', '', 'mutex'],
  ['internal/sync.(*Mutex).Unlock', '', 'mutex'],
  ['sync.(*RWMutex).RUnlock', '', 'mutex'],
  ['runtime.unlock', '', 'mutex'],
  ['sync.(*Mutex).Lock', 'mutex.pb.gz', 'block'],
  ['runtime.chanrecv1', '', 'block'],
  ['', 'host-mutex.pb.gz', 'mutex'],
  ['', 'profile', 'block'],
])('contention ending in %s (%s) is %s', (leaf, name, kind) => {
  expect(contention(leaf, name)).toBe(kind);
});

test('a profile of other types is other', () => {
  expect(new ProfileBuilder({ sampleTypes: [{ type: 'requests', unit: 'count' }] }).build().kind).toBe('other');
});
