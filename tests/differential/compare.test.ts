import { describe, expect, it } from 'vitest';
import { compareProfiles } from '@/lib/index/compare';
import type { Granularity } from '@/lib/index/profile';
import { topText } from '@/lib/report/pprof-text';
import { findPprof, loadProfile, runPprof } from '../support/pprof-tool';

const pprof = findPprof();
const captures = new URL('../../fixtures/captures/', import.meta.url).pathname;

const pairs = [
  ['convert-faulty/allocs.pb.gz', 'convert-mended/allocs.pb.gz', 'alloc_space'],
  ['convert-faulty/heap.3.pb.gz', 'convert-mended/heap.3.pb.gz', 'inuse_space'],
  ['convert-faulty/cpu.pb.gz', 'convert-mended/cpu.pb.gz', 'cpu'],
  ['imaging-faulty/mutex.pb.gz', 'imaging-mended/mutex.pb.gz', 'delay'],
  ['imaging-faulty/block.pb.gz', 'imaging-mended/block.pb.gz', 'contentions'],
  ['bench/before.mem.pb.gz', 'bench/after.mem.pb.gz', 'alloc_objects'],
  ['report-faulty/heap.3.pb.gz', 'report-mended/heap.3.pb.gz', 'inuse_objects'],
] as const;

/** flat, cum and name of each row as -top prints it. */
function rowsOf(text: string): string[] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => /^ +flat +flat%/.test(line));
  expect(head).toBeGreaterThan(0);
  return lines.slice(head + 1).filter((line) => line !== '');
}

describe.skipIf(pprof === undefined)('changes of two profiles are those of go tool pprof -top -diff_base', () => {
  for (const [before, after, sampleType] of pairs) {
    for (const granularity of ['functions', 'lines', 'files'] satisfies Granularity[]) {
      for (const normalize of [false, true]) {
        it(`${after} ${sampleType} by ${granularity}${normalize ? ', normalized' : ''}`, async () => {
          const [base, target] = [await loadProfile(captures + before), await loadProfile(captures + after)];
          const delta = compareProfiles({ input: 0, table: base }, { input: 1, table: target }, { sampleType, granularity, normalize });
          const flags = ['-top', '-nodefraction=0', '-edgefraction=0', `-sample_index=${sampleType}`, `-${granularity}`, '-unit=minimum'];
          if (normalize) flags.push('-normalize');
          const theirs = runPprof(pprof as string, [...flags, `-diff_base=${captures + before}`, captures + after]);
          expect(theirs.ok, theirs.stderr).toBe(true);
          const expected = rowsOf(theirs.stdout);
          // The same printer that is held against pprof elsewhere, fed with the comparison's own rows.
          const printed = rowsOf(
            topText({
              head: {
                sampleType,
                unit: delta.unit,
                file: '',
                buildId: '',
                comments: [],
                docUrl: '',
                timeNanos: 0n,
                durationNanos: 0n,
                total: delta.totalBefore,
                activeFilters: [],
                unmatched: [],
              },
              rows: delta.rows.map((row) => ({
                name: row.name,
                inline: '',
                flat: row.flatChange,
                cum: row.cumChange,
                flatShare: row.flatShare,
                cumShare: row.cumShare,
                function: row.function,
                file: row.file,
                line: row.line,
              })),
              totalShown: 0,
              origCount: delta.rows.length,
              droppedNodes: 0,
              nodeFraction: 0,
            }),
          );
          const bare = (line: string) => line.replace(/ \((?:partial-)?inline\)$/, '');
          const ours = printed.map(bare);
          const wanted = expected.map(bare);
          // A file's functions are rows of one name whose order pprof leaves to a map (sum% follows it).
          const comparable = (lines: string[]) =>
            granularity === 'files' ? lines.map((line) => line.replace(/^( *\S+ +[\d.e-]+%) +[\d.e-]+%( )/, '$1$2')).sort() : lines;
          expect(comparable(ours)).toEqual(comparable(wanted));
        });
      }
    }
  }

  it('takes the values of both sides from each profile alone', async () => {
    const [before, after] = [`${captures}convert-faulty/allocs.pb.gz`, `${captures}convert-mended/allocs.pb.gz`];
    const delta = compareProfiles(
      { input: 0, table: await loadProfile(before) },
      { input: 1, table: await loadProfile(after) },
      { sampleType: 'alloc_space' },
    );
    for (const [file, side] of [
      [before, 'Before'],
      [after, 'After'],
    ] as const) {
      const theirs = runPprof(pprof as string, ['-top', '-nodefraction=0', '-sample_index=alloc_space', '-unit=B', file]);
      for (const line of rowsOf(theirs.stdout)) {
        const [, flat, cum, name] = /^ *(\d+)B? +\S+% +\S+% +(\d+)B? +\S+% {2}(.*?)(?: \((?:partial-)?inline\))?$/.exec(line) ?? [];
        const row = delta.rows.find((one) => one.name === name);
        // Rows whose change is zero stand in no diff.
        if (row) expect([Number(row[`flat${side}`]), Number(row[`cum${side}`])], name).toEqual([Number(flat), Number(cum)]);
      }
    }
  });
});
