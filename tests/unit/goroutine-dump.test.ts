import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { sniffBytes } from '@/lib/formats/format';
import { decodeGoroutineText } from '@/lib/formats/goroutines';
import { parseHeader } from '@/lib/formats/goroutines/header';
import { formats } from '@/lib/formats/registry';
import { stackOf } from '@/lib/index/goroutines/groups';
import { GoroutineFlag, type GoroutineTable } from '@/lib/model/goroutines';

async function tables(text: string): Promise<GoroutineTable[]> {
  const { parts } = await decodeGoroutineText(bytesSource('dump', new TextEncoder().encode(text)), {});
  return parts.map((part) => {
    if (part.kind !== 'goroutines') throw new Error(part.kind);
    return part.table;
  });
}

async function only(text: string): Promise<GoroutineTable> {
  const found = await tables(text);
  expect(found).toHaveLength(1);
  return found[0];
}

const states = (table: GoroutineTable): string[] => [...table.state].map((at) => table.strings[at]);
const names = (table: GoroutineTable, row: number): string[] =>
  stackOf(table, row).map((frame) => `${frame.fn}@${frame.file}:${frame.line}`);

const record = (id: number, state: string, fn = 'main.work', line = 10): string =>
  `goroutine ${id} [${state}]:\n${fn}(0xc000012345)\n\t/srv/app/main.go:${line} +0x1d\ncreated by main.main in goroutine 1\n\t/srv/app/main.go:5 +0x25\n`;

describe('first lines of records', () => {
  it.each([
    ['chan receive', { state: 'chan receive', minutes: -1, flags: 0, bubble: -1 }],
    ['chan receive (nil chan), 12 minutes', { state: 'chan receive (nil chan)', minutes: 12, flags: 0 }],
    ['select (no cases) (leaked)', { state: 'select (no cases)', flags: GoroutineFlag.leaked }],
    [
      'chan send (leaked) (scan), locked to thread',
      { state: 'chan send', flags: GoroutineFlag.leaked | GoroutineFlag.scan | GoroutineFlag.lockedToThread },
    ],
    ['chan receive (durable), synctest bubble 7', { state: 'chan receive', flags: GoroutineFlag.durable, bubble: 7 }],
    ['sleep (durable), 3 minutes, synctest bubble 1', { state: 'sleep', minutes: 3, flags: GoroutineFlag.durable, bubble: 1 }],
    ['GOMAXPROCS updater (idle)', { state: 'GOMAXPROCS updater (idle)', flags: 0 }],
    ['force gc (idle), 2 minutes', { state: 'force gc (idle)', minutes: 2 }],
    ['???', { state: '???' }],
  ])('%s', (content, wanted) => {
    expect(parseHeader(content)).toMatchObject(wanted);
  });

  it('reads labels whose values hold brackets, commas, quotes and escapes', () => {
    const facts = parseHeader(
      'select, 4 minutes labels:{"a]:": "x, \\"y\\"]: z", "path": "C:\\\\t", "line": "1\\n2\\t\\x01\\u00e9\\U0001f600"}',
    );
    expect(facts.minutes).toBe(4);
    expect(facts.labels).toEqual(['a]:', 'x, "y"]: z', 'path', 'C:\\t', 'line', '1\n2\t\u0001é😀']);
  });

  it('keeps what was read before labels that break off', () => {
    expect(parseHeader('select labels:{"a": "b", "c').labels).toEqual(['a', 'b']);
    expect(parseHeader('select labels:{"a": "\\Uffffffff"}').labels).toEqual(['a', '\ufffd']);
  });
});

