import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PeekOptions, TopOptions } from '@/lib/index/profile';
import type { Command } from '../support/pprof-tool';
import { comparable, findPprof, loadProfile, ourText, pprofFlags, runPprof } from '../support/pprof-tool';

const pprof = findPprof();
const captures = 'fixtures/captures';
const profiles = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  // Go's gzip reader refuses the zeros after heap-padded's end; tests/unit/gzip.test.ts has that case.
  .filter((name) => name.endsWith('.pb.gz') && !name.includes('padded'))
  .map((name) => `${captures}/${name}`)
  .sort();

type Options = TopOptions & PeekOptions;

const filters: readonly Options[] = [
  { focus: 'json|convert|report' },
  { ignore: 'runtime' },
  { hide: 'runtime\\.' },
  { show: 'main|json' },
  { focus: 'main', ignore: 'http', hide: '^net/' },
  { showFrom: 'main\\.' },
  { pruneFrom: 'main\\.' },
  { focus: 'matches nothing at all' },
  { tagfocus: '1kb:' },
  { tagfocus: ':1kb' },
  { tagfocus: 'bytes=16b:4096b' },
  { tagignore: '48b' },
  { tagfocus: '.*' },
  { tagshow: 'byt' },
  { taghide: 'bytes' },
  { tagroot: 'bytes' },
  { tagleaf: 'bytes', granularity: 'filefunctions' },
  { tagroot: 'none,bytes', tagleaf: 'other' },
  { relativePercentages: true, focus: 'runtime' },
];

const shapes: readonly Options[] = [
  {},
  { sort: 'cum' },
  { limit: 10 },
  { limit: 5, sort: 'cum' },
  { nodeFraction: 0 },
  { nodeFraction: 0.05, edgeFraction: 0.05 },
  { noinlines: true },
  { mean: true },
  { dropNegative: true },
  { granularity: 'functions' },
  { granularity: 'filefunctions' },
  { granularity: 'files' },
  { granularity: 'lines' },
  { granularity: 'lines', showColumns: true, nodeFraction: 0 },
  { granularity: 'addresses' },
  { granularity: 'lines', noinlines: true },
  { granularity: 'addresses', noinlines: true },
  { unit: 'kb' },
];

/** Compares one report; a refusal by both is agreement. */
async function compare(tool: string, path: string, command: Command, options: Options, basePath?: string): Promise<void> {
  const profile = await loadProfile(path);
  const theirs = runPprof(tool, [...pprofFlags(command, options, basePath), path]);
  let ours: string | undefined;
  try {
    ours = ourText(profile, command, options);
  } catch (error) {
    if (theirs.ok) throw error;
  }
  const what = `${path} ${JSON.stringify({ command, ...options, base: undefined, diffBase: undefined })} ${basePath ?? ''}`;
  if (!theirs.ok) expect(ours, `${what}: ${theirs.stderr}`).toBeUndefined();
  else expect(comparable(ours ?? '', options), what).toBe(comparable(theirs.stdout, options));
}

describe.skipIf(pprof === undefined)('reports equal those of go tool pprof', () => {
  const tool = pprof ?? '';

  test.each(profiles)('%s: every sample type', async (path) => {
    const { sampleTypes } = await loadProfile(path);
    for (const { type } of sampleTypes) {
      for (const command of ['top', 'tags', 'traces', { peek: '.' }] as const) await compare(tool, path, command, { sampleType: type });
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
      await compare(tool, path, { peek: 'main|runtime' }, options);
    }
    for (const options of filters) {
      await compare(tool, path, 'tags', options);
      await compare(tool, path, 'traces', options);
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
        await compare(tool, `${captures}/${target}.pb.gz`, { peek: 'main|runtime' }, { ...against, ...extra }, basePath);
      }
    }
  });
});
