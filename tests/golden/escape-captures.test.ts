import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { benchFormat } from '@/lib/formats/bench/module';
import { decodeJsonNotes, decodeNotes } from '@/lib/formats/compiler/decode';
import { gctraceFormat } from '@/lib/formats/godebug/module';
import { type EscapeTable, noteKinds } from '@/lib/model/escape';

const read = (file: string) => readFileSync(`fixtures/captures/${file}`, 'utf8');
const bytesOf = (file: string) => new Uint8Array(readFileSync(`fixtures/captures/${file}`));

/** `line:column` of every note that puts something of faulty.go on the heap. */
function onHeap(table: EscapeTable): string[] {
  const out = new Set<string>();
  for (let i = 0; i < table.count; i++) {
    const kind = noteKinds[table.kind[i]];
    if ((kind === 'escapes' || kind === 'moved') && table.strings[table.file[i]].endsWith('faulty.go')) {
      out.add(`${table.line[i]}:${table.column[i]}`);
    }
  }
  return [...out].sort();
}

describe('the compiler says the same in its three forms', () => {
  const m = decodeNotes(bytesOf('compiler/escape-m-go1.26.txt')).table;
  const m2 = decodeNotes(bytesOf('compiler/escape-m2-go1.26.txt')).table;
  const json = decodeJsonNotes(bytesOf('compiler/json/faulty.json')).table;

  it('-m and -m=2 name the same places, and JSON those of them', () => {
    expect(onHeap(m).length).toBeGreaterThan(10);
    expect(onHeap(m2)).toEqual(onHeap(m));
    const places = new Set(onHeap(m));
    expect(onHeap(json).filter((place) => !places.has(place))).toEqual([]);
  });

  it('only the longer forms say why', () => {
    expect([m.explained, m2.explained, json.explained]).toEqual([false, true, true]);
    const explained = (table: EscapeTable) => Array.from(table.reason).filter((at) => at > 0).length;
    expect(explained(m)).toBe(0);
    expect(explained(m2)).toBeGreaterThan(10);
    expect(explained(json)).toBeGreaterThan(10);
  });
});

describe('other text captures', () => {
  const context = { limits: defaultLimits, gzip: false };
  it('-benchmem output: names, a unit of its own', async () => {
    const bytes = new TextEncoder().encode(read('bench/before.txt'));
    const { parts, warnings } = await benchFormat.decode(bytesSource('before.txt', bytes), context);
    if (parts[0].kind !== 'bench') throw new Error('no benchmark');
    const { table } = parts[0];
    expect(table.count).toBe(read('bench/before.txt').match(/^Benchmark/gm)?.length);
    expect(Array.from(table.customUnit, (at) => table.strings[at])).toContain('page-B/op');
    expect(table.allocsPerOp.every((value) => value > 0)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('a log with a panic in the middle of gctrace lines gives both', async () => {
    const text = read('logs/panic-go1.26.log');
    const { parts } = await gctraceFormat.decode(bytesSource('panic.log', new TextEncoder().encode(text)), context);
    expect(parts.map((part) => part.kind)).toEqual(expect.arrayContaining(['gclog', 'goroutines']));
    const log = parts.find((part) => part.kind === 'gclog');
    if (log?.kind !== 'gclog') throw new Error('no gctrace');
    expect(log.table.cycles.count).toBe(text.match(/gc \d+ @[\d.]+s \d+%/g)?.length);
  });

  it.each(['monitor/schedtrace.log', 'monitor/scheddetail.log'])('%s: every SCHED line is read', async (file) => {
    const text = read(file);
    const { parts } = await gctraceFormat.decode(bytesSource(file, new TextEncoder().encode(text)), context);
    const log = parts.find((part) => part.kind === 'schedlog');
    if (log?.kind !== 'schedlog') throw new Error('no schedtrace');
    expect(log.table.rows.count).toBe(text.match(/SCHED \d+ms:/g)?.length);
    expect(log.table.damaged).toBe(0);
    expect(log.table.goroutines.count).toBe(text.match(/^ {2}G\d+: status=/gm)?.length ?? 0);
  });
});
