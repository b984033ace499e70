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

/** The number falls to at most this part of what it was. */
const fallsTo = (factor: number, key: KeySource, text: Localized): Promise => ({ key, factor, gone: false, text });
/** The same, and the finding is gone. */
const goesWith = (factor: number, key: KeySource, text: Localized = gone): Promise => ({ key, factor, gone: true, text });
/** The number is at most this, whatever it was. */
const staysUnder = (atMost: number, key: KeySource, text: Localized): Promise => ({ key, factor: 0, atMost, gone: false, text });
const gc = (id: string): KeySource => ({ of: 'gc', id });
const trace = (id: string): KeySource => ({ of: 'trace', id });

const allocation = fallsTo(0.5, { of: 'allocated' }, half);
const contention = fallsTo(0.5, { of: 'delay' }, delay);

/** By rule; each follows the `verify` part of the rule's direct guidance entry (lib/guidance), named at its right. */
const promises: Partial<Readonly<Record<RuleId, Promise>>> = {
  // leak-*: «the group is gone», «falls to at most the number of live producers»
  'goroutine-leak': goesWith(
    0.1,
    { of: 'goroutines' },
    {
      en: 'The group is gone: no finding, and at most a tenth of the goroutines left there.',
      zh: '该分组消失：不再有此结论，且此处剩余的 goroutine 不超过原来的十分之一。',
    },
  ),
  // leak-worker-pool: the count is flat under load
  'goroutine-growth': goesWith(
    0.1,
    { of: 'growth' },
    { en: 'The number of goroutines no longer grows between snapshots.', zh: '各快照之间 goroutine 数不再增长。' },
  ),
  // leak-thread
  'thread-growth': goesWith(1, { of: 'presence' }, { en: 'The number of threads no longer grows.', zh: '线程数不再增长。' }),
  // gc-gogc: cycles fall to about a half at GOGC=200, to a third at 300
  'gc-frequency': fallsTo(0.67, gc('gcPerSecond'), {
    en: 'At the same load at least a third fewer collections a second.',
    zh: '同样负载下每秒回收次数至少减少三分之一。',
  }),
  // gc-read-phases: 99th percentile at or below 0.5 ms
  'gc-pause': staysUnder(500_000, gc('pauseP99'), {
    en: 'The 99th percentile of pauses is at most 0.5 ms.',
    zh: '停顿的 P99 不超过 0.5 ms。',
  }),
  // gc-allocate-less: in proportion to the bytes saved
  'gc-cpu-share': fallsTo(0.67, gc('gcCpuShare'), {
    en: 'At the same load the CPU share of GC falls by a third at least.',
    zh: '同样负载下 GC CPU 占比至少下降三分之一。',
  }),
  'gc-assist': fallsTo(0.5, gc('assistShare'), {
    en: 'The CPU share of assists falls to at most half.',
    zh: '辅助标记的 CPU 占比至多为原来的一半。',
  }),
  // gc-read-phases: no line marked (forced)
  'gc-forced': goesWith(0, gc('forcedPerSecond'), { en: 'No collection is forced by the program.', zh: '程序不再强制回收。' }),
  // gc-memory-limit: no finding, GC CPU share far below 50 %
  'gc-memory-limit': goesWith(0.5, gc('gcCpuShare'), {
    en: 'The finding is gone, and the CPU share of GC at most half of before.',
    zh: '该结论不再出现，GC CPU 占比至多为原来的一半。',
  }),
  // gc-object-lifetime: the live heap levels off, no finding
  'gc-heap-growth': goesWith(0.1, gc('heapGrowth'), {
    en: 'The live heap levels off: no finding, growth at most a tenth.',
    zh: '存活堆趋于平稳：不再有此结论，增长不超过原来的十分之一。',
  }),
  // gc-other-stw: no finding
  'stw-other': goesWith(1, trace('stwOtherMax')),
  // sched-gmp: schedWaitNs below a tenth of execNs
  'sched-latency': staysUnder(0.1, trace('schedWaitPerExec'), {
    en: 'Waiting for a P takes less than a tenth of the running time.',
    zh: '等待 P 的时间少于运行时间的十分之一。',
  }),
  'sched-long-run': goesWith(1, { of: 'presence' }),
  'syscall-threads': goesWith(1, { of: 'presence' }),
  'profile-empty': goesWith(1, { of: 'presence' }, { en: 'The profile holds samples.', zh: '剖析中有样本。' }),
  // gc-object-lifetime: the path differs by no more than noise instead of growing
  'alloc-retained-growth': goesWith(
    0.1,
    { of: 'retained' },
    {
      en: 'Memory made there no longer grows between heap profiles: no finding, at most a tenth of the growth.',
      zh: '此处创建的内存在各堆剖析之间不再增长：不再有此结论，增长不超过原来的十分之一。',
    },
  ),
  // lock-contention: delay falls by most of its share under equal load
  'lock-contention': contention,
  'channel-contention': contention,
};

/** Every alloc-* rule has the same promise: most of the line's bytes, and the total with them. */
export function promiseOf(rule: RuleId): Promise {
  return promises[rule] ?? (rule.startsWith('alloc-') ? allocation : goesWith(1, { of: 'presence' }));
}
