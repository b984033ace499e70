import type { Localized } from '../../base/localized';
import type { RuleId } from '../../model/rules';

/** Where the number comes from that an advice promises to move. */
export type KeySource =
  | { readonly of: 'goroutines' }
  | { readonly of: 'growth' }
  | { readonly of: 'allocated' }
  | { readonly of: 'retained' }
  | { readonly of: 'delay' }
  | { readonly of: 'gc'; readonly id: string }
  | { readonly of: 'trace'; readonly id: string }
  | { readonly of: 'presence' };

/** What «Verify» of a rule's guidance says must change, as numbers. */
export interface Promise {
  readonly key: KeySource;
  /** The number after must be at most this part of the number before … */
  readonly factor: number;
  /** … or at most this, in the figure's unit, where the guidance names an absolute figure. */
  readonly atMost?: number;
  /** The finding itself must be gone too. */
  readonly gone: boolean;
  readonly text: Localized;
}

const gone: Localized = { en: 'The finding is gone.', zh: '该结论不再出现。' };
const half: Localized = {
  en: 'For the same work the line allocates at most half of what it did, and the total falls with it.',
  zh: '同样的工作量下，此处分配至多为原来的一半，且总量随之下降。',
};
const delay: Localized = {
  en: 'For the same work the wait at this place falls to at most half.',
  zh: '同样的工作量下，此处的等待至多为原来的一半。',
};

const allocation: Promise = { key: { of: 'allocated' }, factor: 0.5, gone: false, text: half };
const contention: Promise = { key: { of: 'delay' }, factor: 0.5, gone: false, text: delay };

/** By rule; each follows the `verify` part of the rule's direct guidance entry (lib/guidance), named at its right. */
const promises: Partial<Readonly<Record<RuleId, Promise>>> = {
  // leak-*: «the group is gone», «falls to at most the number of live producers»
  'goroutine-leak': {
    key: { of: 'goroutines' },
    factor: 0.1,
    gone: true,
    text: {
      en: 'The group is gone: no finding, and at most a tenth of the goroutines left there.',
      zh: '该分组消失：不再有此结论，且此处剩余的 goroutine 不超过原来的十分之一。',
    },
  },
  // leak-worker-pool: the count is flat under load
  'goroutine-growth': {
    key: { of: 'growth' },
    factor: 0.1,
    gone: true,
    text: { en: 'The number of goroutines no longer grows between snapshots.', zh: '各快照之间 goroutine 数不再增长。' },
  },
  // leak-thread
  'thread-growth': {
    key: { of: 'presence' },
    factor: 1,
    gone: true,
    text: { en: 'The number of threads no longer grows.', zh: '线程数不再增长。' },
  },
  // gc-gogc: cycles fall to about a half at GOGC=200, to a third at 300
  'gc-frequency': {
    key: { of: 'gc', id: 'gcPerSecond' },
    factor: 0.67,
    gone: false,
    text: { en: 'At the same load at least a third fewer collections a second.', zh: '同样负载下每秒回收次数至少减少三分之一。' },
  },
  // gc-read-phases: 99th percentile at or below 0.5 ms
  'gc-pause': {
    key: { of: 'gc', id: 'pauseP99' },
    factor: 0,
    atMost: 500_000,
    gone: false,
    text: { en: 'The 99th percentile of pauses is at most 0.5 ms.', zh: '停顿的 P99 不超过 0.5 ms。' },
  },
  // gc-allocate-less: in proportion to the bytes saved
  'gc-cpu-share': {
    key: { of: 'gc', id: 'gcCpuShare' },
    factor: 0.67,
    gone: false,
    text: { en: 'At the same load the CPU share of GC falls by a third at least.', zh: '同样负载下 GC CPU 占比至少下降三分之一。' },
  },
  'gc-assist': {
    key: { of: 'gc', id: 'assistShare' },
    factor: 0.5,
    gone: false,
    text: { en: 'The CPU share of assists falls to at most half.', zh: '辅助标记的 CPU 占比至多为原来的一半。' },
  },
  // gc-read-phases: no line marked (forced)
  'gc-forced': {
    key: { of: 'gc', id: 'forcedPerSecond' },
    factor: 0,
    gone: true,
    text: { en: 'No collection is forced by the program.', zh: '程序不再强制回收。' },
  },
  // gc-memory-limit: no finding, GC CPU share far below 50 %
  'gc-memory-limit': {
    key: { of: 'gc', id: 'gcCpuShare' },
    factor: 0.5,
    gone: true,
    text: {
      en: 'The finding is gone, and the CPU share of GC at most half of before.',
      zh: '该结论不再出现，GC CPU 占比至多为原来的一半。',
    },
  },
  // gc-object-lifetime: the live heap levels off, no finding
  'gc-heap-growth': {
    key: { of: 'gc', id: 'heapGrowth' },
    factor: 0.1,
    gone: true,
    text: {
      en: 'The live heap levels off: no finding, growth at most a tenth.',
      zh: '存活堆趋于平稳：不再有此结论，增长不超过原来的十分之一。',
    },
  },
  // gc-other-stw: no finding
  'stw-other': { key: { of: 'trace', id: 'stwOtherMax' }, factor: 1, gone: true, text: gone },
  // sched-gmp: schedWaitNs below a tenth of execNs
  'sched-latency': {
    key: { of: 'trace', id: 'schedWaitPerExec' },
    factor: 0,
    atMost: 0.1,
    gone: false,
    text: { en: 'Waiting for a P takes less than a tenth of the running time.', zh: '等待 P 的时间少于运行时间的十分之一。' },
  },
  'sched-long-run': { key: { of: 'presence' }, factor: 1, gone: true, text: gone },
  'syscall-threads': { key: { of: 'presence' }, factor: 1, gone: true, text: gone },
  'profile-empty': { key: { of: 'presence' }, factor: 1, gone: true, text: { en: 'The profile holds samples.', zh: '剖析中有样本。' } },
  // gc-object-lifetime: the path differs by no more than noise instead of growing
  'alloc-retained-growth': {
    key: { of: 'retained' },
    factor: 0.1,
    gone: true,
    text: {
      en: 'Memory made there no longer grows between heap profiles: no finding, at most a tenth of the growth.',
      zh: '此处创建的内存在各堆剖析之间不再增长：不再有此结论，增长不超过原来的十分之一。',
    },
  },
  // lock-contention: delay falls by most of its share under equal load
  'lock-contention': contention,
  'channel-contention': contention,
};

/** Every alloc-* rule has the same promise: most of the line's bytes, and the total with them. */
export function promiseOf(rule: RuleId): Promise {
  return promises[rule] ?? (rule.startsWith('alloc-') ? allocation : { key: { of: 'presence' }, factor: 1, gone: true, text: gone });
}
