import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import type { Comparison } from '@/lib/model/comparison';
import { dispatch } from '@/lib/query/queries';
import { openCase, type Session } from '@/lib/query/session';
import { compare as schema } from '@/lib/report/schema-compare';
import { gotriage } from '../../support/cli';

const captures = new URL('../../../fixtures/captures/', import.meta.url).pathname;

async function open(
  before: readonly string[],
  after: readonly string[],
): Promise<{ session: Session; sides: { before: number[]; after: number[] } }> {
  const source = (name: string) => bytesSource(name, new Uint8Array(readFileSync(captures + name)));
  const requests = [...before, ...after].map((name) => ({ source: source(name) }));
  const session = await openCase(requests);
  return {
    session,
    sides: { before: before.map((_, i) => i), after: after.map((_, i) => before.length + i) },
  };
}

async function compared(before: readonly string[], after: readonly string[], work?: number): Promise<Comparison> {
  const { session, sides } = await open(before, after);
  return dispatch(session, 'compare', { ...sides, work });
}

const dumps = (side: string) => [1, 2, 3].map((n) => `report-${side}/goroutine.${n}.debug2.txt`);

it('sets dumps against each other beside a log that tells the number of goroutines, but none of them', async () => {
  const { session } = await open(
    ['report-faulty/goroutine.1.debug2.txt', 'report-faulty/goroutine.3.debug2.txt'],
    ['monitor/gogc-100.log'],
  );
  expect(session.inputs[2].parts.map(({ kind }) => kind)).toContain('goroutines');
  expect(await dispatch(session, 'compare.sides', undefined)).toEqual({ before: [0], after: [1] });
});

describe('faulty and mended workloads', () => {
  it('finds every leak of the report service mended', async () => {
    const result = await compared(dumps('faulty'), dumps('mended'));
    const leaks = result.verdicts.filter((verdict) => verdict.rule === 'goroutine-leak');
    expect(leaks.length).toBeGreaterThan(10);
    expect(leaks.filter((verdict) => verdict.word !== 'mended')).toEqual([]);
    expect(result.fresh).toEqual([]);
    expect(result.goroutines?.totalAfter).toBeLessThan((result.goroutines?.totalBefore ?? 0) / 10);
  });

  it('finds them worse or unchanged the other way round, and never mended', async () => {
    const result = await compared(dumps('mended'), dumps('faulty'));
    expect(result.verdicts.filter((verdict) => verdict.word === 'mended')).toEqual([]);
    expect(result.fresh.length).toBeGreaterThan(10);
  });

  it('finds two captures of one leaking process unchanged or worse', async () => {
    const [first, , third] = dumps('faulty');
    const result = await compared([first], [third]);
    const leaks = result.verdicts.filter((verdict) => verdict.rule === 'goroutine-leak');
    expect(leaks.length).toBeGreaterThan(0);
    for (const verdict of leaks) expect(['worse', 'unchanged']).toContain(verdict.word);
    for (const row of result.goroutines?.rows ?? [])
      if (row.function.includes('report.')) expect(row.after).toBeGreaterThanOrEqual(row.before);
  });

  it('finds the planted lines of the converter mended, and says nothing of equal code under unknown work', async () => {
    const result = await compared(['convert-faulty/allocs.pb.gz'], ['convert-mended/allocs.pb.gz']);
    for (const verdict of result.verdicts) {
      const { evidence } = result.before.findings[verdict.finding];
      // message.go makes the load: it is the same code on both sides.
      const expected = evidence.file?.endsWith('/message.go') ? 'cannot-tell' : 'mended';
      expect(verdict.word, `${evidence.function}:${evidence.line}`).toBe(expected);
    }
  });

  it('lays the drop of B/op at functions of the converter to within 10 %', async () => {
    const result = await compared(['bench/before.txt', 'bench/before.mem.pb.gz'], ['bench/after.txt', 'bench/after.mem.pb.gz']);
    expect(result.work?.basis).toBe('operations');
    const { explanation } = result;
    const own = explanation?.rows.filter((row) => row.function.includes('workloads/convert')) ?? [];
    const share = own.reduce((sum, row) => sum + row.shareOfDrop, 0);
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.1);
    // paginate makes a page of 40 KiB for each message (faulty.go).
    const page = own.find((row) => row.function.endsWith('.paginate'));
    expect(page?.before).toBeGreaterThan(40960 * 0.9);
    expect(page?.before).toBeLessThan(40960 * 1.1);
    for (const bench of result.benches) for (const metric of bench.metrics) if (metric.unit === 'B/op') expect(metric.told).toBe(true);
  });

  it('finds the locks and channels of the imaging service mended', async () => {
    const result = await compared(
      ['imaging-faulty/mutex.pb.gz', 'imaging-faulty/block.pb.gz'],
      ['imaging-mended/mutex.pb.gz', 'imaging-mended/block.pb.gz'],
    );
    expect(result.verdicts.length).toBeGreaterThan(1);
    expect(result.verdicts.filter((verdict) => verdict.word !== 'mended')).toEqual([]);
  });

  it('counts the collections of both logs as the log does', async () => {
    const result = await compared(['monitor/gogc-100.log'], ['monitor/gogc-300.log']);
    const cycles = result.gc?.figures.find((figure) => figure.id === 'cycles');
    const lines = (file: string) => readFileSync(captures + file, 'utf8').match(/^gc \d+ @/gm)?.length;
    expect([cycles?.before, cycles?.after]).toEqual([lines('monitor/gogc-100.log'), lines('monitor/gogc-300.log')]);
  });
});

