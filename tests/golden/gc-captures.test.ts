import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '@/lib/analyses/analysis';
import { type CaseIndex, createCaseIndex } from '@/lib/analyses/case';
import { gcAssist } from '@/lib/analyses/gc/gc-assist';
import { gcCpuShare } from '@/lib/analyses/gc/gc-cpu-share';
import { gcForced } from '@/lib/analyses/gc/gc-forced';
import { gcFrequency } from '@/lib/analyses/gc/gc-frequency';
import { gcHeapGrowth } from '@/lib/analyses/gc/gc-heap-growth';
import { gcMemoryLimit } from '@/lib/analyses/gc/gc-memory-limit';
import { gcSeriesOf } from '@/lib/analyses/gc/series';
import { stwOther } from '@/lib/analyses/gc/stw-other';
import { schedLatency } from '@/lib/analyses/scheduling/sched-latency';
import { schedLongRun } from '@/lib/analyses/scheduling/sched-long-run';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { gctraceFormat } from '@/lib/formats/godebug/module';
import { traceFormat } from '@/lib/formats/trace/module';
import { alignSeries } from '@/lib/index/gc/align';
import { inferGogc } from '@/lib/index/gc/gogc';
import { sameProcess, unallocatedOf } from '@/lib/index/gc/memstats';
import { cpuFraction, quantiles } from '@/lib/index/gc/series';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

async function caseOf(...files: string[]): Promise<CaseIndex> {
  const parts = [];
  for (const [input, file] of files.entries()) {
    const format = file.endsWith('.trace') ? traceFormat : gctraceFormat;
    const bytes = new Uint8Array(readFileSync(join('fixtures/captures', file)));
    const { parts: decoded } = await format.decode(bytesSource(file, bytes), { limits: defaultLimits, gzip: false });
    for (const part of decoded) parts.push({ input, name: file, decoded: part, timeNanos: undefined, group: undefined });
  }
  return createCaseIndex(parts);
}

const rules = (index: CaseIndex, ...analyses: Analysis[]) => analyses.flatMap((a) => a.run(index).findings).map((finding) => finding.rule);

