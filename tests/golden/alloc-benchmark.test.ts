import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { decodeBench } from '@/lib/formats/bench/module';
import { pprofFormat } from '@/lib/formats/pprof/module';
import { explainBytes } from '@/lib/index/compare';
import { nonHeapOf } from '@/lib/index/gc/memstats';

const file = (name: string) => readFileSync(`fixtures/captures/bench/${name}`);
const bench = (name: string) => decodeBench(file(name));

async function profile(name: string) {
  const source = bytesSource(name, new Uint8Array(file(name)));
  const [part] = (await pprofFormat.decode(source, { limits: defaultLimits, gzip: true })).parts;
  if (part.kind !== 'profile') throw new Error(`${name} is no profile`);
  return part.table;
}

describe('a benchmark before and after', () => {
  it('the planted lines pay for the drop of B/op, and the lines account for it within a tenth', async () => {
    const result = explainBytes(
      { input: 0, benches: [bench('before.txt')], profile: await profile('before.mem.pb.gz') },
      { input: 1, benches: [bench('after.txt')], profile: await profile('after.mem.pb.gz') },
    );
    if (result === undefined) throw new Error('nothing was explained');
    const drop = result.printedBefore - result.printedAfter;
    expect(drop).toBeGreaterThan(0);
    const lines = result.rows.flatMap((row) => row.lines);
    const paid = (of: typeof lines) => of.reduce((sum, line) => sum + line.before - line.after, 0);
    expect(Math.abs(paid(lines) / drop - 1)).toBeLessThan(0.1);
    expect(paid(lines.filter((line) => line.file.endsWith('/faulty.go'))) / drop).toBeGreaterThan(0.9);
    expect(result.rows[0].function).toBe('gotriage.example/workloads/convert.paginate');
    const planted = file('../../workloads/convert/faulty.go').toString('utf8').split('\n');
    expect(planted[result.rows[0].lines[0].line - 1]).toContain('// hot:page');
    for (const row of result.rows) expect(paid([...row.lines])).toBeCloseTo(row.before - row.after, 6);
  });

  it('a profile that holds no benchmark explains nothing', async () => {
    const [part] = (
      await pprofFormat.decode(bytesSource('heap', new Uint8Array(readFileSync('fixtures/captures/convert-faulty/heap.1.pb.gz'))), {
        limits: defaultLimits,
        gzip: true,
      })
    ).parts;
    if (part.kind !== 'profile') throw new Error('no profile');
    const side = { input: 0, benches: [bench('before.txt')], profile: part.table };
    expect(explainBytes(side, side)).toBeUndefined();
  });
});

describe('memory beside the heap', () => {
  it('is Sys less idle and allocated heap', () => {
    expect(nonHeapOf({ Sys: '100', HeapIdle: '30', HeapAlloc: '50' })).toBe(20);
    expect(nonHeapOf({ Sys: '100', HeapIdle: '30' })).toBeUndefined();
    expect(nonHeapOf(undefined)).toBeUndefined();
  });
});
