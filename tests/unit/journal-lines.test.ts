import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LineParts } from '@/lib/formats/container/parts';
import { openCase } from '@/lib/query/session';
import { fileRequest, textRequest } from '../support/memory';

/** As a terminal takes it: yellow, and the end of it. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d*m`, 'g');
const folder = 'fixtures/captures/journal';
const short = readFileSync(`${folder}/short.log`, 'utf8');
const json = readFileSync(`${folder}/json.log`, 'utf8');

/** What a text holds of goroutines, by dump, and of collections. */
async function read(request: ReturnType<typeof fileRequest>) {
  const session = await openCase([request]);
  const [input] = session.inputs;
  const found = {
    format: input.format,
    goroutines: session.index.of('goroutines').map(({ table }) => [table.origin, table.count, table.truncated]),
    cycles: session.index.of('gclog').flatMap(({ table }) => table.runs.map(({ count }) => count)),
    warnings: input.warnings.map(({ code }) => code),
  };
  session.close();
  return found;
}

function through(text: string) {
  const out: string[] = [];
  const parts = new LineParts((buf, start, end) => out.push(new TextDecoder().decode(buf.subarray(start, end))));
  const bytes = new TextEncoder().encode(text);
  let offset = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const { length } = new TextEncoder().encode(line);
    parts.line(bytes, offset, offset + length, offset);
    offset += length + 1;
  }
  return { cut: parts.finish(), out, unfinished: parts.unfinished };
}

describe('a journal', () => {
  // The program has 40 goroutines at one line besides main: all in one line of 52 KB, and all again when it panics.
  const whole = {
    goroutines: [
      ['dump', 41, false],
      ['dump', 41, false],
    ],
    cycles: [short.split('\n').filter((line) => /: gc \d+ @/.test(line)).length],
    warnings: [],
  };

  it.each(['short.log', 'short-iso.log', 'json.log'])('%s is read with the line that journald cut', async (name) => {
    expect(await read(fileRequest(`${folder}/${name}`))).toMatchObject(whole);
  });

  it('as JSON without --all has no text of the long line, and says so', async () => {
    const found = await read(fileRequest(`${folder}/json-without-all.log`));
    expect(found).toMatchObject({ goroutines: [['dump', 41, false]], cycles: whole.cycles, warnings: ['journal-withheld'] });
  });

  it('as JSON gives the lines that the text form has, colour and all', () => {
    const text = (line: string) => line.slice(line.indexOf(']: ') + 3);
    const asText = through(short).out.map(text);
    const asJson = through(json).out.map(text);
    // Journalctl's text form prints blanks for a tab and leaves colours out.
    expect(asJson.map((line) => line.replaceAll('\t', ' '.repeat(8)).replaceAll(colour, ''))).toEqual(asText);
    expect(asJson[0]).toBe('\u001b[33mWARN\u001b[0m courier: nobody sends parcels');
    expect(new Set(through(json).out.map((line) => line.slice(0, line.indexOf(': ', 27)).replace(/\d/g, '0')))).toEqual(
      new Set(['0000-00-00T00:00:00.000000Z courier[00000]']),
    );
  });
});

describe('pieces of journald', () => {
  const entry = (text: string | number[] | null, more: Record<string, string> = {}) =>
    `${JSON.stringify({ __REALTIME_TIMESTAMP: '1700000000123456', _PID: '7', SYSLOG_IDENTIFIER: 'a', _STREAM_ID: '1', MESSAGE: text, ...more })}\n`;
  const cut = { _LINE_BREAK: 'line-max' };
  const line = (text: string) => `2023-11-14T22:13:20.123456Z a[7]: ${text}`;

  it('are put together by stream, and end where the stream does', () => {
    const other = { _STREAM_ID: '2' };
    expect(through(entry('x', cut) + entry('p', { ...cut, ...other }) + entry('y', cut) + entry('z') + entry('q', other)).out).toEqual([
      line('xyz'),
      line('pq'),
    ]);
    expect(through(entry('x', cut) + entry('y', { _LINE_BREAK: 'eof' }) + entry('z')).out).toEqual([line('xy'), line('z')]);
    expect(through(entry('x', cut))).toEqual({ cut: true, out: [line('x')], unfinished: 1 });
  });

  it('may be bytes, several values, several lines, or none', () => {
    expect(through(entry([0xe5, 0xa4, 0x96, 27])).out).toEqual([line('外\u001b')]);
    expect(through(entry('goroutine 1 [running]:\nmain.main()')).out).toEqual([line('goroutine 1 [running]:'), line('main.main()')]);
    expect(through(entry(null)).out).toEqual([]);
    // What goes on from a text that was left out is no line either.
    expect(through(entry(null, cut) + entry('y') + entry('z')).out).toEqual([line('z')]);
    expect(through(`${JSON.stringify({ __REALTIME_TIMESTAMP: '1', MESSAGE: ['a', [98]] })}\n`).out.map((one) => one.slice(-1))).toEqual([
      'a',
      'b',
    ]);
  });

  it('that break off stay as they are', () => {
    const broken = entry('x').slice(0, -5);
    expect(through(`${broken}\n`).out).toEqual([broken]);
  });

  it('as text go on in the next line of the same process, where a line has just the length at which journald cuts', () => {
    const piece = `Nov 14 22:13:20 host a[7]: ${'x'.repeat(48 * 1024)}`;
    const after = 'Nov 14 22:13:20 host a[7]: end';
    const other = 'Nov 14 22:13:20 host a[8]: other';
    expect(through(`${piece}\n${other}\n${after}\n`).out).toEqual([other, `${piece}end`]);
    expect(through(`${piece}y\n${after}\n`).out).toEqual([`${piece}y`, after]);
    expect(through(`${piece}\n${other}\n`)).toEqual({ cut: true, out: [other, piece], unfinished: 1 });
  });
});

it('a journal of another program is no capture', async () => {
  const session = await openCase([textRequest('journal.json', json.split('\n').slice(0, 1).join('\n'))]);
  expect(session.inputs[0].error?.code).toBe('unknown-format');
  session.close();
});
