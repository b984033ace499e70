import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { report as reportSchema } from '@/lib/report/schema';
import { gotriage } from '../support/cli';
import { refusedFixtures } from '../support/invalid';
import { bytes, integer, message, packed, text as wireText } from '../support/wire';

const good = 'fixtures/captures/convert-faulty/heap.1.pb.gz';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'test-'));
  // Temporary files are counted here, where no other test makes any.
  vi.stubEnv('TMPDIR', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('gotriage analyze on bad input', () => {
  it.each(refusedFixtures())('$file: $purpose', async ({ file, code }) => {
    const result = await gotriage(['analyze', '--json', file, good]);
    expect(result.code).toBe(3);
    const report = reportSchema.parse(JSON.parse(result.out));
    const refused = report.inputs.filter((input) => !input.ok);
    expect(refused.map((input) => input.error?.code)).toEqual([code]);
    expect(report.inputs.at(-1)).toMatchObject({ name: good, ok: true, format: 'pprof' });
    expect(result.err).toHaveLength(1);
    expect(result.err[0]).toContain(file);
    expect(result.err[0]).toContain(code);
    const offset = refused[0].error?.offset;
    if (offset !== undefined) expect(result.err[0]).toContain(`byte ${offset}`);
    expect(refused[0].error?.hint ?? '').not.toBe('');
  });

  it('tells a missing file and a file over the limit, and reports the rest', async () => {
    const large = path.join(folder, 'large.trace');
    writeFileSync(large, '');
    // A sparse file: its size is refused before a byte of it is read.
    truncateSync(large, 2 * 1024 ** 3);
    const result = await gotriage(['analyze', '--json', 'no-such-file', large, good]);
    expect(result.code).toBe(3);
    const { inputs } = reportSchema.parse(JSON.parse(result.out));
    expect(inputs.map((input) => input.error?.code)).toEqual(['unreadable', 'too-large', undefined]);
    expect(inputs[1].sha256).toBe('');
    expect(result.err).toHaveLength(2);
  });

  it('takes limits from the environment and refuses what is no size', async () => {
    const small = await gotriage(['analyze', good], { environment: { GOTRIAGE_MAX_FILE_BYTES: '1KiB' } });
    expect(small.code).toBe(3);
    expect(small.err[0]).toContain('at most 1024 bytes');
    for (const size of ['much', '0.4', '0', '-1', '9'.repeat(400)]) {
      const wrong = await gotriage(['analyze', good], { environment: { GOTRIAGE_MAX_FILE_BYTES: size } });
      expect(wrong.code).toBe(2);
      expect(wrong.err[0]).toContain('GOTRIAGE_MAX_FILE_BYTES');
    }
  });

  it('bounds standard input and leaves no temporary file', async () => {
    const result = await gotriage(['analyze', '-'], { stdin: new Uint8Array(5000), environment: { GOTRIAGE_MAX_FILE_BYTES: '4096' } });
    expect(result.code).toBe(3);
    expect(result.err[0]).toContain('too-large');
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('gotriage-'))).toEqual([]);
  });

  it('tells where no temporary folder can be made', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = '/nonexistent';
    try {
      const result = await gotriage(['analyze', '-'], { stdin: 'x' });
      expect(result.code).toBe(3);
      expect(result.err).toHaveLength(1);
      expect(result.err[0]).toContain('unreadable: no temporary folder can be made: ');
      expect(result.err[0]).toContain('Set TMPDIR');
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });

  it('writes nothing under the names of an archive', async () => {
    const result = await gotriage(['analyze', '--json', 'fixtures/invalid/escaping-name.zip']);
    const { inputs } = reportSchema.parse(JSON.parse(result.out));
    expect(inputs.every((input) => input.name.startsWith('fixtures/invalid/escaping-name.zip/'))).toBe(true);
    expect(inputs.some((input) => input.name.includes('../'))).toBe(true);
    for (const { name } of inputs) {
      const escaped = name.slice('fixtures/invalid/escaping-name.zip/'.length);
      expect(existsSync(path.resolve('fixtures/invalid', escaped))).toBe(false);
    }
  });

  it('reports the whole entries of an archive with a broken one', async () => {
    const result = await gotriage(['analyze', '--json', 'fixtures/invalid/broken-entry.zip']);
    expect(result.code).toBe(3);
    const { inputs } = reportSchema.parse(JSON.parse(result.out));
    expect(inputs.filter((input) => input.ok).length).toBeGreaterThan(0);
    expect(inputs.filter((input) => !input.ok).map((input) => input.error?.code)).toEqual(['corrupt-archive']);
  });

  it('a name with backticks and line breaks stays one code span in Markdown', async () => {
    const { out } = await gotriage(['analyze', '--markdown', 'a``b`', 'c\n# d\u0007']);
    expect(out).toContain('| ``` a``b` ``` |');
    expect(out).toContain('| `c # d\\x07` |');
  });

  it.each([[[]], [['--markdown']]])('keeps control codes of names in a file off the terminal: analyze %j', async (form) => {
    const record = (id: number) =>
      `goroutine ${id} [chan receive, 20 minutes]:\nmain.\u001b[31mwork(0x1)\n\t/src/\u001b]0;t\u0007.go:7 +0x1\ncreated by main.main\n\t/src/main.go:3 +0x3\n\n`;
    const { out } = await gotriage(['analyze', '-', ...form], { stdin: Array.from({ length: 400 }, (_, i) => record(i + 1)).join('') });
    expect(out).toContain('main.\\x1b[31mwork');
    // Code examples of the advice, which Markdown has whole, are set in by tabs.
    expect(out.replace(form.length > 0 ? /[\n\t]/g : /\n/g, '')).not.toMatch(/\p{Cc}/u);
  });

  it.each([['analyze', '--markdown'], ['top'], ['top', '--granularity=lines'], ['peek', '.'], ['tree'], ['tags'], ['comments']])(
    'keeps control codes of names in a profile off the terminal: %j',
    async (command, ...words) => {
      const names = [
        '',
        'c\u001b[31mpu',
        'n\u009bs',
        'main.\u001b[31mwork',
        '/src/\u0007main.go',
        'k\u001bey',
        'v\u001bal',
        'a\u001b[2Jb\nc',
      ];
      const profile = bytes(
        message(1, integer(1, 1), integer(2, 2)),
        message(2, packed(1, [1]), packed(2, [5]), message(3, integer(1, 5), integer(2, 6))),
        message(4, integer(1, 1), message(4, integer(1, 1), integer(2, 7))),
        message(5, integer(1, 1), integer(2, 3), integer(3, 3), integer(4, 4)),
        ...names.map((name) => wireText(6, name)),
        integer(13, 7),
      );
      const file = path.join(folder, 'control-codes.pb');
      writeFileSync(file, profile);
      const { out, code } = await gotriage([command, file, ...words]);
      expect(code).toBe(0);
      expect(out).toMatch(/\\x1b/);
      expect(out.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
    },
  );

  it('keeps control codes of a file name off the terminal', async () => {
    const result = await gotriage(['analyze', 'a\u001b[2Jb\nc']);
    expect(result.err).toHaveLength(1);
    expect(result.err[0]).not.toMatch(/\p{Cc}/u);
  });
});

