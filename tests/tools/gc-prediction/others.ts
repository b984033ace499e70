import { readFileSync } from 'node:fs';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';
import type { Measured } from './programs';
import type { Setting } from './run';
import { baselineOfLog, median, settingsOf, whatIfOf } from './table';

/** Where the files of a run are. */
export interface Files {
  readonly log: (program: Measured, setting: Setting, round: number) => string;
  readonly heap: (program: Measured, setting: Setting, round: number) => string;
  readonly traced: (program: Measured) => { readonly log: string; readonly trace: string };
}

/** What a case holds that the prediction is made from, the same program's case to hold it against first. */
interface Source {
  readonly name: string;
  readonly of: (program: Measured, round: number) => readonly string[];
}

const observed: Setting = { gogc: '100' };

/** A table of what else than a log by itself predicts, each against the same programs from their logs alone. */
export async function together(programs: readonly Measured[], rounds: number, files: Files): Promise<string[]> {
  const log: Source = { name: 'the log', of: (program, round) => [files.log(program, observed, round)] };
  const withHeap: Source = {
    name: 'the log and a heap profile (debug=1) of its process',
    of: (program, round) => [files.log(program, observed, round), files.heap(program, observed, round)],
  };
  const tracedLog: Source = { name: 'the log of a run with a trace', of: (program) => [files.traced(program).log] };
  const trace: Source = { name: 'the trace of that run', of: (program) => [files.traced(program).trace] };
  const both: Source = {
    name: 'log and trace of that run',
    of: (program) => [files.traced(program).log, files.traced(program).trace],
  };
  const lines = [
    'The same runs predicted from other inputs, over all settings and programs that have them:',
    '',
    '| programs | from | cycles: median error | worst | peak heap: median error | GC CPU: median error |',
    '|---|---|---|---|---|---|',
  ];
  for (const [chosen, sources] of [
    [programs.filter(({ heap }) => heap), [log, withHeap]],
    [programs.filter(({ traced }) => traced), [tracedLog, trace, both]],
  ] as const) {
    for (const source of sources) {
      const errors = await errorsOf(chosen, rounds, files, source);
      const percent = (at: 0 | 1 | 2, pick: (values: number[]) => number) => `${(pick(errors.map((row) => row[at])) * 100).toFixed(1)} %`;
      const cells = [percent(0, median), percent(0, (values) => Math.max(...values)), percent(1, median), percent(2, median)];
      lines.push(`| ${chosen.map(({ name }) => name).join(', ')} | ${source.name} | ${cells.join(' | ')} |`);
    }
  }
  return lines;
}

/** Of each program and setting: errors of the cycles, the peak heap and the GC CPU share, each the size of the rounds' median. */
async function errorsOf(programs: readonly Measured[], rounds: number, files: Files, source: Source): Promise<[number, number, number][]> {
  const all: [number, number, number][] = [];
  for (const program of programs) {
    const settings = settingsOf(program).filter(({ gogc, limitMiB }) => gogc !== observed.gogc || limitMiB !== undefined);
    const errors: [number, number, number][][] = settings.map(() => []);
    for (let round = 0; round < rounds; round++) {
      const session = await openCase(source.of(program, round).map((file) => fileRequest(file)));
      const { predictions } = await dispatch(session, 'gc.whatif', { settings: settings.map(whatIfOf), series: await longest(session) });
      for (const [i, setting] of settings.entries()) {
        const truth = baselineOfLog(readFileSync(files.log(program, setting, round), 'utf8'));
        const guess = predictions[i];
        errors[i].push([
          guess.cycles / truth.cycles - 1,
          guess.peakHeapBytes / truth.peakHeapBytes - 1,
          guess.gcCpuFraction / truth.gcCpuFraction - 1,
        ]);
      }
    }
    for (const one of errors) {
      const middle = (at: 0 | 1 | 2) => Math.abs(median(one.map((row) => row[at])));
      all.push([middle(0), middle(1), middle(2)]);
    }
  }
  return all;
}

/** The longest series of a log, of a trace where there is none. */
async function longest(session: Awaited<ReturnType<typeof openCase>>): Promise<number> {
  const all = await dispatch(session, 'gc.series', undefined);
  const logs = all.filter(({ source }) => source === 'gctrace');
  return all.indexOf((logs.length > 0 ? logs : all).reduce((best, one) => (one.count > best.count ? one : best)));
}
