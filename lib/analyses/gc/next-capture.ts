import type { GcSeries } from '../../index/gc/series';
import type { Finding, MissingInput } from '../../model/finding';
import { severities } from '../../model/rules';
import type { AnalysisResult } from '../analysis';
import type { CaseIndex } from '../case';
import { gcSeriesOf, sameRuns } from './series';

/** What a finding of the collector leads to next, with the exact command. */
const captures = {
  allocations: {
    input: { en: 'allocs profile', zh: 'allocs 剖析' },
    why: {
      en: 'It names the lines whose allocations make the collector run: 30 s of the load that the GC figures come from.',
      zh: '它指出哪些代码行的分配让回收器运行：在产生这些 GC 数字的负载下取 30 s。',
    },
    how: 'curl -o allocs.pb.gz "http://localhost:6060/debug/pprof/allocs?seconds=30"',
  },
  assists: {
    input: { en: 'execution trace', zh: '执行跟踪' },
    why: { en: 'It shows which goroutines assist, and from which lines.', zh: '它显示哪些 goroutine 在辅助标记、出自哪些行。' },
    how: 'curl -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"',
  },
  stops: {
    input: { en: 'execution trace', zh: '执行跟踪' },
    why: {
      en: 'It shows which goroutine kept the world from stopping, and how long each P waited for it.',
      zh: '它显示是哪个 goroutine 拖住了全局停顿，以及每个 P 为此等了多久。',
    },
    how: 'curl -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"',
  },
  caller: {
    input: { en: 'execution trace', zh: '执行跟踪' },
    why: {
      en: 'It names the line that calls runtime.GC or debug.FreeOSMemory.',
      zh: '它指出调用 runtime.GC 或 debug.FreeOSMemory 的代码行。',
    },
    how: 'curl -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=10"',
  },
  memStats: {
    input: { en: 'heap profile, debug=1', zh: 'heap 剖析（debug=1）' },
    why: {
      en: 'Its MemStats tell how much of GOMEMLIMIT is no heap, and so the limit itself.',
      zh: '其中的 MemStats 说明 GOMEMLIMIT 中有多少不是堆，从而得出上限本身。',
    },
    how: 'curl -o heap.txt "http://localhost:6060/debug/pprof/heap?debug=1"',
  },
  retained: {
    input: { en: 'heap profiles', zh: 'heap 剖析' },
    why: { en: 'Two of them name the lines whose memory stays.', zh: '两份堆剖析能指出内存滞留的代码行。' },
    how: 'curl -o heap.1.pb.gz "http://localhost:6060/debug/pprof/heap?gc=1"; sleep 300; curl -o heap.2.pb.gz "http://localhost:6060/debug/pprof/heap?gc=1"',
  },
} as const satisfies Record<string, MissingInput>;

type Capture = keyof typeof captures;

/**
 * Judges each series, and where one raises a finding asks for the `wanted` captures that the case does not hold. What the log and the trace
 * of one run both raise is one finding: the log's, which tells of more of the run, or the trace's where that is the graver one. What many processes
 * of one log raise is one finding as well: that of the gravest, of the last of them.
 */
export function judged(
  index: CaseIndex,
  all: readonly GcSeries[],
  wanted: readonly Capture[],
  judge: (series: GcSeries) => Finding | undefined,
): AnalysisResult {
  const raisedBy = new Map<GcSeries, Finding>();
  for (const series of all) {
    const finding = judge(series);
    if (finding) raisedBy.set(series, ofProcess(index, series, finding));
  }
  const raised = [...raisedBy.keys()];
  const series = gcSeriesOf(index);
  for (const { trace, log } of raised.length > 1 ? sameRuns(index) : []) {
    const [ofTrace, ofLog] = [raisedBy.get(series[trace]), raisedBy.get(series[log])];
    if (!ofTrace || !ofLog) continue;
    const inputs = [...new Set([...ofLog.inputs, ...ofTrace.inputs])];
    const graver = rank(ofTrace) < rank(ofLog);
    raisedBy.set(series[log], graver ? whileTraced(ofTrace, ofLog, series[trace], series[log], inputs) : { ...ofLog, inputs });
    raisedBy.delete(series[trace]);
  }
  const findings = oneOfMany(raisedBy);
  const lacking = raised.length === 0 ? [] : wanted.filter((capture) => !has(index, raised, capture));
  return { findings, missing: lacking.map((capture) => captures[capture]) };
}

