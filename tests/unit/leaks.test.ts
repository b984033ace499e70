import { describe, expect, it } from 'vitest';
import type { Finding } from '@/lib/model/finding';
import { analyseBytes, analyseFiles, analyseTexts } from '../tools/leak-table/analyse';

interface Spec {
  id: number;
  state: string;
  fn?: string;
  line?: number;
  below?: string;
  createdBy?: string;
  parent?: number;
}

const main = 'goroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:5 +0x1\n';

function dump(specs: readonly Spec[], before = ''): string {
  const records = specs.map(
    ({ id, state, fn = 'app.example/work.(*S).run', line = 10, below = '', createdBy = 'app.example/work.Start', parent = id + 7 }) =>
      `goroutine ${id} [${state}]:\n${below}${fn}(0xc000012345)\n\t/srv/app/jobs/work.go:${line} +0x1d\ncreated by ${createdBy} in goroutine ${parent}\n\t/srv/app/jobs/start.go:5 +0x25\n`,
  );
  return before + [main, ...records].join('\n');
}

/** n goroutines of as many requests, ids far apart. */
const requests = (n: number, state: string, more: Partial<Spec> = {}): Spec[] =>
  Array.from({ length: n }, (_, at) => ({ id: 100 + at * 40, state, ...more }));
/** n workers made by main at once. */
const pool = (n: number, state: string, more: Partial<Spec> = {}): Spec[] =>
  Array.from({ length: n }, (_, at) => ({ id: 20 + at, state, parent: 1, ...more }));

async function leaks(...texts: string[]): Promise<readonly Finding[]> {
  return (await analyseTexts(texts)).findings.filter((one) => one.rule === 'goroutine-leak');
}
const brief = (findings: readonly Finding[]) =>
  findings.map((one) => [one.tier, one.evidence.tierRule, one.evidence.cause, one.evidence.count]);

