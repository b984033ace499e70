import { stackFrames } from '../../index/trace/stack-frames';
import type { Finding } from '../../model/finding';
import type { SchedLogTable } from '../../model/schedlog';
import type { TraceTable } from '../../model/trace';
import type { Analysis } from '../analysis';
import { time } from '../figures';
import { thresholds } from './thresholds';

/** Many threads in system calls or cgo at once: each blocked call holds one, and the runtime makes more. */
export const syscallThreads: Analysis = {
  id: 'syscall-threads',
  rules: ['syscall-threads'],
  reads: ['schedlog', 'trace'],
  run: (index) => ({
    findings: [
      ...index.of('schedlog').flatMap(({ table, input }) => table.runs.flatMap((_, run) => fromLog(table, run, input))),
      ...index.of('trace').flatMap(({ table, input }) => fromTrace(table, input)),
    ],
  }),
};

function fromLog(table: SchedLogTable, run: number, input: number): Finding[] {
  const { first, count } = table.runs[run];
  const { rows } = table;
  let crowded = 0;
  let most = 0;
  for (let row = first; row < first + count; row++) {
    const procs = Math.max(rows.gomaxprocs[row], 1);
    const busy = rows.threads[row] - Math.max(rows.idlethreads[row], 0) - (procs - Math.max(rows.idleprocs[row], 0));
    most = Math.max(most, busy);
    if (busy >= limit(procs)) crowded++;
  }
  if (count < thresholds.leastLines || crowded < count * thresholds.queueLines) return [];
  const procs = rows.gomaxprocs[first];
  return [
    {
      rule: 'syscall-threads',
      severity: 'medium',
      tier: 'strong',
      title: {
        en: `Up to ${most} threads are held in system calls or cgo beside ${procs} Ps`,
        zh: `在 ${procs} 个 P 之外，最多有 ${most} 个线程停在系统调用或 cgo 中`,
      },
      summary: {
        en: `${crowded} of ${count} schedtrace lines count at least ${limit(procs)} threads that neither run Go code nor idle. Each blocked call holds a thread; threads are never given back.`,
        zh: `${count} 行 schedtrace 中有 ${crowded} 行显示至少 ${limit(procs)} 个既不运行 Go 代码也不空闲的线程。每个阻塞的调用占住一个线程，且线程不会归还。`,
      },
      raise: { en: 'A threadcreate profile and a trace name the calls.', zh: 'threadcreate 剖析与执行跟踪能指出具体调用。' },
      evidence: { count: most, share: crowded / count, gomaxprocs: procs },
      inputs: [input],
    },
  ];
}

function fromTrace(table: TraceTable, input: number): Finding[] {
  const level = table.density.levels[0];
  const procs = table.metrics.find((metric) => metric.name === '/sched/gomaxprocs:threads')?.value[0] ?? 1;
  if (!level || level.buckets === 0) return [];
  let total = 0;
  let most = 0;
  for (let i = 0; i < level.buckets; i++) {
    total += level.syscall[i];
    most = Math.max(most, level.syscall[i] / level.bucketNs);
  }
  const mean = table.durationNs > 0 ? total / table.durationNs : 0;
  if (mean < limit(procs)) return [];
  const { goroutines, strings } = table;
  let worst = 0;
  for (let row = 1; row < goroutines.count; row++) if (goroutines.syscallNs[row] > goroutines.syscallNs[worst]) worst = row;
  const name = strings[goroutines.name[worst]];
  const bucket = time(level.bucketNs);
  return [
    {
      rule: 'syscall-threads',
      severity: 'medium',
      tier: 'proven',
      title: {
        en: `${mean.toFixed(0)} goroutines are in system calls at a time, on ${procs} Ps; ${name} most of all`,
        zh: `平均有 ${mean.toFixed(0)} 个 goroutine 同时处于系统调用，P 为 ${procs} 个；其中 ${name} 最多`,
      },
      summary: {
        en: `Each of them holds a thread. In the busiest ${bucket} of ${(table.durationNs / 1e9).toFixed(1)} s there were ${most.toFixed(0)} on average.`,
        zh: `每个都占住一个线程。${(table.durationNs / 1e9).toFixed(1)} s 中最忙的 ${bucket} 内平均有 ${most.toFixed(0)} 个。`,
      },
      evidence: { function: name, mean, most, gomaxprocs: procs, stack: longestCalls(table) },
      inputs: [input],
      link: { view: 'trace', params: { input: String(input) } },
    },
  ];
}

/** The stack that spent most time in system calls, those still open counted. */
function longestCalls(table: TraceTable): ReturnType<typeof stackFrames> {
  const calls = table.latencies.find((one) => one.kind === 'syscall');
  let worst = -1;
  const time = (row: number) => (calls && row >= 0 ? calls.ns[row] + calls.openNs[row] : 0);
  for (let row = 0; row < (calls?.rows ?? 0); row++) if (time(row) > time(worst)) worst = row;
  return calls && worst >= 0 ? stackFrames(table, calls.stack[worst]) : [];
}

function limit(procs: number): number {
  return Math.max(thresholds.threadsPerProc * procs, thresholds.threadsLeast);
}