/** Of several processes in one log: the finding says which it is of, and leads to that one. */
function ofProcess(index: CaseIndex, series: GcSeries, finding: Finding): Finding {
  const { process } = series;
  if (process === undefined) return finding;
  const { title, link, evidence } = finding;
  return {
    ...finding,
    title: { en: `${title.en} (process ${process} of the log)`, zh: `${title.zh}（日志中的第 ${process} 个进程）` },
    evidence: { ...evidence, process },
    ...(link && { link: { ...link, params: { ...link.params, series: String(gcSeriesOf(index).indexOf(series)) } } }),
  };
}

/** A service that restarts over and over, or the compilers that `go test` runs, would bury all else under one finding each. */
const mostOfLog = 2;

function oneOfMany(raisedBy: ReadonlyMap<GcSeries, Finding>): Finding[] {
  const byLog = new Map<number, [GcSeries, Finding][]>();
  for (const raised of raisedBy) {
    const [{ process, input }] = raised;
    if (process === undefined) continue;
    const ofLog = byLog.get(input) ?? [];
    ofLog.push(raised);
    byLog.set(input, ofLog);
  }
  const findings = new Map(raisedBy);
  for (const all of byLog.values()) {
    if (all.length <= mostOfLog) continue;
    const told = all.reduce((best, next) => (rank(next[1]) <= rank(best[1]) ? next : best));
    const others = all.filter((one) => one !== told).map(([series]) => series);
    for (const series of others) findings.delete(series);
    findings.set(told[0], withOthers(told[1], others));
  }
  return [...findings.values()];
}

function withOthers(finding: Finding, others: readonly GcSeries[]): Finding {
  const otherProcesses = others.flatMap(({ process }) => process ?? []);
  const { length } = otherProcesses;
  return {
    ...finding,
    summary: {
      en: `${finding.summary.en} The same holds for ${length} other processes of the log, none of them worse.`,
      zh: `${finding.summary.zh}日志中另有 ${length} 个进程也是如此，均不更严重。`,
    },
    evidence: { ...finding.evidence, otherProcesses },
  };
}

/** The trace's finding where it is the graver one: says that it is of the traced time alone, and what the log says of the whole. */
function whileTraced(ofTrace: Finding, ofLog: Finding, trace: GcSeries, log: GcSeries, inputs: readonly number[]): Finding {
  const { title, summary, evidence } = ofTrace;
  const [traced, logged] = [trace, log].map(({ coveredNs }) => `${(coveredNs / 1e9).toFixed(1)} s`);
  return {
    ...ofTrace,
    title: { en: `${title.en} (in the ${traced} of the trace)`, zh: `${title.zh}（跟踪的 ${traced} 内）` },
    summary: {
      en: `${summary.en} The log of the same run says of its ${logged}: «${ofLog.title.en}».`,
      zh: `${summary.zh}同一次运行的日志在其 ${logged} 内则是：“${ofLog.title.zh}”。`,
    },
    evidence: { ...evidence, ...(ofLog.evidence.process !== undefined && { process: ofLog.evidence.process }) },
    inputs,
  };
}

/** 0 is the gravest. */
function rank({ severity }: Finding): number {
  return severities.indexOf(severity);
}

function has(index: CaseIndex, series: readonly GcSeries[], capture: Capture): boolean {
  const profiles = index.of('profile').map((part) => part.table);
  switch (capture) {
    case 'allocations':
      // A heap profile has alloc_space as well.
      return profiles.some((table) => table.kind === 'allocs' || table.kind === 'heap');
    case 'memStats':
      return profiles.some((table) => table.memStats !== undefined);
    case 'retained':
      return profiles.filter((table) => table.kind === 'heap').length > 1;
    default:
      return series.every((one) => one.source === 'trace') || index.of('trace').length > 0;
  }
}