describe('verdicts that cannot be given', () => {
  it('says which capture lacks', async () => {
    const result = await compared(['report-faulty/goroutine.3.debug2.txt'], ['convert-mended/allocs.pb.gz']);
    expect(result.verdicts.length).toBeGreaterThan(0);
    for (const verdict of result.verdicts) {
      expect(verdict.word).toBe('cannot-tell');
      expect(verdict.lacks?.en).toMatch(/goroutine/);
      expect(verdict.lacks?.zh).toMatch(/goroutine/);
    }
    expect(result.unpaired.map(({ side, kind }) => `${side} ${kind}`)).toEqual(['before goroutines', 'after profile allocs']);
  });

  it('asks how much work was done, and takes the answer', async () => {
    const file = ['convert-faulty/allocs.pb.gz'];
    const same = await compared(file, file);
    expect(new Set(same.verdicts.map((verdict) => verdict.word))).toEqual(new Set(['cannot-tell']));
    const told = await compared(file, file, 1);
    expect(new Set(told.verdicts.map((verdict) => verdict.word))).toEqual(new Set(['unchanged']));
    const more = await compared(file, file, 4);
    expect(new Set(more.verdicts.map((verdict) => verdict.word))).toEqual(new Set(['mended']));
  });

  it('refuses an empty side, a file on both, and a ratio that is none', async () => {
    const { session } = await open(['convert-faulty/allocs.pb.gz'], ['convert-mended/allocs.pb.gz']);
    await expect(dispatch(session, 'compare', { before: [0], after: [] })).rejects.toThrow(/at least one input/);
    await expect(dispatch(session, 'compare', { before: [0], after: [0] })).rejects.toThrow(/both sides/);
    await expect(dispatch(session, 'compare', { before: [0], after: [1], work: 0 })).rejects.toThrow(/ratio of work/);
  });
});

describe('gotriage compare', () => {
  const files = [`${captures}convert-faulty/allocs.pb.gz`, `${captures}convert-mended/allocs.pb.gz`];

  it.each(['en', 'zh'])('prints JSON that its schema allows (%s)', async (lang) => {
    const { code, out } = await gotriage(['compare', ...files, '--json', '--lang', lang]);
    expect(code).toBe(0);
    const report = schema.strict().parse(JSON.parse(out));
    expect(report.verdicts.map((verdict) => verdict.finding)).toEqual(report.before.findings.map((_, i) => i));
    expect(
      [...report.gone, ...report.verdicts.filter((verdict) => verdict.stayed).map((verdict) => verdict.finding)].sort((a, b) => a - b),
    ).toEqual(report.verdicts.map((verdict) => verdict.finding));
  });

  it('prints every verdict as text and as Markdown', async () => {
    const { out: json } = await gotriage(['compare', ...files, '--json']);
    const report = schema.parse(JSON.parse(json));
    const { out: text } = await gotriage(['compare', ...files]);
    for (const verdict of report.verdicts) expect(text).toContain(verdict.title);
    const { out: markdown } = await gotriage(['compare', ...files, '--markdown']);
    expect(markdown.match(/^\| \*\*/gm)).toHaveLength(report.verdicts.length);
  });

  it('tells an unreadable side with exit code 3, a wrong number of files with 2', async () => {
    const missing = await gotriage(['compare', files[0], '/nonexistent/after.pb.gz']);
    expect(missing.code).toBe(3);
    expect(missing.err.join('\n')).toMatch(/after\.pb\.gz/);
    expect((await gotriage(['compare', files[0]])).code).toBe(2);
    expect((await gotriage(['compare', ...files, '--work', '0'])).code).toBe(2);
  });
});

it('calls nothing mended where the whole grew and the work is unknown', async () => {
  const result = await compared(['convert-mended/allocs.pb.gz'], ['convert-faulty/allocs.pb.gz']);
  expect(result.verdicts.length).toBeGreaterThan(0);
  expect(result.verdicts.filter((verdict) => verdict.word === 'mended' || verdict.word === 'better')).toEqual([]);
});