describe('tiers', () => {
  it('Go’s mark proves', async () => {
    const found = await leaks(dump([{ id: 7, state: 'chan receive (leaked)' }]));
    expect(brief(found)).toEqual([['proven', 'go-leak-profile', 'chan-receive', 1]]);
    expect(found[0].raise).toBeUndefined();
  });

  it.each([
    ['chan send (nil chan)', 'nil-channel'],
    ['chan receive (nil chan)', 'nil-channel'],
    ['select (no cases)', 'select-no-cases'],
  ])('the language proves %s', async (state, cause) => {
    expect(brief(await leaks(dump([{ id: 7, state }])))).toEqual([['proven', 'blocks-forever', cause, 1]]);
  });

  it('but main may wait for ever', async () => {
    expect(await leaks('goroutine 1 [select (no cases), 90 minutes]:\nmain.main()\n\t/m.go:5 +0x1\n')).toEqual([]);
  });

  it('the runtime’s own deadlock report proves every wait', async () => {
    const text =
      'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/m.go:5 +0x1\n\ngoroutine 7 [select]:\nmain.f()\n\t/m.go:8 +0x1\n';
    const found = await leaks(text);
    expect(brief(found)).toEqual([
      ['proven', 'deadlock', 'chan-receive', 1],
      ['proven', 'deadlock', 'select', 1],
    ]);
    expect(found[0].severity).toBe('critical');
  });

  it('minutes and share make one dump strong, where goroutines came one by one', async () => {
    const specs = requests(300, '', {}).map((spec, at) => ({ ...spec, state: `chan receive, ${6 + (at % 20)} minutes` }));
    const found = await leaks(dump(specs));
    expect(brief(found)).toEqual([['strong', 'long-wait', 'chan-receive', 300]]);
    expect(found[0].evidence).toMatchObject({
      function: 'app.example/work.(*S).run',
      line: 10,
      createdBy: 'app.example/work.Start',
      waitMinutes: 25,
    });
  });

  it('minutes and share make a crowd strong, however it came', async () => {
    const found = await leaks(dump(pool(900, 'chan receive, 15 minutes')));
    expect(brief(found)).toEqual([['strong', 'long-wait', 'chan-receive', 900]]);
    expect(found[0].severity).toBe('high');
  });

  it('but one for each connection that lives is only suspected', async () => {
    const peers = requests(200, 'IO wait', { fn: 'app.example/work.(*Conn).readPump', parent: 1 });
    const writers = peers.map((spec) => ({
      ...spec,
      id: spec.id + 1,
      state: 'select, 200 minutes',
      fn: 'app.example/work.(*Conn).writePump',
      parent: spec.id,
    }));
    expect(brief(await leaks(dump([...peers, ...writers])))).toEqual([['suspect', 'many-per-request', 'select', 200]]);
  });

  it('without minutes one dump only suspects', async () => {
    expect(brief(await leaks(dump(requests(300, 'chan receive'))))).toEqual([['suspect', 'many-per-request', 'chan-receive', 300]]);
  });

  it('growth of goroutines that stay is strong', async () => {
    const found = await leaks(dump(requests(20, 'select')), dump(requests(60, 'select')));
    expect(brief(found)).toEqual([['strong', 'grew-and-stayed', 'select', 60]]);
    expect(found[0].evidence.growth).toMatchObject({ counts: [20, 60], perSnapshot: 40 });
    expect(found[0].evidence.stayed).toBe(20);
  });

  it('growth of goroutines that come and go is not', async () => {
    const other = requests(60, 'select').map((spec) => ({ ...spec, id: spec.id + 7 }));
    expect(await leaks(dump(requests(20, 'select')), dump(other))).toEqual([]);
  });

  it('goroutines that only moved to a line are no growth', async () => {
    expect(await leaks(dump(requests(40, 'runnable')), dump(requests(40, 'sleep')))).toEqual([]);
  });

  it('a lock waited for through two snapshots is strong in numbers, suspect alone', async () => {
    const waiting = (n: number, minutes: number): string => dump(requests(n, `sync.Mutex.Lock, ${minutes} minutes`));
    expect(brief(await leaks(waiting(120, 2), waiting(120, 5)))).toEqual([['strong', 'never-woke', 'mutex', 120]]);
    expect(brief(await leaks(waiting(1, 2), waiting(1, 5)))).toEqual([['suspect', 'slept-through', 'mutex', 1]]);
    expect(await leaks(waiting(1, 5), waiting(1, 2))).toEqual([]);
  });

  it('locks waited for in a round are a cycle: suspect at once, strong asleep', async () => {
    const waiter = (id: number, minutes: string, lock: string, other: string): string =>
      `goroutine ${id} [sync.Mutex.Lock${minutes}]:\ninternal/sync.(*Mutex).lockSlow(${lock})\n\t/usr/lib/go/src/internal/sync/mutex.go:149 +0x1\nsync.(*Mutex).Lock(...)\n\t/usr/lib/go/src/sync/mutex.go:46\napp.example/bank.transfer(${other}, ${lock})\n\t/srv/app/bank.go:25 +0x2\ncreated by app.example/bank.Run in goroutine 1\n\t/srv/app/bank.go:${50 + id} +0x3\n`;
    const ring = (minutes: string) =>
      [main, waiter(7, minutes, '0xc000010000', '0xc000020000'), waiter(8, minutes, '0xc000020000', '0xc000010000')].join('\n');
    const found = await leaks(ring(', 2 minutes'));
    expect(brief(found)).toEqual([['strong', 'lock-ring', 'mutex', 2]]);
    expect([found[0].severity, found[0].evidence.lockRing]).toEqual(['high', 2]);
    expect(brief(await leaks(ring('')))).toEqual([['suspect', 'lock-ring', 'mutex', 2]]);
    // Both for the same lock, whatever their arguments: a queue, no cycle.
    const queue = [
      main,
      waiter(7, ', 2 minutes', '0xc000010000', '0xc000020000'),
      waiter(8, ', 2 minutes', '0xc000010000', '0xc000020000'),
    ];
    expect(await leaks(queue.join('\n'))).toEqual([]);
  });

  it('ten thousand at one line is LeakProf’s number', async () => {
    expect(brief(await leaks(dump(requests(10_000, 'chan send'))))).toEqual([['strong', 'leakprof-count', 'chan-send', 10_000]]);
  });
});