/** The MemStats of a heap profile with debug=1, as its lines have them. */
function memStatsOf(file: string): Record<string, string> {
  return Object.fromEntries([...readFileSync(file, 'utf8').matchAll(/^# (\w+) = (.+)$/gm)].map((match) => [match[1], match[2]]));
}

// Logs of other programs, their gctrace lines alone; the name has the GOGC that they ran with.
describe('small heaps', () => {
  it.each([
    ['exporter.gogc-100', 100],
    ['json.gogc-50', 50],
    ['nats.gogc-100', 100],
    ['template.traced-gogc-100', 100],
  ])('%s: goals of few whole MiB tell GOGC', async (name, gogc) => {
    const session = await openCase([fileRequest(`tests/golden/gc/${name}.log`)]);
    const { baseline } = await dispatch(session, 'gc.whatif', { settings: [] });
    expect(baseline).toMatchObject({ gogc, gogcKnown: true });
    session.close();
  });
});

describe('more room', () => {
  it.each(['exporter.gogc-100', 'json.gogc-50', 'nats.gogc-100'])(
    '%s: a higher GOGC never asks for more collections or CPU',
    async (name) => {
      const session = await openCase([fileRequest(`tests/golden/gc/${name}.log`)]);
      const settings = [50, 100, 150, 200, 300, 400, 800].map((gogc) => ({ gogc }));
      const { predictions } = await dispatch(session, 'gc.whatif', { settings });
      for (let i = 1; i < predictions.length; i++) {
        expect(predictions[i].cycles).toBeLessThanOrEqual(predictions[i - 1].cycles);
        expect(predictions[i].gcCpuFraction).toBeLessThanOrEqual(predictions[i - 1].gcCpuFraction);
      }
      session.close();
    },
  );
});

describe('a log and the MemStats of its process', () => {
  const names = ['gogc-50', 'gogc-100', 'gogc-200', 'gogc-300', 'gogc-400', 'limit-only', 'limit-tight'];
  const [captures, mib] = ['fixtures/captures/monitor', 2 ** 20];

  it.each(names)('%s: known by its pauses, and no other', async (name) => {
    const [series] = gcSeriesOf(await caseOf(`monitor/${name}.log`));
    const known = names.filter((other) => sameProcess(series, memStatsOf(`${captures}/${other}.heap.debug1.txt`)));
    expect(known).toEqual([name]);
  });

  it('what each collection counts too much is the volume of the log less TotalAlloc', async () => {
    const [series] = gcSeriesOf(await caseOf('monitor/gogc-100.log'));
    const memStats = memStatsOf(`${captures}/gogc-100.heap.debug1.txt`);
    const cycles = Number(memStats.NumGC);
    let printed = 0;
    for (let i = 0; i < cycles; i++) printed += series.heapEnd[i] - (i > 0 ? series.heapLive[i - 1] : 0);
    const since = Number(memStats.HeapAlloc) - series.heapLive[cycles - 1];
    // Whole MiB at both ends of each cycle, the tails of spans taken off.
    const expected = (printed + since - Number(memStats.TotalAlloc) * 1.02) / cycles;
    expect(Math.abs((unallocatedOf(series, 100, memStats) ?? Number.NaN) - expected)).toBeLessThan(0.5 * mib);
  });

  it('nothing is told of a log with a gap, or by another process', async () => {
    const [series] = gcSeriesOf(await caseOf('monitor/gogc-100.log'));
    const memStats = memStatsOf(`${captures}/gogc-100.heap.debug1.txt`);
    const gap = series.number.map((value, i) => (i > 9 ? value + 1 : value));
    expect(unallocatedOf({ ...series, number: gap }, 100, memStats)).toBeUndefined();
    expect(unallocatedOf(series, 100, memStatsOf(`${captures}/gogc-50.heap.debug1.txt`))).toBeUndefined();
  });

  it('the prediction says that it used it, and asks at the observed setting for what was observed', async () => {
    const files = [`${captures}/gogc-100.log`, `${captures}/gogc-100.heap.debug1.txt`];
    const settings = [{ gogc: 100 }, { gogc: 50 }, { gogc: 400 }];
    const session = await openCase(files.map((file) => fileRequest(file)));
    const { baseline, predictions } = await dispatch(session, 'gc.whatif', { settings });
    const [same, half, four] = predictions;
    expect(same.assumptions.some(({ en }) => en.includes('TotalAlloc'))).toBe(true);
    expect(same.cycles).toBe(baseline.cycles);
    expect(same.durationS).toBeCloseTo(baseline.durationS, 6);
    // Each collection delays the program: more of them take longer over the same work.
    expect(half.durationS).toBeGreaterThan(same.durationS);
    expect(four.durationS).toBeLessThan(same.durationS);
    session.close();
  });
});

describe('monitor at several settings', () => {
  it.each([
    ['gogc-50', 50],
    ['gogc-100', 100],
    ['gogc-200', 200],
    ['gogc-300', 300],
    ['gogc-400', 400],
  ])('%s: the goals tell GOGC', async (name, gogc) => {
    const [series] = gcSeriesOf(await caseOf(`monitor/${name}.log`));
    expect(inferGogc(series)).toBe(gogc);
  });

  it('a tight limit is seen as one, in the log and in the trace; the GOGC runs are not', async () => {
    expect(rules(await caseOf('monitor/limit-tight.log'), gcMemoryLimit)).toEqual(['gc-memory-limit']);
    expect(rules(await caseOf('monitor/limit-tight.trace'), gcMemoryLimit)).toEqual(['gc-memory-limit']);
    for (const name of ['gogc-50', 'gogc-100', 'gogc-200', 'gogc-300', 'gogc-400', 'limit-only', 'mended']) {
      expect(rules(await caseOf(`monitor/${name}.log`), gcMemoryLimit)).toEqual([]);
    }
  });

  // What was set stands in the manifest's commands.
  it.each([
    ['limit-tight', 36],
    ['limit-only', 80],
    ['gogc-100', undefined],
  ])('%s: GOMEMLIMIT is read off the goals and the MemStats of the same process', async (name, mebibytes) => {
    const files = [`monitor/${name}.log`, `monitor/${name}.heap.debug1.txt`];
    const session = await openCase(files.map((file) => fileRequest(join('fixtures/captures', file))));
    const { limit } = await dispatch(session, 'gc.overview', { series: 0 });
    if (mebibytes === undefined) expect(limit).toBeUndefined();
    else {
      expect(limit?.from).toBe('memstats');
      expect(limit?.low).toBeLessThanOrEqual(mebibytes * 2 ** 20);
      expect(limit?.high).toBeGreaterThanOrEqual(mebibytes * 2 ** 20);
    }
    session.close();
  });

  it('forced collections are counted alike in log and trace, and the trace names the caller', async () => {
    const [log, trace, both] = await Promise.all(
      [['log'], ['trace'], ['log', 'trace']].map(async (ends) => {
        const { findings } = gcForced.run(await caseOf(...ends.map((end) => `monitor/forced.${end}`)));
        expect(findings.map(({ rule }) => rule)).toEqual(['gc-forced']);
        return findings[0];
      }),
    );
    expect(log.evidence.count).toBe(trace.evidence.count);
    expect(both.evidence.count).toBe(log.evidence.count);
    expect(both.evidence.function).toBe('gotriage.example/workloads/monitor.(*Monitor).Work');
  });

  // go test -bench -trace in encoding/hex: runN's runtime.GC makes all 37 collections, its timer stops the world 74 times.
  it('what a benchmark’s harness asks for is not laid to the program', async () => {
    const session = await openCase([fileRequest('tests/golden/gc/hex.bench.trace.gz')]);
    const [series] = await dispatch(session, 'gc.series', undefined);
    expect([series.count, series.forced.reduce((sum, flag) => sum + flag, 0)]).toEqual([37, 37]);
    const { findings } = await dispatch(session, 'case.findings', undefined);
    expect(findings.map(({ finding }) => finding.rule)).toEqual([]);
    session.close();
  });

  it('a heap that only grows is told', async () => {
    expect(rules(await caseOf('monitor/retain.log'), gcHeapGrowth)).toEqual(['gc-heap-growth']);
    expect(rules(await caseOf('monitor/gogc-100.log'), gcHeapGrowth)).toEqual([]);
  });

  it('the mended one raises nothing', async () => {
    expect(rules(await caseOf('monitor/mended.log'), gcFrequency, gcCpuShare, gcAssist, gcForced, gcHeapGrowth)).toEqual([]);
  });
});

describe('the same run as log and as trace', () => {
  it.each(['gogc-50', 'gogc-100', 'gogc-300', 'forced'])('%s: the collections are found in each other', async (name) => {
    const [log, trace] = gcSeriesOf(await caseOf(`monitor/${name}.log`, `monitor/${name}.trace`));
    const found = alignSeries(trace, log);
    if (!found) throw new Error('no alignment');
    for (let i = 0; i < trace.count; i++) {
      const row = found.logRow[i];
      // The log cuts MiB off; the trace has bytes.
      expect(Math.floor(trace.heapEnd[i] / 2 ** 20) * 2 ** 20).toBe(log.heapEnd[row]);
      expect(Math.floor(trace.heapLive[i] / 2 ** 20) * 2 ** 20).toBe(log.heapLive[row]);
      expect(trace.forced[i]).toBe(log.forced[row]);
    }
    // The trace's stops hold what stopping and starting the world takes; the log's do not (runtime/mgc.go, now after the stop).
    const rows = Array.from(found.logRow);
    expect(quantiles(trace.markTermNs).total).toBeGreaterThanOrEqual(quantiles(rows.map((row) => log.markTermNs[row])).total);
  });

  // A benchmark of encoding/json: workers get far less than their quarter there, and assists do much of the marking.
  it.each([
    ['fixtures/captures/monitor/gogc-50.log', 'fixtures/captures/monitor/gogc-50.trace'],
    ['fixtures/captures/monitor/gogc-100.log', 'fixtures/captures/monitor/gogc-100.trace'],
    ['tests/golden/gc/json.traced.log', 'tests/golden/gc/json.traced.trace.gz'],
  ])('%s: assists have the same part in the collector’s CPU', async (...files) => {
    const session = await openCase(files.map((file) => fileRequest(file)));
    const all = await dispatch(session, 'gc.series', undefined);
    const [log, trace] = all.map(({ assistCpuNs, backgroundCpuNs }) => {
      const [assist, background] = [assistCpuNs, backgroundCpuNs].map((column) => quantiles(column).total);
      return assist / (assist + background);
    });
    // The trace's ranges hold some waiting, and a worker's time ends in it only with the mark.
    expect(Math.abs(trace - log)).toBeLessThan(0.1);
    session.close();
  });

  it('a prediction from both has the trace’s bytes and keeps the log’s cycles', async () => {
    const files = ['log', 'trace'].map((end) => `fixtures/captures/monitor/gogc-100.${end}`);
    const settings = [{ gogc: 200 }];
    const [log, both] = await Promise.all(
      [files.slice(0, 1), files].map(async (some) =>
        dispatch(await openCase(some.map((file) => fileRequest(file))), 'gc.whatif', { settings }),
      ),
    );
    expect(both.baseline.cycles).toBe(log.baseline.cycles);
    expect(both.baseline.gogc).toBe(100);
    expect(both.predictions[0].assumptions.some(({ en }) => en.startsWith('Sizes of 25 of the 28 collections'))).toBe(true);
    // A MiB cut off is all that the sizes differ by.
    expect(Math.abs(both.baseline.peakHeapBytes - log.baseline.peakHeapBytes)).toBeLessThanOrEqual(2 ** 20);
  });

  it('another process is not taken for the same', async () => {
    const [log, trace] = gcSeriesOf(await caseOf('monitor/gogc-300.log', 'monitor/gogc-50.trace'));
    expect(alignSeries(trace, log)).toBeUndefined();
  });

  it('pause totals of a trace equal its ranges', async () => {
    const index = await caseOf('monitor/gogc-100.trace');
    const [series] = gcSeriesOf(index);
    const totals = index.of('trace')[0].table.rangeTotals;
    expect(quantiles(series.sweepTermNs).total).toBe(totals['stop-the-world (GC sweep termination)'].totalNs);
    expect(quantiles(series.markTermNs).total).toBe(totals['stop-the-world (GC mark termination)'].totalNs);
    expect(cpuFraction(series)).toBeGreaterThan(0);
  });
});

describe('stops and scheduling', () => {
  it('ReadMemStats every 20 ms is named with its caller; the mended one has none', async () => {
    const { findings } = stwOther.run(await caseOf('traces/imaging-faulty-go1.26.trace'));
    expect(findings.map(({ rule, evidence }) => [rule, evidence.reason, evidence.function])).toEqual([
      ['stw-other', 'read mem stats', 'gotriage.example/workloads/imaging.(*Imaging).watch'],
    ]);
    expect(rules(await caseOf('traces/imaging-mended-go1.26.trace'), stwOther)).toEqual([]);
  });
  it('a sound server raises nothing', async () => {
    const index = await caseOf('traces/web-go1.26.trace');
    expect(rules(index, gcFrequency, gcCpuShare, gcAssist, stwOther, schedLatency, schedLongRun)).toEqual([]);
  });
});
