import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';
import { analyseFiles } from '../tools/leak-table/analyse';

/** What the workloads' sources plant, by line: the manifest is written from the markers in the Go files, not from findings. */
interface Entry {
  readonly file: string;
  readonly planted?: readonly { name: string; rule: string; cause: string; function: string; line: number; count: number }[];
}

const captures = fileURLToPath(new URL('../../fixtures/captures/', import.meta.url));
const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('../../fixtures/manifest.json', import.meta.url)), 'utf8')) as Entry[];
const entryOf = (file: string): Entry => {
  const found = manifest.find((entry) => entry.file === file);
  if (!found) throw new Error(`${file} is not in the manifest`);
  return found;
};
const leaksOf = (entry: Entry) => (entry.planted ?? []).filter((one) => one.rule === 'goroutine-leak');
const faulty = manifest.filter(
  (entry) => leaksOf(entry).length > 0 && !/heap|threadcreate|cpu/.test(entry.file) && existsSync(captures + entry.file),
);
const sound = manifest.filter(
  (entry) => /(?:mended|^web\/).*goroutine|(?:mended|web).*\.trace$/.test(entry.file) && existsSync(captures + entry.file),
);

describe('planted leaks', () => {
  it('are there to be found', () => {
    expect(faulty.length).toBeGreaterThan(20);
    expect(sound.length).toBeGreaterThan(5);
  });

  it.each(faulty.map((entry) => [entry.file, entry] as const))('%s: every line is named, with its cause', async (file, entry) => {
    const { findings } = await analyseFiles([captures + file]);
    for (const leak of leaksOf(entry)) {
      const found = findings.filter(
        (one) => one.rule === 'goroutine-leak' && one.evidence.function === leak.function && one.evidence.line === leak.line,
      );
      // debug=1 hides the runtime's frames, and with them the kind of channel wait.
      const causes = file.includes('debug1') ? [leak.cause, 'unknown'] : [leak.cause];
      expect(causes, `${leak.name} in ${file}`).toContain(found[0]?.evidence.cause);
      // A profile also counts goroutines that passed by; a dump's count is exact, and a trace's from the release on that tells where older goroutines stand.
      if (/debug2|report-faulty-go1\.2[3-6]/.test(file)) expect(found[0].evidence.count, leak.name).toBe(leak.count);
    }
  });

  it('are strong or proven over three snapshots, where the wait is the program’s own', async () => {
    const files = [1, 2, 3].map((at) => `report-faulty/goroutine.${at}.debug2.txt`);
    const entry = manifest.find((one) => one.file === files[2]);
    const { findings } = await analyseFiles(files.map((file) => captures + file));
    const few = new Set(['rwmutex-writer']);
    for (const leak of entry ? leaksOf(entry) : []) {
      const found = findings.find((one) => one.evidence.function === leak.function && one.evidence.line === leak.line);
      expect(found?.evidence.count, leak.name).toBe(leak.count);
      const peer = leak.cause === 'io-wait' || leak.function.startsWith('net/http.') || few.has(leak.name);
      if (!peer) expect(['proven', 'strong'], leak.name).toContain(found?.tier);
      expect(found?.inputs).toEqual([0, 1, 2]);
    }
    expect(findings.some((one) => one.rule === 'goroutine-growth')).toBe(true);
  });

  it('dump, profiles and trace of one process make one finding each', async () => {
    const kinds = ['goroutine.1.debug2.txt', 'goroutine.1.pb.gz', 'goroutine.1.debug1.txt'];
    const { findings } = await analyseFiles(kinds.map((kind) => `${captures}report-faulty/${kind}`));
    const leaks = findings.filter((one) => one.rule === 'goroutine-leak');
    const places = leaks.map((one) => `${one.evidence.function}:${one.evidence.line} ${one.evidence.createdBy}`);
    expect(new Set(places).size).toBe(places.length);
    expect(leaks.filter((one) => one.inputs.length === 3).length).toBeGreaterThan(10);
    expect(leaks.every((one) => one.evidence.cause !== 'unknown')).toBe(true);
  });

  it('a dump beside a trace counts all that stand there', async () => {
    const { findings } = await analyseFiles(
      ['report-faulty/goroutine.3.debug2.txt', 'traces/report-faulty-go1.26.trace'].map((file) => captures + file),
    );
    const entry = manifest.find((one) => one.file === 'report-faulty/goroutine.3.debug2.txt');
    for (const leak of entry ? leaksOf(entry) : []) {
      const found = findings.find((one) => one.evidence.function === leak.function && one.evidence.line === leak.line);
      expect([found?.evidence.count, found?.title.en.startsWith(`${leak.count} `)], leak.name).toEqual([leak.count, true]);
    }
  });

  it('of lock order point at each other', async () => {
    const { findings } = await analyseFiles([`${captures}leaks/lock-order.debug2.txt`]);
    expect(findings.map((one) => one.evidence.lockRing)).toEqual([2, 2]);
  });
});

describe('a lock with a queue before it when a trace ends', () => {
  const waiting = async (file: string) => {
    const session = await openCase([fileRequest(captures + file)]);
    const waits = await dispatch(session, 'trace.openWaits', { input: 0 });
    const { findings } = await dispatch(session, 'case.report', { language: 'en' });
    return { queue: waits.find(({ at }) => at?.function.endsWith('.pickOne'))?.goroutines, findings };
  };

  it('kept: all 48 of the dump taken later wait, firmly a leak', async () => {
    const { queue, findings } = await waiting('traces/depot-pick-faulty-go1.26.trace');
    expect(queue).toBe(leaksOf(entryOf('traces/depot-pick-faulty-go1.26.trace'))[0].count);
    expect(findings.map(({ rule, tier, evidence }) => [rule, tier, evidence.count])).toEqual([['goroutine-leak', 'strong', queue]]);
  });

  it('handed on: all but the one that has it wait, and nothing is said', async () => {
    expect(await waiting('traces/depot-pick-mended-go1.26.trace')).toEqual({ queue: 47, findings: [] });
  });
});

describe('sound programs', () => {
  it.each(sound.map((entry) => [entry.file]))('%s: nothing', async (file) => {
    const { findings } = await analyseFiles([captures + file]);
    expect(findings).toEqual([]);
  });

  it.each(['web', 'report-mended'])('%s over its snapshots: nothing', async (folder) => {
    for (const kind of ['debug2.txt', 'debug1.txt', 'pb.gz']) {
      const files = [1, 2, 3].map((at) => `${captures}${folder}/goroutine.${at}.${kind}`).filter((file) => existsSync(file));
      expect(files.length).toBeGreaterThan(1);
      expect((await analyseFiles(files)).findings).toEqual([]);
    }
  });
});
