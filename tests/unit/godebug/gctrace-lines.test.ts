import { describe, expect, it } from 'vitest';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { decodeGodebug } from '@/lib/formats/godebug/decode';
import { decodeLog } from '@/lib/formats/godebug/module';
import { seriesFromLog } from '@/lib/index/gc/from-log';
import type { GcLogTable } from '@/lib/model/gclog';
import { GcFlag } from '@/lib/model/gclog';
import type { SchedLogTable } from '@/lib/model/schedlog';
import { gotriage } from '../../support/cli';

const encode = (text: string) => new TextEncoder().encode(text);

function gclog(text: string): { table: GcLogTable; codes: string[] } {
  const { parts, warnings } = decodeGodebug(encode(text));
  const part = parts.find((candidate) => candidate.kind === 'gclog');
  if (part?.kind !== 'gclog') throw new Error('no gclog part');
  return { table: part.table, codes: warnings.map((warning) => warning.code) };
}

function schedlog(text: string): SchedLogTable {
  const part = decodeGodebug(encode(text)).parts.find((candidate) => candidate.kind === 'schedlog');
  if (part?.kind !== 'schedlog') throw new Error('no schedlog part');
  return part.table;
}

const line = (n: number, t: number, rest = '3->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 4 P') =>
  `gc ${n} @${t.toFixed(3)}s 1%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.0/3.0+0.23 ms cpu, ${rest}\n`;

describe('gctrace lines', () => {
  it('reads a fraction of any length', () => {
    const { table } = gclog([1, 2, 3].map((n) => line(n, n).replace('0.35/', `0.${'3'.repeat(400)}/`)).join(''));
    for (const ns of table.cycles.assistCpuNs) expect(ns).toBeCloseTo(1e6 / 3, -1);
    expect(seriesFromLog(table, 0, 0).pauseCpuNs).toHaveLength(3);
  });

  it('reads every field of the form since Go 1.18', () => {
    const { table } = gclog(
      'gc 18 @0.461s 7%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.0/3.0+0.23 ms cpu, 12->14->7 MB, 13 MB goal, 2 MB stacks, 1 MB globals, 8 P (forced)\n',
    );
    const c = table.cycles;
    expect(c.count).toBe(1);
    expect([c.number[0], c.startNs[0], c.cpuPercent[0]]).toEqual([18, 461e6, 7]);
    expect([c.sweepTermNs[0], c.markNs[0], c.markTermNs[0]]).toEqual([18_000, 1_300_000, 76_000]);
    expect([c.sweepTermCpuNs[0], c.assistCpuNs[0], c.backgroundCpuNs[0], c.idleCpuNs[0], c.markTermCpuNs[0]]).toEqual([
      54_000, 350_000, 1_000_000, 3_000_000, 230_000,
    ]);
    expect([c.heapStartMB[0], c.heapEndMB[0], c.heapLiveMB[0], c.goalMB[0]]).toEqual([12, 14, 7, 13]);
    expect([c.stacksMB[0], c.globalsMB[0], c.procs[0], c.flags[0]]).toEqual([2, 1, 8, GcFlag.forced]);
  });

  it('reads the forms before 1.18 and of 1.5', () => {
    const old = gclog('gc 2 @1.5s 0%: 0.01+2+0.02 ms clock, 0.04+0/1/2+0.08 ms cpu, 4->4->0 MB, 5 MB goal, 4 P\n').table.cycles;
    expect([old.stacksMB[0], old.globalsMB[0], old.procs[0]]).toEqual([Number.NaN, Number.NaN, 4]);
    const five = gclog('gc 5 @1.500s 3%: 0.01+1.0+0.5+2.0+0.3 ms clock, 0.01+1.0+0.5+0.2/2.0/0.1+0.3 ms cpu, 4->4->3 MB, 4 MB goal, 1 P\n');
    expect([five.table.cycles.sweepTermNs[0], five.table.cycles.markNs[0], five.table.cycles.markTermNs[0]]).toEqual([1e4, 3.5e6, 3e5]);
    expect(five.table.cycles.backgroundCpuNs[0]).toBe(3.5e6);
  });

  it('knows the mark of the leak profile, the goal that is none, and the timer', () => {
    const { table } = gclog(
      `GC forced\n${line(3, 120).replace('1%:', '1% (checking for goroutine leaks):')}${line(4, 121, '3->4->1 MB, 17592186044415 MB goal, 0 MB stacks, 0 MB globals, 4 P')}`,
    );
    expect(Array.from(table.cycles.flags)).toEqual([GcFlag.leakCheck | GcFlag.periodic, GcFlag.noGoal]);
    expect(table.cycles.goalMB[1]).toBe(17592186044415);
  });

  it('finds lines behind prefixes and inside of JSON strings', () => {
    const { table } = gclog(
      `2026-01-02T03:04:05Z api-7f stderr F ${line(1, 0.1)}{"log":"${line(2, 0.2).trim().replaceAll('->', '-\\u003e')}\\n","stream":"stderr"}\n`,
    );
    expect(Array.from(table.cycles.number)).toEqual([1, 2]);
    expect(table.cycles.heapLiveMB[1]).toBe(1);
  });

  it('leaves out lines that are cut or mixed with other text, and says so with the offset', () => {
    const cut = line(2, 0.2).slice(0, 60);
    const { table, codes } = gclog(`${line(1, 0.1)}${cut}\n${cut}request done in 3 ms\n${line(3, 0.3)}`);
    expect(Array.from(table.cycles.number)).toEqual([1, 3]);
    expect(table.damaged).toBe(2);
    expect(table.damagedOffsets[0]).toBe(line(1, 0.1).length);
    expect(codes).toEqual(['gctrace-damaged', 'gctrace-missing']);
  });

  it('reads two collections on one line', () => {
    expect(gclog(`${line(1, 0.1).trimEnd()} ${line(2, 0.2)}`).table.cycles.count).toBe(2);
  });

  it('splits restarts, writers in turns and a clock that goes back', () => {
    const restart = gclog(line(1, 0.1) + line(2, 0.2) + line(1, 0.1) + line(2, 0.3));
    expect(restart.table.runs.map((run) => [run.first, run.count, run.because])).toEqual([
      [0, 2, 'first'],
      [2, 2, 'restart'],
    ]);
    const turns = gclog(line(1, 0.1) + line(1, 0.5) + line(2, 0.2) + line(2, 0.6) + line(3, 0.3));
    expect(turns.table.runs.map((run) => [run.count, run.because])).toEqual([
      [3, 'first'],
      [2, 'interleaved'],
    ]);
    expect(Array.from(turns.table.cycles.startNs)).toEqual([0.1e9, 0.2e9, 0.3e9, 0.5e9, 0.6e9]);
    const back = gclog(line(7, 5) + line(8, 6) + line(8, 3) + line(9, 4));
    expect(back.table.runs.map((run) => run.because)).toEqual(['first', 'clock-back']);
    expect(back.codes).toEqual(['gctrace-clock-back']);
  });

  it('takes nothing of a log without such lines', () => {
    expect(decodeGodebug(encode('magc 5 @home\ngc is fine\nSCHEDULE 5ms: x\n')).parts).toEqual([]);
  });
});

