import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { legacyFormats } from '@/lib/formats/legacy/module';
import type { ProfileTable } from '@/lib/model/profile';
import { findPprof, runPprof } from '../support/pprof-tool';

const captures = 'fixtures/captures';
const texts = readdirSync(captures, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.debug1.txt'))
  .map((name) => `${captures}/${name}`)
  .sort();

const pprof = findPprof();

async function decode(path: string): Promise<{ table: ProfileTable; format: string; text: string }> {
  const bytes = new Uint8Array(readFileSync(path));
  const text = new TextDecoder().decode(bytes);
  const format = legacyFormats.find((module) =>
    module.sniff({ prefix: bytes.subarray(0, 65536), text: text.slice(0, 65536), name: path, gzip: false }),
  );
  if (format === undefined) throw new Error(`${path} is claimed by no format`);
  const { parts, warnings } = await format.decode(bytesSource(path, bytes), { limits: defaultLimits, gzip: false });
  expect(warnings).toEqual([]);
  const [part] = parts;
  if (part.kind !== 'profile') throw new Error(`${path} is no profile`);
  return { table: part.table, format: format.id, text };
}

describe('debug=1 captures', () => {
  test.each(texts)('%s: format, kind, labels and frames as the text gives them', async (path) => {
    const { table, format, text } = await decode(path);
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\..*/, '');
    const word = /goroutineleak|goroutine|threadcreate|mutex|block/.exec(name)?.[0] ?? 'heap';
    expect(table.kind).toBe(word);
    expect(format).toBe(
      word === 'goroutineleak' ? 'goroutine-debug1' : word === 'mutex' || word === 'block' ? 'contention-debug1' : `${word}-debug1`,
    );
    const { samples, locations, functions, strings } = table;
    // Every frame that the text names is in the table, under its file and line.
    const named = new Set(
      [...text.matchAll(/^#\t0x[0-9a-f]+\t+(.+?)\+0x[0-9a-f]+\t+(.+):(\d+)\s*$/gm)].map((match) => `${match[1]} ${match[2]}:${match[3]}`),
    );
    const known = new Set<string>();
    for (let i = 0; i < locations.lineFunction.length; i++) {
      const fn = locations.lineFunction[i];
      known.add(`${strings[functions.name[fn]]} ${strings[functions.filename[fn]]}:${locations.lineNumber[i]}`);
    }
    expect(known).toEqual(named);
    expect(samples.labelKey.length > 0).toBe(/# labels/.test(text) || word === 'heap');
    expect(table.memStats?.NumGC).toBe(/^# NumGC = (.*)$/m.exec(text)?.[1]);
    if (table.sampleTypes.length === 1) {
      const total = Array.from(samples.values[0], Number).reduce((sum, value) => sum + value, 0);
      expect(total).toBe(Number(/profile: total (\d+)/.exec(text)?.[1]));
    }
  });

  test.skipIf(pprof === undefined).each(texts)('%s: values as go tool pprof -raw gives them', async (path) => {
    const { table } = await decode(path);
    const raw = runPprof(pprof ?? '', ['-raw', '-symbolize=none', path]).stdout;
    const section = raw.slice(raw.indexOf('Samples:\n'), raw.indexOf('\nLocations'));
    const theirs = [...section.matchAll(/^((?: +-?\d+)+):/gm)].map((match) => match[1].trim().split(/ +/).join(' '));
    const ours = Array.from({ length: table.samples.count }, (_, s) => table.samples.values.map((column) => String(column[s])).join(' '));
    expect(ours).toEqual(theirs);
  });
});