describe('records', () => {
  it('reads frames, inlined frames, creator and parent', async () => {
    const table = await only(
      'goroutine 7 [chan send, 3 minutes]:\nexample.org/a%2eb/c.(*T[...]).Send(0x1, {0x2, 0x3?}, ...)\n\t/src/c/c.go:12 +0x1f fp=0xc0 sp=0xc1 pc=0x47\n' +
        'main.inner(...)\n\tC:/src/main.go:33\n...2 frames elided...\nmain.outer()\n\t/src/main.go:40 +0x9\ncreated by main.start in goroutine 21\n\t/src/main.go:50 +0x66\n',
    );
    expect(names(table, 0)).toEqual([
      'example.org/a%2eb/c.(*T[...]).Send@/src/c/c.go:12',
      'main.inner@C:/src/main.go:33',
      'main.outer@/src/main.go:40',
    ]);
    expect([...table.frames.inlined]).toEqual([0, 1, 0, 0]);
    expect([...table.frames.offset]).toEqual([0x1f, -1, 9, 0x66]);
    expect(table.parent[0]).toBe(21);
    expect(table.strings[table.frames.fn[table.creator[0]]]).toBe('main.start');
    expect(table.minutes[0]).toBe(3);
    expect(table.flags[0]).toBe(GoroutineFlag.elided);
  });

  it('gives equal stacks one index whatever their arguments', async () => {
    const table = await only(
      `${record(5, 'select')}\n${record(6, 'select').replace('0xc000012345', '0x1, 0x2?')}\n${record(7, 'select', 'main.other')}`,
    );
    expect(table.stack[0]).toBe(table.stack[1]);
    expect(table.stack[0]).not.toBe(table.stack[2]);
    expect([...table.id]).toEqual([5, 6, 7]);
  });

  it('reads ancestors', async () => {
    const table = await only(
      'goroutine 9 [select (no cases)]:\nmain.leaf()\n\t/m.go:9 +0x1\ncreated by main.mid in goroutine 8\n\t/m.go:7 +0x2\n[originating from goroutine 8]:\nmain.mid(...)\n\t/m.go:7 +0x2\n' +
        'created by main.top\n\t/m.go:3 +0x3\n[originating from goroutine 1]:\nmain.top(...)\n\t/m.go:3 +0x3\n...additional frames elided...\n',
    );
    expect(names(table, 0)).toEqual(['main.leaf@/m.go:9']);
    expect(table.parent[0]).toBe(8);
    expect([...table.ancestors.id]).toEqual([8, 1]);
    expect(table.strings[table.frames.fn[table.creator[0]]]).toBe('main.mid');
    expect(table.strings[table.frames.fn[table.ancestors.creator[0]]]).toBe('main.top');
    expect(table.ancestors.creator[1]).toBe(-1);
  });

  it('reads stacks of other threads and of C', async () => {
    const table = await only(
      'goroutine 3 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.x in goroutine 1\n\t/m.go:2 +0x3\n\n' +
        'goroutine 4 [syscall, locked to thread]:\nnon-Go function at pc=0x7f00\nc_work\n\t/src/work.c:12 pc=0x7f10\nruntime.cgocall(0x1, 0x2)\n\t/r/cgocall.go:157 +0x4b\nmain.C()\n\t/m.go:7 +0x2\n',
    );
    expect(table.flags[0]).toBe(GoroutineFlag.otherThread);
    expect(names(table, 1)).toEqual(['non-Go function@:0', 'c_work@/src/work.c:12', 'main.C@/m.go:7']);
  });

  it('keeps which lock is waited for', async () => {
    const table = await only(
      'goroutine 5 [sync.Mutex.Lock]:\ninternal/sync.runtime_SemacquireMutex(0x99?, 0x0?, 0x0?)\n\truntime/sema.go:95 +0x25\ninternal/sync.(*Mutex).lockSlow(0xc0000a0010)\n\tinternal/sync/mutex.go:149 +0x15d\n' +
        'sync.(*Mutex).Lock(...)\n\tsync/mutex.go:46\nmain.f(0xc0000a0000, 0x5)\n\t/m.go:2 +0x3\n',
    );
    expect(table.address[0]).toBe(0xc0000a0010);
    expect([...table.argWord]).toEqual([0xc0000a0010, 0xc0000a0000]);
  });
});

