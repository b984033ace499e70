import { type ByteSource, bytesSource } from '../../base/source';
import { Ev, GoStatus, ProcStatus } from './kinds';

/** Appends unsigned varints and raw bytes. */
class ByteWriter {
  readonly bytes: number[] = [];

  byte(value: number): this {
    this.bytes.push(value);
    return this;
  }

  varint(value: number | bigint): this {
    let rest = BigInt(value);
    while (rest > 127n) {
      this.bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.bytes.push(Number(rest));
    return this;
  }

  text(value: string): this {
    for (const byte of new TextEncoder().encode(value)) this.bytes.push(byte);
    return this;
  }
}

/** Events of one thread, in batches, as the runtime writes them. */
export class ThreadWriter {
  readonly batches: { readonly time: number; readonly bytes: number[] }[] = [];
  private current = new ByteWriter();
  private started = 0;
  private last = 0;

  constructor(readonly m: number | bigint) {}

  /** An event at a time, in timestamp units; times of one thread must not fall. */
  event(type: number, time: number, ...args: (number | bigint)[]): void {
    if (this.current.bytes.length > 700) this.flush();
    if (this.current.bytes.length === 0) {
      this.started = time;
      this.last = time;
    }
    this.current.byte(type).varint(time - this.last);
    for (const arg of args) this.current.varint(arg);
    this.last = time;
  }

  flush(): void {
    if (this.current.bytes.length > 0) this.batches.push({ time: this.started, bytes: this.current.bytes });
    this.current = new ByteWriter();
  }
}

/** Writes a v2 trace of Go 1.26, generation after generation. */
export class TraceWriter {
  private readonly out = new ByteWriter().text('go 1.26 trace\0\0\0');

  /** `offset` is added to all timestamps: how long the machine has been up. */
  constructor(private readonly offset = 0n) {}

  private batch(gen: number, m: number | bigint, time: number, bytes: readonly number[]): void {
    this.out
      .byte(Ev.EventBatch)
      .varint(gen)
      .varint(m)
      .varint(BigInt(time) + this.offset)
      .varint(bytes.length);
    for (const byte of bytes) this.out.byte(byte);
  }

  /** Strings get the ids 1, 2, …; each stack, by its id, is given as [pc, function, file, line] rows. */
  generation(
    gen: number,
    threads: readonly ThreadWriter[],
    tables: {
      readonly frequency: number;
      readonly time: number;
      readonly strings: readonly string[];
      readonly stacks: readonly (readonly [number | bigint, number, number, number][])[];
      readonly samples?: readonly (readonly [time: number, m: number, p: number, g: number, stack: number])[];
    },
  ): void {
    for (const thread of threads) {
      thread.flush();
      for (const { time, bytes } of thread.batches) this.batch(gen, thread.m, time, bytes);
      thread.batches.length = 0;
    }
    const none = 0xffffffffffffffffn;
    const strings = new ByteWriter().byte(Ev.Strings);
    tables.strings.forEach((text, i) => {
      strings
        .byte(Ev.String)
        .varint(i + 1)
        .varint(new TextEncoder().encode(text).length)
        .text(text);
    });
    this.batch(gen, none, tables.time, strings.bytes);
    const stacks = new ByteWriter().byte(Ev.Stacks);
    tables.stacks.forEach((frames, i) => {
      stacks
        .byte(Ev.Stack)
        .varint(i + 1)
        .varint(frames.length);
      for (const frame of frames) for (const value of frame) stacks.varint(value);
    });
    this.batch(gen, none, tables.time, stacks.bytes);
    if (tables.samples) {
      const samples = new ByteWriter().byte(Ev.CPUSamples);
      for (const row of tables.samples) {
        const [time, ...rest] = row;
        samples.byte(Ev.CPUSample).varint(BigInt(time) + this.offset);
        for (const value of rest) samples.varint(value);
      }
      this.batch(gen, none, tables.time, samples.bytes);
    }
    const sync = new ByteWriter().byte(Ev.Sync).byte(Ev.Frequency).varint(tables.frequency);
    sync.byte(Ev.ClockSnapshot).varint(0).varint(tables.time).varint(1).varint(0);
    this.batch(gen, none, tables.time, sync.bytes);
    this.out.byte(Ev.EndOfGeneration);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.out.bytes);
  }
}

/**
 * A made-up trace of two Ps and three threads in which every frequent event occurs, in every way the decoder tells apart: threads that
 * have to wait for each other, syscalls that block, large numbers, batches that end.
 */
