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
