import type { SchedLogTable, SchedRun } from '../../model/schedlog';
import { GrowingFloat64 } from '../growing';
import { StringTable } from '../strings';
import type { LineReader } from './line-reader';

const rowNames = [
  'offset',
  'run',
  'ms',
  'gomaxprocs',
  'idleprocs',
  'threads',
  'spinningthreads',
  'needspinning',
  'idlethreads',
  'runqueue',
] as const;
/** A longer word before a `=` is no field of a release to come either. */
const longestName = 64;
type RowName = (typeof rowNames)[number];

/**
 * schedtrace and scheddetail lines (runtime/proc.go schedtrace):
 *
 *     SCHED 1004ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=0 needspinning=1 idlethreads=2 runqueue=12 [ 3 4 ] schedticks=[ 19 34 ]
 *       P0: status=1 schedtick=19 syscalltick=2 m=0 runqsize=3 gfreecnt=0 timerslen=0
 *       G2: status=4(force gc (idle)) m=nil lockedm=nil
 *
 * Fields are read by name: releases add some (needspinning in 1.20, schedticks in 1.24).
 */
export class SchedLines {
  private readonly rows: Record<RowName, GrowingFloat64> = Object.fromEntries(
    rowNames.map((name) => [name, new GrowingFloat64()]),
  ) as Record<RowName, GrowingFloat64>;
  private readonly localStart = new GrowingFloat64();
  private readonly localQueue = new GrowingFloat64();
  private readonly localTicks = new GrowingFloat64();
  private readonly goroutineStart = new GrowingFloat64();
  private readonly id = new GrowingFloat64();
  private readonly status = new GrowingFloat64();
  private readonly reason = new GrowingFloat64();
  private readonly thread = new GrowingFloat64();
  private readonly lockedThread = new GrowingFloat64();
  private readonly strings = new StringTable();
  private readonly runs: SchedRun[] = [];
  damaged = 0;
  readonly damagedOffsets: number[] = [];

  get count(): number {
    return this.rows.ms.length;
  }

  /** Reads at `SCHED `; false where no schedtrace line stands here. */
  read(line: LineReader): boolean {
    const offset = line.offset;
    line.want('SCHED ');
    const ms = line.number();
    line.want('ms: ');
    if (!line.ok) return false;
    const fields = new Map<string, number>();
    const local: number[] = [];
    const ticks: number[] = [];
    while (line.ok && line.pos < line.end) {
      if (line.has('[')) this.list(line, local);
      else if (line.has('schedticks=[')) this.list(line, ticks);
      else if (!this.field(line, fields)) break;
      while (line.has(' '));
    }
    if (!line.ok || !fields.has('gomaxprocs') || !fields.has('runqueue')) {
      this.damaged++;
      if (this.damagedOffsets.length < 5) this.damagedOffsets.push(offset);
      return true;
    }
    const before = this.count > 0 ? this.rows.ms.at(this.count - 1) : -1;
    if (this.count === 0 || ms < before) {
      this.runs.push({ first: this.count, count: 0, because: this.count === 0 ? 'first' : 'clock-back' });
    }
    const run = this.runs.length - 1;
    this.runs[run] = { ...this.runs[run], count: this.runs[run].count + 1 };
    this.rows.offset.push(offset);
    this.rows.run.push(run);
    this.rows.ms.push(ms);
    for (const name of rowNames.slice(3)) this.rows[name].push(fields.get(name) ?? -1);
    this.localStart.push(this.localQueue.length);
    this.goroutineStart.push(this.id.length);
    for (let i = 0; i < local.length; i++) {
      this.localQueue.push(local[i]);
      this.localTicks.push(ticks[i] ?? -1);
    }
    return true;
  }

  /** Reads a detail line (`  P0: …`, `  M3: …`, `  G2: …`) at its letter; false where it is none. */
  readDetail(line: LineReader): boolean {
    if (this.count === 0) return false;
    const kind = line.peek();
    line.pos++;
    const id = line.number();
    line.want(': ');
    if (!line.ok) return false;
    if (kind === 0x50) return this.processor(line);
    if (kind !== 0x47) return line.has('p=');
    line.want('status=');
    const status = line.number();
    let reason = '';
    if (line.has('(')) {
      // The wait reason has parentheses of its own («force gc (idle)»): it ends before «) m=».
      const text = String.fromCharCode(...line.bytes.subarray(line.pos, Math.min(line.end, line.pos + 200)));
      const close = text.indexOf(') m=');
      if (close < 0) return true;
      reason = text.slice(0, close);
      line.pos += close + 1;
    }
    line.want(' m=');
    const thread = line.idOrNil();
    line.want(' lockedm=');
    const locked = line.idOrNil();
    if (!line.ok) return true;
    this.id.push(id);
    this.status.push(status);
    this.reason.push(this.strings.add(reason));
    this.thread.push(thread);
    this.lockedThread.push(locked);
    return true;
  }

  finish(): SchedLogTable {
    const { run, ...rest } = this.rows;
    const columns = Object.fromEntries(Object.entries(rest).map(([name, column]) => [name, column.finish()])) as Record<
      Exclude<RowName, 'run'>,
      Float64Array
    >;
    return {
      rows: {
        ...columns,
        count: this.count,
        run: Uint32Array.from(run.finish()),
        localStart: Uint32Array.from([...this.localStart.finish(), this.localQueue.length]),
        localQueue: this.localQueue.finish(),
        localTicks: this.localTicks.finish(),
        goroutineStart: Uint32Array.from([...this.goroutineStart.finish(), this.id.length]),
      },
      runs: this.runs,
      goroutines: {
        count: this.id.length,
        id: this.id.finish(),
        status: Uint32Array.from(this.status.finish()),
        reason: Uint32Array.from(this.reason.finish()),
        thread: this.thread.finish(),
        lockedThread: this.lockedThread.finish(),
      },
      strings: this.strings.list,
      damaged: this.damaged,
      damagedOffsets: this.damagedOffsets,
    };
  }

  /** With scheddetail the run queues stand in the lines of the Ps. */
  private processor(line: LineReader): boolean {
    const fields = new Map<string, number>();
    while (line.pos < line.end) {
      if (!this.field(line, fields)) break;
      while (line.has(' '));
    }
    const queue = fields.get('runqsize');
    if (queue === undefined) return false;
    this.localQueue.push(queue);
    this.localTicks.push(fields.get('schedtick') ?? -1);
    return true;
  }

  /** `name=number`, `name=true`, `name=nil`. */
  private field(line: LineReader, into: Map<string, number>): boolean {
    const { bytes, end } = line;
    let at = line.pos;
    const last = Math.min(end, at + longestName);
    while (at < last && bytes[at] >= 97 && bytes[at] <= 122) at++;
    if (at === line.pos || bytes[at] !== 61 || at >= end) return false;
    const name = String.fromCharCode(...bytes.subarray(line.pos, at));
    line.pos = at + 1;
    if (line.has('true')) into.set(name, 1);
    else if (line.has('false')) into.set(name, 0);
    else if (line.has('nil')) into.set(name, -1);
    else into.set(name, line.number());
    return line.ok;
  }

  private list(line: LineReader, into: number[]): void {
    for (;;) {
      while (line.has(' '));
      if (line.has(']')) return;
      into.push(line.number());
      if (!line.ok) return;
    }
  }
}
