import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { measurementLabel, percentage } from '@/lib/base/units';
import type { ProfileOptions } from '@/lib/index/profile';
import { sourceFiles, sourceListing } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { findPprof, loadProfile, pprofFlags, runPprof } from '../support/pprof-tool';

const pprof = findPprof();
const captures = 'fixtures/captures';
const workloads = 'fixtures/workloads';
const goroot = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).stdout?.trim() ?? '';

/** What -list says of one function: its head, and the lines that have a value where it found the source. */
interface Listed {
  readonly head: string;
  readonly lines: readonly string[];
  readonly source: boolean;
}

/** `name` → its blocks, one for each file that the function has code in. */
function parseList(text: string): Map<string, Listed[]> {
  const found = new Map<string, Listed[]>();
  for (const block of text.split(/^ROUTINE =+ /m).slice(1)) {
    const [title, sums, ...rest] = block.split('\n');
    const name = title.slice(0, title.lastIndexOf(' in '));
    const lines = rest.flatMap((line) => {
      const parts = /^ *(\S+) +(\S+) +(\d+):/.exec(line);
      return parts && (parts[1] !== '.' || parts[2] !== '.') ? [`${parts[3]}: ${parts[1]} ${parts[2]}`] : [];
    });
    const source = rest.every((line) => !line.startsWith(' Error:'));
    found.set(name, [...(found.get(name) ?? []), { head: sums.trim().replace(/ +/g, ' '), lines, source }]);
  }
  return found;
}

function ourList(table: ProfileTable, options: ProfileOptions): Map<string, Listed[]> {
  const found = new Map<string, Listed[]>();
  const { files, head } = sourceFiles(table, options);
  const text = (value: number | bigint): string => (value === 0 ? '.' : measurementLabel(value, head.unit));
  for (const file of files.map((row) => row.file).sort()) {
    for (const { name, flat, cum, lines } of sourceListing(table, file, options).routines) {
      const sums = `${measurementLabel(flat, head.unit)} ${measurementLabel(cum, head.unit)} (flat, cum) ${percentage(cum, head.total).trim()} of Total`;
      const rows = lines.map(({ line, flat, cum }) => `${line}: ${text(flat)} ${text(cum)}`);
      found.set(name, [...(found.get(name) ?? []), { head: sums, lines: rows, source: true }]);
    }
  }
  return found;
}

const byHead = (a: Listed, b: Listed): number => (a.head < b.head ? -1 : a.head > b.head ? 1 : 0);

describe.skipIf(pprof === undefined)('lines equal those of go tool pprof -list', () => {
  const tool = pprof ?? '';
  const kinds = [
    'bench/before.mem',
    'convert-faulty/allocs',
    'convert-faulty/cpu',
    'imaging-faulty/cpu',
    'imaging-faulty/mutex',
    'report-faulty/block',
    'report-faulty/goroutine.3',
    'report-faulty/heap.2',
  ].filter((kind) => readdirSync(captures, { recursive: true, encoding: 'utf8' }).includes(`${kind}.pb.gz`));

  test.each(kinds)('%s', async (kind) => {
    const path = `${captures}/${kind}.pb.gz`;
    const table = await loadProfile(path);
    for (const options of [{}, { focus: 'json|report|imaging' }, { ignore: 'json' }, { noinlines: true }] satisfies ProfileOptions[]) {
      const flags = pprofFlags('top', options).filter((flag) => flag !== '-top');
      const run = runPprof(tool, [
        '-list=.',
        ...flags,
        `-source_path=${workloads}:${goroot}/src`,
        '-trim_path=gotriage.example/workloads:gotriage.example',
        path,
      ]);
      const ours = ourList(table, options);
      if (!run.ok) {
        // A filter that leaves nothing over.
        expect(run.stderr).toContain('no matches found');
        expect(ours.size).toBe(0);
        continue;
      }
      const theirs = parseList(run.stdout);
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
      let read = 0;
      for (const [name, blocks] of theirs) {
        const own = [...(ours.get(name) ?? [])].sort(byHead);
        expect(
          own.map(({ head }) => head),
          name,
        ).toEqual(blocks.map(({ head }) => head).sort());
        [...blocks].sort(byHead).forEach((block, i) => {
          if (!block.source) return;
          read++;
          expect(own[i].lines, name).toEqual(block.lines);
        });
      }
      expect(read, 'functions whose source was read').toBeGreaterThan(0);
    }
  });
});