describe('whole texts', () => {
  it('reads CRLF', async () => {
    const table = await only(`${record(5, 'select')}\n${record(6, 'IO wait')}`.replaceAll('\n', '\r\n'));
    expect(states(table)).toEqual(['select', 'IO wait']);
    expect(names(table, 1)).toEqual(['main.work@/srv/app/main.go:10']);
  });

  it.each([
    ['in a file line', -9],
    [
      'after a function',
      -('\ncreated by main.main in goroutine 1\n\t/srv/app/main.go:5 +0x25\n'.length + '\n\t/srv/app/main.go:10 +0x1d'.length),
    ],
    ['in a header', -(record(6, 'IO wait').length - 12)],
  ])('keeps every goroutine before a cut %s', async (_where, cut) => {
    const text = `${record(5, 'select')}\n${record(6, 'IO wait')}`;
    const { parts, warnings } = await decodeGoroutineText(bytesSource('dump', new TextEncoder().encode(text.slice(0, cut))), {});
    expect(warnings.map((warning) => warning.code)).toContain('truncated');
    const table = parts[0].kind === 'goroutines' ? parts[0].table : undefined;
    expect(table?.truncated).toBe(true);
    expect(table?.id[0]).toBe(5);
  });

  it('reads a panic with registers, and says why', async () => {
    const table = await only(
      `2026/11/21 04:05:06 serving\npanic: boom [recovered]\n\tpanic: again\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47]\n\n${record(1, 'running')}\n${record(8, 'select')}\nrax    0x0\nrip    0x47\nexit status 2\n`,
    );
    expect(table.reason).toBe('panic: again');
    expect(table.count).toBe(2);
    expect(table.timeNanos).toBe(BigInt(Date.UTC(2026, 10, 21, 4, 5, 6)) * 1_000_000n);
  });

  it('reads SIGQUIT with pointers in the first lines and a runtime stack', async () => {
    const table = await only(
      'SIGQUIT: quit\nPC=0x472 m=0 sigcode=0\n\nruntime stack:\nruntime.futex()\n\t/r/sys.s:5 +0x3\n\n' +
        'goroutine 0 gp=0x5a m=0 mp=0x5b [idle]:\nruntime.futex(0x1)\n\t/r/sys.s:5 +0x3 fp=0x1 sp=0x2 pc=0x3\n\ngoroutine 1 gp=0xc0 m=nil [chan receive, 2 minutes]:\nruntime.gopark(0x1)\n\t/r/proc.go:1 +0x1 fp=0x1 sp=0x2 pc=0x3\nmain.main()\n\t/m.go:2 +0x3 fp=0x4 sp=0x5 pc=0x6\n\nrax    0x0\n',
    );
    expect([...table.id]).toEqual([0, 1]);
    expect(table.reason).toBe('SIGQUIT: quit');
    expect(names(table, 1)).toEqual(['main.main@/m.go:2']);
  });

  it.each([
    ['a container’s name', (line: string) => `web-1  | ${line}`],
    ['a growing time', (line: string, at: number) => `2026-11-21T04:00:00.${at}Z stderr F ${line}`],
    ['a level and a process id', (line: string, at: number) => `[${at * 17}] ERROR ${line}`],
  ])('strips %s before every line', async (_what, dress) => {
    const dump = `${record(5, 'select')}\n${record(6, 'IO wait, 3 minutes')}`;
    const text = ['started', ...dump.split('\n'), 'next'].map((line, at) => dress(line, at + 1)).join('\n');
    const table = await only(text);
    expect(states(table)).toEqual(['select', 'IO wait']);
    expect(names(table, 1)).toEqual(['main.work@/srv/app/main.go:10']);
    expect(table.offset[0]).toBe(text.indexOf(dress('goroutine 5 [select]:', 2)));
  });

  it('passes over another writer’s lines in the midst of a record', async () => {
    const lines = record(5, 'select')
      .split('\n')
      .map((line) => `web-1  | ${line}`);
    lines.splice(2, 0, 'db-1   | checkpoint complete');
    expect(names(await only(lines.join('\n')), 0)).toEqual(['main.work@/srv/app/main.go:10']);
  });

  it('reads JSON lines, one a line of the dump', async () => {
    const text = record(5, 'select')
      .split('\n')
      .map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-21T04:00:00Z' }))
      .join('\n');
    const table = await only(`{"log":"up\\n"}\n${text}`);
    expect(names(table, 0)).toEqual(['main.work@/srv/app/main.go:10']);
    expect(table.timeNanos).toBe(BigInt(Date.UTC(2026, 10, 21, 4)) * 1_000_000n);
  });

  it('reads a dump in one JSON string, nested, and one in a quoted value', async () => {
    const dump = `${record(5, 'select')}\n${record(6, 'chan send')}`;
    expect((await only(`${JSON.stringify({ msg: 'x', error: { stack: dump } })}\n`)).count).toBe(2);
    expect((await only(`time=1 level=ERROR stack=${JSON.stringify(dump)} user=2\n`)).count).toBe(2);
  });

  it('makes one table of each dump, and one of all single traces', async () => {
    const recovered = (id: number): string => `http: panic serving 10.0.0.1:5: boom\n${record(id, 'running')}\n`;
    const found = await tables(
      `${recovered(30)}${recovered(31)}log line\n${record(1, 'select')}\n${record(2, 'select')}\nlog line\n${record(1, 'select')}\n${record(2, 'IO wait')}`,
    );
    expect(found.map((table) => [table.origin, table.count])).toEqual([
      ['dump', 2],
      ['dump', 2],
      ['traces', 2],
    ]);
  });

  it('collects the numbers of goroutines that a log tells', async () => {
    const found = await tables(
      '2026-11-21T04:00:00Z msg=stats goroutines=12\n{"num_goroutine": 15}\nNumGoroutine: 18\nrunning 21 goroutines\ngo_goroutines 24\nstarted goroutine 7\n',
    );
    const counts = found.find((table) => table.origin === 'counts')?.counts;
    expect([...(counts?.value ?? [])]).toEqual([12, 15, 18, 21, 24]);
    expect(counts?.time[0]).toBe(Date.UTC(2026, 10, 21, 4) * 1e6);
  });
});

