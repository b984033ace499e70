import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';

/** How a runtime writes a part of a line, `whole` where the line ends with it. */
interface Form {
  readonly name: string;
  before(stream: string, tick: number, whole: boolean): string;
  text(text: string): string;
  after(stream: string, tick: number, whole: boolean): string;
}

const time = (tick: number) => `2026-11-21T05:34:08.${String(tick).padStart(9, '0')}Z`;
const forms: readonly Form[] = [
  {
    name: 'the CRI',
    before: (stream, tick, whole) => `${time(tick)} ${stream} ${whole ? 'F' : 'P'} `,
    text: (text) => text,
    after: () => '\n',
  },
  {
    name: 'docker',
    before: () => '{"log":"',
    text: (text) => JSON.stringify(text).slice(1, -1),
    after: (stream, tick, whole) => `${whole ? '\\n' : ''}","stream":"${stream}","time":"${time(tick)}"}\n`,
  },
];

/** The log as a runtime keeps it; `cuts` are where the lines of standard error are taken to pieces, `others` lines of standard output between. */
function written(form: Form, lines: readonly string[], cuts: readonly (readonly number[])[], others: readonly boolean[]) {
  let text = '';
  let tick = 1;
  /** Of each line: where each piece begins in the log, and in the line as one piece would be. */
  const places: { readonly at: number; readonly column: number }[][] = [];
  const put = (stream: string, raw: string, whole: boolean) => {
    // One width for all: `before` must not vary between the two readings that are compared.
    const before = form.before(stream, tick, whole);
    text += before;
    const at = text.length;
    text += form.text(raw) + form.after(stream, tick, whole);
    tick++;
    return { at, before: before.length };
  };
  lines.forEach((line, i) => {
    const ends = [...new Set((cuts[i % cuts.length] ?? []).map((cut) => cut % (line.length + 1)))].sort((a, b) => a - b);
    const pieces = [0, ...ends].map((from, p) => line.slice(from, ends[p] ?? line.length));
    const between = others[i % others.length];
    if (between && pieces.length === 1) put('stdout', 'GET /orders 200', true);
    const found: { at: number; column: number }[] = [];
    let column = 0;
    pieces.forEach((piece, p) => {
      if (between && p === 1) put('stdout', 'GET /orders 200', true);
      const { at, before } = put('stderr', piece, p === pieces.length - 1);
      found.push(p === 0 ? { at: at - before, column: 0 } : { at, column });
      column += form.text(piece).length + (p === 0 ? before : 0);
    });
    places.push(found);
  });
  return { text, places };
}

async function partsOf(text: string) {
  const session = await openCase([{ source: bytesSource('0.log', new TextEncoder().encode(text)) }], {});
  const [{ ok, error, parts, warnings }] = session.inputs;
  expect(error).toBeUndefined();
  expect(ok).toBe(true);
  return { parts, codes: warnings.map(({ code }) => code) };
}

/** Everything but positions in the file and times of day. */
const bare = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) => {
      if (/offset|Byte$|timeNanos|^time$|phrase/i.test(key)) return undefined;
      return typeof inner === 'bigint' ? String(inner) : inner;
    }),
  );

/** Positions of what was found, by the kind of the part. */
const positions = ({ parts }: Awaited<ReturnType<typeof partsOf>>) =>
  parts.flatMap((part) =>
    part.kind === 'gclog' ? [...part.table.cycles.offset] : part.kind === 'schedlog' ? [...part.table.rows.offset] : [],
  );
const records = ({ parts }: Awaited<ReturnType<typeof partsOf>>) =>
  parts.flatMap((part) => (part.kind === 'goroutines' ? [...part.table.offset] : []));

/** Where a position of the log of whole lines is in the one in pieces. */
function moved(position: number, whole: ReturnType<typeof written>['places'], pieces: ReturnType<typeof written>['places']): number {
  let line = whole.length - 1;
  while (whole[line][0].at > position) line--;
  const column = position - whole[line][0].at;
  const piece = [...pieces[line]].reverse().find((candidate) => candidate.column <= column) ?? pieces[line][0];
  return piece.at + column - piece.column;
}

const cut = fc.array(fc.nat(400), { maxLength: 12 });

describe('lines that a container runtime wrote in parts', () => {
  for (const form of forms) {
    it.each([
      ['gctrace', 'monitor/gogc-50.log'],
      ['schedtrace', 'monitor/schedtrace.log'],
      ['scheddetail', 'monitor/scheddetail.log'],
      ['a dump', 'logs/sigquit-go1.26.log'],
      ['a panic', 'logs/panic-go1.26.log'],
    ])(
      `of ${form.name}: %s is read as from whole lines`,
      async (_, file) => {
        // One byte a character: positions are counted in both.
        const lines = readFileSync(`fixtures/captures/${file}`, 'utf8')
          .replace(/[^\t -~\n]/g, 'u')
          .trimEnd()
          .split('\n')
          .slice(0, 200);
        await fc.assert(
          fc.asyncProperty(
            fc.array(cut, { minLength: 1, maxLength: 30 }),
            fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
            async (cuts, others) => {
              const [pieces, whole] = [cuts, [[]]].map((at) => written(form, lines, at, others));
              const [is, was] = [await partsOf(pieces.text), await partsOf(whole.text)];
              expect(bare(is)).toEqual(bare(was));
              expect(positions(is)).toEqual(positions(was).map((at) => moved(at, whole.places, pieces.places)));
              expect(records(is)).toEqual(records(was).map((at) => moved(at, whole.places, pieces.places)));
            },
          ),
          { numRuns: 15 },
        );
      },
      60_000,
    );
  }
});
