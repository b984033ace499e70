import { quantiles } from '../../index/gc/series';
import { stackFrames } from '../../index/trace/stack-frames';
import type { EvidenceFrame, Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import { time } from '../figures';
import { isHarness } from './harness';
import { thresholds } from './thresholds';

const stopTheWorld = /^stop-the-world \((?!.*(?:sweep|mark) termination\))(.*)\)$/;
/** The trace's own start stops the world once: it is there only because somebody looks. */
const ownStops = new Set(['start trace', 'stop trace', 'start tracing']);

/** Stops of the world that are not the collector's: ReadMemStats, goroutine profiles, GOMAXPROCS, memory statistics of a monitoring library. */
export const stwOther: Analysis = {
  id: 'stw-other',
  rules: ['stw-other'],
  reads: ['trace'],
  run: (index) => ({
    findings: index.of('trace').flatMap(({ table, input }): Finding[] => {
      const { ranges, strings } = table;
      const byReason = new Map<string, { rows: number[]; ns: number[] }>();
      for (let row = 0; row < ranges.count; row++) {
        const reason = stopTheWorld.exec(strings[ranges.name[row]])?.[1];
        if (reason === undefined || ownStops.has(reason) || Number.isNaN(ranges.end[row])) continue;
        if (isHarness(callerIn(stackFrames(table, ranges.stack[row]))?.function ?? '')) continue;
        const entry = byReason.get(reason) ?? { rows: [], ns: [] };
        entry.rows.push(row);
        entry.ns.push(ranges.end[row] - ranges.start[row]);
        byReason.set(reason, entry);
      }
      return [...byReason].flatMap(([reason, { rows, ns }]): Finding[] => {
        const q = quantiles(ns);
        const rate = q.count / (table.durationNs / 1e9);
        const often = q.count >= thresholds.otherCount && rate >= thresholds.otherCount;
        if (!often && q.total < thresholds.otherTotalNs && q.max < thresholds.otherMaxNs) return [];
        const longest = rows[ns.indexOf(q.max)];
        const stack = stackFrames(table, ranges.stack[longest]);
        const caller = callerIn(stack);
        const from = caller ? { en: `, called by ${caller.function}`, zh: `，调用方为 ${caller.function}` } : { en: '', zh: '' };
        return [
          {
            rule: 'stw-other',
            severity: q.max >= thresholds.otherMaxNs ? 'medium' : 'low',
            tier: 'proven',
            title: {
              en: `The world is stopped ${q.count} times for «${reason}»${from.en}: ${time(q.total)} in all`,
              zh: `因“${reason}”全局停顿 ${q.count} 次${from.zh}：合计 ${time(q.total)}`,
            },
            summary: {
              en: `${rate.toFixed(1)} stops a second that the collector has no part in; half under ${time(q.p50)}, the longest ${time(q.max)}. No GC setting changes them.`,
              zh: `每秒 ${rate.toFixed(1)} 次停顿，与回收器无关；一半短于 ${time(q.p50)}，最长 ${time(q.max)}。任何 GC 设置都无法改变它们。`,
            },
            evidence: {
              reason,
              count: q.count,
              perSecond: rate,
              pauseNs: { p50: q.p50, p99: q.p99, max: q.max, total: q.total },
              ...(caller && { function: caller.function, file: caller.file, line: caller.line }),
              stack,
            },
            inputs: [input],
            link: { view: 'trace', params: { input: String(input), at: String(ranges.start[longest]) } },
          },
        ];
      });
    }),
  }),
};

function callerIn(stack: readonly EvidenceFrame[]): EvidenceFrame | undefined {
  return stack.find((frame) => !/^(?:runtime|internal\/runtime)[./]/.test(frame.function));
}
