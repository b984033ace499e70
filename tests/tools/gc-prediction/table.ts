import { decodeGodebug } from '@/lib/formats/godebug/decode';
import { seriesFromLog } from '@/lib/index/gc/from-log';
import type { GcSeries } from '@/lib/index/gc/series';
import { type Baseline, baselineOf, predict, type WhatIf } from '@/lib/index/gc/whatif';
import type { Measured, When } from './programs';
import { gogcs, type Setting } from './run';

const mib = 1 << 20;

/** The log of one run by round and setting. */
export type Logs = (program: Measured, setting: Setting, round: number) => string;

interface Row {
  program: string;
  when: When;
  setting: string;
  cycles: [number, number];
  cpu: [number, number];
  peak: [number, number];
  /** Median over the rounds of the error within the round. */
  errors: [number, number, number];
  /** How long the same work took, in s; nothing was asked of its error. */
  time: [number, number];
  timeError: number;
  /** Error of taking the time of the run at GOGC=100 for it. */
  timeUnchanged: number;
  /** Rounds in which GOGC was read off the log of the run as it was set; undefined where a limit was set. */
  gogcRead: number | undefined;
  /** How far two runs at this very setting differ, in cycles, CPU and peak: no prediction can do better. */
  scatter: [number, number, number];
  /** Parts of the rounds in which the run lay within the band. */
  within: [number, number, number];
}

export function settingsOf(program: Measured): Setting[] {
  return [...gogcs.map((gogc) => ({ gogc })), ...program.limits.map((limit) => ({ gogc: limit.gogc, limitMiB: limit.mib }))];
}

function seriesOf(log: string): GcSeries {
  const part = decodeGodebug(new TextEncoder().encode(log)).parts.find((candidate) => candidate.kind === 'gclog');
  if (part?.kind !== 'gclog') throw new Error('the run wrote no gctrace line');
  const longest = part.table.runs.reduce((best, run, at) => (run.count > part.table.runs[best].count ? at : best), 0);
  return seriesFromLog(part.table, longest, 0);
}

export function baselineOfLog(log: string): Baseline {
  return baselineOf(seriesOf(log));
}

export function whatIfOf({ gogc, limitMiB }: Setting): WhatIf {
  return {
    gogc: gogc === 'off' ? Number.POSITIVE_INFINITY : Number(gogc),
    limit: limitMiB === undefined ? undefined : limitMiB * mib,
  };
}

/** Each round's run at GOGC=100 predicts the other runs of that round. */
export function compare(programs: readonly Measured[], rounds: number, logs: Logs): Row[] {
  const rows: Row[] = [];
  for (const program of programs) {
    const bases = Array.from({ length: rounds }, (_, round) => seriesOf(logs(program, { gogc: '100' }, round)));
    for (const setting of settingsOf(program)) {
      if (setting.gogc === '100' && setting.limitMiB === undefined) continue;
      const truths = bases.map((_, round) => baselineOfLog(logs(program, setting, round)));
      const what = whatIfOf(setting);
      const predicted = bases.map((base) => {
        const result = predict(base, [what]);
        if (!result) throw new Error(`${program.name}: too few collections at GOGC=100`);
        return result.predictions[0];
      });
      const pair = (name: 'cycles' | 'gcCpuFraction' | 'peakHeapBytes') => ({
        truth: median(truths.map((truth) => truth[name])),
        guess: median(predicted.map((guess) => guess[name])),
        error: median(truths.map((truth, round) => predicted[round][name] / truth[name] - 1)),
        within:
          truths.filter((truth, round) => {
            const { low, high } = predicted[round].band[name];
            return truth[name] >= low && truth[name] <= high;
          }).length / rounds,
        scatter: median(truths.map((truth, round) => Math.abs(truth[name] / truths[(round + 1) % rounds][name] - 1))),
      });
      const times = truths.map(({ durationS }, round) => [durationS, predicted[round].durationS]);
      const [cycles, cpu, peak] = [pair('cycles'), pair('gcCpuFraction'), pair('peakHeapBytes')];
      rows.push({
        program: program.name,
        when: program.when,
        setting: `GOGC=${setting.gogc}${setting.limitMiB === undefined ? '' : `, GOMEMLIMIT=${setting.limitMiB}MiB`}`,
        cycles: [cycles.truth, cycles.guess],
        cpu: [cpu.truth, cpu.guess],
        peak: [peak.truth, peak.guess],
        errors: [cycles.error, cpu.error, peak.error],
        time: [median(times.map(([truth]) => truth)), median(times.map(([, guess]) => guess))],
        timeError: median(times.map(([truth, guess]) => guess / truth - 1)),
        timeUnchanged: median(times.map(([truth], round) => Math.abs(bases[round].durationNs / 1e9 / truth - 1))),
        gogcRead: setting.limitMiB === undefined ? truths.filter(({ gogc }) => gogc === Number(setting.gogc)).length : undefined,
        scatter: [cycles.scatter, cpu.scatter, peak.scatter],
        within: [cycles.within, cpu.within, peak.within],
      });
    }
  }
  return rows;
}

export interface Verdict {
  readonly name: string;
  readonly median: number;
  readonly worst: number;
  readonly target: string;
  readonly met: boolean;
  /** Part of the runs that lay within the band. */
  readonly within: number;
}

