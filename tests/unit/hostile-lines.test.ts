import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';

/** One long line, made so that a pattern which tries every way to split it never ends. */
const long = 60_000;
const contention = readFileSync('fixtures/captures/report-faulty/mutex.debug1.txt', 'utf8').split('\n').slice(0, 12).join('\n');
const heap = readFileSync('fixtures/captures/report-faulty/heap.debug1.txt', 'utf8').split('\n').slice(0, 12).join('\n');

const dump = 'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:1 +0x1\n\n';
/** A megabyte of record beginnings that never come to their bracket. */
const beginnings = 'goroutine 1 gp='.repeat(70_000);

const lines: readonly (readonly [string, string, string | undefined])[] = [
  ['digits in a contention profile', `--- mutex:\ncycles/second=1\nsampling period=1\n${'1'.repeat(long)} x\n`, 'bad-value'],
  ['offsets in the frames of a record', `${contention}\n#\t0x1\t${'a+0x1\t'.repeat(long / 6)}\n`, undefined],
  ['digits in a heap profile', `${heap}\n${'1'.repeat(long)}: x\n`, 'bad-value'],
  ['a mapping of digits', `${contention}\nMAPPED_LIBRARIES:\n${'a'.repeat(long)}\n`, 'bad-value'],
  ["words in Java's attributes", `--- contentionz 1 ---\nformat = java\nresolution = ms\n${'a '.repeat(long / 2)}\n`, undefined],
  [
    "brackets in Java's places",
    `--- contentionz 1 ---\nformat = java\nresolution = ms\n1 1 @ 0x1\n 0x1 a${' (b'.repeat(long / 3)}\n`,
    undefined,
  ],
  ['notes within a note', `a.go:1:1: x escapes to heap\na.go:2:1: ${' escapes to heap in'.repeat(long / 18)} : z\n`, undefined],
  ['beginnings of records within a line', `${dump}${beginnings}]:\n`, undefined],
  ['beginnings of records within a quoted dump', `${dump}${beginnings}]:\\n\n`, undefined],
  ['a field of a schedtrace line', `SCHED 0ms: gomaxprocs=2 runqueue=0\nSCHED 9ms: ${'a'.repeat(300_000)}=1\n`, undefined],
  ['places within a line of notes', `a.go:1:1: x escapes to heap\n${'a.go:1: '.repeat(long / 8)}\n`, undefined],
];

const manyMappings = Array.from(
  { length: 100_000 },
  (_, i) =>
    `${(i * 8192).toString(16).padStart(8, '0')}-${(i * 8192 + 4096).toString(16).padStart(8, '0')} r-xp 00000000 00:00 0 /lib/${i}.so`,
);
const manyRows = Array.from({ length: 100_000 }, (_, i) => `1: 1 [1: 1] @ 0x${(2 ** 40 + 16 * i).toString(16)}`);

describe('lines of which each is looked for in all the others', () => {
  it.each([
    [
      'mappings and locations',
      `heap profile: 1: 1 [1: 1] @ heap_v2/524288\n${manyRows.join('\n')}\nMAPPED_LIBRARIES:\n${manyMappings.join('\n')}\n`,
    ],
    ['definitions in a memory map', `${heap}\nMAPPED_LIBRARIES:\n${Array.from({ length: 100_000 }, (_, i) => `$${i}=1\n`).join('')}`],
  ])('%s: are refused at once', async (_, text) => {
    const [input] = (await openCase([{ source: bytesSource('x.txt', new TextEncoder().encode(text)) }], {})).inputs;
    expect(input.error?.code).toBe('limit-exceeded');
  });
});

describe('a line made to be split in every way', () => {
  it.each(lines)('%s: is read or refused at once', async (_, text, code) => {
    const session = await openCase([{ source: bytesSource('x.txt', new TextEncoder().encode(text)) }], {});
    expect(session.inputs.map(({ error }) => error?.code)).toEqual([code]);
  });

  it('is refused where it is longer than Go reads', async () => {
    const text = `${contention}\n#${' '.repeat(65_536)}\n`;
    const [input] = (await openCase([{ source: bytesSource('x.txt', new TextEncoder().encode(text)) }], {})).inputs;
    expect(input.error).toMatchObject({ code: 'bad-value', message: 'A line has 65537 bytes.', offset: contention.length + 1 });
  });
});
