/**
 * Makes the tables of docs/leaks.md: `npx tsx tests/tools/leak-table.ts [--keep DIR]`. Needs Go on PATH and, for etcd, the
 * module proxy. Programs are built and run in a temporary directory.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyseFiles, analyseTexts, type CaseFindings } from './leak-table/analyse';
import { markedGroups, type Score, scoreOf, tally, withoutMarks } from './leak-table/score';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const programs = join(here, 'leak-table');
const captures = join(root, 'fixtures', 'captures');

interface Row {
  readonly program: string;
  readonly input: string;
  readonly score: Score;
}

/** Runs a program; resolves to its standard output and error, whatever it exits with. */
function run(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; seconds: number },
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => out.push(chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.seconds * 1000);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(out).toString('utf8'));
    });
  });
}

async function inParallel<T>(items: readonly string[], width: number, work: (item: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Go's own leak programs, with this project's main: dumps after 1, 2 and 6 runs of each pattern, and once more after the 6. */
async function patterns(work: string): Promise<Row[]> {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const source = join(goroot, 'src', 'runtime', 'testdata', 'testgoroutineleakprofile');
  const rows: Row[] = [];
  for (const [folder, from] of [
    ['simple', source],
    ['goker', join(source, 'goker')],
  ]) {
    const build = join(work, folder);
    mkdirSync(build, { recursive: true });
    for (const name of readdirSync(from)) if (name.endsWith('.go') && name !== 'main.go') cpSync(join(from, name), join(build, name));
    cpSync(join(programs, 'patterns', 'main.go.txt'), join(build, 'main.go'));
    writeFileSync(join(build, 'go.mod'), 'module example.org/patterns\n\ngo 1.26\n');
    const binary = join(build, 'patterns');
    execFileSync('go', ['build', '-o', binary, '.'], { cwd: build, env: { ...process.env, GOEXPERIMENT: 'goroutineleakprofile' } });
    const names = execFileSync('sh', ['-c', `"${binary}" 2>&1`], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter((name) => !name.startsWith('NoLeak') && name !== 'SpawnGC');
    const found = await inParallel(names, availableParallelism() * 4, async (name) => {
      const file = (runs: number | 'again'): string => join(build, `${name}.${runs}.txt`);
      const env = { GOMAXPROCS: '1', GODEBUG: 'asyncpreemptoff=1' };
      await run(binary, [name, `1=${file(1)}`, `2=${file(2)}`, `6=${file(6)}`, `6=${file('again')}`], { cwd: build, env, seconds: 90 });
      return ([1, 2, 6, 'again'] as const).map((runs) => (existsSync(file(runs)) ? readFileSync(file(runs), 'utf8') : ''));
    });
    for (const [at, [one, two, six, again]] of found.entries()) {
      if (markedGroups(one).length === 0) continue;
      const program = `${folder}/${names[at]}`;
      rows.push({ program, input: 'marked dump', score: scoreOf(await analyseTexts([one]), one) });
      rows.push({ program, input: 'plain dump', score: scoreOf(await analyseTexts([withoutMarks(one)]), one) });
      if (six === '') continue;
      rows.push({ program, input: 'plain dump, 6 runs', score: scoreOf(await analyseTexts([withoutMarks(six)]), six) });
      rows.push({ program, input: 'two snapshots', score: scoreOf(await analyseTexts([withoutMarks(two), withoutMarks(six)]), six) });
      if (again === '') continue;
      const flat = await analyseTexts([withoutMarks(six), withoutMarks(again)]);
      rows.push({ program, input: 'two snapshots, no growth', score: scoreOf(flat, again) });
    }
  }
  return rows;
}

interface Healthy {
  readonly program: string;
  readonly input: string;
  readonly goroutines: number;
  readonly result: CaseFindings;
}

async function healthy(work: string): Promise<Healthy[]> {
  const found: Healthy[] = [];
  const add = async (program: string, files: readonly string[]): Promise<void> => {
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      found.push({
        program,
        input: 'one dump',
        goroutines: text.match(/^goroutine \d+ /gm)?.length ?? 0,
        result: await analyseFiles([file]),
      });
    }
    if (files.length > 1) found.push({ program, input: `${files.length} snapshots`, goroutines: 0, result: await analyseFiles(files) });
  };
  const idle = join(work, 'idle');
  execFileSync('go', ['build', '-o', idle, join(programs, 'idle', 'main.go')]);
  await run(idle, ['-connections', '10000', '-o', join(work, 'idle-dump')], { seconds: 120 });
  await add(
    'web server, 10 000 idle connections',
    [1, 2].map((i) => join(work, `idle-dump.${i}.txt`)),
  );

  const tests = join(work, 'nethttp.test');
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  execFileSync('go', ['test', '-c', '-o', tests, 'net/http']);
  const dumps: string[] = [];
  for (const seconds of [2, 4, 7]) {
    const text = await signalled(tests, ['-test.short', '-test.timeout=60s'], join(goroot, 'src', 'net', 'http'), seconds);
    const file = join(work, `nethttp.${seconds}.txt`);
    writeFileSync(file, text);
    if (/^goroutine \d+ /m.test(text)) dumps.push(file);
  }
  for (const file of dumps) await add('net/http tests, SIGQUIT', [file]);

  const etcd = join(work, 'etcd');
  mkdirSync(etcd, { recursive: true });
  cpSync(join(programs, 'etcd', 'main.go'), join(etcd, 'main.go'));
  writeFileSync(join(etcd, 'go.mod'), 'module example.org/healthy\n\ngo 1.26\n');
  execFileSync('go', ['get', 'go.etcd.io/etcd/server/v3@v3.6.7', 'go.etcd.io/etcd/client/v3@v3.6.7'], { cwd: etcd, stdio: 'ignore' });
  execFileSync('go', ['mod', 'tidy'], { cwd: etcd, stdio: 'ignore' });
  execFileSync('go', ['build', '-o', 'etcd', '.'], { cwd: etcd });
  await run(join(etcd, 'etcd'), [join(etcd, 'dump')], { seconds: 120 });
  await add(
    'etcd server and 40 clients under load',
    [1, 2, 3].map((i) => join(etcd, `dump.${i}.txt`)),
  );
  return found;
}

/** Starts a test binary and asks it for its goroutines after some seconds. */
function signalled(binary: string, args: readonly string[], cwd: string, seconds: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { cwd, env: { ...process.env, GOTRACEBACK: 'all' } });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => out.push(chunk));
    setTimeout(() => child.kill('SIGQUIT'), seconds * 1000);
    child.on('close', () => resolve(Buffer.concat(out).toString('utf8')));
  });
}

