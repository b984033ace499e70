import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGodebug } from '@/lib/formats/godebug/decode';
import { seriesFromLog } from '@/lib/index/gc/from-log';
import { predict } from '@/lib/index/gc/whatif';
import type { GcLogTable } from '@/lib/model/gclog';

const encode = (text: string) => new TextEncoder().encode(text);
const ms = fc.integer({ min: 0, max: 10_000_000 }).map((micros) => micros / 1000);
const heap = fc.nat(4096);

const cycle = fc.record({
  phases: fc.tuple(ms, ms, ms),
  cpu: fc.tuple(ms, ms, ms, ms, ms),
  heap: fc.tuple(heap, heap, heap, heap),
  roots: fc.option(fc.tuple(fc.nat(1000), fc.nat(1000)), { nil: undefined }),
  procs: fc.integer({ min: 1, max: 512 }),
  forced: fc.boolean(),
  leak: fc.boolean(),
});
type Cycle = typeof cycle extends fc.Arbitrary<infer T> ? T : never;

function print(c: Cycle, n: number): string {
  const roots = c.roots ? `${c.roots[0]} MB stacks, ${c.roots[1]} MB globals, ` : '';
  const [a, b, d] = c.phases;
  const [e, f, g, h, i] = c.cpu;
  return `gc ${n} @${n}.000s 3%${c.leak ? ' (checking for goroutine leaks)' : ''}: ${a}+${b}+${d} ms clock, ${e}+${f}/${g}/${h}+${i} ms cpu, ${c.heap[0]}->${c.heap[1]}->${c.heap[2]} MB, ${c.heap[3]} MB goal, ${roots}${c.procs} P${c.forced ? ' (forced)' : ''}`;
}

function gclog(bytes: Uint8Array): GcLogTable | undefined {
  const part = decodeGodebug(bytes).parts.find((candidate) => candidate.kind === 'gclog');
  return part?.kind === 'gclog' ? part.table : undefined;
}

describe('gctrace lines', () => {
  it('what is printed is read, among any other lines', () => {
    const noise = fc.stringMatching(/^[ a-z0-9:=]{0,40}$/).filter((text) => !/gc \d|scav|sched/i.test(text));
    fc.assert(
      fc.property(
        fc.array(cycle, { minLength: 1, maxLength: 20 }),
        fc.array(noise, { minLength: 20, maxLength: 20 }),
        (cycles, between) => {
          const text = cycles.map((c, i) => `${between[i]}\n${print(c, i + 1)}`).join('\n');
          const table = gclog(encode(text));
          expect(table?.cycles.count).toBe(cycles.length);
          if (!table) return;
          const c = table.cycles;
          cycles.forEach((want, i) => {
            expect([c.sweepTermNs[i], c.markNs[i], c.markTermNs[i]]).toEqual(want.phases.map((value) => Math.round(value * 1e6)));
            expect([c.heapStartMB[i], c.heapEndMB[i], c.heapLiveMB[i], c.goalMB[i]]).toEqual(want.heap);
            expect(c.procs[i]).toBe(want.procs);
            expect(c.flags[i]).toBe((want.forced ? 1 : 0) | (want.leak ? 2 : 0));
          });
          expect(table.runs).toHaveLength(1);
        },
      ),
    );
  });

  it('any cut or changed log is read without an exception, and every whole line before the cut stays', () => {
    fc.assert(
      fc.property(fc.array(cycle, { minLength: 2, maxLength: 8 }), fc.nat(2000), fc.nat(255), (cycles, at, byte) => {
        const lines = cycles.map((c, i) => print(c, i + 1));
        const bytes = encode(lines.join('\n'));
        const cut = at % bytes.length;
        let whole = 0;
        for (let i = 0, end = 0; i < lines.length; i++) {
          end += lines[i].length + (i > 0 ? 1 : 0);
          if (end <= cut) whole++;
        }
        expect(gclog(bytes.subarray(0, cut))?.cycles.count ?? 0).toBeGreaterThanOrEqual(whole);
        const changed = bytes.slice();
        changed[cut] = byte;
        expect(() => decodeGodebug(changed)).not.toThrow();
      }),
    );
  });

  it('every row belongs to exactly one run, and within a run numbers and times go up', () => {
    const row = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(30));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const text = rows.map(([n, t]) => `gc ${n} @${t}.000s 0%: 0+0+0 ms clock, 0+0/0/0+0 ms cpu, 4->4->0 MB, 5 MB goal, 4 P`).join('\n');
        const table = gclog(encode(text));
        expect(table?.cycles.count).toBe(rows.length);
        if (!table) return;
        let next = 0;
        for (const run of table.runs) {
          expect(run.first).toBe(next);
          next += run.count;
          for (let i = run.first + 1; i < next; i++) {
            expect(table.cycles.number[i]).toBeGreaterThan(table.cycles.number[i - 1]);
            expect(table.cycles.startNs[i]).toBeGreaterThanOrEqual(table.cycles.startNs[i - 1]);
          }
        }
        expect(next).toBe(rows.length);
      }),
    );
  });
});

describe('the prediction', () => {
  it('ends, and stays finite, for any series', () => {
    fc.assert(
      fc.property(
        fc.array(cycle, { minLength: 5, maxLength: 30 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 4000 }),
        (cycles, gogc, limit) => {
          const table = gclog(encode(cycles.map((c, i) => print(c, i + 1)).join('\n')));
          if (!table) throw new Error('no lines');
          const off = Number.POSITIVE_INFINITY;
          const result = predict(seriesFromLog(table, 0, 0), [
            { gogc },
            { gogc, limit: limit * 2 ** 20 },
            { gogc, allocateLess: 0.5 },
            { gogc: off },
            { gogc: off, limit: limit * 2 ** 20 },
          ]);
          for (const p of result?.predictions ?? []) {
            for (const value of [p.cycles, p.cyclesPerSecond, p.durationS, p.gcCpuFraction, p.peakHeapBytes]) {
              expect(Number.isFinite(value)).toBe(true);
              expect(value).toBeGreaterThanOrEqual(0);
            }
            for (const { low, high } of Object.values(p.band)) {
              expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
              expect(low).toBeLessThanOrEqual(high);
            }
            // mgclimit.go: half of the CPU, and a second for each P before the limiter acts.
            expect(p.gcCpuFraction).toBeLessThanOrEqual(p.durationS > 0 ? Math.min(1, 0.5 + 1 / p.durationS) + 1e-9 : 1);
            expect(p.band.cycles.low).toBeLessThanOrEqual(p.cycles + 1);
            expect(p.band.cycles.high).toBeGreaterThanOrEqual(p.cycles - 1);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
