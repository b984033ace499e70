import { forcingFrame } from '../../index/gc/from-trace';
import type { GcSeries } from '../../index/gc/series';
import { stackFrames } from '../../index/trace/stack-frames';
import type { EvidenceFrame } from '../../model/finding';
import type { Analysis } from '../analysis';
import type { CaseIndex } from '../case';
import { percent } from '../figures';
import { isHarness } from './harness';
import { judged } from './next-capture';
import { gcSeriesOf, inputsOf, traceOf } from './series';
import { thresholds } from './thresholds';

/** Collections that the program asked for: runtime.GC, debug.FreeOSMemory, a heap profile with ?gc=1. */
export const gcForced: Analysis = {
  id: 'gc-forced',
  rules: ['gc-forced'],
  reads: ['gclog', 'trace'],
  run: (index) =>
    judged(index, gcSeriesOf(index), ['caller'], (series) => {
      const forced = series.forced.reduce((sum, flag) => sum + flag, 0);
      const part = series.count > 0 ? forced / series.count : 0;
      if (forced < thresholds.forcedCount || part < thresholds.forcedPart) return undefined;
      const caller = callerOf(index, series);
      if (caller === 'harness') return undefined;
      // Its log does not tell the testing package's wishes from the program's.
      if (!caller && series.source === 'gctrace' && ofBenchmark(index, series)) return undefined;
      const from = caller ? { en: ` from ${caller.function}`, zh: `，来自 ${caller.function}` } : { en: '', zh: '' };
      return {
        rule: 'gc-forced',
        severity: part >= thresholds.forcedMost ? 'medium' : 'low',
        tier: 'proven',
        title: {
          en: `${forced} of ${series.count} collections were asked for by the program${from.en}`,
          zh: `${series.count} 次回收中有 ${forced} 次是程序主动要求的${from.zh}`,
        },
        summary: {
          en: `${percent(part)} of the collections are forced. A forced one blocks its caller for the whole cycle and ignores GOGC.`,
          zh: `${percent(part)} 的回收是强制的。强制回收会在整个周期内阻塞调用方，且不顾 GOGC。`,
        },
        evidence: {
          count: forced,
          share: part,
          ...(caller && { function: caller.function, file: caller.file, line: caller.line, stack: caller.stack }),
          source: series.source,
        },
        inputs: [...new Set([...inputsOf(series), ...(caller ? [traceOf(index, series)?.input ?? series.input] : [])])],
        link: { view: 'gc', params: { input: String(series.input) } },
      };
    }),
};

function ofBenchmark(index: CaseIndex, series: GcSeries): boolean {
  return index.of('gclog').some(({ input, table }) => table.benchmarks && inputsOf(series).includes(input));
}

/**
 * Who called: the frame above runtime.GC or debug.FreeOSMemory in the trace of the same run.
 * 'harness' when every one of them is the testing package.
 */
function callerOf(index: CaseIndex, series: GcSeries): (EvidenceFrame & { stack: EvidenceFrame[] }) | 'harness' | undefined {
  const table = traceOf(index, series)?.table;
  if (!table) return undefined;
  let harness = false;
  for (const at of new Set(table.ranges.stack)) {
    const stack = stackFrames(table, at);
    const caller = stack[stack.findLastIndex((frame) => forcingFrame.test(frame.function)) + 1];
    if (!caller || caller === stack[0]) continue;
    if (!isHarness(caller.function)) return { ...caller, stack };
    harness = true;
  }
  return harness ? 'harness' : undefined;
}
