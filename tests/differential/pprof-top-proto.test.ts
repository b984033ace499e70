import { describe, expect, test } from 'vitest';
import { gotriage } from '../support/cli';
import { findPprof, runPprof } from '../support/pprof-tool';
import { scratch } from '../support/scratch';

const pprof = findPprof();
const own = scratch();

/** Everything that a profile holds, as pprof prints it, without where it was read from. */
function raw(tool: string, file: string): string {
  const { stdout, ok, stderr } = runPprof(tool, ['-raw', file]);
  if (!ok) throw new Error(stderr);
  return stdout;
}

describe.skipIf(pprof === undefined)('the top table as a profile equals that of go tool pprof -topproto', () => {
  const tool = pprof ?? '';
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['convert-faulty/allocs', [], []],
    ['convert-faulty/allocs', ['--sample-type', 'alloc_objects', '--sort', 'cum'], ['-sample_index=alloc_objects', '-cum']],
    ['imaging-faulty/cpu', ['--granularity', 'lines', '--limit', '12'], ['-lines', '-nodecount=12']],
    ['imaging-faulty/mutex', ['--focus', 'main|imaging'], ['-focus=main|imaging']],
    ['report-faulty/block', ['--nodefraction', '0'], ['-nodefraction=0']],
    ['report-faulty/goroutine.3', ['--granularity', 'addresses'], ['-addresses']],
    ['web/threadcreate', ['--granularity', 'files', '--limit', '1'], ['-files', '-nodecount=1']],
  ];
  test.each(cases)('%s %j', async (name, ours, theirs) => {
    const profile = `fixtures/captures/${name}.pb.gz`;
    const [mine, gos] = [own('ours.pb.gz'), own('theirs.pb.gz')];
    const made = await gotriage(['topproto', profile, '-o', mine, ...ours]);
    expect(made.code, made.err.join('\n')).toBe(0);
    const run = runPprof(tool, ['-topproto', `-output=${gos}`, ...theirs, profile]);
    expect(run.ok, run.stderr).toBe(true);
    const expected = raw(tool, gos);
    expect(expected).toMatch(/^Samples:\ncum\/\S+ flat\/\S+\n +\d/m);
    expect(raw(tool, mine)).toBe(expected);
  });
});
