import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gotriage } from '../support/cli';

const log = 'fixtures/captures/monitor/gogc-100.log';

/** The table's rows: the head, what was observed, and two for each prediction, its figures and their band. */
async function table(...words: string[]): Promise<string[]> {
  const { code, out } = await gotriage(['whatif', log, ...words]);
  expect(code).toBe(0);
  return out.split('\n\n')[0].split('\n').slice(1);
}

const names = (rows: readonly string[]) => rows.filter((row) => /^\S/.test(row)).map((row) => row.split('  ')[0]);

describe('the table of gotriage whatif', () => {
  it('names a limit as GOMEMLIMIT takes it, and per cents as they were asked', async () => {
    expect(names(await table('--gogc', '200,off', '--memlimit', '1536MiB', '--allocate-less', '7'))).toEqual([
      'observed, GOGC=100',
      'GOGC=200 GOMEMLIMIT=1536MiB -7% bytes',
      'GOGC=off GOMEMLIMIT=1536MiB -7% bytes',
    ]);
    expect(names(await table('--gogc', '100', '--memlimit', '2GiB'))[1]).toBe('GOGC=100 GOMEMLIMIT=2GiB');
    expect(names(await table('--gogc', '100', '--memlimit', '100000001B'))[1]).toBe('GOGC=100 GOMEMLIMIT=100000001B');
  });

  it.each([[['--gogc', '200']], [['--gogc', '200,off', '--memlimit', '100000001B', '--allocate-less', '12.5']]])(
    '%j: keeps its columns beneath each other',
    async (words) => {
      const [head, ...rows] = await table(...words);
      // Cells are flush right: where a column ends, every row has its last character.
      const ends = Array.from(head.matchAll(/\S(?= {2}|$)/g), (match) => match.index);
      expect(ends).toHaveLength(4);
      for (const row of rows)
        expect(Array.from(row.slice(ends[0] - 17).matchAll(/\S(?= {2}|$)/g), (match) => match.index + ends[0] - 17)).toEqual(
          row.startsWith(' ') ? ends.slice(0, 3) : ends,
        );
    },
  );
});

describe('a log of several processes', () => {
  const text = (file: string) => readFileSync(`fixtures/captures/monitor/${file}.log`, 'utf8');
  const both = text('gogc-200') + text('gogc-50');
  const cycles = (file: string) => String(text(file).match(/^gc \d+ @/gm)?.length);
  const of = async (...words: string[]) => gotriage(['whatif', '-', '--gogc', '100', ...words], { stdin: both });
  const observed = (out: string) => out.split('\n')[2].split(/ {2,}/)[1];

  it('says which of them it predicts for, and takes another', async () => {
    const { out } = await of();
    expect(out.split('\n')[0]).toMatch(/process 2 of 2/);
    expect(observed(out)).toBe(cycles('gogc-50'));
    const first = await of('--process', '1');
    expect(first.out.split('\n')[0]).toMatch(/process 1 of 2/);
    expect(observed(first.out)).toBe(cycles('gogc-200'));
    expect(JSON.parse((await of('--process', '1', '--json')).out)).toMatchObject({ process: 1, processes: 2 });
  });

  it('refuses one that is not there', async () => {
    const { code, err } = await of('--process', '3');
    expect(code).toBe(2);
    expect(err.join()).toContain('there is no process 3: the log has 2');
  });

  it('is told nothing of processes where there is one', async () => {
    expect((await gotriage(['whatif', log, '--gogc', '100'])).out).not.toContain('process 1');
  });
});

it('the table is in the language asked for, its columns beneath each other', async () => {
  const { out } = await gotriage(['whatif', log, '--gogc', '200', '--lang', 'zh']);
  const rows = out.split('\n\n')[0].split('\n');
  expect(rows[1]).toContain('堆峰值');
  expect(rows[2]).toContain('观测值 GOGC=100');
  expect(rows[4]).toContain('可能范围');
  const places = (line: string) => line.length + (line.match(/\p{Script=Han}/gu)?.length ?? 0);
  expect(new Set(rows.slice(1, 4).map(places)).size).toBe(1);
});
