import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { goroutineLeak } from '@/lib/analyses/leaks/goroutine-leak';
import { InputError } from '@/lib/base/errors';
import { bytesSource } from '@/lib/base/source';
import { decodeGoroutineText } from '@/lib/formats/goroutines';
import { groupGoroutines } from '@/lib/index/goroutines/groups';
import { followGroups } from '@/lib/index/goroutines/snapshots';
import type { GoroutineTable } from '@/lib/model/goroutines';

const dump = new Uint8Array(
  readFileSync(fileURLToPath(new URL('../../fixtures/captures/report-faulty/goroutine.1.debug2.txt', import.meta.url))).subarray(0, 40_000),
);

async function decode(bytes: Uint8Array): Promise<GoroutineTable[]> {
  try {
    const { parts } = await decodeGoroutineText(bytesSource('x', bytes), {});
    return parts.map((part) => (part.kind === 'goroutines' ? part.table : fail(part.kind)));
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

function fail(kind: string): never {
  throw new Error(kind);
}

/** Every index of a table resolves; sums agree. */
function check(table: GoroutineTable): void {
  const { strings, frames, stacks } = table;
  expect(table.argStart).toHaveLength(table.count + 1);
  for (let row = 0; row < table.count; row++) {
    expect(table.stack[row]).toBeLessThan(stacks.count);
    expect(table.state[row]).toBeLessThan(strings.length);
    expect(table.creator[row]).toBeLessThan(frames.count);
    expect(table.labels[row]).toBeLessThan(table.labelSets.count);
  }
  for (const frame of stacks.frame) expect(frame).toBeLessThan(frames.count);
  for (const at of frames.fn) expect(strings[at]).toBeTypeOf('string');
  for (const row of table.ancestors.row) expect(row).toBeLessThan(table.count);
  const groups = groupGoroutines(table);
  expect(groups.groups.reduce((sum, group) => sum + group.count, 0)).toBe(table.count);
  const series = followGroups([groups, groups]);
  expect(series.every((one) => one.slope === 0)).toBe(true);
  const decoded = { kind: 'goroutines', format: 'goroutine-debug2', table } as const;
  const part = { name: 'x', decoded, timeNanos: undefined, group: undefined };
  const { findings } = goroutineLeak.run(
    createCaseIndex([
      { ...part, input: 0 },
      { ...part, input: 1 },
    ]),
  );
  for (const finding of findings) expect(finding.evidence.count).toBeLessThanOrEqual(table.count);
}

describe('damaged dumps', () => {
  it('never break the decoder or its tables', async () => {
    const edit = fc.record({ at: fc.nat(dump.length - 1), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 12 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 20 }), fc.nat(dump.length), async (edits, end) => {
        let bytes = dump.slice(0, end);
        for (const { at, remove, insert } of edits) {
          const from = Math.min(at, bytes.length);
          const rest = bytes.subarray(Math.min(bytes.length, from + remove));
          bytes = Uint8Array.from([...bytes.subarray(0, from), ...insert, ...rest]);
        }
        for (const table of await decode(bytes)) check(table);
      }),
      { numRuns: 150 },
    );
  });

  it('lines in any order make tables that hold together', async () => {
    const lines = new TextDecoder().decode(dump).split('\n').slice(0, 400);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines), fc.constantFrom('\n', '\r\n'), async (some, end) => {
        for (const table of await decode(new TextEncoder().encode(some.join(end)))) check(table);
      }),
      { numRuns: 100 },
    );
  });

  it('any bytes are a table or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        const text = new TextEncoder().encode('goroutine 5 [select]:\nmain.f()\n\t/m.go:1 +0x1\n');
        for (const table of await decode(Uint8Array.from([...noise, 10, ...text, ...noise]))) check(table);
      }),
      { numRuns: 200 },
    );
  });

  it('a cut at any byte keeps every whole record before it', async () => {
    const text = new TextDecoder().decode(dump);
    const starts = [...text.matchAll(/^goroutine \d+ \[/gm)].map((match) => match.index);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: starts[2], max: dump.length }), async (end) => {
        const whole = starts.filter((start, at) => (starts[at + 1] ?? dump.length + 1) <= end && start < end).length;
        const rows = (await decode(dump.slice(0, end))).reduce((sum, table) => sum + table.count, 0);
        expect(rows).toBeGreaterThanOrEqual(whole);
        expect(rows).toBeLessThanOrEqual(whole + 1);
      }),
      { numRuns: 150 },
    );
  });
});
