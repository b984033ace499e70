import { describe, expect, it } from 'vitest';
import { analyseTexts } from '../tools/leak-table/analyse';

interface Spec {
  readonly id: number;
  readonly state: string;
  readonly fn?: string;
  readonly by?: string;
  readonly parent?: number;
}

const record = ({ id, state, fn = 'work.helper', by = 'work.serve', parent = 1 }: Spec): string =>
  `goroutine ${id} [${state}]:\napp.example/${fn}()\n\t/srv/app/${fn}.go:10 +0x1d\ncreated by app.example/${by} in goroutine ${parent}\n\t/srv/app/${by}.go:5 +0x25\n`;
const main = 'goroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:5 +0x1\n';
const dump = (...specs: readonly Spec[]): string => [main, ...specs.map(record)].join('\n');
const times = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));

/** What one dump says of the helpers: rule and count. */
async function said(...specs: readonly Spec[]): Promise<unknown[]> {
  const { findings } = await analyseTexts([dump(...specs)]);
  return findings
    .filter(({ evidence }) => evidence.function === 'app.example/work.helper')
    .map(({ evidence }) => [evidence.tierRule, evidence.count]);
}

/** 20 makers, far apart, that stand in work.serve, and a helper of each. */
const makers = (state: string, fn = 'work.serve'): Spec[] => times(20, (at) => ({ id: 100 + at * 40, state, fn, by: 'work.Listen' }));
const helpers = (state: string): Spec[] => times(20, (at) => ({ id: 110 + at * 40, state, parent: 100 + at * 40 }));
const told = [['many-per-request', 20]];

describe('helpers of work in hand', () => {
  it('are no leak while their makers go on in the function that made them', async () => {
    for (const state of ['runnable', 'sleep', 'IO wait', 'syscall'])
      expect(await said(...makers(state), ...helpers('select')), state).toEqual([]);
    expect(await said(...makers('sleep'), ...helpers('chan receive, 90 minutes'))).toEqual([]);
    expect(await said(...makers('runnable'), ...helpers('sync.WaitGroup.Wait'))).toEqual([]);
  });

  it('are one where the makers have left that function, are stuck themselves, or are gone', async () => {
    expect(await said(...makers('runnable', 'work.next'), ...helpers('select'))).toEqual(told);
    expect(await said(...makers('chan receive'), ...helpers('select'))).toEqual(told);
    expect(await said(...helpers('select'))).toEqual(told);
  });

  it('and where they have waited for a minute for somebody to act', async () => {
    expect(await said(...makers('runnable'), ...helpers('chan send, 1 minutes'))).toEqual(told);
    expect(await said(...makers('runnable'), ...helpers('sync.WaitGroup.Wait, 1 minutes'))).toEqual(told);
  });

  it('makers go on, too, that wait for helpers who do', async () => {
    const chain = makers('select').map((one) => ({ ...one, fn: 'work.serve', by: 'work.accept', parent: one.id + 5 }));
    const top = chain.map((one) => ({ id: one.parent, state: 'runnable', fn: 'work.accept', by: 'work.Listen' }));
    expect(await said(...top, ...chain, ...helpers('select'))).toEqual([]);
  });

  it('one maker’s are none only while no wait has lasted a minute', async () => {
    const crew = (state: string) => times(20, (at) => ({ id: 50 + at * 40, state, parent: 7 }));
    const maker = { id: 7, state: 'sleep', fn: 'work.serve', by: 'work.Listen' };
    expect(await said(maker, ...crew('select'))).toEqual([]);
    expect(await said(maker, ...crew('select, 2 minutes'))).toEqual([['many-here', 20]]);
  });
});

describe('the writer beside a connection’s reader', () => {
  const readers = (by?: string): Spec[] =>
    times(20, (at) => ({ id: 109 + at * 40, state: 'IO wait', fn: 'work.read', parent: 100 + at * 40, by }));

  it('lives with it, though their maker is gone', async () => {
    expect(await said(...readers(), ...helpers('sync.Cond.Wait, 9 minutes'))).toEqual([]);
  });

  it('lives with one that has just read', async () => {
    const half = readers().map((one, at) => (at % 2 ? one : { ...one, state: 'runnable' }));
    expect(await said(...half, ...helpers('sync.Cond.Wait'))).toEqual([]);
  });

  it('is told of without a reader, beside one that another function made, and where it waits to send', async () => {
    expect(await said(...readers().slice(0, 10), ...helpers('sync.Cond.Wait'))).toEqual(told);
    expect(await said(...readers('work.other'), ...helpers('sync.Cond.Wait'))).toEqual(told);
    expect(await said(...readers(), ...helpers('chan send'))).toEqual(told);
  });
});

describe('growth that is no more than work in hand', () => {
  const later = (from: number, n: number, state: string): Spec[] =>
    times(n, (at) => ({ id: from + 10 + at * 40, state, parent: from + at * 40 }));
  const makersFrom = (from: number, n: number): Spec[] =>
    times(n, (at) => ({ id: from + at * 40, state: 'runnable', fn: 'work.serve', by: 'work.Listen' }));
  const rules = async (...dumps: readonly (readonly Spec[])[]): Promise<unknown[]> =>
    (await analyseTexts(dumps.map((specs) => dump(...specs)))).findings
      .filter(({ evidence }) => evidence.function === 'app.example/work.helper')
      .map(({ evidence }) => [evidence.tierRule, evidence.count]);

  it('where those seen before have left', async () => {
    expect(await rules([], later(100, 1, 'syscall'), later(2000, 4, 'syscall'))).toEqual([]);
    expect(await rules(later(100, 2, 'select'), later(2000, 8, 'select'))).toEqual([]);
  });

  it('where they help makers that go on', async () => {
    expect(await rules([], [...makersFrom(2000, 4), ...later(2000, 4, 'sync.WaitGroup.Wait')])).toEqual([]);
  });

  it('but not where they stay, or nobody goes on with them', async () => {
    expect(await rules([], later(100, 1, 'select'), [...later(100, 1, 'select'), ...later(2000, 4, 'select')])).toEqual([['grew', 5]]);
    expect(await rules([], later(2000, 4, 'select'))).toEqual([['grew', 4]]);
  });
});

describe('a crew that gains nobody', () => {
  const crew = (alive: boolean): Spec[] => [
    ...times(2, (at) => ({ id: alive ? 7 + at : 2000 + at, state: 'IO wait', fn: 'work.read', by: 'work.Listen' })),
    ...times(20, (at) => ({ id: 50 + at * 5, state: 'select, 1 minutes', parent: 7 + (at % 2) })),
  ];
  const newest = (id: number): Spec => ({ id, state: 'runnable', fn: 'work.other', by: 'work.Listen' });

  it('was made in one stretch, long before the newest goroutines', async () => {
    expect(await said(...crew(true), newest(5000))).toEqual([]);
  });

  it('is none where it is among the newest, or its makers are gone', async () => {
    expect(await said(...crew(true), newest(500))).toEqual(told);
    expect(await said(...crew(false), newest(5000))).toEqual(told);
  });
});