describe('goroutines in a log of gctrace lines', () => {
  it.each(['goroutines=12', 'NumGoroutine() = 12', 'Goroutines: 12'])('are counted where a line tells them: %s', async (told) => {
    const text = line(1, 0.1) + `${told}\n`.repeat(3) + line(2, 0.2);
    const { parts } = await decodeLog(bytesSource('log', encode(text)), { limits: defaultLimits, gzip: false });
    expect(parts.map((part) => (part.kind === 'goroutines' ? [...part.table.counts.value] : part.kind))).toEqual(['gclog', [12, 12, 12]]);
  });
});

describe('schedtrace lines', () => {
  it('reads the fields by name, the local queues and the ticks', () => {
    const table = schedlog(
      'SCHED 0ms: gomaxprocs=4 idleprocs=1 threads=5 spinningthreads=1 needspinning=0 idlethreads=1 runqueue=7 [ 0 3 0 1 ] schedticks=[ 2 0 0 9 ]\nSCHED 1004ms: gomaxprocs=4 idleprocs=0 threads=6 spinningthreads=0 idlethreads=1 runqueue=0 [1 2 3 4]\n',
    );
    expect(Array.from(table.rows.ms)).toEqual([0, 1004]);
    expect(Array.from(table.rows.runqueue)).toEqual([7, 0]);
    expect(Array.from(table.rows.needspinning)).toEqual([0, -1]);
    expect(Array.from(table.rows.localQueue)).toEqual([0, 3, 0, 1, 1, 2, 3, 4]);
    expect(Array.from(table.rows.localTicks)).toEqual([2, 0, 0, 9, -1, -1, -1, -1]);
  });

  it('reads scheddetail: the queues of the Ps and the goroutines', () => {
    const table = schedlog(
      [
        'SCHED 10ms: gomaxprocs=2 idleprocs=1 threads=3 spinningthreads=0 needspinning=0 idlethreads=0 runqueue=0 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false',
        '  P0: status=1 schedtick=19 syscalltick=2 m=0 runqsize=3 gfreecnt=0 timerslen=0',
        '  P1: status=0 schedtick=4 syscalltick=0 m=nil runqsize=0 gfreecnt=0 timerslen=0',
        '  M0: p=0 curg=1 mallocing=0 throwing=0 preemptoff= locks=1 dying=0 spinning=false blocked=false lockedg=nil',
        '  G1: status=2() m=0 lockedm=nil',
        '  G2: status=4(force gc (idle)) m=nil lockedm=nil',
        '',
      ].join('\n'),
    );
    expect(Array.from(table.rows.localQueue)).toEqual([3, 0]);
    expect(Array.from(table.goroutines.status)).toEqual([2, 4]);
    expect(table.strings[table.goroutines.reason[1]]).toBe('force gc (idle)');
    expect(Array.from(table.goroutines.thread)).toEqual([0, -1]);
  });

  const row = (ms: number) => `SCHED ${ms}ms: gomaxprocs=1 idleprocs=0 threads=2 spinningthreads=0 idlethreads=0 runqueue=0 [0]\n`;

  it('tells a restart by the clock', () => {
    expect(schedlog(row(0) + row(1000) + row(0) + row(1000)).runs).toEqual([
      { first: 0, count: 2, because: 'first' },
      { first: 2, count: 2, because: 'clock-back' },
    ]);
  });

  it('tells of the first processes one by one where two write in turns', () => {
    const turns = Array.from({ length: 50 }, (_, i) => row(1000 * i + 1000) + row(1000 * i)).join('');
    const { warnings } = decodeGodebug(encode(turns));
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: 11 }, () => 'schedtrace-restart'));
    expect(warnings[10].message).toBe('40 more processes in this log');
  });
});

it('schedtrace lines of a restarted process: the time covered is that of each process', async () => {
  const line = (ms: number) =>
    `SCHED ${ms}ms: gomaxprocs=2 idleprocs=2 threads=5 spinningthreads=0 needspinning=0 idlethreads=2 runqueue=0 [0 0]\n`;
  const stdin = [0, 1000, 9000, 0, 2000].map(line).join('');
  const { out } = await gotriage(['analyze', '-', '--json'], { stdin });
  expect(out).toMatch(/"processes": 2,\s+"durationS": 11,/);
});
