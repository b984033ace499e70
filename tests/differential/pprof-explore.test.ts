import { describe, expect, test } from 'vitest';
import { type Amount, scaledLabel } from '@/lib/base/units';
import { allocationReview, labelValues, sizeClasses, sizeSpectrum, top } from '@/lib/index/profile';
import type { AllocationReview } from '@/lib/model/allocation-review';
import { findPprof, loadProfile, runPprof } from '../support/pprof-tool';

const pprof = findPprof();
const captures = 'fixtures/captures';

/** Rows of `-top`: what stands for flat and cum, by name. */
function rowsOf(text: string): Map<string, { flat: string; cum: string }> {
  const rows = new Map<string, { flat: string; cum: string }>();
  for (const line of text.slice(text.indexOf('flat%')).split('\n').slice(1)) {
    const parts = /^ *(\S+) +\S+% +\S+% +(\S+) +\S+% {2}(.*?)(?: \((?:partial-)?inline\))?$/.exec(line);
    if (parts) rows.set(parts[3], { flat: parts[1], cum: parts[2] });
  }
  return rows;
}

describe.skipIf(pprof === undefined)('the explorer counts as go tool pprof', () => {
  const tool = pprof ?? '';

  test.each(['convert-faulty/allocs', 'convert-faulty/heap.3', 'bench/before.mem'])('%s: alloc beside inuse', async (name) => {
    const path = `${captures}/${name}.pb.gz`;
    const review = allocationReview(await loadProfile(path));
    const columns = {
      alloc_space: 'allocSpace',
      alloc_objects: 'allocObjects',
      inuse_space: 'inuseSpace',
      inuse_objects: 'inuseObjects',
    } as const satisfies Record<string, keyof AllocationReview['totals']>;
    for (const [type, column] of Object.entries(columns)) {
      const unit = type.endsWith('space') ? 'bytes' : 'count';
      const run = runPprof(tool, ['-top', '-nodefraction=0', `-unit=${unit === 'bytes' ? 'B' : unit}`, `-sample_index=${type}`, path]);
      const rows = rowsOf(run.stdout);
      const text = (value: Amount) => scaledLabel(value, unit, unit === 'bytes' ? 'B' : unit);
      const ours = review.rows.filter((row) => row[column].flat !== 0 || row[column].cum !== 0);
      expect(ours.map((row) => [row.name, text(row[column].flat), text(row[column].cum)]).sort()).toEqual(
        [...rows].map(([row, { flat, cum }]) => [row, flat, cum]).sort(),
      );
      expect(run.stdout).toContain(`of ${text(review.totals[column])} total`);
    }
  });

  test.each(['report-faulty/goroutine.3', 'report-faulty/cpu', 'convert-faulty/allocs', 'leakprofile-faulty/goroutineleak'])(
    '%s: each label value with its filter',
    async (name) => {
      const path = `${captures}/${name}.pb.gz`;
      const table = await loadProfile(path);
      const keys = labelValues(table);
      expect(keys.length).toBeGreaterThan(0);
      for (const { key, values, numeric } of keys) {
        for (const [i, { value, tagfocus }] of values.entries()) {
          if (tagfocus === undefined) throw new Error(`${key} has a value without a filter`);
          const { totalShown } = top(table, { tagfocus, limit: 0, nodeFraction: 0 });
          // A sample counts whole for each value that it has; of one key all samples here have one.
          expect(totalShown, tagfocus).toBe(value);
          if (i > 2 && numeric) continue;
          const run = runPprof(tool, ['-tags', `-tagfocus=${tagfocus}`, path]);
          expect(run.ok, run.stderr).toBe(true);
          expect(run.stdout, tagfocus).toContain(` ${key}: Total `);
        }
      }
    },
  );

  test('sizes by doubling ranges add up to the three classes', async () => {
    const table = await loadProfile(`${captures}/convert-faulty/allocs.pb.gz`);
    const { bins, labelled, byRatio } = sizeSpectrum(table);
    expect(byRatio).toBe(0);
    expect(labelled).toBe(table.samples.count);
    for (const { name, values } of sizeClasses(table)) {
      const own = bins.filter((bin) => bin.class === name);
      expect(values).toEqual(values.map((_, type) => own.reduce((sum, bin) => sum + Number(bin.values[type]), 0)));
    }
    // The ranges touch, and none holds two classes.
    bins.slice(1).forEach((bin, i) => {
      expect(bin.from).toBe(bins[i].to + 1);
    });
  });
});