describe('no alarm', () => {
  it.each([
    ['a pool that waits for work', pool(64, 'chan receive')],
    ['a pool idle overnight', pool(200, 'select, 600 minutes')],
    ['one background loop', [{ id: 7, state: 'select, 900 minutes' }]],
    [
      'a goroutine that waits for signals',
      [
        { id: 7, state: 'syscall, 9 minutes', fn: 'os/signal.signal_recv' },
        { id: 8, state: 'chan receive, 9 minutes' },
      ],
    ],
    ['the finalizer', [{ id: 7, state: 'finalizer wait' }]],
    ['running and runnable', [...requests(50, 'runnable'), ...requests(50, 'running').map((spec) => ({ ...spec, id: spec.id + 1 }))]],
    [
      'an accept loop',
      [{ id: 7, state: 'IO wait, 99 minutes', below: 'net.(*TCPListener).Accept(0xc1)\n\t/usr/lib/go/src/net/tcpsock.go:380 +0x30\n' }],
    ],
    ['database/sql’s opener', requests(20, 'select', { fn: 'database/sql.(*DB).connectionOpener' })],
  ] as [string, Spec[]][])('%s', async (_what, specs) => {
    expect(await leaks(dump(specs))).toEqual([]);
  });

  it('a pool over snapshots', async () => {
    expect(await leaks(dump(pool(64, 'chan receive')), dump(pool(64, 'chan receive, 2 minutes')))).toEqual([]);
    const watchers = dump(requests(40, 'chan receive', { parent: 1 }));
    expect(await leaks(watchers, watchers)).toEqual([]);
  });

  it('but goroutines whose creators are gone are told of, flat or not', async () => {
    const left = dump(requests(40, 'chan receive'));
    expect(brief(await leaks(left, left))).toEqual([['suspect', 'many-per-request', 'chan-receive', 40]]);
  });

  it('requests in hand', async () => {
    const below = (n: number): string =>
      Array.from(
        { length: n },
        (_, at) =>
          `goroutine ${50 + at * 9} [select]:\napp.example/work.Handle()\n\t/srv/app/h.go:3 +0x1\nnet/http.(*conn).serve(0xc1)\n\tnet/http/server.go:2000 +0x2\ncreated by net/http.(*Server).Serve in goroutine 1\n\tnet/http/server.go:3400 +0x3\n`,
      ).join('\n');
    expect(await leaks(`${main}\n${below(30)}`)).toEqual([]);
    expect(brief(await leaks(`${main}\n${below(150)}`))).toEqual([['suspect', 'many-here', 'select', 150]]);
  });
});

describe('one dump of a service that has just begun', () => {
  const loops = (state: string, makers: 'alive' | 'gone') =>
    dump([
      ...(makers === 'alive' ? [{ id: 30, state: 'chan receive', fn: 'app.example/work.Api', parent: 1 }] : []),
      ...Array.from({ length: 25 }, (_, at) => ({ id: 100 + at * 4, state, parent: at % 2 ? 30 : 1 })),
    ]);

  it('raises no alarm for loops whose makers are there, and says what it saw', async () => {
    const [one] = await leaks(loops('select', 'alive'));
    expect([one.severity, one.evidence.tierRule, one.evidence.count]).toEqual(['info', 'many-per-request', 25]);
    expect(one.raise).toBeDefined();
  });

  it('does where a wait has lasted a minute, where somebody must act, and where the makers are gone', async () => {
    for (const state of ['select, 1 minutes', 'chan send']) expect((await leaks(loops(state, 'alive')))[0].severity, state).toBe('low');
    const orphans = dump(requests(25, 'select'));
    expect((await leaks(orphans))[0].severity).toBe('low');
  });
});

describe('dumps of several processes without labels', () => {
  const marked = dump([{ id: 7, state: 'chan receive (leaked)' }, ...pool(20, 'select')]);
  const other = (text: string) => text.replaceAll('/srv/app/main.go', '/srv/other/main.go');

  it('are told apart by main, and the earlier one’s marks are reported', async () => {
    const found = await leaks(marked, other(dump(pool(4, 'select', { fn: 'app.example/other.run' }))));
    expect(found.map((one) => [one.evidence.tierRule, one.evidence.instance, one.inputs])).toEqual([
      ['go-leak-profile', 'dump.1.txt', [0]],
    ]);
  });

  it('are told apart by goroutines of one id that other lines made', async () => {
    const restarted = dump(pool(20, 'select', { createdBy: 'app.example/work.Resume' }));
    const found = await leaks(marked, restarted);
    expect(found.map((one) => [one.evidence.tierRule, one.evidence.instance])).toEqual([['go-leak-profile', 'dump.1.txt']]);
  });

  it('stay snapshots where nothing sets them apart', async () => {
    const found = await leaks(
      dump([{ id: 7, state: 'select (no cases)' }]),
      dump([{ id: 7, state: 'select (no cases)' }, ...requests(3, 'select')]),
    );
    expect(found.map((one) => [one.evidence.tierRule, one.evidence.instance, one.inputs])).toContainEqual([
      'blocks-forever',
      undefined,
      [0, 1],
    ]);
  });

  it('of one place each are a finding each', async () => {
    const found = await leaks(dump(requests(20, 'chan send')), other(dump(requests(30, 'chan send'))));
    expect(found.map((one) => [one.evidence.instance, one.evidence.count]).sort()).toEqual([
      ['dump.1.txt', 20],
      ['dump.2.txt', 30],
    ]);
  });

  it('keep the label that they are given', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const { findings } = await analyseBytes([
      { name: 'a.txt', bytes: bytes(marked), group: 'one' },
      { name: 'b.txt', bytes: bytes(other(marked)), group: 'one' },
    ]);
    expect(findings.map((one) => one.evidence.instance)).toEqual(['one']);
  });
});

