import { describe, expect, it } from 'vitest';
import { likenessOf } from '@/lib/analyses/programs';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const captures = 'fixtures/captures';
const request = (file: string) => fileRequest(`${captures}/${file}`);

async function like(first: string, second: string) {
  const { index } = await openCase([request(first), request(second)]);
  const naming = [...index.of('profile'), ...index.of('trace'), ...index.of('goroutines')];
  const [a, b] = [0, 1].map((input) => naming.find((part) => part.input === input));
  if (!a || !b) throw new Error('a capture names no program');
  return likenessOf(index, a, b);
}

async function findings(...files: readonly string[]) {
  const session = await openCase(files.map(request));
  const { findings, missing } = await dispatch(session, 'case.findings', undefined);
  session.close();
  return { found: findings.map(({ finding }) => finding), missing: missing.map(({ input }) => input.en) };
}

describe('which captures are of one program', () => {
  it.each([
    // Two runs of a benchmark: the binary in a folder of its own each time, and no build id before Go 1.24.
    ['programs/bench-go1.21.cpu.pb.gz', 'programs/bench-go1.21.mem.pb.gz'],
    // Another release and another folder.
    ['programs/primes.cpu.pb.gz', 'programs/primes-go1.21.heap.pb.gz'],
    // One build: what runs and what allocates need not be one function.
    ['report-faulty/cpu.pb.gz', 'report-faulty/heap.1.pb.gz'],
    // Text has neither a build id nor the binary's name.
    ['convert-faulty/cpu.pb.gz', 'convert-faulty/heap.debug1.txt'],
    ['monitor/gogc-50.trace', 'monitor/gogc-50.heap.pb.gz'],
  ])('%s and %s', async (a, b) => expect(await like(a, b)).toBe('same'));

  it.each([
    ['programs/primes.cpu.pb.gz', 'programs/tally.heap.pb.gz'],
    ['programs/primes-go1.21.cpu.pb.gz', 'programs/tally-go1.21.heap.pb.gz'],
    // Two commands of one module.
    ['report-faulty/cpu.pb.gz', 'convert-faulty/heap.3.pb.gz'],
    ['imaging-faulty/block.pb.gz', 'convert-faulty/cpu.pb.gz'],
    // They share the library that serves their endpoints, and show it.
    ['report-faulty/goroutine.3.debug2.txt', 'traces/imaging-faulty-go1.26.trace'],
  ])('%s is of another than %s', async (a, b) => expect(await like(a, b)).toBe('other'));

  it('a library on both sides does not make one program where nothing names them', async () => {
    expect(await like('report-faulty/block.debug1.txt', 'traces/depot-weigh-faulty-go1.26.trace')).toBe('unclear');
  });
});

describe('a heap profile beside the CPU profile of another program', () => {
  const told = (found: Awaited<ReturnType<typeof findings>>['found']) =>
    found.filter(({ rule }) => rule.startsWith('alloc-')).map(({ title, severity, tier }) => [title.en, severity, tier]);

  it('says of its lines what it says alone, and asks for its own CPU profile', async () => {
    const alone = await findings('programs/primes.heap.pb.gz');
    const beside = await findings('programs/primes.heap.pb.gz', 'programs/tally.cpu.pb.gz');
    expect(told(beside.found).length).toBeGreaterThan(0);
    expect(told(beside.found)).toEqual(told(alone.found));
    const report = await findings('convert-faulty/allocs.pb.gz', 'report-faulty/cpu.pb.gz');
    expect(report.missing).toContain('cpu profile');
    expect(report.found.filter(({ evidence }) => evidence.toldBy === 'cpu-profile')).toEqual([]);
  });

  it('is explained by the CPU profile of another run of the same benchmark', async () => {
    const { found, missing } = await findings('programs/bench-go1.21.mem.pb.gz', 'programs/bench-go1.21.cpu.pb.gz');
    const explained = found.filter(({ evidence }) => evidence.toldBy === 'cpu-profile');
    expect(explained.length).toBeGreaterThan(0);
    for (const { inputs, tier } of explained) {
      expect(inputs).toEqual([0, 1]);
      expect(tier).toBe('strong');
    }
    expect(missing).not.toContain('cpu profile');
  });

  it('is not weighed by a log that may be of the other one, and says so', async () => {
    const own = await findings('convert-faulty/allocs.pb.gz', 'monitor/gogc-50.log');
    const two = await findings('convert-faulty/allocs.pb.gz', 'monitor/gogc-50.log', 'monitor/gogc-50.trace');
    const heaviest = ({ found }: typeof own) => found.filter(({ rule }) => rule.startsWith('alloc-'))[0];
    expect(heaviest(own).evidence.notWeighed).toBeUndefined();
    expect(heaviest(two).summary.en).toContain('gogc-50.log may be of another program');
    expect(heaviest(two).summary.zh).toContain('gogc-50.log 可能属于另一个程序');
  });
});

describe('who makes the collector run', () => {
  const ask = async (...files: readonly string[]) => {
    const session = await openCase(files.map(request));
    const series = await dispatch(session, 'gc.series', undefined);
    const asked = await Promise.all(series.map((one, at) => Promise.all([one, dispatch(session, 'gc.allocators', { series: at })])));
    const { findings } = await dispatch(session, 'case.findings', undefined);
    session.close();
    return { asked, frequency: findings.map(({ finding }) => finding).find(({ rule }) => rule === 'gc-frequency') };
  };

  it('is not told of a trace by the heap profile of another program', async () => {
    const { asked } = await ask('monitor/gogc-50.trace', 'convert-faulty/allocs.pb.gz');
    expect(asked.map(([{ source }, allocators]) => [source, allocators])).toEqual([['trace', undefined]]);
  });

  it('is told with a doubt where a log may be of another program than the profile', async () => {
    const { asked, frequency } = await ask('monitor/gogc-50.log', 'monitor/gogc-50.heap.pb.gz', 'convert-faulty/cpu.pb.gz');
    expect(asked[0][1]).toMatchObject({ input: 1, sure: false });
    expect(frequency?.summary.en).toContain('gogc-50.heap.pb.gz, which may be of another program');
    const alone = await ask('monitor/gogc-50.log', 'monitor/gogc-50.heap.pb.gz');
    expect(alone.asked[0][1]).toMatchObject({ input: 1, sure: true });
  });

  it('is told by the profile of its program where a trace of the same run says which that is', async () => {
    const { asked } = await ask(
      'monitor/gogc-50.log',
      'monitor/gogc-50.trace',
      'monitor/gogc-50.heap.pb.gz',
      'convert-faulty/allocs.pb.gz',
    );
    expect(asked.map(([{ source }, allocators]) => [source, allocators?.input, allocators?.sure])).toEqual([
      ['gctrace', 2, true],
      ['trace', 2, true],
    ]);
  });
});
