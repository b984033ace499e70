import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quantileOf } from '@/lib/analyses/scheduling/histogram';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const manifest = JSON.parse(readFileSync('fixtures/manifest.json', 'utf8')) as { file: string; recipe: string }[];
const traces = manifest.filter(({ file }) => file.startsWith('traces/'));

/** Counts of durations by power of two. */
function histogramOf(durations: readonly number[]) {
  const count = new Float64Array(54);
  for (const ns of durations) count[Math.floor(Math.log2(Math.max(ns, 1)))]++;
  return { count, totalNs: durations.reduce((sum, ns) => sum + ns, 0), maxNs: Math.max(...durations) };
}

describe('a percentile of the waits for a P', () => {
  const durations = Array.from({ length: 1000 }, (_, i) => (i + 1) * 1000);
  const falling = Float64Array.from([...durations].reverse());

  it('is the nearest rank where the longest waits are told down to it', () => {
    expect(quantileOf(histogramOf(durations), falling.subarray(0, 50), 0.99)).toBe(990_000);
    expect(quantileOf(histogramOf(durations), falling.subarray(0, 11), 0.99)).toBe(990_000);
  });

  it('never claims more than so many waited: below the longest it is the lower end of the bucket', () => {
    expect(quantileOf(histogramOf(durations), falling.subarray(0, 10), 0.99)).toBe(524_288);
    expect(quantileOf(histogramOf([]), new Float64Array(0), 0.99)).toBe(0);
  });

  it.each(traces)('$file: one wait in a hundred, and not fewer, is as long as the finding says', async ({ file }) => {
    const session = await openCase([fileRequest(`fixtures/captures/${file}`)]);
    const finding = session.diagnosis.findings.find(({ rule }) => rule === 'sched-latency');
    const { schedWait, longWaits } = session.index.of('trace')[0].table.scheduling;
    const count = schedWait.count.reduce((sum, n) => sum + n, 0);
    const least = Number(finding?.evidence.p99Ns ?? quantileOf(schedWait, longWaits.ns, 0.99));
    const bucket = Math.floor(Math.log2(least));
    const within = longWaits.ns.filter((ns) => ns >= least && ns < 2 ** (bucket + 1)).length;
    const beyond = schedWait.count.slice(least > 2 ** bucket ? bucket + 1 : bucket).reduce((sum, n) => sum + n, 0);
    expect(beyond + (least > 2 ** bucket ? within : 0)).toBeGreaterThanOrEqual(Math.floor(count * 0.01));
  });
});
