import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest, textRequest } from '../support/memory';

const captures = 'fixtures/captures';

async function cards(...requests: readonly ReturnType<typeof fileRequest>[]) {
  const session = await openCase(requests);
  const { findings } = await dispatch(session, 'case.findings', undefined);
  const report = await session.report({ language: 'en' });
  session.close();
  return { findings, report };
}
const of = (...files: readonly string[]) => cards(...files.map((file) => fileRequest(`${captures}/${file}`)));

async function stepsOf(rule: string, ...files: readonly string[]) {
  const card = (await of(...files)).findings.find(({ finding }) => finding.rule === rule);
  return card?.verify.map(({ command }) => command) ?? [];
}

describe('what a finding is verified by', () => {
  it('is its own capture, taken again and compared', async () => {
    const [again, bench] = await stepsOf('alloc-string-bytes', 'convert-faulty/allocs.pb.gz');
    expect(again).toBe(
      `curl -o after.pb.gz "http://localhost:6060/debug/pprof/allocs" && gotriage compare ${captures}/convert-faulty/allocs.pb.gz after.pb.gz`,
    );
    expect(bench).toContain('-bench . -benchmem -count 10 gotriage.example/workloads/convert >');
  });

  it('is the benchmark that the profile was taken of, at its rate', async () => {
    const [again, bench] = await stepsOf('alloc-string-bytes', 'bench/before.mem.pb.gz');
    expect(again).toContain(
      "go test -run '^$' -bench '^BenchmarkConvert$' -memprofile after.pb.gz -memprofilerate 65536 gotriage.example/workloads/convert",
    );
    expect(bench).toContain("-bench '^BenchmarkConvert$' -benchmem -count 10 gotriage.example/workloads/convert > after.txt");
  });

  it.each([
    ['lock-contention', 'imaging-aged/mutex-delta.pb.gz', '/debug/pprof/mutex?seconds=3"'],
    ['goroutine-leak', 'report-faulty/goroutine.3.debug2.txt', '/debug/pprof/goroutine?debug=2"'],
    ['gc-frequency', 'monitor/gogc-50.log', 'GODEBUG=gctrace=1 ./service 2> after.log; gotriage compare'],
    ['gc-frequency', 'monitor/gogc-50.trace', '/debug/pprof/trace?seconds=3"'],
    ['alloc-hot-path', 'convert-faulty/heap.debug1.txt', '/debug/pprof/heap?gc=1&debug=1"'],
  ])('%s of %s', async (rule, file, wanted) => {
    const [again] = await stepsOf(rule, file);
    expect(again).toContain(wanted);
    expect(again).toContain(`gotriage compare ${captures}/${file} after.`);
  });

  it('is two captures where one shows no growth', async () => {
    const [again] = await stepsOf('alloc-retained-growth', ...[1, 2, 3].map((n) => `convert-faulty/heap.${n}.pb.gz`));
    expect(again.match(/curl/g)).toHaveLength(2);
    expect(again).toContain('gotriage analyze after.1.pb.gz after.2.pb.gz');
  });

  it('is the import path of the command where the line is in package main', async () => {
    const [, bench] = await stepsOf('alloc-slice-growth', 'programs/primes.heap.pb.gz');
    expect(bench).toContain(' gotriage.example/workloads/cmd/primes >');
  });

  it('is in the report as on the page', async () => {
    const { findings, report } = await of('convert-faulty/allocs.pb.gz');
    expect(report.findings.map(({ verify }) => verify?.map(({ command }) => command))).toEqual(
      findings.map(({ verify }) => verify.map(({ command }) => command)),
    );
  });
});

it('every command can be pasted, and none names a benchmark or a test of the guidance', async () => {
  const manifest = JSON.parse(readFileSync('fixtures/manifest.json', 'utf8')) as { file: string }[];
  const commands = new Set<string>();
  for (const { file } of manifest.filter(({ file }) => /\.(?:pb\.gz|log|txt)$/.test(file) && !file.startsWith('leaks/'))) {
    for (const { verify } of (await of(file)).findings) for (const { command } of verify) commands.add(command);
  }
  expect(commands.size).toBeGreaterThan(60);
  for (const command of commands) {
    execFileSync('sh', ['-n', '-c', command]);
    for (const [, name] of command.matchAll(/-bench (\S+)/g)) expect(name).toMatch(/^(?:\.|'\^Benchmark(?:Convert)\$')$/);
    expect(command).not.toMatch(/-run Test|before\.(?:pb\.gz|heap|cpu)|undefined/);
  }
});

it('a name with blanks and quotes is one word', async () => {
  const text = readFileSync(`${captures}/report-faulty/goroutine.3.debug2.txt`, 'utf8');
  const { findings } = await cards(textRequest("it's a dump.txt", text));
  const again = findings.find(({ finding }) => finding.rule === 'goroutine-leak')?.verify[0].command ?? '';
  const compare = again.slice(again.indexOf('gotriage compare'));
  expect(execFileSync('sh', ['-c', compare.replace('gotriage', 'printf "%s|"')], { encoding: 'utf8' })).toBe(
    "compare|it's a dump.txt|after.txt|",
  );
});

it('a package whose name holds what a shell would run is not in a command', async () => {
  const profile = gunzipSync(readFileSync(`${captures}/bench/before.mem.pb.gz`)).toString('latin1');
  const hostile = Buffer.from(profile.replaceAll('/workloads/', '/$(id>x)ab/'), 'latin1');
  const { findings } = await cards({ source: bytesSource('before.mem.pb', hostile) });
  const commands = findings.flatMap(({ verify }) => verify.map(({ command }) => command));
  expect(commands.some((command) => command.includes("-bench '^BenchmarkConvert$' -memprofile"))).toBe(true);
  for (const command of commands) expect(command).not.toContain('$(id');
});
