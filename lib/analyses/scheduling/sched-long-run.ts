import { isDependency, isStandard } from '../../index/goroutines/names';
import { stackFrames } from '../../index/trace/stack-frames';
import { longestStall } from '../../index/trace/stops';
import type { EvidenceFrame, Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import { time } from '../figures';
import { placeLabel } from '../place';
import { thresholds } from './thresholds';

/** Goroutines of the runtime run as long as they like: a dedicated mark worker keeps its P. */
const runtimeGoroutine = /^runtime\.|^runtime\/trace\./;

/** Goroutines that keep a P far beyond their time slice: loops that cannot be preempted, or asyncpreemptoff. */
export const schedLongRun: Analysis = {
  id: 'sched-long-run',
  rules: ['sched-long-run'],
  reads: ['trace'],
  run: (index) => ({
    findings: index.of('trace').flatMap(({ table, input }): Finding[] => {
      const { longRuns } = table.scheduling;
      const longest = new Map<string, { at: number; times: number }>();
      for (let i = 0; i < longRuns.ns.length; i++) {
        if (longRuns.ns[i] < thresholds.runNs) break;
        const g = longRuns.goroutine[i];
        const name = g >= 0 ? table.strings[table.goroutines.name[g]] : '';
        if (name === '' || runtimeGoroutine.test(name)) continue;
        const before = longest.get(name);
        longest.set(name, { at: before?.at ?? i, times: (before?.times ?? 0) + 1 });
      }
      const stalledNs = longestStall(table);
      const told = [...longest].filter(([, { at, times }]) => times >= thresholds.runTimes || longRuns.ns[at] >= thresholds.runHighNs);
      return told.slice(0, 3).map(([name, { at, times }]): Finding => {
        const ns = longRuns.ns[at];
        const stack = stackFrames(table, longRuns.stack[at]);
        const who = whoRan(name, stack);
        // A thread that the kernel kept off its CPU looks the same: where the capture shows such waits, only what is far longer is sure.
        const stalled = stalledNs >= thresholds.waitP99Ns && ns < thresholds.stallTimes * stalledNs;
        return {
          rule: 'sched-long-run',
          severity: ns >= thresholds.runHighNs && !stalled ? 'medium' : 'low',
          tier: stalled ? 'suspect' : 'proven',
          title: { en: `${who} keeps a P for ${time(ns)} at a stretch`, zh: `${who} 一次连续占用 P 达 ${time(ns)}` },
          ...(stalled && {
            tierReason: {
              en: `The machine was short of CPU: collections of this trace waited up to ${time(stalledNs)} for one, and a thread that waits keeps its P as well.`,
              zh: `机器缺 CPU：本跟踪中的回收为等 CPU 最长用了 ${time(stalledNs)}，而等待中的线程同样占着它的 P。`,
            },
            raise: { en: 'A trace of the same load on a machine with spare CPU.', zh: '在 CPU 有余量的机器上，同样负载的执行跟踪。' },
          }),
          summary: {
            en: `The scheduler asks for the P back after 10 ms; ${times} stretch${times === 1 ? '' : 'es'} went past ${time(thresholds.runNs)}. Whoever is queued behind waits as long, and a collection cannot begin.`,
            zh: `调度器在 10 ms 后就要求让出 P；有 ${times} 次超过了 ${time(thresholds.runNs)}。排在其后的都要等这么久，回收也无法开始。`,
          },
          evidence: { function: name, count: times, longestNs: ns, startNs: longRuns.start[at], stack },
          inputs: [input],
          link: { view: 'trace', params: { input: String(input), at: String(longRuns.start[at]) } },
        };
      });
    }),
  }),
};

/**
 * Whom to look at: the goroutine's own function, or where that is a library's for all who use it (net/http.(*conn).serve, testing.(*B).launch) the line of
 * the user's code at which the stretch ended; where the user's code is a module's under test, the outermost that is not the library's.
 */
function whoRan(name: string, stack: readonly EvidenceFrame[]): string {
  const others = stack.filter(({ function: fn, file }) => !isStandard(fn, file ?? ''));
  if (others.some(({ function: fn }) => fn === name)) return name;
  const frame = others.find(({ file }) => !isDependency(file ?? '')) ?? others[others.length - 1];
  return frame ? placeLabel(frame.function, frame.file ?? '', frame.line ?? 0) : name;
}
