import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocHotPath } from '@/lib/analyses/allocation/alloc-hot-path';
import { allocRetainedGrowth } from '@/lib/analyses/allocation/alloc-retained-growth';
import { profileEmpty } from '@/lib/analyses/allocation/profile-empty';
import { thresholds } from '@/lib/analyses/allocation/thresholds';
import { type CaseIndex, createCaseIndex, type PartSource } from '@/lib/analyses/case';
import { channelContention } from '@/lib/analyses/contention/channel-contention';
import { lockContention } from '@/lib/analyses/contention/lock-contention';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { pprofFormat } from '@/lib/formats/pprof/module';
import type { Finding } from '@/lib/model/finding';

interface Planted {
  name: string;
  rule: string;
  function: string;
  file: string;
  line: number;
  shares?: Record<string, number>;
}
interface Entry {
  file: string;
  planted?: Planted[];
}

const captures = 'fixtures/captures';
const manifest = JSON.parse(readFileSync('fixtures/manifest.json', 'utf8')) as Entry[];

async function caseOf(...files: string[]): Promise<CaseIndex> {
  const parts: PartSource[] = [];
  for (const [input, file] of files.entries()) {
    const bytes = new Uint8Array(readFileSync(join(captures, file)));
    const result = await pprofFormat.decode(bytesSource(file, bytes), { limits: defaultLimits, gzip: true });
    const decoded = result.parts[0];
    if (decoded.kind !== 'profile') throw new Error(`${file} is no profile`);
    parts.push({ input, name: file, decoded, timeNanos: decoded.table.timeNanos, group: undefined });
  }
  return createCaseIndex(parts);
}

const plantedIn = (file: string): readonly Planted[] => {
  const entry = manifest.find((candidate) => candidate.file === file);
  if (!entry) throw new Error(`${file} is not in the manifest`);
  return entry.planted ?? [];
};

const named = (findings: readonly Finding[], planted: Planted) =>
  findings.some(({ rule, evidence }) => rule === planted.rule && evidence.function === planted.function && evidence.line === planted.line);

/** Twice the threshold of the analysis: a new capture moves the shares. */
const clear = ({ shares = {} }: Planted) =>
  (shares.alloc_space ?? 0) >= 2 * thresholds.causeShare || (shares.alloc_objects ?? 0) >= 2 * thresholds.causeShare;
/** The share of this line holds that of the planted line which it calls: what it allocates itself is under the threshold. */
const ofCallee = new Set(['buffer']);
/** Rules that need another input than a profile, or are judged elsewhere. */
const elsewhere = new Set(['alloc-escape', 'gc-forced', 'alloc-retained-growth']);

describe('planted allocations', () => {
  const files = ['convert-faulty/allocs.pb.gz', 'monitor/gogc-100.heap.pb.gz', 'monitor/gogc-300.heap.pb.gz'];
  it.each(files)('%s: every planted line of weight is named with its rule', async (file) => {
    const cpu = file.replace(/[^/]*$/, 'cpu.pb.gz');
    const index = await caseOf(file, ...(existsSync(join(captures, cpu)) ? [cpu] : []));
    const { findings } = allocHotPath.run(index);
    const planted = plantedIn(file).filter((fact) => clear(fact) && !elsewhere.has(fact.rule) && !ofCallee.has(fact.name));
    expect(planted.length).toBeGreaterThan(0);
    expect(planted.filter((fact) => !named(findings, fact)).map((fact) => fact.name)).toEqual([]);
  });

  it('the mended converter keeps none of the planted lines, and nothing of weight is laid at a line without a cause', async () => {
    const { findings } = allocHotPath.run(await caseOf('convert-mended/allocs.pb.gz', 'convert-mended/cpu.pb.gz'));
    const planted = plantedIn('convert-faulty/allocs.pb.gz');
    expect(planted.filter((fact) => named(findings, fact)).map((fact) => fact.name)).toEqual([]);
    expect(findings.filter((finding) => finding.severity === 'high' || finding.severity === 'critical')).toEqual([]);
  });

  it('names every finding with a full frame of the user code and its share', async () => {
    const { findings } = allocHotPath.run(await caseOf('convert-faulty/allocs.pb.gz', 'convert-faulty/cpu.pb.gz'));
    for (const { evidence, title } of findings) {
      expect(evidence.function).toMatch(/^gotriage\.example\/workloads\//);
      expect(evidence.line).toBeGreaterThan(0);
      expect(Number(evidence.share) >= thresholds.causeShare || Number(evidence.shareObjects) >= thresholds.causeShare).toBe(true);
      expect(title.en).toContain(' %');
      expect(title.zh).toContain(' %');
    }
  });
});

describe('retained growth', () => {
  const snapshots = (folder: string) => [1, 2, 3].map((n) => `${folder}/heap.${n}.pb.gz`);
  it('the history of the faulty converter grows over three snapshots', async () => {
    const { findings } = allocRetainedGrowth.run(await caseOf(...snapshots('convert-faulty')));
    const [history] = plantedIn('convert-faulty/heap.3.pb.gz').filter((fact) => fact.rule === 'alloc-retained-growth');
    expect(findings.map(({ rule, tier, evidence }) => [rule, tier, evidence.function, evidence.line])).toEqual([
      ['alloc-retained-growth', 'strong', history.function, history.line],
    ]);
  });
  it.each(['convert-mended', 'report-mended'])('%s keeps nothing', async (folder) => {
    expect(allocRetainedGrowth.run(await caseOf(...snapshots(folder))).findings).toEqual([]);
  });
  it('a single snapshot asks for a second', async () => {
    const { missing } = allocRetainedGrowth.run(await caseOf('convert-faulty/heap.1.pb.gz'));
    expect(missing?.map((item) => item.input.en)).toEqual(['second heap profile']);
  });
});

describe('contention', () => {
  it('the planted lock and queue are named', async () => {
    const index = await caseOf('imaging-faulty/block.pb.gz', 'imaging-faulty/mutex.pb.gz');
    const findings = [...lockContention.run(index).findings, ...channelContention.run(index).findings];
    const planted = [...plantedIn('imaging-faulty/block.pb.gz'), ...plantedIn('imaging-faulty/mutex.pb.gz')].filter((fact) =>
      /contention/.test(fact.rule),
    );
    expect(planted.length).toBeGreaterThan(1);
    expect(planted.filter((fact) => !named(findings, fact)).map((fact) => fact.name)).toEqual([]);
  });
  it.each(['imaging-mended'])('%s has none', async (folder) => {
    const index = await caseOf(`${folder}/block.pb.gz`, `${folder}/mutex.pb.gz`);
    expect([...lockContention.run(index).findings, ...channelContention.run(index).findings]).toEqual([]);
  });
  it('empty profiles say why', async () => {
    const { findings, missing } = profileEmpty.run(await caseOf('imaging-faulty/block-empty.pb.gz', 'imaging-faulty/mutex-empty.pb.gz'));
    expect(findings.map((finding) => finding.evidence.kind)).toEqual(['block', 'mutex']);
    expect(missing?.map((item) => item.why.en).join('\n')).toMatch(/SetBlockProfileRate[\s\S]*SetMutexProfileFraction/);
  });
});