/** The errors against what is asked for: cycles median 10 % and worst 30 %, peak heap median 15 %, GC CPU share median 25 %. */
export function verdicts(rows: readonly Row[]): Verdict[] {
  const of = (at: number) => rows.map((row) => Math.abs(row.errors[at])).sort((a, b) => a - b);
  const make = (name: string, at: number, medianMost: number, worstMost?: number): Verdict => {
    const errors = of(at);
    const [middle, worst] = [median(errors), errors[errors.length - 1]];
    return {
      name,
      median: middle,
      worst,
      target: `median ≤ ${medianMost * 100} %${worstMost ? `, worst ≤ ${worstMost * 100} %` : ''}`,
      within: rows.reduce((sum, row) => sum + row.within[at], 0) / Math.max(1, rows.length),
      met: middle <= medianMost && (worstMost === undefined || worst <= worstMost),
    };
  };
  return [make('cycles', 0, 0.1, 0.3), make('peak heap', 2, 0.15), make('GC CPU share', 1, 0.25)];
}

const lots: readonly (readonly [When, string])[] = [
  ['unseen', 'unseen: chosen after the last change of the model'],
  ['fifth', 'fifth lot: unseen when they came, how collections that are asked for count mended after them'],
  ['fourth', 'fourth lot: unseen when they came, the cost’s rule mended after them'],
  ['third', 'third lot: unseen when they came, the delay’s rule made after them'],
  ['second', 'second lot: unseen when they came, the mark’s rule mended after them'],
  ['first', 'first lot: the constants were chosen with them in view'],
];

/** `load` is the machine's load average while the runs were made: the lowest, the middle and the highest. */
export function markdown(
  rows: readonly Row[],
  programs: readonly Measured[],
  rounds: number,
  version: string,
  load: readonly [number, number, number],
  others: readonly string[],
): string {
  const percent = (value: number) => `${value >= 0 ? '+' : '−'}${Math.abs(value * 100).toFixed(0)} %`;
  const free = rows.filter((row) => row.gogcRead !== undefined);
  const read = free.reduce((sum, row) => sum + (row.gogcRead ?? 0), 0);
  const mb = (value: number) => (value / mib).toFixed(0);
  const scatter = (at: number) => `${(median(rows.map((row) => row.scatter[at])) * 100).toFixed(1)} %`;
  const unsteady = rows.reduce((worst, row) => (row.scatter[0] > worst.scatter[0] ? row : worst));
  const differ = ` Two runs of one program at one setting differ by ${scatter(0)} in cycles, ${scatter(2)} in peak heap and ${scatter(1)} in GC CPU share by the median (most in cycles: ${unsteady.program} at ${unsteady.setting}, ${(unsteady.scatter[0] * 100).toFixed(0)} %), which no prediction from one of them can know.`;
  const lines = [
    `${version}, GOMAXPROCS=2 on two cores with a load average of ${load.map((value) => value.toFixed(1)).join(', ')} (lowest, middle, highest), ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; each round's run at GOGC=100 predicts the other runs of that round. Shown are medians over the rounds; an error is the median of the rounds' errors. The time that the same work takes is ${(median(rows.map((row) => Math.abs(row.timeError))) * 100).toFixed(1)} % off by the median, ${(Math.max(...rows.map((row) => Math.abs(row.timeError))) * 100).toFixed(0)} % at the worst; that of the run at GOGC=100, taken for it, would be ${(median(rows.map((row) => row.timeUnchanged)) * 100).toFixed(1)} % off. GOGC was read rightly off the logs of ${read} of the ${free.length * rounds} predicted runs without a limit.${rounds > 1 ? differ : ''}`,
    '',
    '| programs | what | median error | worst | in the band | wanted | met |',
    '|---|---|---|---|---|---|---|',
    ...[...lots, ['all', 'all'] as const].flatMap(([when, name]) => {
      const chosen = rows.filter((row) => when === 'all' || row.when === when);
      return (chosen.length > 0 ? verdicts(chosen) : []).map(
        (v) =>
          `| ${name} | ${v.name} | ${(v.median * 100).toFixed(1)} % | ${(v.worst * 100).toFixed(0)} % | ${(v.within * 100).toFixed(0)} % | ${v.target} | ${v.met ? 'yes' : 'no'} |`,
      );
    }),
    '',
    ...programs.map(
      (program) => `- **${program.name}** (${program.when === 'unseen' ? 'unseen' : `${program.when} lot`}): ${program.load}`,
    ),
    '',
    ...others,
    '',
    '| program | setting | cycles: run | predicted | error | GC CPU: run | predicted | error | peak heap, MiB: run | predicted | error | time, s: run | predicted | error |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) =>
      [
        '',
        row.program,
        row.setting,
        row.cycles[0],
        Math.round(row.cycles[1]),
        percent(row.errors[0]),
        `${(row.cpu[0] * 100).toFixed(1)} %`,
        `${(row.cpu[1] * 100).toFixed(1)} %`,
        percent(row.errors[1]),
        mb(row.peak[0]),
        mb(row.peak[1]),
        percent(row.errors[2]),
        row.time[0].toFixed(1),
        row.time[1].toFixed(1),
        percent(row.timeError),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ];
  return lines.join('\n');
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