describe('threads', () => {
  const captures = 'fixtures/captures/';
  const grown = async (...files: readonly string[]) =>
    (await analyseFiles(files.map((file) => captures + file))).findings.filter(({ rule }) => rule === 'thread-growth');

  it('of two programs are no growth', async () => {
    expect(await grown('web/threadcreate.pb.gz', 'report-faulty/threadcreate.3.pb.gz')).toEqual([]);
  });

  it('of one are, among those of another', async () => {
    const [one, ...others] = await grown(
      'report-faulty/threadcreate.1.pb.gz',
      'web/threadcreate.pb.gz',
      'report-faulty/threadcreate.3.pb.gz',
      'report-faulty/threadcreate.debug1.txt',
    );
    expect(others).toEqual([]);
    // The manifest's counts.
    expect([one.evidence.growth, one.inputs]).toEqual([expect.objectContaining({ counts: [20, 43] }), [0, 2]]);
  });
});

describe('what a finding says', () => {
  it('names the user’s own line below the standard library and dependencies', async () => {
    const below =
      'sync.runtime_notifyListWait(0xc1, 0x0)\n\t/usr/lib/go/src/runtime/sema.go:617 +0x1\nsync.(*Cond).Wait(0xc2)\n\t/usr/lib/go/src/sync/cond.go:71 +0x2\ngithub.com/dep/q.(*Q).Pop(0xc3)\n\t/home/u/go/pkg/mod/github.com/dep/q@v1.2.0/q.go:7 +0x3\n';
    const [found] = await leaks(dump(requests(30, 'sync.Cond.Wait', { below })));
    expect(found.evidence).toMatchObject({ cause: 'cond', function: 'app.example/work.(*S).run', line: 10 });
    expect(found.evidence.stack?.map((frame) => frame.own)).toEqual([false, false, false, true]);
  });

  it('releases before 1.21 call every wait of sync semacquire', async () => {
    const below = (fn: string): string =>
      `sync.runtime_Semacquire(0xc1)\n\t/usr/lib/go/src/runtime/sema.go:62 +0x1\n${fn}(0xc2)\n\t/usr/lib/go/src/sync/x.go:71 +0x2\n`;
    const causes = ['sync.(*Mutex).Lock', 'sync.(*RWMutex).RLock', 'sync.(*WaitGroup).Wait'].map(
      async (fn) => (await leaks(dump(requests(30, 'semacquire', { below: below(fn) }))))[0].evidence.cause,
    );
    expect(await Promise.all(causes)).toEqual(['mutex', 'rwmutex', 'waitgroup']);
  });

  it('connections whose bodies nobody closes are told from idle ones', async () => {
    const connection = (at: number, loop: string, state: string): Spec => ({
      id: 300 + at * 17,
      state,
      fn: `net/http.(*persistConn).${loop}`,
      createdBy: 'net/http.(*Transport).dialConn',
    });
    const text = (state: string): string =>
      dump(
        Array.from({ length: 40 }, (_, at) => [
          connection(at, 'readLoop', state),
          { ...connection(at, 'writeLoop', 'select'), id: 301 + at * 17 },
        ]).flat(),
      ).replaceAll('/srv/app/jobs/work.go', 'net/http/transport.go');
    expect((await leaks(text('select'))).map((one) => [one.evidence.function, one.guidance])).toEqual([
      ['net/http.(*persistConn).readLoop', ['leak-http-body']],
      ['net/http.(*persistConn).writeLoop', ['leak-http-body']],
    ]);
    expect(await leaks(text('IO wait'))).toEqual([]);
    // A client that streams: as many goroutines read bodies as connections wait for that.
    const readers = Array.from(
      { length: 40 },
      (_, at) =>
        `goroutine ${2000 + at * 9} [IO wait]:\nnet/http.(*bodyEOFSignal).Read(0xc1)\n\tnet/http/transport.go:3000 +0x1\napp.example/work.(*S).stream(0xc2)\n\t/srv/app/jobs/work.go:90 +0x2\ncreated by app.example/work.Start in goroutine 1\n\t/srv/app/jobs/start.go:9 +0x3\n`,
    );
    const streaming = await leaks([text('select'), ...readers].join('\n'));
    expect(streaming.filter((one) => one.evidence.function?.startsWith('net/http.'))).toEqual([]);
  });

  it('ranks places over instances by the root of the mean of squares', async () => {
    const bytes = (specs: Spec[]): Uint8Array => new TextEncoder().encode(dump(specs));
    const even = requests(40, 'chan send', { line: 77 });
    const bad = requests(90, 'chan send', { line: 99 }).map((spec) => ({ ...spec, id: spec.id + 1 }));
    const { findings } = await analyseBytes([
      { name: 'a', bytes: bytes([...even, ...bad]), group: 'a' },
      { name: 'b', bytes: bytes(even), group: 'b' },
      { name: 'c', bytes: bytes(even), group: 'c' },
    ]);
    expect(findings.map((one) => [one.evidence.line, one.evidence.instance, Math.round(Number(one.evidence.rootMeanSquare) * 10)])).toEqual(
      [
        [99, 'a', 520],
        [77, 'a', 400],
        [77, 'b', 400],
        [77, 'c', 400],
      ],
    );
  });

  it('speaks both languages and never prints a placeholder', async () => {
    for (const one of await leaks(dump(requests(20, 'select')), dump(requests(60, 'select')))) {
      for (const text of [one.title, one.summary, one.tierReason, one.raise]) {
        expect(text?.en).toMatch(/\w/);
        expect(text?.zh).toMatch(/[\u4e00-\u9fff]/);
        expect(`${text?.en}${text?.zh}`).not.toMatch(/undefined|NaN|\?/);
      }
    }
  });
});

