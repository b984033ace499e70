import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { goroutineDumpFormat } from '@/lib/formats/goroutines';
import { legacyFormats } from '@/lib/formats/legacy/module';
import { pprofFormat } from '@/lib/formats/pprof/module';
import { groupGoroutines } from '@/lib/index/goroutines/groups';
import { goroutinesOfProfile } from '@/lib/index/goroutines/view';
import type { GoroutineTable } from '@/lib/model/goroutines';

/**
 * One process at one moment in three forms. Expected numbers are those of the Go program's source; expected states are the
 * ones that Go itself prints in the debug=2 form. Where Go is missing the captures of the repository stand in.
 */
const captures = fileURLToPath(new URL('../../fixtures/captures/report-faulty/', import.meta.url));

function toolchain(): string | undefined {
  try {
    return /go(1\.\d+)/.exec(execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

const version = toolchain();
const work = mkdtempSync(join(tmpdir(), 'goroutine-forms-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function tableOf(path: string): Promise<GoroutineTable> {
  const bytes = new Uint8Array(readFileSync(path));
  const gzip = bytes[0] === 0x1f;
  const format = path.includes('debug2')
    ? goroutineDumpFormat
    : gzip
      ? pprofFormat
      : legacyFormats.find((one) => one.id === 'goroutine-debug1');
  if (format === undefined) throw new Error(path);
  const { parts } = await format.decode(bytesSource(path, bytes), { limits: defaultLimits, gzip });
  const part = parts[0];
  if (part.kind === 'goroutines') return part.table;
  if (part.kind === 'profile') return goroutinesOfProfile(part.table);
  throw new Error(part.kind);
}

/** Goroutines by the innermost frame of the program's own code. */
function byPlace(table: GoroutineTable, withState: boolean): Map<string, number> {
  const found = new Map<string, number>();
  for (const group of groupGoroutines(table).groups) {
    const own = group.frames.find((frame) => frame.own);
    // The goroutine that writes the profile runs in one form and is elsewhere in the next.
    if (own === undefined || own.fn === 'main.main' || group.state === 'running' || group.state === 'syscall') continue;
    const key = `${own.fn}:${own.line}${withState ? ` ${group.cause}` : ''}`;
    found.set(key, (found.get(key) ?? 0) + group.count);
  }
  return found;
}

/** Numbers of the `[state` of every record, by plain text. */
function printedStates(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const match of text.matchAll(/^goroutine \d+ \[([^\],]+?)(?:,[^\n]*| labels[^\n]*)?\]:$/gm))
    found[match[1]] = (found[match[1]] ?? 0) + 1;
  return found;
}

function statesOf(table: GoroutineTable): Record<string, number> {
  const found: Record<string, number> = {};
  for (const at of table.state) found[table.strings[at]] = (found[table.strings[at]] ?? 0) + 1;
  return found;
}

describe.runIf(version !== undefined)('a process written by Go in three forms', () => {
  const make = (): string => {
    if (!existsSync(join(work, 'debug2.txt'))) {
      copyFileSync(fileURLToPath(new URL('./goroutines/main.go.txt', import.meta.url)), join(work, 'main.go'));
      writeFileSync(join(work, 'go.mod'), `module example.org/forms\n\ngo ${version}\n`);
      execFileSync('go', ['build', '-o', 'forms', '.'], { cwd: work });
      execFileSync(join(work, 'forms'), [work], { env: { ...process.env, GODEBUG: 'tracebacklabels=1' } });
    }
    return work;
  };

  it('gives the states that Go prints, and the numbers that the program parks', async () => {
    const path = join(make(), 'debug2.txt');
    const table = await tableOf(path);
    expect(statesOf(table)).toEqual(printedStates(readFileSync(path, 'utf8')));
    const parked: Record<string, number> = {
      receive: 17,
      nilReceive: 5,
      nilSend: 6,
      choose: 7,
      never: 8,
      lock: 9,
      rlock: 10,
      wlock: 2,
      wait: 11,
      signal: 12,
      sleep: 13,
      read: 3,
    };
    const places = [...byPlace(table, false)];
    for (const [fn, count] of Object.entries(parked)) {
      expect(
        places.filter(([key]) => key.startsWith(`main.${fn}:`)).reduce((sum, [, n]) => sum + n, 0),
        fn,
      ).toBe(count);
    }
  });

  it('counts alike in all three, and reads the same waits from the protobuf form', async () => {
    make();
    const dump = await tableOf(join(work, 'debug2.txt'));
    const proto = await tableOf(join(work, 'proto.pb.gz'));
    const text = await tableOf(join(work, 'debug1.txt'));
    expect(Object.fromEntries(byPlace(proto, true))).toEqual(Object.fromEntries(byPlace(dump, true)));
    const spoken = byPlace(dump, false);
    const told = byPlace(text, false);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(spoken));
  });

  it('reads labels as they were set', async () => {
    make();
    for (const form of ['debug2.txt', 'proto.pb.gz', 'debug1.txt']) {
      const table = await tableOf(join(work, form));
      const labelled = [...table.labels].flatMap((set, row) => (set > 0 ? [{ set, weight: table.weight[row] }] : []));
      if (form === 'debug2.txt' && labelled.length === 0) {
        // tracebacklabels came with Go 1.26.
        expect(Number(version?.split('.')[1])).toBeLessThan(26);
        continue;
      }
      expect(
        labelled.reduce((sum, one) => sum + one.weight, 0),
        form,
      ).toBe(14);
      const { start, key, value } = table.labelSets;
      const { set } = labelled[0];
      const pairs = Array.from({ length: start[set + 1] - start[set] }, (_, i) => [
        table.strings[key[start[set] + i]],
        table.strings[value[start[set] + i]],
      ]);
      expect(Object.fromEntries(pairs), form).toEqual({ job: 'a]: "b", c', row: 'é\n' });
    }
  });
});

describe('captures of one process in three forms', () => {
  it('name the same places', async () => {
    const places = async (form: string): Promise<string[]> => {
      const found = byPlace(await tableOf(`${captures}goroutine.1.${form}`), false);
      return [...found]
        .filter(([key]) => key.startsWith('gotriage.example/workloads/report.'))
        .map(([key]) => key)
        .sort();
    };
    const dump = await places('debug2.txt');
    expect(dump.length).toBeGreaterThan(10);
    const proto = await places('pb.gz');
    const text = await places('debug1.txt');
    expect(dump.filter((place) => !proto.includes(place) || !text.includes(place))).toEqual([]);
  });
});
