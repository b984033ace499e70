import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeProfile } from '@/lib/formats/pprof/decode';
import { encodeProfile, encodeProfileGzip } from '@/lib/formats/pprof/encode';
import { filtered } from '@/lib/index/profile';
import { findPprof, loadProfile, pprofFlags, runPprof } from '../support/pprof-tool';
import { scratch } from '../support/scratch';

const captures = 'fixtures/captures';
const profiles = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  // Go's gzip reader refuses the zeros after heap-padded's end; tests/unit/gzip.test.ts has that case.
  .filter((name) => name.endsWith('.pb.gz') && !name.includes('padded'))
  .map((name) => `${captures}/${name}`)
  .sort();
const pprof = findPprof();
const own = scratch();

test.each(profiles)('%s: encoded and decoded again it is the same table', async (path) => {
  const table = await loadProfile(path);
  expect(decodeProfile(encodeProfile(table), { name: path }).table).toEqual(table);
});

describe.skipIf(pprof === undefined)('go tool pprof reads what is written', () => {
  const tool = pprof ?? '';

  test.each(profiles)('%s: -raw says the same of the copy', async (path) => {
    const written = own('written.pb.gz');
    writeFileSync(written, encodeProfileGzip(await loadProfile(path)));
    // Ids are numbered anew: they are compared by what they stand for.
    const anonymous = (text: string): string => text.replace(/^( +[-\d ]+:) [\d ]+$/gm, '$1').replace(/^ +\d+: 0x/gm, '0x');
    expect(anonymous(runPprof(tool, ['-raw', written]).stdout)).toBe(anonymous(runPprof(tool, ['-raw', path]).stdout));
    expect(runPprof(tool, ['-traces', written]).stdout).toBe(runPprof(tool, ['-traces', path]).stdout);
  });

  test.each(['convert-faulty/allocs', 'imaging-faulty/cpu', 'report-faulty/goroutine.3', 'report-faulty/block'])(
    '%s: filtered as -proto filters it',
    async (name) => {
      const path = `${captures}/${name}.pb.gz`;
      const table = await loadProfile(path);
      const [written, theirs] = [own('written.pb.gz'), own('theirs.pb.gz')];
      for (const options of [
        {},
        { focus: 'main|json' },
        { hide: 'runtime' },
        { showFrom: 'main' },
        { pruneFrom: 'main' },
        { noinlines: true },
        { tagfocus: '1kb:' },
        { tagroot: 'bytes' },
        { taghide: 'bytes' },
      ]) {
        expect(
          runPprof(tool, [...pprofFlags('top', options).filter((flag) => flag !== '-top'), '-proto', `-output=${theirs}`, path]).stderr,
        ).not.toContain('error');
        writeFileSync(written, encodeProfileGzip(filtered(table, options)));
        for (const report of ['-top', '-traces', '-tags']) {
          expect(runPprof(tool, [report, written]).stdout, `${name} ${JSON.stringify(options)}`).toBe(
            runPprof(tool, [report, theirs]).stdout,
          );
        }
      }
    },
  );
});