interface ManifestEntry {
  readonly file: string;
  readonly planted?: readonly { rule: string; cause: string; function: string; line: number; count: number }[];
}

/** The captures of this repository: planted lines named, and anything said of sound programs. */
async function planted(): Promise<string[]> {
  const manifest = JSON.parse(readFileSync(join(root, 'fixtures', 'manifest.json'), 'utf8')) as ManifestEntry[];
  const lines: string[] = [];
  for (const entry of manifest) {
    const leaks = (entry.planted ?? []).filter((one) => one.rule === 'goroutine-leak');
    const sound = leaks.length === 0 && /(?:mended|^web).*goroutine|(?:mended|web).*\.trace$/.test(entry.file);
    if (leaks.length === 0 && !sound) continue;
    const { findings } = await analyseFiles([join(captures, entry.file)]);
    const here = findings.filter((finding) => finding.rule === 'goroutine-leak');
    const matches = leaks.map((leak) =>
      here.find((finding) => finding.evidence.function === leak.function && finding.evidence.line === leak.line),
    );
    const right = leaks.filter((leak, at) => matches[at]?.evidence.cause === leak.cause).length;
    const named = matches.filter((match) => match !== undefined).length;
    const tiers = ['proven', 'strong', 'suspect'].map((tier) => matches.filter((match) => match?.tier === tier).length);
    lines.push(
      `| ${entry.file} | ${leaks.length} | ${named} | ${tiers.join(' / ')} | ${right} | ${here.length - new Set(matches.filter(Boolean)).size} |`,
    );
  }
  return lines;
}

async function main(): Promise<void> {
  const keep = process.argv.indexOf('--keep');
  const work = keep > 0 ? process.argv[keep + 1] : mkdtempSync(join(tmpdir(), 'leak-table-'));
  mkdirSync(work, { recursive: true });
  const rows = await patterns(work);
  const sound = await healthy(work);
  const sections: string[] = [
    '### Go’s own leak programs, summed up',
    '',
    '| input | programs | goroutines Go marks | named | proven / strong / suspect | cause right |',
    '|---|---|---|---|---|---|',
    ...['marked dump', 'plain dump', 'plain dump, 6 runs', 'two snapshots', 'two snapshots, no growth'].map((input) =>
      tally(
        input,
        rows.filter((row) => row.input === input).map((row) => row.score),
      ),
    ),
    '',
    '### Healthy programs',
    '',
    '| program | input | goroutines | proven or strong | suspect |',
    '|---|---|---|---|---|',
    ...sound.map((one) => {
      const leaks = one.result.findings.filter((finding) => finding.rule === 'goroutine-leak');
      const firm = leaks.filter((finding) => finding.tier !== 'suspect').length;
      return `| ${one.program} | ${one.input} | ${one.goroutines || ''} | ${firm} | ${leaks.length - firm} |`;
    }),
    '',
    '### Captures of this repository, each alone',
    '',
    '| capture | planted | named | proven / strong / suspect | cause right | other findings |',
    '|---|---|---|---|---|---|',
    ...(await planted()),
    '',
    '### Go’s own leak programs, one by one',
    '',
    '| program | input | marked | named | tier | cause right |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ program, input, score }) =>
        `| ${program} | ${input} | ${score.marked} | ${score.named} | ${score.tiers.join(', ') || 'none'} | ${score.causeRight} |`,
    ),
  ];
  const file = join(root, 'docs', 'leaks.md');
  const page = readFileSync(file, 'utf8');
  const mark = '<!-- made by: npx tsx tests/tools/leak-table.ts -->';
  const at = page.indexOf(mark);
  if (at < 0) throw new Error(`${file} lacks the line ${mark}`);
  writeFileSync(file, `${page.slice(0, at)}${mark}\n\n${sections.join('\n')}\n`);
  if (keep < 0) rmSync(work, { recursive: true, force: true });
}

await main();
