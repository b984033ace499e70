import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';

const linesOf = (name: string) => readFileSync(`fixtures/captures/monitor/${name}.log`, 'utf8').trimEnd().split('\n');
const lines = linesOf('gogc-50');
const isCycle = (line: string) => line.startsWith('gc ');
/** Where the line of the so-manieth collection stands. */
const at = (of: readonly string[], number: number) => of.findIndex((line) => line.startsWith(`gc ${number} `));
const cuts = [at(lines, 12), at(lines, 30)];
const pieces = [lines.slice(0, cuts[0]), lines.slice(cuts[0], cuts[1]), lines.slice(cuts[1])].map((part) => `${part.join('\n')}\n`);

async function caseOf(files: readonly (readonly [string, string | Uint8Array, string?])[]) {
  const session = await openCase(
    files.map(([name, content, group]) => ({
      source: bytesSource(name, typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)),
      ...(group !== undefined && { group }),
    })),
  );
  const series = await dispatch(session, 'gc.series', undefined);
  const { findings } = await session.report({ language: 'en' });
  const joined = session.inputs.flatMap(({ index, warnings }) => (warnings.some(({ code }) => code === 'gctrace-rotated') ? [index] : []));
  return { series, findings, joined };
}

/** What the collections of a case come to, without the files that they are from. */
const facts = ({ series, findings }: Awaited<ReturnType<typeof caseOf>>) => ({
  series: series.map(({ input: _, earlier: __, ...rest }) => rest),
  findings: findings.map(({ rule, severity, tier, title, summary, evidence }) => ({ rule, severity, tier, title, summary, evidence })),
});

describe('a log that was rotated', () => {
  it.each([
    ['by number', ['app.log', 'app.log.1', 'app.log.2.gz']],
    ['by date', ['0.log', '0.log.20261121-052753', '0.log.20261120-052753.gz']],
    ['by lumberjack', ['logs/app.log', 'logs/app-2026-11-21T05-27-53.120.log', 'logs/app-2026-11-21T05-27-53.098.log.gz']],
    ['by lumberjack, without an extension', ['app', 'app-2026-11-21T05-27-53.120', 'app-2026-11-20T05-27-53.120.gz']],
    ['by day', ['logs/app.log', 'logs/app.log-20261121', 'logs/app.log-20261120.gz']],
  ])('%s is read as the whole, and says so', async (_, [newest, middle, oldest]) => {
    const whole = await caseOf([['app.log', `${lines.join('\n')}\n`]]);
    expect(whole.series).toHaveLength(1);
    const rotated = await caseOf([
      [newest, pieces[2]],
      [middle, pieces[1]],
      [oldest, gzipSync(pieces[0])],
    ]);
    expect(facts(rotated)).toEqual(facts(whole));
    expect(rotated.series[0]).toMatchObject({ count: lines.filter(isCycle).length, input: 0, earlier: [2, 1] });
    expect(rotated.joined).toEqual([0, 1]);
    const about = rotated.findings.filter(({ rule }) => rule.startsWith('gc-'));
    expect(about.length).toBeGreaterThan(0);
    for (const { inputs } of about) expect(inputs).toEqual([2, 1, 0]);
  });

  it('goes on after a process of its own ended in the older file, and before one that began in the newer', async () => {
    const other = linesOf('gogc-300').filter(isCycle);
    const { series } = await caseOf([
      ['app.log.1', `${other.join('\n')}\n${pieces[0]}`],
      ['app.log', `${lines.slice(cuts[0]).join('\n')}\n${other.join('\n')}\n`],
    ]);
    expect(series.map(({ count, input, earlier }) => [count, input, earlier])).toEqual([
      [other.length, 0, undefined],
      [lines.filter(isCycle).length, 1, [0]],
      [other.length, 1, undefined],
    ]);
  });

  const rest = lines.slice(cuts[0]).join('\n');
  const slow = linesOf('gogc-300');
  it.each<[string, (readonly [string, string, string?])[]]>([
    [
      'names of no rotation',
      [
        ['a.log', pieces[0]],
        ['b.log', rest],
      ],
    ],
    [
      'another log’s name',
      [
        ['app.log.1', pieces[0]],
        ['api.log', rest],
      ],
    ],
    [
      'the order of the names against it',
      [
        ['app.log', pieces[0]],
        ['app.log.1', rest],
      ],
    ],
    [
      'another instance',
      [
        ['app.log.1', pieces[0], 'a'],
        ['app.log', rest, 'b'],
      ],
    ],
    [
      'a collection that is absent between',
      [
        ['app.log.1', pieces[0]],
        ['app.log', lines.slice(at(lines, 13)).join('\n')],
      ],
    ],
    [
      'another GOMAXPROCS',
      [
        ['app.log.1', pieces[0]],
        ['app.log', rest.replace(/\d+ P$/gm, '64 P')],
      ],
    ],
    [
      'a heap below what was marked',
      [
        ['app.log.1', pieces[0]],
        ['app.log', rest.replace(/\d+->\d+->\d+ MB/g, '0->1->0 MB')],
      ],
    ],
    [
      'a clock that goes back',
      [
        ['app.log.1', slow.slice(0, at(slow, 10)).join('\n')],
        ['app.log', lines.slice(at(lines, 10)).join('\n')],
      ],
    ],
  ])('is not made of files with %s', async (_, files) => {
    const { series, joined } = await caseOf(files);
    expect(series).toHaveLength(2);
    expect(joined).toEqual([]);
  });
});
