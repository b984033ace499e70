import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { decodeBench } from '@/lib/formats/bench/module';
import { pprofFormat } from '@/lib/formats/pprof/module';
import { benchChanges, explainBenchmark } from '@/lib/index/allocation/benchmark';
import { allocationSites } from '@/lib/index/allocation/sites';
import { nonHeapOf } from '@/lib/index/gc/memstats';

const file = (name: string) => readFileSync(`fixtures/captures/bench/${name}`);
const bench = (name: string) => decodeBench(file(name).toString('utf8'));

async function sites(name: string) {
  const source = bytesSource(name, new Uint8Array(file(name)));
  const [part] = (await pprofFormat.decode(source, { limits: defaultLimits, gzip: true })).parts;
  if (part.kind !== 'profile') throw new Error(`${name} is no profile`);
  return allocationSites(part.table);
}

describe('a benchmark before and after', () => {
  it('the planted lines pay for the drop of B/op, and the lines account for it within a tenth', async () => {
    const result = explainBenchmark(
      bench('before.txt'),
      bench('after.txt'),
      await sites('before.mem.pb.gz'),
      await sites('after.mem.pb.gz'),
    );
    expect(result.benchmarks.length).toBeGreaterThan(0);
    expect(result.bytesAfter).toBeLessThan(result.bytesBefore);
    expect(Math.abs(result.explained - 1)).toBeLessThan(0.1);
    const drop = result.bytesBefore - result.bytesAfter;
    const faulty = result.lines.filter((line) => line.file.endsWith('/faulty.go'));
    expect(-faulty.reduce((sum, line) => sum + line.change, 0) / drop).toBeGreaterThan(0.9);
    expect(result.lines[0].function).toBe('gotriage.example/workloads/convert.paginate');
  });

  it('benchmarks without a partner are left out', () => {
    const line = (name: string, bytes: number) => `Benchmark${name}-2\t10\t5 ns/op\t${bytes} B/op\t1 allocs/op\n`;
    expect(benchChanges(decodeBench(line('A', 10) + line('A', 20) + line('B', 5)), decodeBench(line('A', 6) + line('C', 1)))).toEqual([
      { name: 'BenchmarkA', pkg: '', bytesBefore: 15, bytesAfter: 6, allocsBefore: 1, allocsAfter: 1 },
    ]);
  });
});

describe('memory beside the heap', () => {
  it('is Sys less idle and allocated heap', () => {
    expect(nonHeapOf({ Sys: '100', HeapIdle: '30', HeapAlloc: '50' })).toBe(20);
    expect(nonHeapOf({ Sys: '100', HeapIdle: '30' })).toBeUndefined();
    expect(nonHeapOf(undefined)).toBeUndefined();
  });
});
