import { lineLink } from '../../index/profile/line-link';
import type { Finding } from '../../model/finding';
import type { RuleId, Severity, Tier } from '../../model/rules';
import type { Analysis } from '../analysis';
import { bestOf } from '../programs';
import { allocationProfiles, cpuProfiles, type HotLine, hotLines } from './hot-lines';
import { gcPressure, type Pressure, type PressureOf } from './pressure';
import { thresholds } from './thresholds';
import { hotLineWords } from './words';

const rules = [
  'alloc-hot-path',
  'alloc-slice-growth',
  'alloc-map-growth',
  'alloc-string-bytes',
  'alloc-reflect',
  'alloc-boxing',
  'alloc-buffer',
  'alloc-large-objects',
  'alloc-small-churn',
  'alloc-pool-miss',
  'alloc-escape',
  'alloc-timer-loop',
] as const satisfies readonly RuleId[];

/**
 * The lines of the user's code that allocate most, each under the rule of its cause. What a line of a profile means is relative: high
 * only where another input shows that collecting costs the program.
 */
export const allocHotPath: Analysis = {
  id: 'alloc-hot-path',
  rules,
  reads: ['profile', 'escape', 'gclog'],
  run(index) {
    const lines = hotLines(index);
    const findings: Finding[] = [];
    for (const rule of rules) {
      const same = lines.filter((line) => line.rule === rule);
      same.slice(0, thresholds.perRule).forEach((line, at) => {
        findings.push(findingOf(line, gcPressure(index, line.profile), at === 0 ? same.slice(thresholds.perRule) : []));
      });
    }
    const profiled = allocationProfiles(index).length > 0;
    const unsure = lines.some((line) => line.toldBy === 'sizes' || line.toldBy === 'numbers');
    const missing = [];
    const unexplained = allocationProfiles(index).some((part) => !bestOf(index, cpuProfiles(index), part)?.sure);
    if (profiled && unsure && unexplained) {
      missing.push({
        input: { en: 'cpu profile', zh: 'CPU 剖析' },
        why: {
          en: 'Heap profiles leave out the frames of the runtime; a CPU profile shows whether a line grows slices, maps or strings.',
          zh: '堆剖析略去运行时的栈帧；CPU 剖析能显示某行是在扩容切片、map 还是字符串。',
        },
        how: 'curl -o cpu.pb.gz "http://localhost:6060/debug/pprof/profile?seconds=30"',
      });
    }
    if (profiled && lines.length > 0 && index.of('escape').length === 0) {
      missing.push({
        input: { en: 'escape notes', zh: '逃逸说明' },
        why: { en: 'The compiler says why a value of a hot line is on the heap.', zh: '编译器会说明热点行上的值为何在堆上。' },
        how: "go build -a -gcflags='-m=2' ./... 2> escape.txt",
      });
    }
    return { findings, missing };
  },
};

function severityOf(share: number, bytes: number, pressure: Pressure): Severity {
  if (bytes < thresholds.smallBytes || share < thresholds.lowShare) return 'info';
  if (share < thresholds.mediumShare || pressure === 'low') return 'low';
  return pressure === 'high' ? 'high' : 'medium';
}

function tierOf({ toldBy, cpu }: HotLine): Tier {
  if (toldBy === 'frames' || toldBy === 'escape-notes') return 'proven';
  return toldBy === 'sizes' || cpu?.sure === false ? 'suspect' : 'strong';
}

function findingOf(line: HotLine, pressure: PressureOf, others: readonly HotLine[]): Finding {
  const { site } = line;
  const share = Math.max(line.share, line.shareObjects);
  const severity = severityOf(share, site.allocSpace, pressure.level);
  const words = hotLineWords(line, pressure.unweighed);
  return {
    rule: line.rule,
    severity,
    tier: tierOf(line),
    title: words.title,
    summary: words.summary,
    tierReason: words.tierReason,
    weight: Math.min(1, share),
    // Presizing does nothing for a copy: where it may be one, the advice for copies stands beside that for growth.
    ...(line.maybeCopy && { guidance: ['alloc-slice-growth', 'alloc-batch-reuse'] }),
    evidence: {
      cause: line.rule.replace('alloc-', ''),
      function: site.function,
      file: site.file,
      line: site.line,
      share: line.share,
      shareObjects: line.shareObjects,
      allocSpace: site.allocSpace,
      allocObjects: site.allocObjects,
      inuseSpace: site.inuseSpace,
      meanBytes: site.allocObjects > 0 ? site.allocSpace / site.allocObjects : 0,
      toldBy: line.toldBy,
      owner: site.owner,
      ...(line.cpu && !line.cpu.sure ? { sameProgram: 'unclear' } : {}),
      ...(pressure.unweighed.length > 0 ? { notWeighed: pressure.unweighed.join(', ') } : {}),
      ...(site.via ? { via: site.via } : {}),
      ...(line.maybeCopy ? { growthOrCopy: 'unclear' } : {}),
      ...(line.smallMaps ? { maps: 'small' } : {}),
      ...(line.note ? { escape: { subject: line.note.subject, reason: line.note.reason, moved: line.note.moved } } : {}),
      ...(others.length ? { others: others.map((o) => ({ function: o.site.function, line: o.site.line, share: o.share })) } : {}),
      stack: site.stack,
    },
    inputs: [...new Set([line.input, ...(line.note ? [line.note.input] : []), ...(line.cpu ? [line.cpu.input] : [])])],
    link: lineLink(line.input, 'alloc_space', site.file, site.line),
  };
}
