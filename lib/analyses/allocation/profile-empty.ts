import type { Localized } from '../../base/localized';
import type { Finding, MissingInput } from '../../model/finding';
import type { ProfileKind } from '../../model/profile';
import type { Analysis } from '../analysis';
import { twoDumps } from '../captures';

interface Advice {
  readonly why: Localized;
  readonly how: string;
}

const unsampled: Localized = {
  en: 'No allocation was sampled: the program allocated less than MemProfileRate (512 KiB), or the rate is 0. Take it under load; for a test, with go test -memprofilerate=1.',
  zh: '没有采到分配样本：程序分配少于 MemProfileRate（512 KiB），或该值为 0。请在负载下采集；测试则使用 go test -memprofilerate=1。',
};

/** Why a profile of the kind may be empty, and what to do. Source: Go's net/http/pprof and runtime package documentation. */
const advice: Partial<Record<ProfileKind, Advice>> = {
  block: {
    why: {
      en: 'Blocking is recorded only after runtime.SetBlockProfileRate; by default nothing is. Call runtime.SetBlockProfileRate(1_000_000) at the start of main.',
      zh: '只有调用 runtime.SetBlockProfileRate 之后才记录阻塞；默认不记录。请在 main 开头调用 runtime.SetBlockProfileRate(1_000_000)。',
    },
    how: 'curl -o block.pb.gz "http://localhost:6060/debug/pprof/block?seconds=30"',
  },
  mutex: {
    why: {
      en: 'Lock contention is recorded only after runtime.SetMutexProfileFraction; by default nothing is. Call runtime.SetMutexProfileFraction(100) at the start of main.',
      zh: '只有调用 runtime.SetMutexProfileFraction 之后才记录锁竞争；默认不记录。请在 main 开头调用 runtime.SetMutexProfileFraction(100)。',
    },
    how: 'curl -o mutex.pb.gz "http://localhost:6060/debug/pprof/mutex?seconds=30"',
  },
  cpu: {
    why: {
      en: 'No sample was taken: the program was idle, or the profile was too short. Take 30 s under load.',
      zh: '没有采到样本：程序空闲，或采样时间太短。请在负载下采集 30 s。',
    },
    how: 'curl -o cpu.pb.gz "http://localhost:6060/debug/pprof/profile?seconds=30"',
  },
  heap: { why: unsampled, how: 'curl -o heap.pb.gz "http://localhost:6060/debug/pprof/heap"' },
  allocs: { why: unsampled, how: 'curl -o allocs.pb.gz "http://localhost:6060/debug/pprof/allocs"' },
  goroutineleak: {
    why: {
      en: 'The leak profile found nothing. It misses goroutines that something reachable still refers to: its silence is not health.',
      zh: '泄漏剖析没有发现任何内容。凡仍被可达对象引用的 goroutine 它都会漏掉：沉默不等于健康。',
    },
    how: twoDumps,
  },
};

/** A profile without a sample says nothing, and why is worth knowing: most often it was never switched on. */
export const profileEmpty: Analysis = {
  id: 'profile-empty',
  rules: ['profile-empty'],
  reads: ['profile'],
  run(index) {
    const findings: Finding[] = [];
    const missing: MissingInput[] = [];
    for (const { table, input, name } of index.of('profile')) {
      if (table.samples.count > 0 && table.samples.values.some((column) => hasValue(column))) continue;
      const known = advice[table.kind];
      const file = name.slice(name.lastIndexOf('/') + 1);
      findings.push({
        rule: 'profile-empty',
        severity: table.kind === 'block' || table.kind === 'mutex' ? 'low' : 'info',
        tier: 'proven',
        title: {
          en: `The ${table.kind} profile ${file} holds no sample`,
          zh: `${table.kind} 剖析 ${file} 没有任何样本`,
        },
        summary: known?.why ?? {
          en: 'The profile was written, but nothing was recorded in it.',
          zh: '剖析文件已写出，但没有记录任何内容。',
        },
        evidence: { kind: table.kind, samples: table.samples.count, durationNanos: String(table.durationNanos) },
        inputs: [input],
      });
      if (known) missing.push({ input: { en: `${table.kind} profile`, zh: `${table.kind} 剖析` }, why: known.why, how: known.how });
    }
    return { findings, missing };
  },
};

function hasValue(column: Float64Array | BigInt64Array): boolean {
  for (const value of column) if (value) return true;
  return false;
}