describe('growth', () => {
  it('is told over snapshots, by creation site', async () => {
    const { findings } = await analyseTexts([dump(requests(60, 'select')), dump(requests(120, 'select')), dump(requests(240, 'select'))]);
    const growth = findings.find((one) => one.rule === 'goroutine-growth');
    expect(growth?.tier).toBe('strong');
    expect(growth?.evidence.growth).toMatchObject({ counts: [60, 120, 240] });
    expect(growth?.evidence.createdBy).toBe('app.example/work.Start (/srv/app/jobs/start.go:5)');
  });

  it('has a rate and a forecast where the file names tell the time', async () => {
    const bytes = (count: number): Uint8Array => new TextEncoder().encode(dump(requests(count, 'select')));
    const { findings } = await analyseBytes([
      { name: 'goroutine-20261121T040000Z.txt', bytes: bytes(100) },
      { name: 'goroutine-20261121T041000Z.txt', bytes: bytes(600) },
    ]);
    for (const rule of ['goroutine-leak', 'goroutine-growth']) {
      const found = findings.find((one) => one.rule === rule);
      expect(found?.evidence.growth, rule).toMatchObject({ clock: 'file-names', minutes: [0, 10], perMinute: 50, inOneHour: 3600 });
      // (100 000 − 600) / 50 a minute
      expect(found?.evidence.growth, rule).toMatchObject({ minutesTo100000: 1988 });
      expect(found?.summary.en).toContain('At this rate 3600 in one hour and 100 000 in 33 hours (time by the times in the file names).');
    }
  });

  it('has none where only the order is known', async () => {
    const [found] = await leaks(dump(requests(20, 'select')), dump(requests(60, 'select')));
    expect(found.evidence.growth).toMatchObject({ clock: 'order', counts: [20, 60] });
    expect(found.evidence.growth).not.toHaveProperty('perMinute');
  });

  it('is told from a log’s numbers, with a forecast', async () => {
    const log = (values: readonly number[]): string =>
      values.map((value, at) => `2026-11-21T04:${String(at).padStart(2, '0')}:00Z stats goroutines=${value}\n`).join('');
    const grown = (await analyseTexts([log([100, 140, 180, 220, 260, 300])])).findings;
    expect(grown.map((one) => [one.rule, one.tier])).toEqual([['goroutine-growth', 'suspect']]);
    expect(grown[0].evidence.growth).toMatchObject({ perMinute: 40, inOneHour: 2700 });
    expect((await analyseTexts([log([100, 300, 90, 310, 120, 290])])).findings).toEqual([]);
  });
});
