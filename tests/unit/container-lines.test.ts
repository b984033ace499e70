import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { LineParts, maxLineBytes } from '@/lib/formats/container/parts';
import { openCase } from '@/lib/query/session';
import { gotriage } from '../support/cli';

const cycles = readFileSync('fixtures/captures/monitor/gogc-50.log', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('gc '));

function through(text: string) {
  const out: string[] = [];
  const parts = new LineParts((buf, start, end) => out.push(new TextDecoder().decode(buf.subarray(start, end))));
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    parts.line(bytes, start, end, start);
    start = end + 1;
  }
  return { cut: parts.finish(), out, unfinished: parts.unfinished, first: parts.firstUnfinished };
}

async function open(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text);
  const [input] = (await openCase([{ source: bytesSource('0.log', bytes) }], {})).inputs;
  const part = input.parts.find(({ kind }) => kind === 'gclog');
  return { input, numbers: part?.kind === 'gclog' ? [...part.table.cycles.number] : [] };
}

const cri = (second: number, stream: string, tag: string, text: string) =>
  `2024-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z ${stream} ${tag} ${text}\n`;
const docker = (log: string, stream = 'stderr') => `${JSON.stringify({ log, stream, time: '2024-01-01T00:00:00.1Z' })}\n`;

describe('parts of lines', () => {
  it('are put together by stream', () => {
    const text = cri(0, 'stdout', 'P', 'a') + cri(1, 'stderr', 'P', 'x') + cri(2, 'stdout', 'P:t', 'b') + cri(2, 'stderr', 'F', 'y');
    expect(through(`${text + cri(3, 'stdout', 'F', 'c')}plain\n`)).toEqual({
      cut: false,
      unfinished: 0,
      first: -1,
      out: [cri(1, 'stderr', 'F', 'xy'), cri(0, 'stdout', 'F', 'abc'), 'plain\n'].map((line) => line.trimEnd()),
    });
  });

  it('are no other program’s: the clock of a line does not go back, and its form does not change', () => {
    const back = through(cri(5, 'stderr', 'P', 'a') + cri(4, 'stderr', 'F', 'b'));
    expect(back).toMatchObject({ out: [cri(5, 'stderr', 'F', 'a').trim(), cri(4, 'stderr', 'F', 'b').trim()], unfinished: 1, first: 0 });
    const other = through(cri(5, 'stderr', 'P', 'a') + docker('b\n'));
    expect(other.out).toHaveLength(2);
    // A fraction that ends in zeros may be written without them.
    const short = '2024-01-01T00:00:01Z stderr P a\n2024-01-01T00:00:01.5Z stderr P b\n2024-01-01T00:00:01.51Z stderr F c\n';
    expect(through(short).out).toEqual(['2024-01-01T00:00:01Z stderr F abc']);
  });

  it.each([
    '2024-01-01T00:00:00Z stdin P text',
    '2024-01-01T00:00:00Z stderr PARTIAL text',
    '2024-01-01 00:00:00 stderr P text',
    '{"log":"text","stream":"stderr"}',
    '{"log":"text","stream":"stdlog","time":"2024-01-01T00:00:00Z"}',
    '{"log":"text',
    '{"log":"text\\',
  ])('are not made of other lines: %s', (line) => {
    const text = `${docker('up\n')}${line}\n${line}\n`;
    expect(through(text).out).toEqual(text.trimEnd().split('\n'));
  });

  it('of docker end with the line feed in the text, which is not any n behind a backslash', () => {
    expect(through(docker('a\\n') + docker('b\n')).out).toEqual([docker('a\\nb\n').trimEnd()]);
    // A program's last words need no line feed.
    expect(through(docker('a\n') + docker('b'))).toEqual({
      out: [docker('a\n').trim(), docker('b').trim()],
      cut: false,
      unfinished: 0,
      first: -1,
    });
    expect(through(docker('a\n') + docker('b'.repeat(16 * 1024)))).toMatchObject({ cut: true, unfinished: 1, first: docker('a\n').length });
  });

  it('are not seen where a shipper took the line feeds off', async () => {
    const text = cycles.map((line) => docker(line)).join('');
    expect(through(text).out).toEqual(text.trimEnd().split('\n'));
    expect((await open(text)).numbers).toHaveLength(cycles.length);
  });

  it('of a line past the limit take no more memory, and the next line is read', () => {
    const lengths: number[] = [];
    const parts = new LineParts((_, start, end) => lengths.push(end - start));
    const bytes = new TextEncoder().encode(cri(0, 'stderr', 'P', 'x'.repeat(1024 * 1024)).trimEnd());
    for (let part = 0; part * 1024 * 1024 <= maxLineBytes; part++) parts.line(bytes, 0, bytes.length, 0);
    for (const line of [cri(1, 'stderr', 'F', 'end'), cri(2, 'stderr', 'P', 'a'), cri(2, 'stderr', 'F', 'b')]) {
      const last = new TextEncoder().encode(line.trimEnd());
      parts.line(last, 0, last.length, 0);
    }
    expect(lengths).toEqual([cri(2, 'stderr', 'F', 'ab').length - 1]);
  });
});

describe('a log whose lines were written in parts', () => {
  // conmon marks what one read of the pipe gave: the runtime writes a gctrace line number by number.
  const pieces = (line: string) => line.split(/(?<=[ +/@:>-])/);
  const conmon = cycles
    .flatMap((line, i) => pieces(line).map((piece, at, all) => cri(i % 60, 'stderr', at < all.length - 1 ? 'P' : 'F', piece)))
    .join('');

  it.each([
    ['as it is', conmon],
    ['packed', gzipSync(conmon)],
  ])('is known by what they say together: %s', async (_, log) => {
    const { input, numbers } = await open(log);
    expect(input).toMatchObject({ ok: true, format: 'gctrace', warnings: [] });
    expect(numbers).toEqual(cycles.map((line) => Number(line.split(' ')[1])));
  });

  it('says why a dump was made as docker’s record of it does, without the record', async () => {
    const panic = readFileSync('fixtures/captures/logs/panic-go1.26.log', 'utf8');
    const reasons = async (text: string) =>
      (await open(text)).input.parts.flatMap((part) => (part.kind === 'goroutines' ? [part.table.reason] : []));
    const plain = await reasons(panic);
    expect(plain.some((reason) => /^panic: /.test(reason))).toBe(true);
    const recorded = panic
      .trimEnd()
      .split('\n')
      .map((line) => docker(`${line}\n`));
    expect(await reasons(recorded.join(''))).toEqual(plain);
  });

  it('tells of a line that has no last part, and where it begins', async () => {
    const before = cri(0, 'stderr', 'F', cycles[0]);
    const { input, numbers } = await open(before + cri(1, 'stderr', 'P', 'gc 2 @0.1') + cri(2, 'stdout', 'F', 'goroutines=12').repeat(3));
    expect(numbers).toEqual([1]);
    expect(input.warnings.filter(({ code }) => code === 'unfinished-line')).toMatchObject([{ offset: before.length }]);
  });

  it('is reported as the same log of whole lines', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'test-'));
    try {
      // Under one name: the commands that verify a finding name its log.
      const reported = async (log: string) => {
        writeFileSync(`${folder}/service.log`, log);
        return JSON.parse((await gotriage(['analyze', '--json', `${folder}/service.log`])).out);
      };
      const a = await reported(conmon);
      const b = await reported(cycles.map((line, i) => cri(i % 60, 'stderr', 'F', line)).join(''));
      expect(a.inputs[0].summary).toEqual(b.inputs[0].summary);
      expect(a.findings).toEqual(b.findings);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
