import { describe, expect, test } from 'vitest';
import { gotriage } from '../support/cli';
import { comparable, findPprof, loadProfile, runPprof } from '../support/pprof-tool';
import { scratch } from '../support/scratch';

const pprof = findPprof();
const captures = 'fixtures/captures';
const own = scratch();

/** Our words of the command line and those of pprof that ask the same. */
const requests: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], []],
  [['--normalize'], ['-normalize']],
  [['--drop-negative'], ['-drop_negative']],
  [
    ['--focus', 'runtime|json|main', '--granularity', 'lines'],
    ['-focus=runtime|json|main', '-lines'],
  ],
  [
    ['--noinlines', '--granularity', 'files', '--sort', 'cum'],
    ['-noinlines', '-files', '-cum'],
  ],
];
const commands = ['top', 'tree', 'peek', 'topproto'] as const;
/** Functions of one file have no order among themselves at the granularity of files: see `comparable`. */
const byFile = { granularity: 'files' } as const;

/** What a profile holds, as `-raw` prints it: each sample with its frame rather than with the number of its location. */
function contents(tool: string, file: string): string[] {
  const { stdout, ok, stderr } = runPprof(tool, ['-raw', file]);
  if (!ok) throw new Error(stderr);
  const lines = stdout.split('\n');
  const frames = new Map<string, string>();
  for (const line of lines) {
    const [, id, frame] = /^ +(\d+): 0x0 (.*)$/.exec(line) ?? [];
    if (id !== undefined) frames.set(id, frame);
  }
  return lines
    .filter((line) => !/^ +\d+: 0x0 /.test(line))
    .map((line) => line.replace(/^( +-?\d+ +-?\d+: )(\d+) $/, (_, values: string, id: string) => values + frames.get(id)))
    .sort();
}

describe.skipIf(pprof === undefined)('a profile less its base is the one of go tool pprof -base and -diff_base', () => {
  const tool = pprof ?? '';
  const pairs = [
    ['convert-faulty/heap.3', 'convert-faulty/heap.1'],
    ['convert-mended/allocs', 'convert-faulty/allocs'],
    ['bench/after.cpu', 'bench/before.cpu'],
    ['bench/before.mem', 'bench/after.mem'],
    ['imaging-mended/mutex', 'imaging-faulty/mutex'],
    ['report-faulty/goroutine.3', 'report-faulty/goroutine.1'],
  ] as const;

  test.each(pairs)('%s against %s: every sample type, by the command line', async (target, base) => {
    const [path, basePath] = [target, base].map((name) => `${captures}/${name}.pb.gz`);
    const { sampleTypes } = await loadProfile(path);
    for (const { type } of sampleTypes)
      for (const flag of ['base', 'diff-base'])
        for (const [ours, theirs] of requests)
          for (const command of commands) {
            const words = [command, path, '--sample-type', type, `--${flag}`, basePath, ...ours];
            const [mine, gos] = [own('ours.pb.gz'), own('theirs.pb.gz')];
            const written = command === 'topproto';
            if (command === 'peek') words.push('main|runtime|json');
            const made = await gotriage(written ? [...words, '-o', mine] : words);
            const run = runPprof(tool, [
              command === 'peek' ? '-peek=main|runtime|json' : `-${command}`,
              `-sample_index=${type}`,
              `-${flag.replace('-', '_')}=${basePath}`,
              ...theirs,
              ...(written ? [`-output=${gos}`] : []),
              path,
            ]);
            const what = words.join(' ');
            expect(made.code === 0, `${what}: ${made.err.join(' ')} ${run.stderr}`).toBe(run.ok);
            if (!run.ok) {
              // Nothing of what peek asks for is left over: both say so.
              expect(run.stderr, what).toContain('no matches found for regexp');
              expect(made.err.join('\n'), what).toContain('no matches found for regexp');
            } else if (written) {
              const expected = contents(tool, gos);
              expect(
                expected.some((line) => /: M=|: \d/.test(line)),
                what,
              ).toBe(true);
              expect(contents(tool, mine), what).toEqual(expected);
            } else {
              const options = theirs.includes('-files') ? byFile : {};
              expect(comparable(made.out, options), what).toBe(comparable(run.stdout, options));
            }
          }
  });
});
