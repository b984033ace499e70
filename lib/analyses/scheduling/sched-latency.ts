import type { Finding } from '../../model/finding';
import type { SchedLogTable } from '../../model/schedlog';
import type { TraceTable } from '../../model/trace';
import type { Analysis } from '../analysis';
import { time } from '../figures';
import { countOf, quantileOf } from './histogram';
import { thresholds } from './thresholds';

/** Goroutines that could run and wait for a P. */
export const schedLatency: Analysis = {
  id: 'sched-latency',
  rules: ['sched-latency'],
  reads: ['trace', 'schedlog'],
  run: (index) => ({
    findings: [
      ...index.of('trace').flatMap(({ table, input }) => fromTrace(table, input)),
      ...index.of('schedlog').flatMap(({ table, input }) => table.runs.flatMap((_, run) => fromLog(table, run, input))),
    ],
  }),
};

function fromTrace(table: TraceTable, input: number): Finding[] {
  const { schedWait, longWaits } = table.scheduling;
  const count = countOf(schedWait);
  const p99 = quantileOf(schedWait, longWaits.ns, 0.99);
  if (count < thresholds.waitCount || p99 < thresholds.waitP99Ns) return [];
  const running = table.scheduling.run.totalNs;
  const share = schedWait.totalNs / Math.max(schedWait.totalNs + running, 1);
  const names = new Map<string, number>();
  for (let i = 0; i < longWaits.goroutine.length; i++) {
    const g = longWaits.goroutine[i];
    const name = g >= 0 ? table.strings[table.goroutines.name[g]] : '';
    if (name) names.set(name, (names.get(name) ?? 0) + 1);
  }
  const waiting = [...names].sort((a, b) => b[1] - a[1]).slice(0, 5);
  return [
    {
      rule: 'sched-latency',
      severity: p99 >= thresholds.waitHighNs ? 'high' : share >= thresholds.waitShare ? 'medium' : 'low',
      tier: 'proven',
      title: {
        en: `One in a hundred runnable goroutines waits ${time(p99)} and more for a P`,
        zh: `每百个可运行的 goroutine 中有一个等待 P 达 ${time(p99)} 以上`,
      },
      summary: {
        en: `${count} waits in the run queues, ${time(schedWait.totalNs)} in all against ${time(running)} of running, the longest ${time(schedWait.maxNs)}. There is more to run than there are CPUs, or goroutines that do not let go of theirs.`,
        zh: `运行队列中共等待 ${count} 次，合计 ${time(schedWait.totalNs)}，而运行 ${time(running)}，最长等待 ${time(schedWait.maxNs)}。可运行的多于 CPU，或有 goroutine 占着不放。`,
      },
      evidence: {
        count,
        share,
        p99Ns: p99,
        maxNs: schedWait.maxNs,
        totalNs: schedWait.totalNs,
        runningNs: running,
        waiting: waiting.map(([name, times]) => ({ function: name, times })),
        ...(waiting[0] && { function: waiting[0][0] }),
      },
      inputs: [input],
      link: { view: 'trace', params: { input: String(input), at: String(longWaits.start[0] ?? 0) } },
    },
  ];
}

function fromLog(table: SchedLogTable, run: number, input: number): Finding[] {
  const { first, count } = table.runs[run];
  const { rows } = table;
  let crowded = 0;
  let most = 0;
  let mostLocal = 0;
  for (let row = first; row < first + count; row++) {
    let queued = Math.max(rows.runqueue[row], 0);
    for (let i = rows.localStart[row]; i < rows.localStart[row + 1]; i++) {
      queued += rows.localQueue[i];
      mostLocal = Math.max(mostLocal, rows.localQueue[i]);
    }
    const perProc = queued / Math.max(rows.gomaxprocs[row], 1);
    most = Math.max(most, perProc);
    if (perProc >= thresholds.queuePerProc && rows.idleprocs[row] === 0) crowded++;
  }
  const part = count > 0 ? crowded / count : 0;
  if (count < thresholds.leastLines || part < thresholds.queueLines) return [];
  return [
    {
      rule: 'sched-latency',
      severity: mostLocal >= thresholds.localQueue ? 'high' : 'medium',
      tier: 'strong',
      title: {
        en: `Up to ${most.toFixed(0)} goroutines for each P wait in the run queues`,
        zh: `运行队列中每个 P 最多有 ${most.toFixed(0)} 个 goroutine 在等待`,
      },
      summary: {
        en: `${crowded} of ${count} schedtrace lines show at least ${thresholds.queuePerProc} runnable goroutines for each P and none idle; the longest local queue held ${mostLocal} of 256.`,
        zh: `${count} 行 schedtrace 中有 ${crowded} 行显示每个 P 至少 ${thresholds.queuePerProc} 个可运行 goroutine 且没有空闲的 P；最长的本地队列有 ${mostLocal}/256 个。`,
      },
      raise: { en: 'An execution trace shows how long each of them waits.', zh: '执行跟踪能显示各自等待了多久。' },
      evidence: { count: crowded, share: part, queuePerProc: most, localQueueMax: mostLocal, gomaxprocs: rows.gomaxprocs[first] },
      inputs: [input],
    },
  ];
}
