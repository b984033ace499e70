import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { traceFormat } from '@/lib/formats/trace/module';
import { MmuCurve } from '@/lib/index/trace/mmu';
import type { TraceTable, UtilizationColumns } from '@/lib/model/trace';
import { buildOverTrace, goVersion } from '../trace/build';

const go = goVersion();
const captures = resolve(__dirname, '../../../fixtures/captures');
const quantiles = [0.001, 0.01, 0.05, 0.5];

interface GoWindows {
  readonly windows: readonly {
    readonly windowNs: number;
    readonly mmu: number;
    readonly mud: readonly number[];
    readonly goMud: readonly number[];
    readonly worst: readonly number[];
    readonly worstTime: readonly number[];
  }[];
}

interface GoMmu extends GoWindows {
  readonly points: number;
  readonly lostNs: number;
}

interface GoRandom extends GoWindows {
  readonly time: readonly number[];
  readonly util: readonly number[];
}

/**
 * Two things of Go's own code stand in the way of its percentiles and of a utilisation that holds over several collections; the copy can be
 * told to do without them, and every other line is Go's.
 * - accumulator.addMU returns before it fills a distribution when no worst windows are asked for, as MUD does: MUD gives the MMU for
 *   every quantile.
 * - MutatorUtilizationV2 counts a mark worker that starts again at its start and at its label.
 */
function patch(file: string, text: string): string {
  if (file !== 'gc.go') return text;
  const changes: readonly (readonly [string, string])[] = [
    ['	if acc.nWorst == 0 {', '	if FillDistribution && acc.mud != nil {\n		acc.nWorst = 1\n	}\n	if acc.nWorst == 0 {'],
    [
      '					bgMark[ev.Goroutine()] = true\n					ps[ev.Proc()].gc++\n				}\n			}',
      '					if !CountOnce || !bgMark[ev.Goroutine()] {\n						ps[ev.Proc()].gc++\n					}\n					bgMark[ev.Goroutine()] = true\n				}\n' +
        '			} else if CountOnce && l.Label == "GC (idle)" && bgMark[ev.Goroutine()] {\n				delete(bgMark, ev.Goroutine())\n				ps[ev.Proc()].gc--\n			}',
    ],
    ['type MutatorUtil struct {', 'var CountOnce, FillDistribution bool\n\ntype MutatorUtil struct {'],
  ];
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`internal/trace/gc.go of this Go has no «${from.trim()}»`);
    return changed.replace(from, to);
  }, text);
}

function run<T>(...args: string[]): T {
  const binary = buildOverTrace('trace-mmu', [join(__dirname, 'mmu.go')], patch);
  return JSON.parse(execFileSync(binary, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

function goMmu(file: string, how: 'once' | 'go'): GoMmu {
  return run(join(captures, file), how);
}

/** The same windows in the same order as Go, those as bad as each other too. */
function sameWorst(curve: MmuCurve, { windowNs, worst, worstTime }: GoWindows['windows'][number]): void {
  const ours = curve.worst(windowNs, 10);
  expect(ours.map((one) => one.time)).toEqual(worstTime);
  ours.forEach((one, i) => {
    expect(one.utilization).toBeCloseTo(worst[i], 12);
  });
}

async function tableOf(file: string): Promise<TraceTable> {
  const bytes = new Uint8Array(readFileSync(join(captures, file)));
  const { parts } = await traceFormat.decode(bytesSource(file, bytes), { limits: defaultLimits, gzip: false });
  const part = parts.find((one) => one.kind === 'trace');
  if (part?.kind !== 'trace') throw new Error('no trace');
  return part.table;
}

function lost({ time, util }: UtilizationColumns): number {
  let sum = 0;
  for (let i = 0; i + 1 < time.length; i++) sum += (1 - util[i]) * (time[i + 1] - time[i]);
  return sum;
}

const files = [
  'monitor/gogc-50.trace',
  'monitor/gogc-100.trace',
  'monitor/limit-tight.trace',
  'traces/report-faulty-go1.22.trace',
  'traces/report-faulty-go1.25.trace',
  'traces/convert-faulty-go1.26.trace',
  'traces/imaging-faulty-go1.26.trace',
];

describe.runIf(go !== undefined)('utilisation, its minimum, its distribution and its worst windows equal those of Go', () => {
  it.each(files)('%s', async (file) => {
    const table = await tableOf(file);
    for (const how of ['go', 'once'] as const) {
      const columns = how === 'go' ? table.utilization : table.mutator;
      if (!columns) throw new Error('no utilisation');
      const theirs = goMmu(file, how);
      expect(columns.time.length).toBe(theirs.points);
      expect(lost(columns) / theirs.lostNs).toBeCloseTo(1, 9);
      const curve = new MmuCurve(columns);
      const sampling = new MmuCurve(columns, 0);
      for (const window of theirs.windows) {
        const { windowNs, mmu, mud, goMud } = window;
        expect(curve.mmu(windowNs)).toBeCloseTo(mmu, 9);
        curve.quantiles(windowNs, quantiles).forEach((value, i) => {
          expect(value).toBeCloseTo(mud[i], 6);
        });
        // From 20 000 windows: within a two-hundredth of the windows around the quantile.
        const around = quantiles.map((q) => [
          q > 0.005 ? curve.quantiles(windowNs, [q - 0.005])[0] : mmu,
          curve.quantiles(windowNs, [q + 0.005])[0],
        ]);
        sampling.quantiles(windowNs, quantiles).forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(around[i][0] - 1e-6);
          expect(value).toBeLessThanOrEqual(around[i][1] + 1e-6);
        });
        // Go's own percentiles are the minimum: nobody can read more out of its plot.
        for (const value of goMud) expect(value).toBe(mmu);
        sameWorst(curve, window);
      }
    }
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('utilisations made up, many windows as bad as each other: %i', (seed) => {
    const { time, util, windows } = run<GoRandom>('random', String(seed));
    const curve = new MmuCurve({ time: Float64Array.from(time), util: Float64Array.from(util) });
    expect(windows.length).toBeGreaterThan(2);
    for (const window of windows) {
      expect(curve.mmu(window.windowNs)).toBeCloseTo(window.mmu, 12);
      sameWorst(curve, window);
    }
  });
});
