import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareReports, filters, shapes } from '../support/pprof-compare';
import { findPprof, loadProfile } from '../support/pprof-tool';

const pprof = findPprof();
const captures = 'fixtures/captures';
const profiles = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  // Go's gzip reader refuses the zeros after heap-padded's end; tests/unit/gzip.test.ts has that case.
  .filter((name) => name.endsWith('.pb.gz') && !name.includes('padded'))
  .map((name) => `${captures}/${name}`)
  .sort();

async function compare(...request: Parameters<typeof compareReports>): Promise<void> {
  const { what, ours, theirs } = await compareReports(...request);
  expect(ours, what).toBe(theirs);
}

describe.skipIf(pprof === undefined)('reports equal those of go tool pprof', () => {
  const tool = pprof ?? '';

  test.each(profiles)('%s: every sample type', async (path) => {
    const { sampleTypes } = await loadProfile(path);
    for (const { type } of sampleTypes) {
      for (const command of ['top', 'tree', 'comments', 'tags', 'traces', { peek: '.' }] as const)
        await compare(tool, path, command, { sampleType: type });
      await compare(tool, path, 'top', { sampleType: type, sort: 'cum', granularity: 'lines', nodeFraction: 0 });
    }
  });

  // Every combination on every capture takes minutes: each option meets each kind of profile here.
  const kinds = [
    'convert-faulty/allocs',
    'imaging-faulty/cpu',
    'imaging-faulty/mutex',
    'report-faulty/block',
    'report-faulty/goroutine.3',
    'report-faulty/heap.2',
    'web/threadcreate',
  ];
  test.each(kinds)('%s: every option', async (kind) => {
    const path = `${captures}/${kind}.pb.gz`;
    for (const options of [...shapes, ...filters]) {
      await compare(tool, path, 'top', options);
      await compare(tool, path, 'tree', options);
      await compare(tool, path, { peek: 'main|runtime' }, options);
    }
    for (const options of filters) {
      await compare(tool, path, 'tags', options);
      await compare(tool, path, 'traces', options);
    }
  });

  test.each(kinds)('%s: graphs', async (kind) => {
    const path = `${captures}/${kind}.pb.gz`;
    for (const options of [
      {},
      { granularity: 'lines' as const },
      { focus: 'main|json' },
      { limit: 20 },
      { sort: 'cum' as const, noinlines: true },
      { nodeFraction: 0.02 },
    ]) {
      await compare(tool, path, 'dot', options);
      await compare(tool, path, 'callgrind', options);
    }
  });

  const pairs = [
    ['convert-faulty/heap.3', 'convert-faulty/heap.1'],
    ['convert-mended/allocs', 'convert-faulty/allocs'],
    ['bench/after.mem', 'bench/before.mem'],
    ['bench/after.cpu', 'bench/before.cpu'],
    ['report-faulty/goroutine.3', 'report-faulty/goroutine.1'],
    ['imaging-mended/mutex', 'imaging-faulty/mutex'],
    ['report-faulty/heap.1', 'report-faulty/goroutine.1'],
  ] as const;
  test.each(pairs)('%s against %s', async (target, base) => {
    const basePath = `${captures}/${base}.pb.gz`;
    const table = await loadProfile(basePath);
    for (const extra of [
      {},
      { normalize: true },
      { dropNegative: true },
      { granularity: 'lines' as const, nodeFraction: 0 },
      { sort: 'cum' as const, limit: 12 },
    ]) {
      for (const against of [{ base: table }, { diffBase: table }]) {
        await compare(tool, `${captures}/${target}.pb.gz`, 'top', { ...against, ...extra }, basePath);
        await compare(tool, `${captures}/${target}.pb.gz`, 'tree', { ...against, ...extra }, basePath);
        await compare(tool, `${captures}/${target}.pb.gz`, { peek: 'main|runtime' }, { ...against, ...extra }, basePath);
      }
    }
  });
});
