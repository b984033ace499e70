import { measurementLabel } from '../../base/units';
import type { Finding } from '../../model/finding';
import type { Analysis } from '../analysis';
import { stackOf } from '../gc/gc-assist';
import { thresholds } from './thresholds';

const time = (ns: number) => measurementLabel(Math.round(ns), 'nanoseconds');
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
      const told = [...longest].filter(([, { at, times }]) => times >= thresholds.runTimes || longRuns.ns[at] >= thresholds.runHighNs);
      return told.slice(0, 3).map(([name, { at, times }]): Finding => {
        const ns = longRuns.ns[at];
        return {
          rule: 'sched-long-run',
          severity: ns >= thresholds.runHighNs ? 'medium' : 'low',
          tier: 'proven',
          title: { en: `${name} keeps a P for ${time(ns)} at a stretch`, zh: `${name} 一次连续占用 P 达 ${time(ns)}` },
          summary: {
            en: `The scheduler asks for the P back after 10 ms; ${times} stretch${times === 1 ? '' : 'es'} went past ${time(thresholds.runNs)}. Whoever is queued behind waits as long, and a collection cannot begin.`,
            zh: `调度器在 10 ms 后就要求让出 P；有 ${times} 次超过了 ${time(thresholds.runNs)}。排在其后的都要等这么久，回收也无法开始。`,
          },
          evidence: { function: name, count: times, longestNs: ns, startNs: longRuns.start[at], stack: stackOf(table, longRuns.stack[at]) },
          inputs: [input],
          link: { view: 'trace', params: { input: String(input), at: String(longRuns.start[at]) } },
        };
      });
    }),
  }),
};