describe('a dump far down a log', () => {
  const service = Array.from({ length: 3000 }, (_, at) => `2026-11-21T04:00:00Z INFO request ${at} served in 3ms`).join('\n');
  const open = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    const prefix = bytes.subarray(0, sniffBytes);
    const format = formats.find((one) =>
      one.sniff({ prefix, text: new TextDecoder('latin1').decode(prefix), name: 'app.log', gzip: false }),
    );
    return format?.decode(bytesSource('app.log', bytes), { limits: defaultLimits, gzip: false });
  };

  it('is found', async () => {
    const result = await open(`${service}\nSIGQUIT: quit\n\n${record(1, 'select')}\n${record(2, 'IO wait')}`);
    expect(result?.parts.map((part) => [part.kind, part.format])).toEqual([['goroutines', 'goroutine-debug2']]);
  });

  it('and a log without one is of no format', async () => {
    await expect(open(`${service}\n${service}`)).rejects.toMatchObject({ code: 'unknown-format' });
    expect(open('a short text\n')).toBeUndefined();
  });
});

describe('what is no dump', () => {
  it.each([
    ['', 'empty'],
    ['hello\nworld\n', 'text'],
    ['goroutine x [select]:\n', 'no id'],
    ['goroutine 5 [select\n', 'no end'],
  ])('%j (%s) is a typed error', async (text) => {
    await expect(tables(text)).rejects.toMatchObject({ code: 'missing-data', offset: 0 });
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort();
    await expect(decodeGoroutineText(bytesSource('x', new TextEncoder().encode(record(1, 'select'))), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('reads records that straddle the chunks it reads by', async () => {
    const many = Array.from({ length: 40_000 }, (_, at) => record(at + 1, 'select', `main.work${at % 7}`)).join('\n');
    expect(many.length).toBeGreaterThan(4 * 1024 * 1024);
    const table = await only(many);
    expect(table.count).toBe(40_000);
    expect(table.stacks.count).toBe(8);
    expect(new Set(table.stack).has(0)).toBe(false);
  });
});
