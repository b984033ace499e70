import { spanOf } from '../index/profile/span';
import type { DecodedKind } from '../model/decoded';
import type { MissingInput } from '../model/finding';
import type { ProfileKind } from '../model/profile';
import type { CaseIndex } from './case';

interface Field extends MissingInput {
  /** Parts, or kinds of profiles, that show something of the field. */
  readonly shownBy: readonly (DecodedKind | ProfileKind)[];
}

/** What goes wrong in a Go program, in the order in which one looks for it, and the capture that shows it. */
const fields: readonly Field[] = [
  {
    input: { en: 'goroutine dump', zh: 'goroutine 转储' },
    why: {
      en: 'Nothing here shows what goroutines wait for: leaks, deadlocks, piled-up requests.',
      zh: '这些采集都不反映 goroutine 在等待什么：泄漏、死锁、堆积的请求。',
    },
    how: 'curl -o goroutines.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"',
    shownBy: ['goroutines', 'goroutine', 'goroutineleak', 'trace'],
  },
  {
    input: { en: 'GC log', zh: 'GC 日志' },
    why: {
      en: 'Nothing here shows the collector: its frequency, its pauses, its share of the CPU, the heap over time.',
      zh: '这些采集都不反映垃圾回收：频率、停顿、CPU 占比，以及堆随时间的变化。',
    },
    how: 'GODEBUG=gctrace=1 ./program 2> gc.log',
    shownBy: ['gclog', 'trace'],
  },
  {
    input: { en: 'allocs profile', zh: 'allocs 剖析' },
    why: {
      en: 'Nothing here shows which lines allocate, and what stays in use.',
      zh: '这些采集都不反映哪些代码行在分配、哪些内存仍被占用。',
    },
    how: 'curl -o allocs.pb.gz "http://localhost:6060/debug/pprof/allocs?seconds=30"',
    shownBy: ['heap', 'allocs'],
  },
  {
    input: { en: 'execution trace', zh: '执行跟踪' },
    why: {
      en: 'Nothing here shows waiting: for locks, for channels, for a P.',
      zh: '这些采集都不反映等待：等锁、等 channel、等 P。',
    },
    how: 'curl -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"',
    shownBy: ['trace', 'block', 'mutex'],
  },
];

const otherSide: MissingInput = {
  input: { en: 'second benchmark run', zh: '第二次基准测试' },
  why: { en: 'Two runs, before and after a change, tell what it brought.', zh: '变更前后各运行一次，才能看出变更带来了什么。' },
  how: 'go test -run=NONE -bench=. -benchmem -count=10 ./... > after.txt',
};

/** For a case that raises nothing: the fields that none of its captures could have shown, since silence there is no health. */
export function unseen(index: CaseIndex): readonly MissingInput[] {
  if (index.parts.length === 0) return [];
  const seen = new Set<DecodedKind | ProfileKind>(index.parts.map(({ kind }) => kind));
  // What a profile of some seconds tells of goroutines is a difference: nothing of those that were there before.
  for (const { table } of index.of('profile')) if (spanOf(table) === undefined || !table.kind.startsWith('goroutine')) seen.add(table.kind);
  const lacking = fields
    .filter(({ shownBy }) => !shownBy.some((kind) => seen.has(kind)))
    .map(({ input, why, how }) => ({ input, why, how }));
  return index.of('bench').length === 1 ? [otherSide, ...lacking] : lacking;
}