describe('usage errors', () => {
  it.each([
    [['frobnicate'], 'there is no command'],
    [['analyze'], 'name at least one file'],
    [['analyze', '--lang', 'de', good], '--lang takes en, zh'],
    [['analyze', '--fail-on', 'grave', good], '--fail-on takes critical'],
    [['analyze', '--json', '--markdown', good], 'exclude each other'],
    [['analyze', '--group', 'x', good], '--group takes LABEL=FILE'],
    [['analyze', '--nope', good], 'there is no option --nope'],
    [['analyze', good, '--lang'], '--lang needs a value'],
    [['analyze', '--json=true', good], '--json takes no value'],
    [['top', good, '--limit', '-1'], '--limit needs a value; one that begins with a dash is written --limit=VALUE'],
    [['pprof', good, '-o'], '--output needs a value'],
    [['top', '-', '--base', '-'], 'only once'],
    [['compare', '-', '-'], 'only once'],
    [['compare', good, good, '--work', '0'], '--work takes a number above 0'],
    [['analyze', '-', '-'], 'only once'],
    [['top'], 'one FILE'],
    [['top', good, '--limit=-1'], 'whole number'],
    [['top', good, '--sort', 'size'], '--sort takes flat, cum'],
    [['top', good, '--sample-type', 'none'], 'sample type "none"'],
    [['top', good, '--focus', '('], 'focus regexp'],
    [['top', good, '--base', good, '--diff-base', good], 'exclude each other'],
    [['peek', good], 'regular expression'],
    [['peek', good, 'NoSuchFunctionAnywhere'], 'no matches found'],
  ])('%j', async (words, message) => {
    const result = await gotriage(words);
    expect(result.code).toBe(2);
    expect(result.err).toHaveLength(1);
    expect(result.err[0]).toContain(message);
  });

  it.each([
    [['analyze', '--lang', 'zh', '--nope', good], 'gotriage analyze: 没有选项 --nope；用法见 `gotriage analyze --help`'],
    [
      ['analyze', '--fail-on', 'x', '--lang=zh', good],
      'gotriage analyze: --fail-on 可取 critical, high, medium, low, info，而不是 "x"；用法见',
    ],
    [['whatif', '--lang', 'zh', good], 'gotriage whatif: 需要 --gogc'],
    [['compare', '--lang', 'zh', good], 'gotriage compare: 需要 BASE, TARGET；实际给出 1 个'],
    [['frobnicate', '-lang', 'zh'], 'gotriage: 没有命令 "frobnicate"'],
  ])('are told in Chinese: %j', async (words, message) => {
    const result = await gotriage(words);
    expect(result.code).toBe(2);
    expect(result.err).toHaveLength(1);
    expect(result.err[0]).toContain(message);
  });

  it('tells of an input in the language asked for', async () => {
    const result = await gotriage(['analyze', '--lang', 'zh', 'fixtures/invalid/empty.pb.gz']);
    expect(result.code).toBe(3);
    expect(result.err).toEqual([
      'gotriage: fixtures/invalid/empty.pb.gz: 第 0 字节: empty-file: 文件为空。应为：一个采集文件。请重新采集；用 curl 时加上 --fail，以免把错误页面保存成采集文件。',
    ]);
  });

  it('shows the help of every command that the overview lists', async () => {
    const overview = await gotriage(['--help']);
    expect(overview.code).toBe(0);
    const names = [...overview.out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1]);
    expect(names).toContain('analyze');
    for (const name of names) {
      const help = await gotriage([name, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toContain(`gotriage ${name} `);
    }
  });
});