export function sampleTrace(rounds: number, offset = 0n): Uint8Array {
  const writer = new TraceWriter(offset);
  const strings = [
    'chan receive',
    'sync',
    'network',
    'preempted',
    'main.main',
    'main.go',
    'GC (dedicated)',
    'GC mark termination',
    'forever',
  ];
  const stacks: [number | bigint, number, number, number][][] = [
    [[4198400, 5, 6, 10]],
    [
      [0xffffffff81000000n, 5, 6, 11],
      [4198401, 5, 6, 12],
    ],
  ];
  let time = 3_000_000_000_000;
  let gcSeq = 1;
  for (let gen = 1; gen <= 2; gen++) {
    const start = time;
    const [a, b, c] = [new ThreadWriter(70001), new ThreadWriter(70002), new ThreadWriter(70003)];
    const tick = (by = 640) => {
      time += by;
      return time;
    };
    const pSeq = [0, 0];
    let mainSeq = 0;
    a.event(Ev.ProcStatus, tick(), 0, ProcStatus.Running);
    a.event(Ev.GoStatus, tick(), 1, 70001, GoStatus.Running);
    a.event(Ev.ProcStatus, tick(), 1, ProcStatus.Idle);
    a.event(Ev.GoStatusStack, tick(), 2, 0xffffffffffffffffn, GoStatus.Waiting, 2);
    a.event(Ev.ProcsChange, tick(), 2, 1);
    let twoSeq = 0;
    for (let round = 0; round < rounds; round++) {
      const g = gen * 100_000_000_000 + round * 7;
      a.event(Ev.GoCreate, tick(), g, 2, 1);
      // The thread that starts it has a clock that is behind: it has to wait.
      b.event(Ev.ProcStart, time - 100, 1, ++pSeq[1]);
      b.event(Ev.GoStart, time - 90, g, 1);
      tick(3000);
      b.event(Ev.HeapAlloc, tick(), 4_000_000 + round);
      a.event(Ev.HeapGoal, tick(), round % 2 === 0 ? 8946670875743036078n : 8_000_000);
      b.event(Ev.GoUnblock, tick(), 2, ++twoSeq, 1);
      b.event(Ev.GoBlock, tick(), 1 + (round % 3), 2);
      b.event(Ev.GoStart, tick(), 2, ++twoSeq);
      b.event(Ev.GoLabel, tick(), 7);
      a.event(Ev.GoUnblock, tick(), g, 2, 2);
      b.event(Ev.GoStop, tick(), 4, 1);
      b.event(Ev.GoStart, tick(), g, 3);
      b.event(Ev.GoSyscallBegin, tick(), ++pSeq[1], 1);
      b.event(Ev.GoSyscallEnd, tick());
      b.event(Ev.GCMarkAssistBegin, tick(), 1);
      b.event(Ev.GCMarkAssistEnd, tick());
      b.event(Ev.GCSweepBegin, tick(), 1);
      b.event(Ev.GCSweepEnd, tick(), 8192, 4096);
      if (round % 2 === 0) {
        // A syscall that loses its P, in each of the ways it can, and gets one before it ends or after.
        b.event(Ev.GoSyscallBegin, tick(), ++pSeq[1], 2);
        if (round % 6 === 0) b.event(Ev.ProcStop, tick());
        else c.event(Ev.ProcSteal, tick(), 1, ++pSeq[1], 70002);
        const early = round % 6 === 2;
        if (early) b.event(Ev.ProcStart, tick(), 1, ++pSeq[1]);
        b.event(Ev.GoSyscallEndBlocked, tick());
        if (!early) b.event(Ev.ProcStart, tick(), 1, ++pSeq[1]);
        b.event(Ev.GoStart, tick(), g, 4);
      }
      if (round % 4 === 0) {
        b.event(Ev.STWBegin, tick(), 8, 1);
        b.event(Ev.STWEnd, tick());
      }
      b.event(Ev.GoDestroy, tick());
      b.event(Ev.GoStart, tick(), 2, ++twoSeq);
      b.event(Ev.GoBlock, tick(), 1, 2);
      b.event(Ev.ProcStop, tick());
      if (round % 8 === 0) {
        a.event(Ev.STWBegin, tick(), 8, 1);
        a.event(Ev.STWEnd, tick());
        a.event(Ev.GCBegin, tick(), gcSeq++, 1);
        a.event(Ev.GCEnd, tick(), gcSeq++);
        a.event(Ev.GoSyscallBegin, tick(), ++pSeq[0], 1);
        a.event(Ev.GoSyscallEnd, tick());
        a.event(Ev.GoStop, tick(), 4, 1);
        a.event(Ev.GoStart, tick(300_000_000), 1, ++mainSeq);
      }
    }
    const samples = Array.from({ length: 20 }, (_, i): [number, number, number, number, number] => [
      start + 5000 + i * 9000,
      70001,
      0,
      1,
      1,
    ]);
    writer.generation(gen, [a, b, c], { frequency: 1_000_000_000, time: start, strings, stacks, samples });
    time += 1_000_000;
  }
  return writer.finish();
}

const warm = new Map<(source: ByteSource) => Promise<object>, Promise<object>>();

/**
 * Decodes a made-up trace once in the life of a thread, in each way there is. The engine compiles the decoder's two large loops for what it has seen them do;
 * each kind of event met for the first time later would throw the compiled loop away, in the middle of the work, a dozen times over.
 *
 * What `decode` gives is kept for good: it has to hold one object of every class that the loops use. The engine forgets the shape of objects once none
 * is left, after a garbage collection or two, and with it throws away the loops that were compiled for that shape: each trace would compile them anew.
 */
export function warmUp(decode: (source: ByteSource) => Promise<object>): Promise<object> {
  let kept = warm.get(decode);
  if (!kept) {
    kept = decode(bytesSource('warm-up', sampleTrace(60)));
    warm.set(decode, kept);
  }
  return kept;
}
